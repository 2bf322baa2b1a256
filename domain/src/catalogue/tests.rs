mod entries;

use super::{
    Catalogue, CatalogueCommand, CatalogueEvent, CatalogueRejection, Changed, Publish, Repeal,
};
use crate::calendar::{Limit, Unit};
use crate::law::{Announcement, Authority, Conduct, Part, Publicity};
use crate::testing::{agency, applicant, calendar, day, delivered, law, morning, system};
use crate::{Aggregate, Law, Role, replay};

type Decision = Result<Vec<CatalogueEvent>, CatalogueRejection>;

fn publish(history: &[CatalogueEvent], publish: &Publish) -> Decision {
    let catalogue = replay::<Catalogue>(history);
    let command = CatalogueCommand::Publish(publish.clone());
    catalogue.decide(&command, &system("2024-11-01"), &Law::default())
}

fn published() -> Vec<CatalogueEvent> {
    publish(&[], delivered()).unwrap()
}

fn already(kind: &'static str, id: &str, version: u32) -> CatalogueRejection {
    let id = id.to_owned();
    CatalogueRejection::Changed {
        entries: vec![Changed { kind, id, version }],
    }
}

fn changed(change: impl FnOnce(&mut Publish)) -> Publish {
    let mut publish = delivered().clone();
    change(&mut publish);
    publish
}

#[test]
fn a_catalogue_is_published_entry_by_entry() {
    let Publish {
        agencies,
        calendars,
        procedures,
        publicity,
        retention,
        territories,
        forms,
        fees,
        indexes,
        reports,
        scorings,
    } = delivered();
    let entered = |it: &CatalogueEvent| matches!(it, CatalogueEvent::AgencyEntered { .. });

    let events = published();

    assert_eq!(
        events.iter().filter(|it| entered(it)).count(),
        agencies.len()
    );
    let classes = retention
        .iter()
        .map(|it| CatalogueEvent::RetentionPublished { class: it.clone() });
    let before = agencies.len() + calendars.len() + procedures.len();
    let classes: Vec<_> = classes.collect();
    assert_eq!(events[before..before + retention.len()], classes);
    assert_eq!(
        events[agencies.len()..agencies.len() + 2],
        [
            CatalogueEvent::CalendarPublished {
                calendar: calendars[0].clone()
            },
            CatalogueEvent::ProcedurePublished {
                procedure: Box::new(procedures[0].clone())
            },
        ]
    );
    let entries = before + publicity.len() + retention.len();
    let versions = [
        territories.len(),
        forms.len(),
        fees.len(),
        indexes.len(),
        reports.len(),
        scorings.len(),
    ];
    let versions: usize = versions.into_iter().sum();
    assert_eq!(events.len(), entries + versions);
    let law = replay::<Catalogue>(&events).into_law();
    assert_eq!(
        law.newest_procedure(&procedures[0].id),
        Some(&procedures[0])
    );
}

#[test]
fn what_is_published_is_left_alone() {
    assert_eq!(publish(&published(), delivered()), Ok(vec![]));
}

#[test]
fn an_agency_may_change() {
    let merged = changed(|it| it.agencies[0].basis = "Art. 2".to_owned());
    assert_eq!(
        publish(&published(), &merged),
        Ok(vec![CatalogueEvent::AgencyEntered {
            agency: merged.agencies[0].clone()
        }])
    );
}

#[test]
fn an_agency_is_entered_once() {
    let twice = changed(|it| {
        let mut other = it.agencies[0].clone();
        other.basis = "Art. 2".to_owned();
        it.agencies.push(other);
    });
    assert_eq!(
        publish(&[], &twice),
        Err(CatalogueRejection::AgencyTwice {
            agency: "COMINGO".parse().unwrap()
        })
    );
}

#[test]
fn a_published_version_of_a_calendar_stands() {
    let corrected = changed(|it| it.calendars[0].holidays.clear());
    let rejection = already("calendar", "VN", 2);
    assert_eq!(publish(&published(), &corrected), Err(rejection.clone()));

    let both = changed(|it| it.calendars.extend(corrected.calendars.clone()));
    assert_eq!(publish(&[], &both), Err(rejection));

    let next = changed(|it| it.calendars[0].version = 3);
    assert_eq!(
        publish(&published(), &next),
        Ok(vec![CatalogueEvent::CalendarPublished {
            calendar: next.calendars[0].clone()
        }])
    );
}

#[test]
fn a_published_version_of_a_procedure_stands() {
    let corrected = changed(|it| it.procedures[0].basis = "Art. 2".to_owned());
    let rejection = already("procedure", "FNGO-OP-ISSUE", 5);
    assert_eq!(publish(&published(), &corrected), Err(rejection.clone()));

    let both = changed(|it| it.procedures.extend(corrected.procedures.clone()));
    assert_eq!(publish(&[], &both), Err(rejection));

    let next = changed(|it| it.procedures[0].version = 6);
    assert_eq!(
        publish(&published(), &next),
        Ok(vec![CatalogueEvent::ProcedurePublished {
            procedure: Box::new(next.procedures[0].clone())
        }])
    );
}

#[test]
fn a_procedure_names_bodies_that_are_there() {
    for lacking in ["COMINGO", "MOFA", "SBV"] {
        let lacks = changed(|it| it.agencies.retain(|it| it.id.as_str() != lacking));
        assert_eq!(
            publish(&[], &lacks),
            Err(CatalogueRejection::UnknownAgency {
                procedure: "FNGO-OP-ISSUE".parse().unwrap(),
                agency: lacking.parse().unwrap(),
            })
        );
    }
}

#[test]
fn a_recorded_procedure_names_an_agency_that_is_there() {
    let recorded = |agency: &str| {
        let agency = agency.parse().unwrap();
        changed(|it| it.procedures[0].conduct = Conduct::Recorded { agency })
    };
    assert!(publish(&[], &recorded("MOFA")).is_ok());
    assert_eq!(
        publish(&[], &recorded("NOBODY")),
        Err(CatalogueRejection::UnknownAgency {
            procedure: "FNGO-OP-ISSUE".parse().unwrap(),
            agency: "NOBODY".parse().unwrap(),
        })
    );
}

#[test]
fn a_procedure_names_a_calendar_that_is_there() {
    let lacks = changed(|it| it.calendars.clear());
    assert_eq!(
        publish(&[], &lacks),
        Err(CatalogueRejection::UnknownCalendar {
            procedure: "FNGO-OP-ISSUE".parse().unwrap(),
            calendar: "VN".parse().unwrap(),
        })
    );
}

#[test]
fn a_procedure_may_name_what_was_published_before() {
    let later = changed(|it| {
        it.agencies.clear();
        it.calendars.clear();
        it.procedures.truncate(1);
        it.procedures[0].version = 6;
    });
    assert_eq!(publish(&published(), &later).map(|it| it.len()), Ok(1));
}

#[test]
fn only_the_operator_publishes() {
    let needed = Role::System;
    for by in [agency("MOFA", "2024-11-01"), applicant("2024-11-01")] {
        assert_eq!(
            Catalogue::default().decide(
                &CatalogueCommand::Publish(delivered().clone()),
                &by,
                law()
            ),
            Err(CatalogueRejection::NotAllowed { needed })
        );
    }
}

fn repeal(last_day: &str) -> CatalogueCommand {
    CatalogueCommand::Repeal(Repeal {
        procedure: "FNGO-OP-ISSUE".parse().unwrap(),
        version: 5,
        last_day: day(last_day),
        basis: "Art. 30".to_owned(),
    })
}

fn repealed(history: &[CatalogueEvent], last_day: &str) -> Decision {
    let catalogue = replay::<Catalogue>(history);
    catalogue.decide(&repeal(last_day), &system("2026-11-02"), &Law::default())
}

#[test]
fn a_version_that_was_repealed_is_in_force_through_its_last_day() {
    let mut history = published();
    history.extend(repealed(&history, "2026-12-31").unwrap());
    let law = replay::<Catalogue>(&history).into_law();
    let id = "FNGO-OP-ISSUE".parse().unwrap();
    let on = |it| law.procedure_at(&id, morning(day(it)));
    assert_eq!(on("2026-12-31").map(|it| it.version), Some(5));
    assert_eq!(
        on("2027-01-01"),
        None,
        "what it corrected does not come back"
    );
    assert!(
        law.procedure(&id, 1).is_some(),
        "a case that keeps it finds it"
    );
    assert_eq!(
        publish(&history, delivered()),
        Ok(vec![]),
        "it is not published again"
    );
}

#[test]
fn a_retention_class_stands_as_it_was_published_and_is_about_a_procedure_that_is_known() {
    let other = changed(|it| it.retention[0].years += 1);
    let rejection = publish(&published(), &other).unwrap_err();
    let class = &delivered().retention[0];
    assert_eq!(
        rejection,
        already("retention class", class.id.as_str(), class.version)
    );
    let next = changed(|it| {
        it.retention[0].years += 1;
        it.retention[0].version += 1;
    });
    assert_eq!(publish(&published(), &next).unwrap().len(), 1);
    let stray = changed(|it| it.retention[0].procedure = "NOTHING".parse().unwrap());
    let rejection = publish(&[], &stray).unwrap_err();
    assert!(
        matches!(rejection, CatalogueRejection::UnknownProcedure { .. }),
        "{rejection}"
    );
}

#[test]
fn a_version_is_repealed_once_and_not_in_the_past() {
    let mut history = published();
    let today = day("2026-11-02");
    assert_eq!(
        repealed(&history, "2026-11-01"),
        Err(CatalogueRejection::RepealedInThePast { today })
    );
    history.extend(repealed(&history, "2026-11-02").unwrap());
    assert_eq!(repealed(&history, "2026-11-02"), Ok(vec![]));
    assert!(matches!(
        repealed(&history, "2026-12-31"),
        Err(CatalogueRejection::AlreadyRepealed { version: 5, .. })
    ));
    assert!(matches!(
        repealed(&[], "2026-12-31"),
        Err(CatalogueRejection::UnknownVersion { version: 5, .. })
    ));
}

#[test]
fn nothing_is_in_force_as_a_draft() {
    let id = "AID-PROJECT".parse().unwrap();
    let on = |it| law().procedure_at(&id, morning(day(it)));
    assert_eq!(on("2025-12-05").map(|it| it.version), Some(3));
    assert_eq!(on("2025-12-08"), None);
    assert!(law().procedure(&id, 2).is_some_and(|it| it.draft));
}

#[test]
fn what_is_public_of_a_procedure_can_be_told() {
    let id = "FNGO-OP-ISSUE".parse().unwrap();
    let procedure = law().procedure(&id, 1).unwrap();
    let publicity = law().publicity(&id, 1).unwrap();
    assert_eq!(procedure.parts_missing(Some(publicity)), []);
    let letters = |it: Vec<Part>| it.iter().map(|it| it.letter()).collect::<Vec<_>>();
    assert_eq!(letters(procedure.parts_missing(None)), ["b", "c", "d", "e"]);
    assert_eq!(
        procedure.announced_on_time(Some(publicity), calendar()),
        None
    );

    let limit = |count, unit| Limit { count, unit };
    let announced = |signed, entered: Option<&str>| Publicity {
        announcement: Some(Announcement {
            authority: Authority::Ministry,
            decision: "1/QĐ-BNG".to_owned(),
            signed: day(signed),
            entered: entered.map(day),
            announce_before: limit(20, Unit::Days),
            enter_within: limit(10, Unit::WorkingDays),
            basis: "Decree 63/2010/NĐ-CP Art. 15, 24".to_owned(),
        }),
        ..publicity.clone()
    };
    let in_time = |signed| procedure.announced_on_time(Some(&announced(signed, None)), calendar());
    assert_eq!(in_time("2022-10-12"), Some(true));
    assert_eq!(in_time("2022-10-13"), Some(false));
    let entered = |on, today| announced("2022-10-12", on).entered_on_time(calendar(), day(today));
    assert_eq!(entered(Some("2022-10-26"), "2026-01-05"), Some(true));
    assert_eq!(entered(Some("2022-10-27"), "2026-01-05"), Some(false));
    assert_eq!(entered(None, "2022-10-26"), Some(true));
    assert_eq!(entered(None, "2022-10-27"), Some(false));
}

#[test]
fn what_is_about_a_case_is_kept_for_the_years_of_its_class() {
    let law = replay::<Catalogue>(&published()).into_law();
    let granted = law.retention_of("FNGO-OP-ISSUE", "granted").unwrap();
    assert_eq!(
        granted.until(crate::testing::day("2024-02-29")),
        crate::testing::day("2044-02-29")
    );
    let refused = law.retention_of("FNGO-OP-ISSUE", "refused").unwrap();
    assert_eq!(
        refused.until(crate::testing::day("2024-02-29")),
        crate::testing::day("2034-02-28")
    );
    assert_eq!(law.retention_of("FNGO-OP-ISSUE", "returned"), None);
    assert_eq!(law.retention_of("ELSEWHERE", "granted"), None);
}
