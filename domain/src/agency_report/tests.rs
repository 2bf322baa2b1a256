use std::collections::BTreeSet;

use time::Weekday;

use super::{
    AgencyReport, AgencyReportCommand, AgencyReportEvent, AgencyReportRejection, ReportNamed,
};
use crate::law::{DayOff, Every, Law, Report, ReportPeriod};
use crate::testing::{agency, applicant, calendar, day, delivered, law, system};
use crate::{Acting, Aggregate, Role};

fn named(report: &str, of: &str, period: &str) -> ReportNamed {
    ReportNamed {
        report: report.parse().unwrap(),
        agency: of.parse().unwrap(),
        period: period.parse().unwrap(),
    }
}

fn file(of: &str, on: &str) -> AgencyReportCommand {
    AgencyReportCommand::File {
        named: named("D58-04", of, "2025"),
        on: day(on),
    }
}

fn note(of: &str) -> AgencyReportCommand {
    AgencyReportCommand::NoteMissed {
        named: named("D58-04", of, "2025"),
    }
}

fn decided(
    state: AgencyReport,
    command: &AgencyReportCommand,
    by: &Acting,
) -> Result<AgencyReport, AgencyReportRejection> {
    let events = state.decide(command, by, law())?;
    Ok(events.iter().fold(state, AgencyReport::evolve))
}

fn report(id: &str) -> &'static Report {
    let mut all = delivered().reports.iter();
    all.find(|it| it.id.as_str() == id).unwrap()
}

fn owers(law: &Law, report: &str, period: &str) -> BTreeSet<String> {
    let period: ReportPeriod = period.parse().unwrap();
    let owed = law.reports_owed(day("2027-12-31"));
    let of_it = owed
        .iter()
        .filter(|it| it.report.id.as_str() == report && it.period == period);
    of_it.map(|it| it.agency.to_string()).collect()
}

#[test]
fn a_period_is_written_as_it_is_read() {
    for text in ["2026", "2026-H1", "2026-H2", "2026-01", "2026-12"] {
        assert_eq!(text.parse::<ReportPeriod>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "26",
        "2026-13",
        "2026-00",
        "2026-H3",
        "2026-1",
        "+026",
        "1989",
        "2026-03-01",
    ] {
        assert!(text.parse::<ReportPeriod>().is_err(), "{text}");
    }
}

#[test]
fn each_period_follows_on_the_one_before() {
    let after = |text: &str| {
        text.parse::<ReportPeriod>()
            .unwrap()
            .next()
            .unwrap()
            .to_string()
    };
    assert_eq!(after("2026-12"), "2027-01");
    assert_eq!(after("2026-H1"), "2026-H2");
    assert_eq!(after("2026-H2"), "2027-H1");
    assert_eq!(after("2026"), "2027");
}

#[test]
fn the_data_of_a_year_end_four_days_before_the_report_is_due() {
    let year = "2026".parse().unwrap();
    let window = report("D58-04").window(year);
    assert_eq!(window, Some((day("2025-12-15"), day("2026-12-14"))));
    assert_eq!(
        report("D58-04").due(year, calendar()),
        Some(day("2026-12-18"))
    );
    let half =
        |id: &str, period: &str| report(id).due(period.parse().unwrap(), calendar()).unwrap();
    assert_eq!(half("C23-AID-HALF", "2026-H1"), day("2026-07-31"));
    assert_eq!(half("C23-AID-HALF", "2026-H2"), day("2027-02-15"));
    assert_eq!(half("C23-AID-YEAR", "2027"), day("2028-02-28"));
    assert_eq!(half("C23-AID-MONTH", "2026-12"), day("2027-01-10"));
}

#[test]
fn a_last_day_on_which_nobody_works_stays_or_moves_as_the_entry_says() {
    let period: ReportPeriod = "2026-04".parse().unwrap();
    let stays = report("C23-AID-MONTH");
    let due = stays.due(period, calendar()).unwrap();
    assert_eq!((due, due.weekday()), (day("2026-05-10"), Weekday::Sunday));
    let moves = Report {
        day_off: DayOff::NextWorkingDay,
        ..stays.clone()
    };
    assert_eq!(moves.due(period, calendar()), Some(day("2026-05-11")));
}

#[test]
fn whoever_exists_on_the_last_day_owes_the_report_but_to_nobody_itself() {
    let year = owers(law(), "D58-04", "2025");
    assert!(!year.contains("MOFA") && !year.contains("COMINGO"));
    assert!(year.contains("MAE") && !year.contains("MARD"), "{year:?}");
    let provinces = year.iter().filter(|it| it.starts_with("PPC-")).count();
    assert_eq!(provinces, 34);
    // February 2025 is reported on in March, when the Ministry of Agriculture was no more.
    let before = owers(law(), "C23-AID-MONTH", "2025-01");
    let after = owers(law(), "C23-AID-MONTH", "2025-02");
    assert!(before.contains("MARD") && !after.contains("MARD"));
    assert!(!before.contains("MOF") && !after.contains("MPI"));
}

#[test]
fn what_was_owed_before_the_report_was_entered_is_not_owed_here() {
    let owed = law().reports_owed(day("2026-12-31"));
    assert!(owed.iter().all(|it| it.due >= day("2024-11-01")));
    let first = |id: &str| {
        owed.iter()
            .find(|it| it.report.id.as_str() == id)
            .unwrap()
            .due
    };
    assert_eq!(first("D58-04"), day("2024-12-18"));
    assert_eq!(first("C23-AID-MONTH"), day("2024-11-10"));
    let old = named("D58-04", "MOH", "2023");
    assert!(
        law()
            .report_owed(&old.report, &old.agency, old.period)
            .is_none()
    );
    let other = named("D58-04", "MOH", "2025-H1");
    assert!(
        law()
            .report_owed(&other.report, &other.agency, other.period)
            .is_none()
    );
}

#[test]
fn a_newer_version_holds_for_the_periods_that_end_under_it() {
    let mut newer = report("D80-AID").clone();
    newer.version = 2;
    newer.valid_from = day("2026-01-01");
    newer.every = Every::HalfYear;
    let law = law().clone().with_report(newer, day("2026-01-05"));
    assert!(!owers(&law, "D80-AID", "2025").is_empty());
    assert!(owers(&law, "D80-AID", "2026").is_empty());
    assert!(!owers(&law, "D80-AID", "2026-H1").is_empty());
}

#[test]
fn a_report_is_made_by_whoever_owes_it_or_told_by_whom_it_goes_to() {
    for who in ["MOH", "MOFA", "COMINGO"] {
        let by = agency(who, "2025-12-16");
        let made = decided(AgencyReport::Owed, &file("MOH", "2025-12-16"), &by);
        assert_eq!(made, Ok(AgencyReport::Settled), "{who}");
    }
    for by in [agency("MOC", "2025-12-16"), applicant("2025-12-16")] {
        let needed = Role::Reporter;
        let refused = decided(AgencyReport::Owed, &file("MOH", "2025-12-16"), &by);
        assert_eq!(refused, Err(AgencyReportRejection::NotAllowed { needed }));
    }
}

#[test]
fn whoever_owes_a_report_does_not_waive_it() {
    let waive = AgencyReportCommand::Waive {
        named: named("D58-04", "MOH", "2025"),
        decision: "12-QD-2025".parse().unwrap(),
    };
    let needed = Role::Receiver;
    let own = decided(AgencyReport::Owed, &waive, &agency("MOH", "2025-12-16"));
    assert_eq!(own, Err(AgencyReportRejection::NotAllowed { needed }));
    let waived = decided(AgencyReport::Owed, &waive, &agency("MOFA", "2025-12-16"));
    assert_eq!(waived, Ok(AgencyReport::Settled));
}

#[test]
fn what_is_settled_is_settled_and_what_was_missed_may_come_late() {
    let by = agency("MOH", "2025-12-22");
    let late = file("MOH", "2025-12-22");
    assert_eq!(
        decided(AgencyReport::Missed, &late, &by),
        Ok(AgencyReport::Settled)
    );
    assert!(matches!(
        decided(AgencyReport::Settled, &late, &by),
        Err(AgencyReportRejection::AlreadySettled { .. })
    ));
    let today = day("2025-12-22");
    let tomorrow = decided(AgencyReport::Owed, &file("MOH", "2025-12-23"), &by);
    assert_eq!(tomorrow, Err(AgencyReportRejection::NotYet { today }));
    let begins = day("2024-12-15");
    let early = decided(AgencyReport::Owed, &file("MOH", "2024-12-14"), &by);
    assert_eq!(early, Err(AgencyReportRejection::BeforePeriod { begins }));
    let nobody = decided(AgencyReport::Owed, &file("MOFA", "2025-12-16"), &by);
    assert!(matches!(nobody, Err(AgencyReportRejection::NotOwed { .. })));
}

#[test]
fn time_notes_what_was_missed_once_and_not_on_the_last_day() {
    let on =
        |state: AgencyReport, date: &str| state.decide(&note("MOH"), &system(date), law()).unwrap();
    assert_eq!(on(AgencyReport::Owed, "2025-12-18"), []);
    let missed = on(AgencyReport::Owed, "2025-12-19");
    assert!(matches!(missed[..], [AgencyReportEvent::Missed { .. }]));
    assert_eq!(on(AgencyReport::Missed, "2025-12-26"), []);
    assert_eq!(on(AgencyReport::Settled, "2025-12-26"), []);
    let somebody = AgencyReport::Owed.decide(&note("MOH"), &agency("MOFA", "2025-12-19"), law());
    let needed = Role::System;
    assert_eq!(somebody, Err(AgencyReportRejection::NotAllowed { needed }));
}

#[test]
fn a_successor_makes_the_report_of_the_body_it_took_over_from() {
    // The report on January 2025 was the old ministry's; on 3 March its successor can bring it.
    let january = AgencyReportCommand::File {
        named: named("C23-AID-MONTH", "MARD", "2025-01"),
        on: day("2025-03-03"),
    };
    let by = agency("MAE", "2025-03-03");
    assert_eq!(
        decided(AgencyReport::Missed, &january, &by),
        Ok(AgencyReport::Settled)
    );
}
