//! Aid that was approved, for as long as it runs, and what its owner owes meanwhile.

mod command;
mod duties;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

pub use self::command::{AidCommand, AidRejection, Told};
use self::duties::Settled;
use crate::calendar::iso_date;
use crate::law::ReportPeriod;
use crate::{
    Acting, AgencyId, Aggregate, CaseId, Code, Law, PaperNumber, Party, ProcedureId, Role,
};

/// The years in which aid runs: no report is about others.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

/// From when to when aid runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Its first day.
    #[serde(with = "iso_date")]
    pub from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    pub until: Date,
}

/// What is known of aid from which duties are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AidTerm {
    /// The procedure by which it was approved.
    pub procedure: ProcedureId,
    /// The version that the case kept.
    pub version: u32,
    /// The day on which it was approved.
    #[serde(with = "iso_date")]
    pub approved_on: Date,
    /// Whom its owner reports to: the managing agency, or else who took the dossier in.
    pub agency: AgencyId,
    /// From when to when it runs.
    pub runs: Span,
}

/// What is owed, as it was when something became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyOwed {
    /// Which duty.
    pub duty: Code,
    /// The last day.
    #[serde(with = "iso_date")]
    pub due: Date,
    /// The period that it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<ReportPeriod>,
    /// The day from which it was counted, by which it is known; none where the text names the day,
    /// and in what was stored before.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    pub counted_from: Option<Date>,
}

/// What happened to aid after its approval. The wire names never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum AidEvent {
    /// Its closing report was approved.
    #[serde(rename = "aid.closed.v1")]
    Closed {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the closing report was.
        case: CaseId,
    },
    /// What was approved was changed.
    #[serde(rename = "aid.changed.v1")]
    Changed {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the change was.
        case: CaseId,
        /// Who decided on the change, and decides on the next one.
        decider: AgencyId,
    },
    /// It was decided from when to when it runs, or who manages it.
    #[serde(rename = "aid.term_set.v1")]
    TermSet {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case that decided so: the approval itself, or a change of it.
        case: CaseId,
        /// All that holds now.
        term: AidTerm,
    },
    /// A report that was owed was filed.
    #[serde(rename = "aid.duty_fulfilled.v1")]
    DutyFulfilled {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the report was filed.
        case: CaseId,
        /// What was owed.
        owed: DutyOwed,
        /// The day on which it was filed.
        #[serde(with = "iso_date")]
        on: Date,
    },
    /// A report that had been filed was not taken, or taken back.
    #[serde(rename = "aid.duty_reopened.v1")]
    DutyReopened {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// The case in which the report had been filed.
        case: CaseId,
        /// What is owed again.
        owed: DutyOwed,
    },
    /// Whom it is owed to decided that it need not be done.
    #[serde(rename = "aid.duty_waived.v1")]
    DutyWaived {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// What was owed.
        owed: DutyOwed,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// Its last day passed, and it was not done.
    #[serde(rename = "aid.duty_missed.v1")]
    DutyMissed {
        /// The case in which the aid was approved.
        approval: CaseId,
        /// What was owed.
        owed: DutyOwed,
    },
}

/// Where aid stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aid {
    /// What was decided of how it runs; nothing where no dossier said.
    term: Option<AidTerm>,
    /// What became of what was owed.
    settled: Settled,
    /// Who decided on the last change of it.
    changed_by: Option<AgencyId>,
    closed: bool,
}

impl Span {
    /// Whether aid can run like that.
    #[must_use]
    pub fn is_possible(self) -> bool {
        let years = [self.from.year(), self.until.year()];
        self.from <= self.until && years.iter().all(|it| YEARS.contains(it))
    }
}

impl Aid {
    /// The name of the stream of aid, by the case that approved it.
    #[must_use]
    pub fn stream_name(approval: CaseId) -> String {
        format!("aid/{approval}")
    }

    /// Whether its closing report was approved.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Who decided on the last change of it; nobody while it is as it was approved.
    #[must_use]
    pub fn changed_by(&self) -> Option<&AgencyId> {
        self.changed_by.as_ref()
    }

    /// From what its duties are counted; nothing where no dossier said how it runs.
    #[must_use]
    pub fn term(&self) -> Option<&AidTerm> {
        self.term.as_ref()
    }

    /// The part that somebody plays who sends a command about it.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law) -> Role {
        match &by.party {
            Party::Applicant => Role::Applicant,
            Party::System => Role::System,
            Party::Agency(_) if self.is_reported_to(by, law) => Role::Receiver,
            Party::Agency(_) => Role::Outsider,
        }
    }

    /// What a case that decided on it says of how it runs. What a change does not say stays.
    fn told(&self, told: &Told) -> Option<AidTerm> {
        let known = self.term.as_ref();
        let agency = told.managing_agency.as_ref();
        let agency = agency.or(known.map(|it| &it.agency));
        Some(AidTerm {
            procedure: told.procedure.clone(),
            version: told.version,
            approved_on: told.approved_on,
            agency: agency.unwrap_or(&told.receiver).clone(),
            runs: told.runs.or(known.map(|it| it.runs))?,
        })
    }
}

impl Aggregate for Aid {
    const KIND: &'static str = "aid";

    type Command = AidCommand;
    type Event = AidEvent;
    type Rejection = AidRejection;

    fn decide(
        &self,
        command: &AidCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<AidEvent>, AidRejection> {
        match command {
            AidCommand::Take {
                approval,
                case,
                told,
            } => {
                let (approval, case) = (*approval, *case);
                let term = self.told(told).filter(|_| !self.closed);
                let anew = term.filter(|it| self.term.as_ref() != Some(it));
                let changed = told.changed_by.clone().map(|decider| AidEvent::Changed {
                    approval,
                    case,
                    decider,
                });
                let set = anew.map(|term| AidEvent::TermSet {
                    approval,
                    case,
                    term,
                });
                Ok(changed.into_iter().chain(set).collect())
            }
            AidCommand::Close { .. } if self.closed => Err(AidRejection::AlreadyClosed),
            AidCommand::Close { approval, case } => {
                let (approval, case) = (*approval, *case);
                // What comes after its end is owed no more; what was owed before was missed.
                let mut events = self.missed(approval, by, law);
                events.push(AidEvent::Closed { approval, case });
                Ok(events)
            }
            AidCommand::File {
                approval,
                case,
                duty,
                period,
            } => Ok(self.filed((*approval, *case), duty, *period, by, law)),
            AidCommand::SetAside { approval, case } => Ok(self.set_aside(*approval, *case)),
            AidCommand::Waive {
                approval,
                duty,
                due,
                decision,
            } => self.waived((*approval, duty, *due), decision, by, law),
            AidCommand::NoteMissed { .. } if by.party != Party::System => {
                let needed = Role::System;
                Err(AidRejection::NotAllowed { needed })
            }
            AidCommand::NoteMissed { approval } => Ok(self.missed(*approval, by, law)),
        }
    }

    fn evolve(mut self, event: &AidEvent) -> Self {
        match event {
            AidEvent::Changed { decider, .. } => self.changed_by = Some(decider.clone()),
            AidEvent::Closed { .. } => self.closed = true,
            AidEvent::TermSet { term, .. } => self.term = Some(term.clone()),
            AidEvent::DutyFulfilled { case, owed, on, .. } => self.settled.file(owed, *case, *on),
            AidEvent::DutyReopened { case, owed, .. } => self.settled.reopen(owed, *case),
            AidEvent::DutyWaived { owed, .. } => self.settled.waive(owed),
            AidEvent::DutyMissed { owed, .. } => self.settled.miss(owed),
        }
        self
    }
}
