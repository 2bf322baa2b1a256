use super::{Catalogue, CatalogueEvent, CatalogueRejection, Publish};
use crate::law::Conduct;
use crate::testing::{agency, applicant, delivered, law, system};
use crate::{Aggregate, Law, Role, replay};

type Decision = Result<Vec<CatalogueEvent>, CatalogueRejection>;

fn publish(history: &[CatalogueEvent], publish: &Publish) -> Decision {
    let catalogue = replay::<Catalogue>(history);
    catalogue.decide(publish, &system("2024-11-01"), &Law::default())
}

fn published() -> Vec<CatalogueEvent> {
    publish(&[], delivered()).unwrap()
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
        retention,
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
    assert_eq!(events[agencies.len() + 2..], classes.collect::<Vec<_>>());
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
    let rejection = CatalogueRejection::CalendarChanged {
        calendar: "VN".parse().unwrap(),
        version: 2,
    };
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
    let rejection = CatalogueRejection::ProcedureChanged {
        procedure: "FNGO-OP-ISSUE".parse().unwrap(),
        version: 1,
    };
    assert_eq!(publish(&published(), &corrected), Err(rejection.clone()));

    let both = changed(|it| it.procedures.extend(corrected.procedures.clone()));
    assert_eq!(publish(&[], &both), Err(rejection));

    let next = changed(|it| it.procedures[0].version = 2);
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
        it.procedures[0].version = 2;
    });
    assert_eq!(publish(&published(), &later).map(|it| it.len()), Ok(1));
}

#[test]
fn only_the_operator_publishes() {
    let needed = Role::System;
    for by in [agency("MOFA", "2024-11-01"), applicant("2024-11-01")] {
        assert_eq!(
            Catalogue::default().decide(delivered(), &by, law()),
            Err(CatalogueRejection::NotAllowed { needed })
        );
    }
}

#[test]
fn a_retention_class_stands_as_it_was_published_and_is_about_a_procedure_that_is_known() {
    let other = changed(|it| it.retention[0].years += 1);
    let rejection = publish(&published(), &other).unwrap_err();
    assert!(
        matches!(rejection, CatalogueRejection::RetentionChanged { .. }),
        "{rejection}"
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
