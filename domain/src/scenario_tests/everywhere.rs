//! What the rules of the one-stop desk ask of every procedure: refusals at the desk, supplements and
//! stops name their grounds and keep their limits. So the articles under which these stand are tested
//! for each procedure here, and not by a scenario of each.

use super::world::World;
use crate::law::{Act, Filer, Procedure, Rules};
use crate::testing::{delivered, law};

/// The members of the rules whose articles are tested for every procedure, and where.
pub(super) const MEMBERS: [(&str, &str); 6] = [
    ("components", HERE),
    ("intake_grounds", HERE),
    ("refusal_grounds", HERE),
    ("stop_grounds", HERE),
    ("supplements", HERE),
    (
        "duties",
        "[whoever_holds_a_certificate_owes_the_same_whichever_procedure_issued_it]\
         (../domain/src/law/tests/duties.rs)",
    ),
];

/// How the table names these tests.
const HERE: &str = "[of every procedure](../domain/src/scenario_tests/everywhere.rs)";

/// A Monday on which every delivered procedure but a draft was in force.
const FILED: &str = "2024-03-04";

/// A case of a procedure, filed with all that it needs.
struct Filed {
    world: World,
    receiver: String,
    decider: String,
}

impl Filed {
    fn under(procedure: &Procedure, rules: &Rules) -> Self {
        Self::without("", procedure, rules)
    }

    /// The same without a paper.
    fn without(paper: &str, procedure: &Procedure, rules: &Rules) -> Self {
        let mut world = World::begin(procedure.id.as_str());
        let mut files = format!("{} fields=health provinces=VN34-01", rules.channels[0]);
        if let Some(upon) = &rules.upon {
            let kind = &upon.kinds[0];
            let holds = format!("2023-03-01 applicant holds {kind} until=2025-03-01");
            world
                .play(&format!("{holds} fields=health provinces=VN34-01"))
                .unwrap();
        }
        if let Some(under) = &rules.under {
            let approved = &under.procedures[0];
            let given = format!("2024-01-02 applicant was-given {approved} 7-24 value=9USD");
            world.play(&given).unwrap();
        }
        if let Some(seat) = &rules.seat {
            files.extend([" seat=", seat.provinces[0].as_str()]);
        }
        if rules.value.is_some() {
            files += " value=9USD";
        }
        let managed = !rules.competences.is_empty();
        if managed {
            files += " managed-by=MOH";
        }
        let receiver = if managed {
            "MOH"
        } else {
            rules.receiver.as_str()
        }
        .to_owned();
        let decider = if managed {
            "MOH"
        } else {
            rules.decider.as_str()
        }
        .to_owned();
        let by_applicant = rules.filers.is_empty() || rules.filers.contains(&Filer::Applicant);
        let filer = if by_applicant { "applicant" } else { &receiver };
        if !paper.is_empty() {
            files.extend([" without=", paper]);
        }
        let filed = world.play(&format!("{FILED} {filer} files {files}"));
        filed.unwrap_or_else(|it| panic!("{}: {it}", procedure.id));
        Self {
            world,
            receiver,
            decider,
        }
    }

    fn desk(&mut self, day: &str, does: &str) -> Result<Vec<String>, String> {
        let line = format!("{day} {} {does}", self.receiver);
        self.world.play(&line)
    }
}

/// Every procedure that somebody can file under, with its rules.
fn procedures() -> impl Iterator<Item = (&'static Procedure, &'static Rules)> {
    let all = delivered().procedures.iter().filter(|it| !it.draft);
    let newest = all.filter(|it| {
        let newer =
            |other: &&Procedure| !other.draft && other.id == it.id && other.version > it.version;
        delivered().procedures.iter().find(newer).is_none()
    });
    newest.filter_map(|it| Some((it, it.rules()?)))
}

#[test]
fn a_dossier_is_not_taken_in_on_each_ground_of_its_procedure_and_on_no_other() {
    for (procedure, rules) in procedures() {
        let id = &procedure.id;
        for ground in &rules.intake_grounds {
            let refuses = format!("refuses-intake {}", ground.id);
            let told = Filed::under(procedure, rules).desk("2024-03-05", &refuses);
            assert!(told.is_ok(), "{id}, {}: {told:?}", ground.id);
        }
        let told = Filed::under(procedure, rules).desk("2024-03-05", "refuses-intake because");
        assert!(told.is_err(), "{id}: {told:?}");
    }
}

#[test]
fn a_dossier_without_a_paper_that_it_needs_is_not_accepted() {
    for (procedure, rules) in procedures().filter(|(_, it)| it.takes(Act::Accept)) {
        let needed: Vec<_> = rules
            .components
            .iter()
            .filter(|it| it.is_needed(&[]))
            .collect();
        for paper in needed.iter().filter(|_| needed.len() > 1) {
            let mut filed = Filed::without(paper.id.as_str(), procedure, rules);
            let lacks = format!("the dossier lacks {}", paper.id);
            assert_eq!(
                filed.desk("2024-03-05", "accepts"),
                Err(lacks),
                "{}",
                procedure.id
            );
        }
    }
}

#[test]
fn an_application_is_refused_on_each_ground_of_its_procedure_and_on_no_other() {
    for (procedure, rules) in procedures() {
        let refused = |ground: &str| {
            let mut filed = Filed::under(procedure, rules);
            if rules.takes(Act::Accept) {
                filed.desk("2024-03-05", "accepts").unwrap();
            }
            if rules.takes(Act::Consult) {
                // Where a change concerns nobody, nobody is asked.
                let _ = filed.desk("2024-03-06", "asks");
                filed.world.play("2024-03-11 everyone agrees").unwrap();
            }
            if rules.takes(Act::Forward) {
                filed.desk("2024-03-12", "forwards").unwrap();
            }
            let line = format!("2024-03-13 {} refuses {ground}", filed.decider);
            filed.world.play(&line)
        };
        for ground in &rules.refusal_grounds {
            let told = refused(ground.id.as_str());
            assert!(told.is_ok(), "{}, {}: {told:?}", procedure.id, ground.id);
        }
        assert!(refused("because").is_err(), "{}", procedure.id);
    }
}

#[test]
fn a_case_is_stopped_on_each_ground_of_its_procedure_and_on_no_other() {
    for (procedure, rules) in procedures() {
        let id = &procedure.id;
        let stopped = |ground: &str| {
            let mut filed = Filed::under(procedure, rules);
            if rules.takes(Act::Accept) {
                filed.desk("2024-03-05", "accepts").unwrap();
            }
            filed.desk("2024-03-06", &format!("stops {ground}"))
        };
        for ground in &rules.stop_grounds {
            let told = stopped(ground.id.as_str());
            // What is settled at once is never under way.
            assert_eq!(
                told.is_ok(),
                rules.takes(Act::Accept),
                "{id}, {}: {told:?}",
                ground.id
            );
        }
        assert!(stopped("because").is_err(), "{id}");
    }
}

#[test]
fn a_supplement_is_asked_for_as_often_as_may_be_and_as_long_as_may_be() {
    for (procedure, rules) in procedures() {
        let id = &procedure.id;
        let needed = rules
            .components
            .iter()
            .find(|it| it.is_needed(&[]))
            .unwrap();
        let (asks, brings) = (
            format!("requests-supplement {}", needed.id),
            format!("{FILED} applicant supplements {}", needed.id),
        );
        let mut filed = Filed::under(procedure, rules);
        for _ in 0..rules.supplements.requests_max {
            filed
                .desk(FILED, &asks)
                .unwrap_or_else(|it| panic!("{id}: {it}"));
            if filed.world.play(&brings).is_err() {
                // Whoever filed brings what lacks.
                filed
                    .desk(FILED, &format!("supplements {}", needed.id))
                    .unwrap();
            }
        }
        assert!(filed.desk(FILED, &asks).is_err(), "{id}: once too often");

        if rules.takes(Act::Accept) && rules.supplements.after_acceptance.is_some() {
            let after = |day: &str| {
                let mut filed = Filed::under(procedure, rules);
                filed.desk(FILED, "accepts").unwrap();
                filed.desk(day, &asks)
            };
            assert!(
                after("2024-03-07").is_ok(),
                "{id}: on the third working day"
            );
            assert!(after("2024-03-08").is_err(), "{id}: on the fourth");
        }
    }
}

#[test]
fn whatever_a_procedure_brings_about_and_every_field_has_a_title() {
    for (procedure, rules) in procedures() {
        let kind = &rules.result.certificate;
        assert!(law().kind_title(kind).is_some(), "{}: {kind}", procedure.id);
    }
    for managed in law().agencies().flat_map(|it| &it.fields) {
        assert!(
            law().field_title(&managed.field).is_some(),
            "{}",
            managed.field
        );
    }
}
