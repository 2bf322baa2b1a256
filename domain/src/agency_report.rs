//! A report that one agency owes for one period: that it was made, need not be, or was missed.
//!
//! Each has a stream of its own, so that on the day on which nearly all of them come nobody waits
//! for anybody.

mod command;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

pub use self::command::{AgencyReportCommand, AgencyReportRejection, ReportNamed};
use crate::calendar::iso_date;
use crate::law::{OwedReport, ReportPeriod};
use crate::{Acting, AgencyId, Aggregate, Calendar, Law, PaperNumber, Party, ReportId, Role};

/// What is owed, as it was when something became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportOwed {
    /// Which report.
    pub report: ReportId,
    /// The version that holds for the period.
    pub version: u32,
    /// Who owes it.
    pub agency: AgencyId,
    /// For which period.
    pub period: ReportPeriod,
    /// The last day.
    #[serde(with = "iso_date")]
    pub due: Date,
}

/// What became of a report that an agency owes. The wire names never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum AgencyReportEvent {
    /// It was made.
    #[serde(rename = "agency_report.filed.v1")]
    Filed {
        /// What was owed.
        owed: ReportOwed,
        /// The day on which it arrived.
        #[serde(with = "iso_date")]
        on: Date,
    },
    /// Whom it goes to decided that it need not be made.
    #[serde(rename = "agency_report.waived.v1")]
    Waived {
        /// What was owed.
        owed: ReportOwed,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// Its last day passed, and nobody had made it.
    #[serde(rename = "agency_report.missed.v1")]
    Missed {
        /// What was owed.
        owed: ReportOwed,
    },
}

/// What is known of a report that an agency owes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AgencyReport {
    /// Nothing yet.
    #[default]
    Owed,
    /// Its last day passed.
    Missed,
    /// It was made, or need not be.
    Settled,
}

impl Aggregate for AgencyReport {
    const KIND: &'static str = "agency_report";

    type Command = AgencyReportCommand;
    type Event = AgencyReportEvent;
    type Rejection = AgencyReportRejection;

    fn decide(
        &self,
        command: &AgencyReportCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<AgencyReportEvent>, AgencyReportRejection> {
        let named = command.named();
        let found = law.report_owed(&named.report, &named.agency, named.period);
        let found = found.and_then(|it| Some((it, it.calendar(law)?)));
        let (owed, calendar) = found.ok_or_else(|| AgencyReportRejection::NotOwed {
            named: Box::new(named.clone()),
        })?;
        let today = calendar.day_of(by.at);
        match command {
            AgencyReportCommand::File { on, .. } => {
                owed.may(by, law, today, Role::Reporter)?;
                self.unsettled(named)?;
                owed.may_be_made(*on, today)?;
                let (owed, on) = (owed.as_it_is(), *on);
                Ok(vec![AgencyReportEvent::Filed { owed, on }])
            }
            AgencyReportCommand::Waive { decision, .. } => {
                owed.may(by, law, today, Role::Receiver)?;
                self.unsettled(named)?;
                let (owed, decision) = (owed.as_it_is(), decision.clone());
                Ok(vec![AgencyReportEvent::Waived { owed, decision }])
            }
            AgencyReportCommand::NoteMissed { .. } if by.party != Party::System => {
                let needed = Role::System;
                Err(AgencyReportRejection::NotAllowed { needed })
            }
            AgencyReportCommand::NoteMissed { .. } => Ok(self.missed(&owed, today)),
        }
    }

    fn evolve(self, event: &AgencyReportEvent) -> Self {
        match (self, event) {
            (Self::Settled, AgencyReportEvent::Missed { .. })
            | (_, AgencyReportEvent::Filed { .. } | AgencyReportEvent::Waived { .. }) => {
                Self::Settled
            }
            (Self::Owed | Self::Missed, AgencyReportEvent::Missed { .. }) => Self::Missed,
        }
    }
}

impl AgencyReport {
    fn unsettled(self, named: &ReportNamed) -> Result<(), AgencyReportRejection> {
        match self {
            // What was missed may still be made, late.
            Self::Owed | Self::Missed => Ok(()),
            Self::Settled => Err(AgencyReportRejection::AlreadySettled {
                named: Box::new(named.clone()),
            }),
        }
    }

    fn missed(self, owed: &OwedReport<'_>, today: Date) -> Vec<AgencyReportEvent> {
        match self {
            Self::Owed if owed.due < today => vec![AgencyReportEvent::Missed {
                owed: owed.as_it_is(),
            }],
            Self::Owed | Self::Missed | Self::Settled => vec![],
        }
    }
}

impl OwedReport<'_> {
    fn as_it_is(&self) -> ReportOwed {
        ReportOwed {
            report: self.report.id.clone(),
            version: self.report.version,
            agency: self.agency.clone(),
            period: self.period,
            due: self.due,
        }
    }

    /// Whom it goes to may say what became of it, and whoever owes it that it was made.
    fn may(
        &self,
        by: &Acting,
        law: &Law,
        today: Date,
        needed: Role,
    ) -> Result<(), AgencyReportRejection> {
        let is = self.role_of(by, law, today);
        if is == Role::Receiver || is == needed {
            return Ok(());
        }
        Err(AgencyReportRejection::NotAllowed { needed })
    }

    /// The part that somebody plays in it, today: their body's, or that of one they succeeded.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law, today: Date) -> Role {
        let acts_for = |it: &AgencyId| {
            let holder = law.holder_on(it, today).map(|it| &it.id);
            holder.is_some() && holder == by.party.agency()
        };
        if by.party == Party::System {
            Role::System
        } else if self.report.to.iter().any(acts_for) {
            Role::Receiver
        } else if acts_for(self.agency) {
            Role::Reporter
        } else {
            Role::Outsider
        }
    }

    fn may_be_made(&self, on: Date, today: Date) -> Result<(), AgencyReportRejection> {
        if on > today {
            return Err(AgencyReportRejection::NotYet { today });
        }
        if on < self.window.0 {
            return Err(AgencyReportRejection::BeforePeriod {
                begins: self.window.0,
            });
        }
        Ok(())
    }
}

impl ReportNamed {
    /// The name from which the stream of the report is found.
    #[must_use]
    pub fn stream_name(&self) -> String {
        let Self {
            report,
            agency,
            period,
        } = self;
        format!("agency_report/{report}/{agency}/{period}")
    }

    /// The part that somebody plays in it, today.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law) -> Role {
        let owed = law.report_owed(&self.report, &self.agency, self.period);
        let found = owed.and_then(|it| Some((it, it.calendar(law)?)));
        found.map_or(Role::Outsider, |(it, calendar): (_, &Calendar)| {
            it.role_of(by, law, calendar.day_of(by.at))
        })
    }
}
