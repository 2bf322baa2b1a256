//! Pauses: the case waits for a payment, for the applicant, or for something outside it, and its
//! terms stand still meanwhile.

use serde::{Deserialize, Serialize};
use time::Date;

use super::state::calendar;
use super::{Case, CaseEvent, CaseRejection, Clock, Dossier, Process};
use crate::calendar::Deadline;
use crate::law::{ClockAfterSupplement, PauseKind, Rules, TermLimit};
use crate::money::Money;
use crate::{Acting, Calendar, Channel, ComponentId, FeeId, Law, PersonalRef};

/// What a case waits for that is no supplement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Pause {
    /// For a payment.
    Payment {
        /// Which fee.
        fee: FeeId,
        /// The version in force when it was asked for.
        fee_version: u32,
        /// How much.
        sum: Money,
    },
    /// For the applicant.
    Applicant {},
    /// For something outside the case.
    Suspension {},
}

impl Pause {
    /// Which pause it is.
    #[must_use]
    pub fn kind(&self) -> PauseKind {
        match self {
            Pause::Payment { .. } => PauseKind::Payment,
            Pause::Applicant {} => PauseKind::Applicant,
            Pause::Suspension {} => PauseKind::Suspension,
        }
    }
}

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// For the applicant's supplement.
    Supplement {
        /// The day from which it waits.
        since: Date,
        /// The components that were asked for.
        missing: Vec<ComponentId>,
    },
    /// For something else.
    Paused {
        /// The day from which it waits.
        since: Date,
        /// For what.
        pause: Pause,
    },
}

/// A term that goes on, or that begins because nothing is waited for any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoesOn {
    /// Which term.
    pub clock: Clock,
    /// How it is counted now.
    pub deadline: Deadline,
}

impl Case {
    /// Asks for the fee that is due for the procedure on the day.
    pub(super) fn request_payment(
        &self,
        fee: &FeeId,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let dossier = &process.dossier;
        let rules = dossier.rules(law)?;
        self.in_the_hands_of(dossier, rules, by, law)?;
        if dossier.paid.contains(fee) {
            return Err(CaseRejection::PaidAlready { fee: fee.clone() });
        }
        let today = calendar(law, rules)?.day_of(by.at);
        let due = law
            .fees_of(&dossier.procedure, today)
            .find(|it| it.id == *fee);
        let unknown = || CaseRejection::UnknownFee { fee: fee.clone() };
        let entry = due.ok_or_else(unknown)?;
        let sum = entry.sum().ok_or_else(unknown)?;
        let pause = Pause::Payment {
            fee: fee.clone(),
            fee_version: entry.version,
            sum: sum.clone(),
        };
        dossier.paused(pause, None, rules, by, law)
    }

    /// Lets the case wait for the applicant, or for something outside it.
    pub(super) fn pause(
        &self,
        kind: PauseKind,
        reason: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        // Before it is accepted there is nothing that could stand still: what is missing is asked for
        // as a supplement, and a dossier that cannot be accepted is not taken in.
        let dossier = &self.in_process()?.dossier;
        let rules = dossier.rules(law)?;
        self.in_the_hands_of(dossier, rules, by, law)?;
        let pause = match kind {
            PauseKind::Applicant => Pause::Applicant {},
            PauseKind::Suspension => Pause::Suspension {},
            // These have commands of their own.
            PauseKind::Supplement | PauseKind::Payment => {
                return Err(CaseRejection::NoPause { kind });
            }
        };
        dossier.paused(pause, reason, rules, by, law)
    }

    /// Lets the case go on: what it waited for has come.
    pub(super) fn resume(
        &self,
        paid_by: Option<&Channel>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let dossier = &process.dossier;
        let rules = dossier.rules(law)?;
        self.in_the_hands_of(dossier, rules, by, law)?;
        let Some(Waiting::Paused { since, pause }) = &dossier.waiting else {
            return Err(CaseRejection::NotPaused);
        };
        match (pause.kind(), paid_by) {
            (PauseKind::Payment, None) => return Err(CaseRejection::NotPaid),
            (PauseKind::Payment, Some(channel)) if !rules.channels.contains(channel) => {
                let channel = channel.clone();
                return Err(CaseRejection::UnknownChannel { channel });
            }
            (PauseKind::Applicant | PauseKind::Suspension | PauseKind::Supplement, Some(_)) => {
                return Err(CaseRejection::NotAskedFor { what: "payment" });
            }
            (_, _) => (),
        }
        let calendar = calendar(law, rules)?;
        let on = calendar.day_of(by.at).max(*since);
        let mut terms = dossier.clocks.go_on(pause.kind(), on, calendar, rules);
        terms.extend(process.begins_now(rules, calendar, by, law));
        let resumed = CaseEvent::CaseResumed {
            pause: pause.kind(),
            on,
            paid_by: paid_by.cloned(),
            terms,
        };
        let ripe = process.ripens_now(rules, calendar, by, law);
        Ok(std::iter::once(resumed).chain(ripe).collect())
    }
}

impl Process {
    /// That whoever decides has all it needs, where the last opinion came while the case stood still.
    fn ripens_now(
        &self,
        rules: &Rules,
        calendar: &Calendar,
        by: &Acting,
        law: &Law,
    ) -> Option<CaseEvent> {
        let today = calendar.day_of(by.at);
        if self.is_with_decider() || !self.awaited(rules, law, today).is_empty() {
            return None;
        }
        let limit = &rules.limits.decision;
        let deadline = calendar.deadline_at(by.at, limit.limit, &limit.basis);
        self.dossier.ripens(rules, deadline, by, law)
    }

    /// The hand-over, where the last opinion came while the case stood still.
    fn begins_now(
        &self,
        rules: &Rules,
        calendar: &Calendar,
        by: &Acting,
        law: &Law,
    ) -> Option<GoesOn> {
        let today = calendar.day_of(by.at);
        let answered = !self.consultations.is_empty()
            && !self.forwarded
            && self.awaited(rules, law, today).is_empty();
        let runs = self.dossier.clocks.get(&Clock::Forwarding).is_some();
        let limit: &TermLimit = rules.limits.forwarding.as_ref()?;
        (answered && !runs).then(|| GoesOn {
            clock: Clock::Forwarding,
            deadline: calendar.deadline_at(by.at, limit.limit, &limit.basis),
        })
    }
}

impl Case {
    /// The case waits, or goes on.
    pub(super) fn waits(self, event: &CaseEvent) -> Self {
        if let CaseEvent::CasePaused {
            pause, waits_from, ..
        } = event
        {
            return self.paused(pause, *waits_from);
        }
        if let CaseEvent::CaseResumed { terms, .. } = event {
            return self.resumed(terms);
        }
        self
    }

    fn paused(self, pause: &Pause, since: Date) -> Self {
        let asks = pause.kind() == PauseKind::Payment;
        let pause = pause.clone();
        self.with_dossier(|it| it.waiting = Some(Waiting::Paused { since, pause }))
            .with_process(|it| it.payment_asked |= asks)
    }

    fn resumed(self, terms: &[GoesOn]) -> Self {
        let total = terms.iter().find(|it| it.clock == Clock::Total);
        self.with_dossier(|dossier| {
            let waited = dossier.waiting.take();
            if let Some(Waiting::Paused {
                pause: Pause::Payment { fee, .. },
                ..
            }) = waited
            {
                dossier.paid.insert(fee);
            }
        })
        .with_process(|process| {
            if let Some(total) = total {
                process.deadline = total.deadline.clone();
            }
        })
    }
}

impl Dossier {
    fn paused(
        &self,
        pause: Pause,
        reason: Option<&PersonalRef>,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        self.not_waiting()?;
        let kind = pause.kind();
        let rule = rules.pause(kind).ok_or(CaseRejection::NoPause { kind })?;
        let calendar = calendar(law, rules)?;
        Ok(vec![CaseEvent::CasePaused {
            pause,
            reason: reason.cloned(),
            waits_from: calendar.day_of(by.at),
            deadline: (rule.at_most.as_ref())
                .map(|it| calendar.deadline_at(by.at, it.limit, &it.basis)),
        }])
    }
}

/// A term that stood still, when the case goes on.
pub(super) fn after_pause(
    deadline: &Deadline,
    full: &Deadline,
    (from, on): (Date, Date),
    policy: ClockAfterSupplement,
    calendar: &Calendar,
) -> Deadline {
    let begun = calendar.runs_after(deadline);
    if deadline.hours.is_some() && on <= begun {
        return deadline.clone();
    }
    // A term does not begin earlier than it would have without the pause.
    let on = on.max(begun);
    match policy {
        ClockAfterSupplement::Restart => calendar.deadline(on, full.limit, &full.basis),
        ClockAfterSupplement::Resume => calendar.resumed(deadline, from, on),
    }
}
