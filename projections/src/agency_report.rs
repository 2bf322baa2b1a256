//! What became of the reports that agencies owe. What they owe follows from the catalogue.

use domain::agency_report::{AgencyReportEvent, ReportOwed};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{PgConnection, PgPool};
use time::Date;

use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// A report of an agency to which something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyReportLine {
    /// Which report.
    pub report: String,
    /// Who owes it.
    pub agency: String,
    /// For which period.
    pub period: String,
    /// The version of the report that held for the period.
    pub version: i64,
    /// The last day, as it was when that happened.
    pub due: Date,
    /// Whether the last day passed without it.
    pub missed: bool,
    /// The day on which it was made; none where it was not.
    pub done_on: Option<Date>,
    /// The number of the decision that it need not be made; none where there is none.
    pub decision: Option<String>,
    /// The last event that said something of it.
    pub position: i64,
}

/// Of which reports to tell; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Which report.
    pub report: Option<String>,
    /// Of whom.
    pub agency: Option<String>,
    /// For which period.
    pub period: Option<String>,
}

/// Every report to which something happened.
pub async fn list(pool: &PgPool, filter: &Filter) -> sqlx::Result<Vec<AgencyReportLine>> {
    sqlx::query_as!(
        AgencyReportLine,
        r#"
        select * from agency_report
        where ($1::text is null or report = $1)
            and ($2::text is null or agency = $2)
            and ($3::text is null or period = $3)
        "#,
        filter.report,
        filter.agency,
        filter.period,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the reports of agencies in step.
#[derive(Debug, Clone, Copy)]
pub struct AgencyReports;

impl ReadModel for AgencyReports {
    fn name(&self) -> &'static str {
        "agency_report.v1"
    }

    fn table(&self) -> &'static str {
        "agency_report"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        _: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts).boxed()
    }
}

/// On its busiest day an agency reports once, so each event has a statement of its own.
async fn apply(db: &mut PgConnection, facts: &[Fact]) -> Result<(), ProjectionError> {
    for fact in facts {
        let Event::AgencyReport(event) = &fact.event else {
            continue;
        };
        let position = fact.position();
        match event {
            AgencyReportEvent::Filed { owed, on } => {
                store(db, owed, position, (false, Some(*on), None)).await?;
            }
            AgencyReportEvent::Waived { owed, decision } => {
                let decision = Some(decision.as_str());
                store(db, owed, position, (false, None, decision)).await?;
            }
            AgencyReportEvent::Missed { owed } => {
                store(db, owed, position, (true, None, None)).await?;
            }
        }
    }
    Ok(())
}

/// What was missed stays missed, whatever comes after.
async fn store(
    db: &mut PgConnection,
    owed: &ReportOwed,
    position: i64,
    (missed, done_on, decision): (bool, Option<Date>, Option<&str>),
) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        insert into agency_report
            (report, agency, period, version, due, missed, done_on, decision, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (report, agency, period) do update set
            version = excluded.version,
            due = excluded.due,
            missed = agency_report.missed or excluded.missed,
            done_on = excluded.done_on,
            decision = excluded.decision,
            position = excluded.position
        "#,
        owed.report.as_str(),
        owed.agency.as_str(),
        owed.period.to_string(),
        i64::from(owed.version),
        owed.due,
        missed,
        done_on,
        decision,
        position,
    )
    .execute(db)
    .await?;
    Ok(())
}
