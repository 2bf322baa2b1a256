//! How terms end: each that a body has to keep, and that of the whole.

use super::{Handled, Happened, Lateness, Term};
use crate::AgencyId;
use crate::calendar::Calendar;
use crate::case::{CaseEvent, Clock, Clocks};

impl Handled {
    /// Which terms of bodies end with this, and how; `after` is what it leaves of them.
    pub(super) fn terms_end(&mut self, next: &Happened<'_>, after: &Clocks, calendar: &Calendar) {
        if let CaseEvent::DeadlineMissed {
            clock, agency, due, ..
        } = next.event
            && is_of_a_body(clock)
        {
            let noted = Term {
                agency: Some(agency.clone()),
                due: *due,
                kept: false,
                position: next.position,
                runs_on: true,
            };
            self.ended(clock, noted);
        }
        if let CaseEvent::DeadlinesRecounted { moved, .. } = next.event {
            // What the calendar gives more time for was not missed; it is noted again if it was.
            let moved = |clock: &Clock| moved.iter().any(|it| it.clock == *clock);
            self.terms
                .retain(|clock, term| !(term.runs_on && moved(clock)));
        }
        let gone: Vec<_> = (self.clocks.iter())
            .filter(|(clock, _)| is_of_a_body(clock))
            .filter(|(clock, _)| after.get(clock).is_none() || fulfils(next.event, clock))
            .map(|(clock, running)| {
                let deadline = running.deadline();
                let over = !running.stands() && next.at >= calendar.end_of_term(deadline);
                (clock.clone(), deadline.due, over)
            })
            .collect();
        for (clock, due, over) in gone {
            // What nobody waits for any more was neither kept nor missed, unless its time was over.
            if over || fulfils(next.event, &clock) {
                let term = Term {
                    agency: self.keeper(&clock),
                    due,
                    kept: !over,
                    position: next.position,
                    runs_on: false,
                };
                self.ended(&clock, term);
            }
        }
    }

    /// What was missed once was missed.
    fn ended(&mut self, clock: &Clock, term: Term) {
        match self.terms.get_mut(clock) {
            Some(before) if !before.kept => before.runs_on &= term.runs_on,
            Some(_) | None => {
                self.terms.insert(clock.clone(), term);
            }
        }
    }

    fn keeper(&self, clock: &Clock) -> Option<AgencyId> {
        match clock {
            Clock::Opinion(agency) => Some(agency.clone()),
            Clock::Decision => self.decider.clone(),
            Clock::Intake
            | Clock::Supplement
            | Clock::Pause
            | Clock::Consultation
            | Clock::Forwarding
            | Clock::Total
            | Clock::Delivery
            | Clock::FollowUp => self.agency.clone(),
        }
    }

    /// How what the whole has a term for stands to it, once it is done: what the legal term was set for,
    /// the decision or a result that is there; where nothing is accepted, the decision or the check.
    pub(super) fn whole_ends(&mut self, next: &Happened<'_>, after: &Clocks, calendar: &Calendar) {
        let clocks: &[Clock] = if self.accepted {
            &[Clock::Total]
        } else if next.event.is_decision() {
            &[Clock::Decision, Clock::Intake]
        } else {
            return;
        };
        let ended = |it: &&Clock| self.clocks.get(it).is_some() && after.get(it).is_none();
        let running = clocks.iter().find(ended);
        let Some(running) = running.and_then(|it| self.clocks.get(it)) else {
            return;
        };
        let deadline = running.deadline();
        // While it waited for the applicant its time stood still.
        let waited = running.stands_since();
        let ended = waited.unwrap_or_else(|| calendar.day_of(next.at));
        let days = (ended - deadline.due).whole_days();
        let over = waited.is_none() && next.at >= calendar.end_of_term(deadline);
        self.lateness = Some(Lateness {
            due: deadline.due,
            ended,
            days: if over { days.max(1) } else { days },
            position: next.position,
        });
    }
}

/// Whether a body has to keep the term, and not the applicant. The whole is no body's own.
fn is_of_a_body(clock: &Clock) -> bool {
    match clock {
        Clock::Intake
        | Clock::Consultation
        | Clock::Opinion(_)
        | Clock::Forwarding
        | Clock::Decision
        | Clock::Delivery => true,
        Clock::Supplement | Clock::Pause | Clock::Total | Clock::FollowUp => false,
    }
}

/// Whether the event is what the term was set for.
fn fulfils(event: &CaseEvent, clock: &Clock) -> bool {
    use CaseEvent as E;

    match clock {
        Clock::Intake => {
            event.is_decision()
                || matches!(
                    event,
                    E::SupplementRequested { .. }
                        | E::DossierAccepted { .. }
                        | E::IntakeRefused { .. }
                )
        }
        Clock::Consultation => {
            matches!(
                event,
                E::ConsultationRequested { .. } | E::DossierForwarded { .. }
            )
        }
        Clock::Opinion(asked) => {
            matches!(event, E::OpinionGiven { agency, .. } if agency == asked)
        }
        Clock::Forwarding => matches!(event, E::DossierForwarded { .. }),
        Clock::Decision => event.is_decision(),
        Clock::Delivery => matches!(event, E::ResultReturned { .. }),
        // No body has to keep these.
        Clock::Supplement | Clock::Pause | Clock::Total | Clock::FollowUp => false,
    }
}
