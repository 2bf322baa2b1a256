//! What time brings, and what people do about it: terms that are missed or moved, a supplement
//! that nobody brought, another day for the result.

use time::{Date, OffsetDateTime};

use super::intake::{not_allowed, receiver_only};
use super::state::calendar;
use super::{Case, CaseEvent, CaseRejection, Clock, Dossier, Moved, Waiting};
use crate::calendar::{Deadline, Limit, Unit};
use crate::law::Rules;
use crate::{Acting, AgencyId, Calendar, Law, Party, PersonalRef, Role};

impl Case {
    /// Notes each term that has ended unmet, names bodies whose opinion is late, and ends a case
    /// whose applicant never came back. Nobody's silence is consent.
    pub(super) fn let_time_pass(
        &self,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.with_terms()?;
        only_the_system(by)?;
        let rules = dossier.rules(law)?;
        let mut events = vec![];
        for missed in dossier.missed(rules, by, law)? {
            let late = self.late_opinion(&missed);
            events.push(missed);
            events.extend(late.map(|agency| CaseEvent::ConsultationEscalated { agency }));
        }
        if let Some(ground) = dossier.lapsed_on(rules, calendar(law, rules)?, by.at) {
            events.push(CaseEvent::ProcessingStopped {
                ground,
                reason: None,
            });
        }
        Ok(events)
    }

    /// The body whose opinion is late and that nobody has named yet.
    fn late_opinion(&self, missed: &CaseEvent) -> Option<AgencyId> {
        let (Case::InProcess(process), CaseEvent::DeadlineMissed { clock, .. }) = (self, missed)
        else {
            return None;
        };
        let Clock::Opinion(agency) = clock else {
            return None;
        };
        (!process.escalated.contains(agency)).then(|| agency.clone())
    }

    /// Counts the open terms again by the calendar as it stands.
    pub(super) fn recount(&self, by: &Acting, law: &Law) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.with_terms()?;
        only_the_system(by)?;
        let rules = dossier.rules(law)?;
        let calendar = calendar(law, rules)?;
        let moved = dossier.clocks.moved(calendar, rules);
        if moved.is_empty() {
            return Ok(vec![]);
        }
        Ok(vec![CaseEvent::DeadlinesRecounted {
            calendar: calendar.id.clone(),
            calendar_version: calendar.version,
            moved,
        }])
    }

    /// The open terms that would move if the law were this.
    pub fn would_move(&self, law: &Law) -> Result<Vec<Moved>, CaseRejection> {
        let dossier = self.with_terms()?;
        let rules = dossier.rules(law)?;
        let calendar = calendar(law, rules)?;
        Ok(dossier.clocks.moved(calendar, rules))
    }

    /// Sets another day for the result, with an apology and in time.
    pub(super) fn reappoint(
        &self,
        due: Date,
        reason: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let (dossier, was_due) = self.promised()?;
        let rules = dossier.rules(law)?;
        match self {
            // What is decided is the receiver's to hand over.
            Case::Decided(_) => receiver_only(dossier, rules, by, law)?,
            Case::InProcess(_)
            | Case::Unfiled
            | Case::Intake(_)
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => self.in_the_hands_of(dossier, rules, by, law)?,
        }
        dossier.not_waiting()?;
        let rule = (rules.reappointment.as_ref()).ok_or(CaseRejection::NoReappointment)?;
        let times_max = rule.times_max;
        if dossier.reappointments >= times_max {
            return Err(CaseRejection::AlreadyReappointed { times_max });
        }
        if reason.is_none() {
            return Err(CaseRejection::ApologyWithoutReason);
        }
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        if calendar.due(today, rule.notice.limit) > was_due {
            return Err(CaseRejection::NoticeTooLate { due: was_due });
        }
        if due <= was_due {
            return Err(CaseRejection::NotLater { due: was_due });
        }
        if !calendar.is_working_day(due) {
            return Err(CaseRejection::DayOff { day: due });
        }
        let days = u16::try_from((due - today).whole_days());
        let limit = Limit {
            // A day that was promised moves only if it becomes a day off.
            count: days.map_err(|_| CaseRejection::TooFarAway { day: due })?,
            unit: Unit::Days,
        };
        Ok(vec![CaseEvent::Reappointed {
            was_due,
            deadline: calendar.deadline(today, limit, &rule.basis),
            reason: reason.cloned(),
        }])
    }
}

impl Case {
    /// The dossier of a case whose legal term runs, and the last day of that.
    fn promised(&self) -> Result<(&Dossier, Date), CaseRejection> {
        if let Case::Decided(decided) = self
            && let Some(total) = decided.dossier.clocks.get(&Clock::Total)
        {
            return Ok((&decided.dossier, total.deadline().due));
        }
        let process = self.in_process()?;
        Ok((&process.dossier, process.deadline.due))
    }

    pub(super) fn reappointed(self, deadline: &Deadline) -> Self {
        self.with_dossier(|dossier| dossier.reappointments += 1)
            .with_process(|process| process.deadline = deadline.clone())
    }

    pub(super) fn recounted(self, moved: &[Moved]) -> Self {
        let total = moved.iter().find(|it| it.clock == Clock::Total);
        self.with_process(|process| {
            if let Some(moved) = total {
                process.deadline = moved.deadline.clone();
            }
        })
    }
}

impl Dossier {
    /// Each term that has ended unmet and that nobody noted. A late opinion is reported to the
    /// receiver; that the holder did not do what the decision asks for, to whoever decided, because a
    /// further decision may follow from it.
    pub(super) fn missed(
        &self,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let calendar = calendar(law, rules)?;
        let competent = law.competent(rules, &self.particulars, calendar.day_of(by.at));
        let missed = self.clocks.missed(calendar, by.at).into_iter();
        let events = missed.map(|(clock, running)| CaseEvent::DeadlineMissed {
            clock: clock.clone(),
            agency: self.keeper_of(clock, rules, calendar, law, by.at),
            due: running.deadline().due,
            reported_to: match clock {
                Clock::Opinion(_) => Some(competent.receiver.clone()),
                Clock::FollowUp => Some(competent.decider.clone()),
                Clock::Intake
                | Clock::Supplement
                | Clock::Pause
                | Clock::Consultation
                | Clock::Forwarding
                | Clock::Decision
                | Clock::Total
                | Clock::Delivery => None,
            },
        });
        Ok(events.collect())
    }

    /// The body that has to keep a term, or to see that it is kept.
    pub(super) fn keeper_of(
        &self,
        clock: &Clock,
        rules: &Rules,
        calendar: &Calendar,
        law: &Law,
        at: OffsetDateTime,
    ) -> AgencyId {
        let powers_of = match clock {
            Clock::Opinion(agency) => agency,
            Clock::Decision => rules.decider_of(&self.particulars),
            Clock::Intake
            | Clock::Supplement
            | Clock::Pause
            | Clock::Consultation
            | Clock::Forwarding
            | Clock::Total
            | Clock::Delivery
            | Clock::FollowUp => rules.receiver_of(&self.particulars),
        };
        law.holder_or_itself(powers_of, calendar.day_of(at)).clone()
    }

    /// On what ground the case ends because nobody brought what it waited for, if it does.
    fn lapsed_on(
        &self,
        rules: &Rules,
        calendar: &Calendar,
        at: OffsetDateTime,
    ) -> Option<crate::GroundId> {
        let (clock, ground) = match self.waiting.as_ref()? {
            Waiting::Supplement { .. } => (Clock::Supplement, &rules.supplements.lapse_ground),
            Waiting::Paused { pause, .. } => {
                (Clock::Pause, &rules.pause(pause.kind())?.lapse_ground)
            }
        };
        let over = at >= calendar.end_of_term(self.clocks.get(&clock)?.deadline());
        ground.clone().filter(|_| over)
    }
}

fn only_the_system(by: &Acting) -> Result<(), CaseRejection> {
    if by.party == Party::System {
        return Ok(());
    }
    not_allowed(Role::System)
}
