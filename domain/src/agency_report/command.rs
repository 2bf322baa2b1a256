//! What can be asked of a report that an agency owes.

use time::Date;

use crate::law::ReportPeriod;
use crate::{AgencyId, PaperNumber, ReportId, Role};

/// Which report: what, of whom, and for which period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportNamed {
    /// Which report.
    pub report: ReportId,
    /// Who owes it.
    pub agency: AgencyId,
    /// For which period.
    pub period: ReportPeriod,
}

/// What someone asks of a report that an agency owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgencyReportCommand {
    /// Say that it was made; whoever owes it, or whom it goes to.
    File {
        /// Which one.
        named: ReportNamed,
        /// The day on which it arrived.
        on: Date,
    },
    /// Say that it need not be made; whom it goes to.
    Waive {
        /// Which one.
        named: ReportNamed,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// Note that its last day has passed.
    NoteMissed {
        /// Which one.
        named: ReportNamed,
    },
}

impl AgencyReportCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::File { .. } => "file_report",
            Self::Waive { .. } => "waive_report",
            Self::NoteMissed { .. } => "note_missed_report",
        }
    }

    /// Which report it is about.
    #[must_use]
    pub fn named(&self) -> &ReportNamed {
        match self {
            Self::File { named, .. } | Self::Waive { named, .. } | Self::NoteMissed { named } => {
                named
            }
        }
    }
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgencyReportRejection {
    /// The agency owes no such report.
    #[error("{} owes no report {} for {}", named.agency, named.report, named.period)]
    NotOwed {
        /// Which report.
        named: Box<ReportNamed>,
    },
    /// It was made, or need not be.
    #[error("the report {} of {} for {} is settled", named.report, named.agency, named.period)]
    AlreadySettled {
        /// Which report.
        named: Box<ReportNamed>,
    },
    /// What was made was made already.
    #[error("it is {today}; what will be done is not done yet")]
    NotYet {
        /// The day it is.
        today: Date,
    },
    /// Nobody reports on what has not begun.
    #[error("the data of the report begin on {begins}")]
    BeforePeriod {
        /// Their first day.
        begins: Date,
    },
    /// Not everybody may do this.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
}
