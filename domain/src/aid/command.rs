//! What can be asked of aid that was approved.

use time::Date;

use super::Span;
use crate::law::ReportPeriod;
use crate::{AgencyId, CaseId, Code, PaperNumber, ProcedureId, Role};

/// What a case that approved aid, or a change of it, says of how it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The procedure by which the aid was approved.
    pub procedure: ProcedureId,
    /// The version that the case kept.
    pub version: u32,
    /// The day on which it was approved.
    pub approved_on: Date,
    /// Who manages it, where the dossier says so.
    pub managing_agency: Option<AgencyId>,
    /// Who took the dossier in.
    pub receiver: AgencyId,
    /// Who decided on it, where it was a change of what was approved.
    pub changed_by: Option<AgencyId>,
    /// From when to when it runs, where the dossier says so.
    pub runs: Option<Span>,
}

/// What someone asks of aid. Each names the case in which it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AidCommand {
    /// Take down how it runs, as a case decided.
    Take {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case that decided so.
        case: CaseId,
        /// What it says.
        told: Box<Told>,
    },
    /// Let it end, as a case decided.
    Close {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case that decided so.
        case: CaseId,
    },
    /// Note that its owner filed a report.
    File {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the report was filed.
        case: CaseId,
        /// Which duty that fulfils.
        duty: Code,
        /// The period that the report is about, where it says so.
        period: Option<ReportPeriod>,
    },
    /// Note that a report that was filed was not taken, or taken back.
    SetAside {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the report had been filed.
        case: CaseId,
    },
    /// Say that what was owed need not be done.
    Waive {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// Which duty.
        duty: Code,
        /// The day by which it is owed.
        due: Date,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// Note what was owed by a day that has passed.
    NoteMissed {
        /// The case in which the aid was approved.
        approval: CaseId,
    },
}

impl AidCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Take { .. } => "take_aid",
            Self::Close { .. } => "close_aid",
            Self::File { .. } => "file_aid_report",
            Self::SetAside { .. } => "set_aside_aid_report",
            Self::Waive { .. } => "waive_aid_duty",
            Self::NoteMissed { .. } => "note_missed_aid_duties",
        }
    }

    /// The case in which the aid was approved.
    #[must_use]
    pub fn approval(&self) -> CaseId {
        match self {
            Self::Take { approval, .. }
            | Self::Close { approval, .. }
            | Self::File { approval, .. }
            | Self::SetAside { approval, .. }
            | Self::Waive { approval, .. }
            | Self::NoteMissed { approval } => *approval,
        }
    }
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AidRejection {
    /// Aid ends once.
    #[error("the aid was closed already")]
    AlreadyClosed,
    /// Nothing of that name is owed by that day.
    #[error("{duty} is not owed under this aid by {due}")]
    NotOwed {
        /// Which duty.
        duty: Code,
        /// By when.
        due: Date,
    },
    /// It was done, or need not be.
    #[error("{duty}, owed by {due}, is settled already")]
    AlreadySettled {
        /// Which duty.
        duty: Code,
        /// By when.
        due: Date,
    },
    /// Not everybody may do this.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
}
