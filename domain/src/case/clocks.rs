//! The terms that run in a case: its legal total, and one for each step and each body.
//!
//! Each keeps how it began and when it stood still, so that its end can be counted from scratch:
//! with a corrected calendar, or to check what was counted step by step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::pause::after_pause;
use super::{CaseEvent, Clock, GoesOn};
use crate::calendar::{Calendar, Deadline};
use crate::law::{PauseKind, Rules, TotalEnds};

/// The terms that stand still while a case waits: what the receiver and the decider have to do. Those
/// who were asked for an opinion may give it meanwhile.
const STAND_IN_A_PAUSE: [Clock; 4] = [
    Clock::Consultation,
    Clock::Forwarding,
    Clock::Decision,
    Clock::Total,
];

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// How it was counted when it was set first.
    full: Deadline,
    /// How it began, or began again.
    start: Deadline,
    /// How it stood still since.
    stood: Vec<Stood>,
    /// Since when it stands still.
    #[serde(with = "crate::calendar::iso_date::option")]
    stands_since: Option<Date>,
    /// When it ends, as it was counted last.
    deadline: Deadline,
    /// The end that it was noted to have missed.
    #[serde(with = "crate::calendar::iso_date::option")]
    missed: Option<Date>,
}

/// A time in which a term stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stood {
    /// Why.
    pause: PauseKind,
    /// Its first day.
    #[serde(with = "crate::calendar::iso_date")]
    from: Date,
    /// The day on which the term went on.
    #[serde(with = "crate::calendar::iso_date")]
    on: Date,
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

    /// Whether it stands still.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.stands_since.is_some()
    }

    /// The day from which it stands still, if it does.
    #[must_use]
    pub fn stands_since(&self) -> Option<Date> {
        self.stands_since
    }

    /// When it ends, counted from its beginning through every standstill.
    #[must_use]
    pub fn from_scratch(&self, clock: &Clock, calendar: &Calendar, rules: &Rules) -> Deadline {
        let begun = calendar.recounted(&self.start);
        self.stood.iter().fold(begun, |deadline, it| {
            let policy = rules.after(it.pause, *clock == Clock::Total);
            after_pause(&deadline, &self.full, (it.from, it.on), policy, calendar)
        })
    }

    /// It goes on with another end.
    fn goes_on(&mut self, pause: PauseKind, on: Date, deadline: &Deadline) {
        if let Some(from) = self.stands_since.take() {
            let on = on.max(from);
            self.stood.push(Stood { pause, from, on });
        }
        self.deadline = deadline.clone();
        self.missed = None;
    }

    /// Whether it has ended unmet, and nobody noted that.
    fn is_missed(&self, calendar: &Calendar, at: OffsetDateTime) -> bool {
        let noted = self.missed == Some(self.deadline.due);
        self.stands_since.is_none() && !noted && at >= calendar.end_of_term(&self.deadline)
    }
}

/// The terms of a case that have not ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    open: BTreeMap<Clock, Running>,
    /// With what the legal term ends.
    total_ends: TotalEnds,
}

impl Clocks {
    /// Each term that has not ended.
    pub fn iter(&self) -> impl Iterator<Item = (&Clock, &Running)> {
        self.open.iter()
    }

    /// One of the terms, if it has not ended.
    #[must_use]
    pub fn get(&self, clock: &Clock) -> Option<&Running> {
        self.open.get(clock)
    }

    /// Those that have ended unmet, and nobody noted that.
    #[must_use]
    pub fn missed(&self, calendar: &Calendar, at: OffsetDateTime) -> Vec<(&Clock, &Running)> {
        let missed = |it: &(&Clock, &Running)| it.1.is_missed(calendar, at);
        self.open.iter().filter(missed).collect()
    }

    /// Those that the calendar ends elsewhere than where they were counted to end.
    #[must_use]
    pub fn moved(&self, calendar: &Calendar, rules: &Rules) -> Vec<Moved> {
        let moved = self.open.iter().filter_map(|(clock, running)| {
            let deadline = running.from_scratch(clock, calendar, rules);
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
    pub(crate) fn after(&mut self, event: &CaseEvent) {
        use CaseEvent as E;

        match event {
            E::DossierSubmitted { deadline, .. } => self.start(Clock::Intake, deadline),
            E::SupplementRequested {
                waits_from,
                deadline,
                ..
            } => {
                self.end(&Clock::Intake);
                // What the receiver and the decider have to do waits for a full dossier.
                self.stand(&STAND_IN_A_PAUSE, *waits_from);
                self.start_if(Clock::Supplement, deadline.as_ref());
            }
            E::CasePaused { .. } | E::CaseResumed { .. } => self.paused(event),
            E::DossierSupplemented { .. } => self.supplemented(event),
            E::DossierAccepted {
                deadline,
                consultation_deadline,
                total_ends,
                ..
            } => {
                self.end(&Clock::Intake);
                self.total_ends = *total_ends;
                self.start(Clock::Total, deadline);
                self.start_if(Clock::Consultation, consultation_deadline.as_ref());
            }
            E::ConsultationRequested { .. } => {
                self.end(&Clock::Consultation);
                // Whoever is asked anew is waited for, so nothing has to be handed on or decided yet.
                self.end(&Clock::Forwarding);
                self.end(&Clock::Decision);
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
            E::CaseRipened { deadline, .. } => self.start(Clock::Decision, deadline),
            E::Reappointed { .. } | E::DeadlinesRecounted { .. } | E::DeadlineMissed { .. } => {
                self.time_passed(event);
            }
            E::CertificateGranted(_)
            | E::CertificateChanged { .. }
            | E::ApplicationApproved { .. }
            | E::ApplicationRefused { .. } => self.decided(event),
            E::ResultAnnounced {} | E::ResultReturned { .. } => self.delivered(event),
            E::IntakeRefused { .. }
            | E::DossierWithdrawn { .. }
            | E::ProcessingStopped { .. }
            | E::FollowUpConfirmed {} => self.open.clear(),
            E::OfficerAssigned { .. }
            | E::ConsultationEscalated { .. }
            | E::MeetingHeld { .. }
            | E::DocumentFiled { .. }
            | E::HistoryImported { .. }
            | E::StepCompleted { .. }
            | E::HistoryEnded { .. } => (),
        }
    }

    /// A decision ends every term but a legal one that lasts until the result is there, and may begin
    /// that of its hand-over.
    fn decided(&mut self, event: &CaseEvent) {
        let goes_on = self.total_ends == TotalEnds::Delivery;
        self.open
            .retain(|clock, _| goes_on && *clock == Clock::Total);
        if let CaseEvent::CertificateChanged {
            delivery_deadline, ..
        }
        | CaseEvent::ApplicationApproved {
            delivery_deadline, ..
        } = event
        {
            self.start_if(Clock::Delivery, delivery_deadline.as_ref());
        }
    }

    /// The result lies ready, which ends the legal term; or it was handed over, which ends every term and
    /// may begin that of what the holder has to do.
    fn delivered(&mut self, event: &CaseEvent) {
        self.end(&Clock::Total);
        if let CaseEvent::ResultReturned { follow_up, .. } = event {
            self.open.clear();
            self.start_if(Clock::FollowUp, follow_up.as_ref());
        }
    }

    /// The case waits, or nothing is waited for any more.
    fn paused(&mut self, event: &CaseEvent) {
        if let CaseEvent::CasePaused {
            waits_from,
            deadline,
            ..
        } = event
        {
            self.stand(&STAND_IN_A_PAUSE, *waits_from);
            self.start_if(Clock::Pause, deadline.as_ref());
        }
        if let CaseEvent::CaseResumed {
            pause, on, terms, ..
        } = event
        {
            self.resumed(*pause, *on, terms);
        }
    }

    /// These terms stand still from a day on.
    fn stand(&mut self, clocks: &[Clock], from: Date) {
        for clock in clocks {
            if let Some(running) = self.open.get_mut(clock) {
                running.stands_since = Some(from);
            }
        }
    }

    /// The ends of the terms that stand still, if they go on that day.
    pub(super) fn go_on(
        &self,
        pause: PauseKind,
        on: Date,
        calendar: &Calendar,
        rules: &Rules,
    ) -> Vec<GoesOn> {
        let standing = |(clock, it): (&Clock, &Running)| {
            let days = (it.stands_since?, on);
            let policy = rules.after(pause, *clock == Clock::Total);
            let deadline = after_pause(&it.deadline, &it.full, days, policy, calendar);
            let clock = clock.clone();
            Some(GoesOn { clock, deadline })
        };
        self.open.iter().filter_map(standing).collect()
    }

    /// Nothing is waited for any more.
    fn resumed(&mut self, pause: PauseKind, on: Date, terms: &[GoesOn]) {
        self.end(&Clock::Pause);
        for it in terms {
            match self.open.get_mut(&it.clock) {
                Some(running) => running.goes_on(pause, on, &it.deadline),
                None => self.start(it.clock.clone(), &it.deadline),
            }
        }
    }

    /// The term that runs on, and those that had to wait for a full dossier.
    fn supplemented(&mut self, event: &CaseEvent) {
        if let CaseEvent::DossierSupplemented {
            deadline,
            consultation_deadline,
            forwarding_deadline,
            ..
        } = event
        {
            self.end(&Clock::Supplement);
            self.goes_on(deadline);
            self.start_if(Clock::Consultation, consultation_deadline.as_ref());
            self.start_if(Clock::Forwarding, forwarding_deadline.as_ref());
        }
    }

    /// What time brought to them, and what was done about it.
    fn time_passed(&mut self, event: &CaseEvent) {
        if let CaseEvent::Reappointed { deadline, .. } = event
            && let Some(total) = self.open.get_mut(&Clock::Total)
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
                if let Some(running) = self.open.get_mut(&it.clock) {
                    running.deadline = it.deadline.clone();
                    running.missed = None;
                }
            }
        }
        if let CaseEvent::DeadlineMissed { clock, due, .. } = event
            && let Some(running) = self.open.get_mut(clock)
        {
            running.missed = Some(*due);
        }
    }

    /// A supplement sets the total going again, or the check of what was filed where nothing was
    /// accepted before.
    fn goes_on(&mut self, deadline: &Deadline) {
        let Some(total) = self.open.get_mut(&Clock::Total) else {
            return self.start(Clock::Intake, deadline);
        };
        total.goes_on(PauseKind::Supplement, deadline.counted_from, deadline);
        for running in self.open.values_mut() {
            running.stands_since = None;
        }
    }

    fn start(&mut self, clock: Clock, deadline: &Deadline) {
        self.open.insert(clock, Running::from(deadline));
    }

    fn start_if(&mut self, clock: Clock, deadline: Option<&Deadline>) {
        if let Some(deadline) = deadline {
            self.start(clock, deadline);
        }
    }

    fn end(&mut self, clock: &Clock) {
        self.open.remove(clock);
    }
}
