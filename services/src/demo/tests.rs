//! The plan, without a database: it is the same every time, and has the size of the real field.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use domain::case::{Case, CaseCommand, CaseEvent, Ending, Outcome};
use domain::catalogue::{Catalogue, CatalogueCommand};
use domain::certificate::CertificateCommand;
use domain::{Acting, Aggregate as _, CaseId, DossierCode, Law, SubjectId};
use projections::search::folded;
use time::{Date, OffsetDateTime};

use super::chance::Chance;
use super::organisation::organisations;
use super::{Plan, Scenario, Step, What, plan};
use crate::execute::Order;
use crate::timers;

/// What the first draws give.
const PINNED: [u32; 6] = [719, 714, 30, 982, 885, 228];

fn law() -> Law {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/catalogue");
    let entries = crate::catalogue::read(&dir).unwrap();
    let by = timers::system(OffsetDateTime::UNIX_EPOCH);
    let events = Catalogue::default()
        .decide(&CatalogueCommand::Publish(entries), &by, &Law::default())
        .unwrap();
    let catalogue = events.iter().fold(Catalogue::default(), Catalogue::evolve);
    catalogue.into_law()
}

/// What a case of the plan came to.
#[derive(Default)]
struct Told {
    case: Case,
    bodies: usize,
    due: Option<OffsetDateTime>,
    ended: Option<OffsetDateTime>,
    valid_until: Option<Date>,
    holder: Option<SubjectId>,
}

/// The cases in which organisations apply for a certificate.
fn registrations(plan: &Plan) -> BTreeSet<CaseId> {
    let filed = plan.steps.iter().filter_map(|it| {
        let What::Case { case, order, .. } = &it.what else {
            return None;
        };
        let procedure = filed_under(order)?;
        procedure.starts_with("FNGO-").then_some(*case)
    });
    filed.collect()
}

/// The procedure of the dossier that a step files, if it files one.
fn filed_under(order: &Order) -> Option<String> {
    match order {
        Order::Command(CaseCommand::SubmitDossier(submission))
        | Order::SubmitUnder(submission, _)
        | Order::SubmitUpon(submission, _) => Some(submission.procedure.to_string()),
        Order::Command(_) | Order::AcceptDossier => None,
    }
}

/// Replays the plan by the rules, as the shell will.
fn told(plan: &Plan, law: &Law) -> BTreeMap<CaseId, Told> {
    let mut cases: BTreeMap<CaseId, Told> = BTreeMap::new();
    let mut day_codes: BTreeMap<Date, usize> = BTreeMap::new();
    let of_organisations = registrations(plan);
    for step in &plan.steps {
        let What::Case {
            case, by, order, ..
        } = &step.what
        else {
            continue;
        };
        if !of_organisations.contains(case) {
            continue;
        }
        let told = cases.entry(*case).or_default();
        let command = match &**order {
            Order::Command(command) => command.clone(),
            Order::SubmitUpon(..) | Order::SubmitUnder(..) => {
                panic!("nobody in the plan applies about a certificate or about aid")
            }
            Order::AcceptDossier => {
                let wanted = told.case.code_wanted(*case, by.at, law).unwrap();
                let number = day_codes.entry(wanted.day).or_default();
                *number += 1;
                let code = DossierCode::new(&wanted.prefix, wanted.day, *number);
                CaseCommand::AcceptDossier { code }
            }
        };
        for event in told.case.decide(&command, by, law).unwrap() {
            told.note(&event, by, law);
            told.case = std::mem::take(&mut told.case).evolve(&event);
        }
    }
    cases
}

impl Told {
    fn note(&mut self, event: &CaseEvent, by: &Acting, law: &Law) {
        let calendar = law.calendars().find(|it| it.id.as_str() == "VN").unwrap();
        let end = |day| calendar.end_of(day);
        if let CaseEvent::DossierAccepted { deadline, .. } = event {
            self.due = Some(end(deadline.due));
        }
        if let CaseEvent::DossierSupplemented { deadline, .. } = event
            && self.due.is_some()
        {
            self.due = Some(end(deadline.due));
        }
        if let CaseEvent::ConsultationRequested { .. } = event {
            self.bodies += 1;
        }
        if let CaseEvent::CertificateGranted(terms) = event {
            self.valid_until = Some(terms.valid_until);
            self.holder = Some(terms.holder);
        }
        let ends = matches!(
            event,
            CaseEvent::CertificateGranted(_)
                | CaseEvent::ApplicationRefused { .. }
                | CaseEvent::IntakeRefused { .. }
                | CaseEvent::DossierWithdrawn { .. }
                | CaseEvent::ProcessingStopped { .. }
        );
        if ends {
            self.ended = Some(by.at);
        }
    }
}

/// How many of these numbers are in which range.
#[track_caller]
fn between(what: &str, count: usize, range: std::ops::RangeInclusive<usize>) {
    assert!(
        range.contains(&count),
        "{what}: {count} is not in {range:?}"
    );
}

/// A scenario that plans in no time.
fn small() -> Scenario {
    Scenario {
        organisations: 30,
        ..Scenario::WHOLE
    }
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_seed_another() {
    let law = law();
    let first = plan(&law, &small()).unwrap();
    let again = plan(&law, &small()).unwrap();
    assert_eq!(format!("{first:?}"), format!("{again:?}"));
    let other = Scenario {
        seed: 59,
        ..small()
    };
    assert_ne!(plan(&law, &other).unwrap().id, first.id);
}

#[test]
fn steps_are_in_the_order_of_time_and_within_the_span() {
    let scenario = small();
    let plan = plan(&law(), &scenario).unwrap();
    assert!(plan.steps.is_sorted_by_key(|it| it.at));
    for step in &plan.steps {
        assert!(scenario.from <= step.at.date() && step.at.date() <= scenario.through);
    }
}

#[test]
fn the_scenario_has_the_size_of_the_real_field() {
    let law = law();
    let plan = plan(&law, &Scenario::WHOLE).unwrap();
    let cases = told(&plan, &law);
    let end = plan.steps.last().unwrap().at;
    let count = |which: &dyn Fn(&Told) -> bool| cases.values().filter(|it| which(it)).count();

    between("cases", cases.len(), 1_500..=1_900);
    let applicants: BTreeSet<_> = (plan.steps.iter()).filter_map(applicant).collect();
    // Some were entered twice.
    between("applicants", applicants.len(), 1_206..=1_214);
    let valid: BTreeSet<_> = (cases.values())
        .filter(|it| it.valid_until.is_some_and(|day| day >= end.date()))
        .map(|it| it.holder)
        .collect();
    between("active", valid.len(), 500..=800);
    between(
        "expired",
        count(&|it| it.valid_until.is_some_and(|day| day < end.date())),
        100..=400,
    );
    between("open", count(&|it| it.ended.is_none()), 250..=450);
    let overdue = |it: &Told| it.ended.is_none() && it.due.is_some_and(|due| due < end);
    between("overdue", count(&overdue), 15..=70);

    let judged = count(&|it| it.ended.is_some() && it.due.is_some());
    let in_time = count(&|it| {
        it.ended
            .is_some_and(|ended| it.due.is_some_and(|due| ended <= due))
    });
    between("percent in time", in_time * 100 / judged, 85..=90);
    let consulted = count(&|it| it.bodies > 0);
    let usual = count(&|it| (8..=14).contains(&it.bodies));
    between(
        "percent with 8 to 14 bodies",
        usual * 100 / consulted,
        95..=100,
    );
}

#[test]
fn aid_is_approved_changed_disbursed_and_closed_and_registries_are_kept() {
    let plan = plan(&law(), &Scenario::WHOLE).unwrap();
    let filed = plan.steps.iter().filter_map(|it| match &it.what {
        What::Case { order, .. } => filed_under(order),
        What::FocalPoint { .. } => Some("focal point".to_owned()),
        What::Merge { .. } => Some("merge".to_owned()),
        What::Duty { .. } | What::Report { .. } | What::Expiry => None,
    });
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for it in filed {
        *counts.entry(it).or_default() += 1;
    }
    for (what, range) in [
        ("AID-PROJECT", 110..=170),
        ("AID-NON-PROJECT", 35..=75),
        ("AID-RECOVERY", 15..=45),
        ("AID-PROGRAMME", 5..=30),
        ("AID-CHANGE", 15..=80),
        ("AID-DISBURSEMENT", 400..=620),
        ("AID-CLOSING", 5..=80),
        ("focal point", 150..=240),
        ("merge", 5..=9),
    ] {
        let count = counts.get(what).copied().unwrap_or_default();
        between(what, count, range);
    }
    between("steps", plan.steps.len(), 43_000..=51_000);
}

/// What a step does after a decision, or instead of one that is late.
fn afterwards(step: &Step) -> Option<String> {
    if let What::Duty { command, .. } = &step.what {
        if let CertificateCommand::FulfilDuty { named, on } = &**command {
            let when = if *on <= named.due { "in time" } else { "late" };
            return Some(format!("{} {when}", named.duty));
        }
        return Some("waived".to_owned());
    }
    let What::Case { order, .. } = &step.what else {
        return None;
    };
    let Order::Command(command) = &**order else {
        return None;
    };
    matches!(
        command,
        CaseCommand::AnnounceResult | CaseCommand::Reappoint { .. }
    )
    .then(|| command.name().to_owned())
}

#[test]
fn results_are_announced_and_what_is_owed_is_mostly_done() {
    let plan = plan(&law(), &Scenario::WHOLE).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for it in plan.steps.iter().filter_map(afterwards) {
        *counts.entry(it).or_default() += 1;
    }
    for (what, range) in [
        ("announce_result", 400..=800),
        ("reappoint", 40..=250),
        ("account in time", 500..=900),
        ("account late", 30..=140),
        ("plan in time", 400..=800),
        ("plan late", 20..=140),
        ("annual-report in time", 100..=600),
        ("annual-report late", 5..=90),
        ("activity in time", 60..=600),
        ("waived", 10..=80),
    ] {
        let count = counts.get(what).copied().unwrap_or_default();
        between(&format!("{what} of {counts:?}"), count, range);
    }
}

#[test]
fn every_status_occurs_on_the_last_day() {
    let law = law();
    let plan = plan(&law, &Scenario::WHOLE).unwrap();
    let cases = told(&plan, &law);
    let status: BTreeSet<_> = (cases.values())
        .filter_map(|it| it.case.portal_status())
        .collect();
    assert_eq!(status.len(), 9, "{status:?}");
    for outcome in [Outcome::Granted, Outcome::Refused] {
        let ending = Ending::Returned(outcome);
        assert!(cases.values().any(|it| it.case == Case::Closed(ending)));
    }
}

#[test]
fn no_name_occurs_twice_and_many_have_diacritics() {
    let names: Vec<_> = organisations(Scenario::WHOLE.seed, 1_200)
        .into_iter()
        .map(|it| it.name)
        .collect();
    let folded: BTreeSet<_> = names.iter().map(|it| folded(it)).collect();
    assert_eq!(folded.len(), names.len());
    let marked = names.iter().filter(|it| !it.is_ascii()).count();
    between("names with diacritics", marked, 600..=1_100);
}

#[test]
fn a_name_that_is_misspelt_is_another_and_like_the_first() {
    for organisation in organisations(Scenario::WHOLE.seed, 1_200) {
        let (name, home) = (organisation.name, Some("SE"));
        let misspelt = super::names::misspelt(&name);
        assert_ne!(misspelt, name);
        let alike = projections::organisation::likeness((&name, home), (&misspelt, home));
        assert!(alike.is_some(), "{name} / {misspelt}");
    }
}

#[test]
fn no_name_is_that_of_a_real_organisation() {
    let named = std::env::var_os("HOSO_SHARED").map(PathBuf::from);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let near = here.ancestors().map(|it| it.join("shared"));
    let file = "data/reference/ngo_names.csv";
    let mut folders = named.into_iter().chain(near);
    let real = folders.find_map(|it| std::fs::read_to_string(it.join(file)).ok());
    let real = real.unwrap_or_else(|| {
        panic!("this test needs shared/{file}; HOSO_SHARED names the folder `shared`")
    });
    let real = folded(&real);
    for organisation in organisations(Scenario::WHOLE.seed, 1_200) {
        let name = folded(&organisation.name);
        assert!(!real.contains(&name), "{name}");
    }
}

#[test]
fn chance_falls_the_same_way_on_every_machine() {
    let mut chance = Chance::of(58, "pinned", 0);
    let drawn: Vec<_> = (0..6).map(|_| chance.below(1_000)).collect();
    assert_eq!(drawn, PINNED);
}

fn applicant(step: &Step) -> Option<SubjectId> {
    let What::Case { order, .. } = &step.what else {
        return None;
    };
    match &**order {
        Order::Command(CaseCommand::SubmitDossier(submission))
            if submission.procedure.as_str().starts_with("FNGO-") =>
        {
            Some(submission.applicant)
        }
        Order::Command(_)
        | Order::AcceptDossier
        | Order::SubmitUpon(..)
        | Order::SubmitUnder(..) => None,
    }
}
