//! The reports of agencies: most come in the last days, some late, a few never.

use domain::agency_report::{AgencyReportCommand, ReportNamed};
use domain::law::OwedReport;
use time::{Duration, OffsetDateTime};

use super::cast::Cast;
use super::chance::Chance;
use super::hours;
use super::plan::Scenario;
use super::step::What;

/// How a report comes, and how likely that is in a hundred.
const FATES: [(u32, Fate); 4] = [
    (84, Fate::InTime),
    (9, Fate::Late),
    (6, Fate::Never),
    (1, Fate::Waived),
];

#[derive(Clone, Copy)]
enum Fate {
    InTime,
    Late,
    Never,
    Waived,
}

/// Every report that is made or waived in the time of the scenario, and when.
pub(super) fn made(cast: &Cast<'_>, scenario: &Scenario) -> Vec<(OffsetDateTime, What)> {
    let owed = cast.law.reports_owed(scenario.through);
    let each = owed.iter().zip(0..);
    each.filter_map(|(it, number)| {
        let mut chance = Chance::of(scenario.seed, "report", number);
        of_one(cast, it, &mut chance)
    })
    .filter(|(at, _)| scenario.from <= at.date())
    .collect()
}

fn of_one(
    cast: &Cast<'_>,
    owed: &OwedReport<'_>,
    chance: &mut Chance,
) -> Option<(OffsetDateTime, What)> {
    let fate = *chance.weighted(&FATES);
    let days = match fate {
        Fate::InTime => -i64::from(*chance.weighted(&[(30, 0), (30, 1), (20, 2), (15, 4), (5, 9)])),
        Fate::Late => i64::from(chance.between(1, 25)),
        Fate::Waived => -15,
        Fate::Never => return None,
    };
    let mut day = owed.due.checked_add(Duration::days(days))?;
    // Nobody reports on a day off, nor later because of one.
    while !cast.calendar.is_working_day(day) {
        day = day.previous_day()?;
    }
    let at = hours::on(cast.calendar, day, chance);
    let named = ReportNamed {
        report: owed.report.id.clone(),
        agency: owed.agency.clone(),
        period: owed.period,
    };
    let (by, command) = match fate {
        Fate::Waived => {
            let decision = format!("{}-QD-{}", chance.between(10, 99), day.year());
            let decision = decision.parse().ok()?;
            let by = cast.officer(owed.report.to.first()?, "officer", 0, at);
            (by, AgencyReportCommand::Waive { named, decision })
        }
        Fate::InTime | Fate::Late | Fate::Never => {
            let by = cast.officer(owed.agency, "officer", 0, at);
            (by, AgencyReportCommand::File { named, on: day })
        }
    };
    let command = Box::new(command);
    Some((at, What::Report { by, command }))
}
