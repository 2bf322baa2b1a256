//! The reports that agencies owe one another: what the catalogue asks for, and what became of it.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::law::{Bilingual, OwedReport, ReportPeriod};
use domain::{AgencyId, FormId, ReportId};
use projections::agency_report::{self, AgencyReportLine, Filter};
use time::Date;

use crate::App;

/// Which reports to tell of; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Which report.
    pub(crate) report: Option<ReportId>,
    /// Of whom.
    pub(crate) agency: Option<AgencyId>,
    /// For which period.
    pub(crate) period: Option<ReportPeriod>,
    /// What became of it.
    pub(crate) state: Option<ReportState>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportState {
    /// Its last day has not passed, and it was not made.
    Open,
    /// Its last day has passed, and it was not made.
    Missed,
    /// It was made in time.
    Made,
    /// It was made after its last day.
    MadeLate,
    /// It need not be made.
    Waived,
}

/// A report that an agency owes, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct ReportLine {
    pub(crate) report: ReportId,
    pub(crate) version: u32,
    pub(crate) title: Bilingual,
    pub(crate) form: Option<FormId>,
    pub(crate) to: Vec<AgencyId>,
    pub(crate) agency: AgencyId,
    pub(crate) period: ReportPeriod,
    pub(crate) window: (Date, Date),
    pub(crate) due: Date,
    pub(crate) state: ReportState,
    /// Whether the log says what became of it.
    pub(crate) is_noted: bool,
    pub(crate) done_on: Option<Date>,
    pub(crate) decision: Option<String>,
    pub(crate) basis: String,
}

impl ReportState {
    /// Every state.
    pub(crate) const ALL: [Self; 5] = [
        Self::Open,
        Self::Missed,
        Self::Made,
        Self::MadeLate,
        Self::Waived,
    ];

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Missed => "missed",
            Self::Made => "made",
            Self::MadeLate => "made_late",
            Self::Waived => "waived",
        }
    }

    /// The state with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    fn of(due: Date, known: Option<&AgencyReportLine>, today: Date) -> Self {
        match known {
            Some(line) if line.decision.is_some() => Self::Waived,
            Some(line) => match line.done_on {
                Some(on) if on <= due => Self::Made,
                Some(_) => Self::MadeLate,
                None => Self::Missed,
            },
            None if due < today => Self::Missed,
            None => Self::Open,
        }
    }
}

impl ReportLine {
    /// By what lists are in order: those that are due last come first.
    pub(crate) fn place(&self) -> (Reverse<Date>, String, String, String) {
        let due = Reverse(self.due);
        let (report, agency) = (self.report.to_string(), self.agency.to_string());
        (due, report, agency, self.period.to_string())
    }

    fn of(owed: &OwedReport<'_>, known: Option<&AgencyReportLine>, today: Date) -> Self {
        let report = owed.report;
        Self {
            report: report.id.clone(),
            version: report.version,
            title: report.title.clone(),
            form: report.form.clone(),
            to: report.to.clone(),
            agency: owed.agency.clone(),
            period: owed.period,
            window: owed.window,
            due: owed.due,
            state: ReportState::of(owed.due, known, today),
            is_noted: known.is_some(),
            done_on: known.and_then(|it| it.done_on),
            decision: known.and_then(|it| it.decision.clone()),
            basis: report.basis.clone(),
        }
    }
}

impl Wanted {
    fn wants(&self, owed: &OwedReport<'_>) -> bool {
        self.report.as_ref().is_none_or(|it| *it == owed.report.id)
            && self.agency.as_ref().is_none_or(|it| it == owed.agency)
            && self.period.is_none_or(|it| it == owed.period)
    }

    fn filter(&self) -> Filter {
        Filter {
            report: self.report.as_ref().map(ToString::to_string),
            agency: self.agency.as_ref().map(ToString::to_string),
            period: self.period.map(|it| it.to_string()),
        }
    }
}

/// Every report that is wanted, those that are due last first.
pub(crate) async fn list(app: &App, wanted: &Wanted) -> sqlx::Result<Vec<ReportLine>> {
    let known = agency_report::list(&app.pool, &wanted.filter()).await?;
    let known: HashMap<_, _> = known
        .iter()
        .map(|it| {
            (
                (it.report.as_str(), it.agency.as_str(), it.period.as_str()),
                it,
            )
        })
        .collect();
    let law = app.law.current();
    let today = law.day_of(app.clock.now());
    let owed = law.reports_owed(today);
    let mut lines: Vec<_> = owed
        .iter()
        .filter(|it| wanted.wants(it))
        .map(|it| {
            let period = it.period.to_string();
            let named = (it.report.id.as_str(), it.agency.as_str(), period.as_str());
            ReportLine::of(it, known.get(&named).copied(), today)
        })
        .filter(|it| wanted.state.is_none_or(|state| state == it.state))
        .collect();
    lines.sort_by_cached_key(ReportLine::place);
    Ok(lines)
}
