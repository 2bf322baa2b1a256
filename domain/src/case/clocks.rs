//! The terms that run in a case: its legal total, and one for each step and each body.
//!
//! Each keeps how it began and when it stood still, so that its end can be counted from scratch:
//! with a corrected calendar, or to check what was counted step by step.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::CaseEvent;
use crate::calendar::{Calendar, Deadline};
use crate::law::ClockAfterSupplement;
use crate::{AgencyId, NameError};

/// Which term of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Clock {
    /// From receipt to the check of the components.
    Intake,
    /// From a request for a supplement to the applicant's answer.
    Supplement,
    /// From the full and valid dossier to the letters of consultation.
    Consultation,
    /// From the receipt of such a letter to the opinion of that body.
    Opinion(AgencyId),
    /// From the last opinion to the hand-over to the decider.
    Forwarding,
    /// From the hand-over to the decision.
    Decision,
    /// From the full and valid dossier to the result: the legal term.
    Total,
}

/// The name of no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// There is no such term.
    #[error("there is no term {name:?}")]
    Unknown {
        /// What was named.
        name: String,
    },
    /// The term of a body whose name is none.
    #[error(transparent)]
    Agency(#[from] NameError),
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clock::Intake => f.write_str("intake"),
            Clock::Supplement => f.write_str("supplement"),
            Clock::Consultation => f.write_str("consultation"),
            Clock::Opinion(agency) => write!(f, "opinion:{agency}"),
            Clock::Forwarding => f.write_str("forwarding"),
            Clock::Decision => f.write_str("decision"),
            Clock::Total => f.write_str("total"),
        }
    }
}

impl FromStr for Clock {
    type Err = ClockError;

    fn from_str(name: &str) -> Result<Self, ClockError> {
        match name {
            "intake" => Ok(Clock::Intake),
            "supplement" => Ok(Clock::Supplement),
            "consultation" => Ok(Clock::Consultation),
            "forwarding" => Ok(Clock::Forwarding),
            "decision" => Ok(Clock::Decision),
            "total" => Ok(Clock::Total),
            other => match other.strip_prefix("opinion:") {
                Some(agency) => Ok(Clock::Opinion(agency.parse()?)),
                None => Err(ClockError::Unknown {
                    name: other.to_owned(),
                }),
            },
        }
    }
}

impl From<Clock> for String {
    fn from(clock: Clock) -> Self {
        clock.to_string()
    }
}

impl TryFrom<String> for Clock {
    type Error = ClockError;

    fn try_from(name: String) -> Result<Self, ClockError> {
        name.parse()
    }
}

/// A term that a corrected calendar ends on another day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Which term.
    pub clock: Clock,
    /// Its last day until now.
    #[serde(with = "crate::calendar::iso_date")]
    pub was_due: Date,
    /// How it is counted now.
    pub deadline: Deadline,
}

/// A term that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// How it was counted when it was set first.
    full: Deadline,
    /// How it began, or began again.
    start: Deadline,
    /// From when to when it stood still since.
    stood: Vec<(Date, Date)>,
    /// Since when it stands still.
    stands_since: Option<Date>,
    /// When it ends, as it was counted last.
    deadline: Deadline,
    /// The end that it was noted to have missed.
    missed: Option<Date>,
}

impl Running {
    fn from(deadline: &Deadline) -> Self {
        Self {
            full: deadline.clone(),
            start: deadline.clone(),
            stood: vec![],
            stands_since: None,
            deadline: deadline.clone(),
            missed: None,
        }
    }

    /// When it ends.
    #[must_use]
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// When it ends, counted from its beginning through every standstill.
    #[must_use]
    pub fn from_scratch(&self, calendar: &Calendar, after: ClockAfterSupplement) -> Deadline {
        let (full, start) = (&self.full, &self.start);
        match (after, self.stood.last()) {
            (ClockAfterSupplement::Restart, Some((_, on))) => {
                calendar.deadline(*on, full.limit, &full.basis)
            }
            (ClockAfterSupplement::Restart | ClockAfterSupplement::Resume, _) => {
                let stood = self.stood.iter();
                stood.fold(calendar.recounted(start), |deadline, (from, on)| {
                    calendar.resumed(&deadline, *from, *on)
                })
            }
        }
    }

    /// Whether it has ended unmet, and nobody noted that.
    fn is_missed(&self, calendar: &Calendar, at: OffsetDateTime) -> bool {
        let noted = self.missed == Some(self.deadline.due);
        self.stands_since.is_none() && !noted && at >= calendar.end_of_term(&self.deadline)
    }
}

/// The terms of a case that have not ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clocks(BTreeMap<Clock, Running>);

impl Clocks {
    /// Each term that has not ended.
    pub fn iter(&self) -> impl Iterator<Item = (&Clock, &Running)> {
        self.0.iter()
    }

    /// One of the terms, if it has not ended.
    #[must_use]
    pub fn get(&self, clock: &Clock) -> Option<&Running> {
        self.0.get(clock)
    }

    /// Those that have ended unmet, and nobody noted that.
    #[must_use]
    pub fn missed(&self, calendar: &Calendar, at: OffsetDateTime) -> Vec<(&Clock, &Running)> {
        let missed = |it: &(&Clock, &Running)| it.1.is_missed(calendar, at);
        self.0.iter().filter(missed).collect()
    }

    /// Those that the calendar ends elsewhere than where they were counted to end.
    #[must_use]
    pub fn moved(&self, calendar: &Calendar, after: ClockAfterSupplement) -> Vec<Moved> {
        let moved = self.0.iter().filter_map(|(clock, running)| {
            let deadline = running.from_scratch(calendar, after);
            let ends = |it: &Deadline| (it.due, it.hours.map(|it| it.to));
            (ends(&deadline) != ends(&running.deadline)).then(|| Moved {
                clock: clock.clone(),
                was_due: running.deadline.due,
                deadline,
            })
        });
        moved.collect()
    }

    /// What is left of them, and what joined them, once the event happened.
    pub(super) fn after(&mut self, event: &CaseEvent) {
        use CaseEvent as E;

        match event {
            E::DossierSubmitted { deadline, .. } => self.start(Clock::Intake, deadline),
            E::SupplementRequested {
                waits_from,
                deadline,
                ..
            } => {
                self.end(&Clock::Intake);
                // What the receiver has to do waits for a full dossier; those asked for an opinion
                // may give it meanwhile.
                self.stand(*waits_from);
                self.start_if(Clock::Supplement, deadline.as_ref());
            }
            E::DossierSupplemented {
                deadline,
                consultation_deadline,
                forwarding_deadline,
                ..
            } => {
                self.end(&Clock::Supplement);
                self.goes_on(deadline);
                self.start_if(Clock::Consultation, consultation_deadline.as_ref());
                self.start_if(Clock::Forwarding, forwarding_deadline.as_ref());
            }
            E::DossierAccepted {
                deadline,
                consultation_deadline,
                ..
            } => {
                self.end(&Clock::Intake);
                self.start(Clock::Total, deadline);
                self.start(Clock::Consultation, consultation_deadline);
            }
            E::ConsultationRequested { .. } => {
                self.end(&Clock::Consultation);
                // Whoever is asked anew is waited for, so nothing has to be handed on yet.
                self.end(&Clock::Forwarding);
            }
            E::ConsultationReceived { agency, deadline } => {
                self.start(Clock::Opinion(agency.clone()), deadline);
            }
            E::OpinionGiven {
                agency,
                forwarding_deadline,
                ..
            } => {
                self.end(&Clock::Opinion(agency.clone()));
                self.start_if(Clock::Forwarding, forwarding_deadline.as_ref());
            }
            E::DossierForwarded { deadline, .. } => {
                self.end(&Clock::Forwarding);
                self.end(&Clock::Consultation);
                self.start(Clock::Decision, deadline);
            }
            E::Reappointed { .. } | E::DeadlinesRecounted { .. } | E::DeadlineMissed { .. } => {
                self.time_passed(event);
            }
            E::CertificateGranted(_)
            | E::ApplicationRefused { .. }
            | E::IntakeRefused { .. }
            | E::DossierWithdrawn { .. }
            | E::ProcessingStopped { .. } => self.0.clear(),
            E::OfficerAssigned { .. }
            | E::DocumentFiled { .. }
            | E::ResultReturned { .. }
            | E::HistoryImported { .. }
            | E::StepCompleted { .. }
            | E::HistoryEnded { .. } => (),
        }
    }

    /// What the receiver has to do stands still from a day on.
    fn stand(&mut self, from: Date) {
        for clock in [Clock::Total, Clock::Consultation, Clock::Forwarding] {
            if let Some(running) = self.0.get_mut(&clock) {
                running.stands_since = Some(from);
            }
        }
    }

    /// What time brought to them, and what was done about it.
    fn time_passed(&mut self, event: &CaseEvent) {
        if let CaseEvent::Reappointed { deadline, .. } = event
            && let Some(total) = self.0.get_mut(&Clock::Total)
        {
            // If a supplement lets the term begin anew, it has the length that it had first.
            let full = total.full.clone();
            *total = Running {
                full,
                ..Running::from(deadline)
            };
        }
        if let CaseEvent::DeadlinesRecounted { moved, .. } = event {
            for it in moved {
                if let Some(running) = self.0.get_mut(&it.clock) {
                    running.deadline = it.deadline.clone();
                    running.missed = None;
                }
            }
        }
        if let CaseEvent::DeadlineMissed { clock, due, .. } = event
            && let Some(running) = self.0.get_mut(clock)
        {
            running.missed = Some(*due);
        }
    }

    /// A supplement sets the total going again, or the check of what was filed where nothing was
    /// accepted before.
    fn goes_on(&mut self, deadline: &Deadline) {
        let Some(total) = self.0.get_mut(&Clock::Total) else {
            return self.start(Clock::Intake, deadline);
        };
        if let Some(since) = total.stands_since.take() {
            total.stood.push((since, deadline.counted_from.max(since)));
        }
        total.deadline = deadline.clone();
        total.missed = None;
        for running in self.0.values_mut() {
            running.stands_since = None;
        }
    }

    fn start(&mut self, clock: Clock, deadline: &Deadline) {
        self.0.insert(clock, Running::from(deadline));
    }

    fn start_if(&mut self, clock: Clock, deadline: Option<&Deadline>) {
        if let Some(deadline) = deadline {
            self.start(clock, deadline);
        }
    }

    fn end(&mut self, clock: &Clock) {
        self.0.remove(clock);
    }
}
