//! What follows from what happened: who is going to act next, and when.

use domain::AgencyId;
use domain::case::{CaseEvent, CertificateTerms};
use domain::law::TermLimit;
use time::{Date, OffsetDateTime};

use super::chance::Chance;
use super::hours;
use super::plan::{Act, Entry, Unfolding};

impl Unfolding<'_> {
    /// Enters what is going to be done about an event.
    pub(super) fn follow(&mut self, run: usize, event: &CaseEvent, at: OffsetDateTime) {
        match event {
            CaseEvent::DossierSubmitted { .. } => self.filed(run, at),
            CaseEvent::SupplementRequested { .. } => self.supplement_requested(run, at),
            CaseEvent::DossierSupplemented {
                consultation_deadline,
                deadline,
                ..
            } => {
                if self.runs[run].due.is_some() {
                    self.due_on(run, deadline.due);
                }
                let next = match consultation_deadline {
                    Some(_) => Act::Consult,
                    None => Act::Check,
                };
                let days = self.runs[run].chance.between(0, 2);
                self.later(run, at, days, next);
            }
            CaseEvent::DossierAccepted { deadline, .. } => {
                self.due_on(run, deadline.due);
                self.accepted(run, at);
            }
            CaseEvent::ResultReturned { .. } => self.received(run, at),
            CaseEvent::ConsultationRequested { agency } => {
                let days = *self.runs[run].chance.weighted(&[(70, 0), (25, 1), (5, 2)]);
                self.later(run, at, days, Act::Receive(agency.clone()));
            }
            CaseEvent::ConsultationReceived { agency, .. } => self.asked(run, agency, at),
            CaseEvent::OpinionGiven {
                forwarding_deadline: Some(_),
                ..
            } => {
                let days = *self.runs[run].chance.weighted(&[(35, 0), (60, 1), (5, 2)]);
                self.later(run, at, days, Act::Forward);
            }
            CaseEvent::DossierForwarded { .. } => self.forwarded(run, at),
            CaseEvent::CertificateGranted(terms) => self.granted(run, terms, at),
            CaseEvent::ApplicationRefused { .. } => {
                self.decided(run, at);
                self.perhaps_again(run, at, 45, 30..=130);
            }
            CaseEvent::IntakeRefused { .. } => self.perhaps_again(run, at, 80, 3..=40),
            CaseEvent::DossierWithdrawn { .. } => self.perhaps_again(run, at, 60, 10..=80),
            CaseEvent::ProcessingStopped { .. } => self.perhaps_again(run, at, 60, 10..=70),
            // Another day is set once.
            CaseEvent::Reappointed { .. } => self.runs[run].due = None,
            CaseEvent::OpinionGiven { .. }
            | CaseEvent::OfficerAssigned { .. }
            | CaseEvent::CasePaused { .. }
            | CaseEvent::CaseResumed { .. }
            | CaseEvent::DeadlinesRecounted { .. }
            | CaseEvent::DeadlineMissed { .. }
            | CaseEvent::DocumentFiled { .. }
            | CaseEvent::HistoryImported { .. }
            | CaseEvent::StepCompleted { .. }
            | CaseEvent::ConsultationEscalated { .. }
            | CaseEvent::MeetingHeld { .. }
            | CaseEvent::CaseRipened { .. }
            | CaseEvent::ResultAnnounced {}
            | CaseEvent::FollowUpConfirmed {}
            | CaseEvent::CertificateChanged { .. }
            | CaseEvent::ApplicationApproved { .. }
            | CaseEvent::HistoryEnded { .. } => (),
        }
    }

    fn filed(&mut self, run: usize, at: OffsetDateTime) {
        let check = &self.runs[run].rules.limits.intake;
        let days = within(check, 1, 5, &mut self.runs[run].chance);
        self.later(run, at, 0, Act::Assign);
        self.later(run, at, days, Act::Check);
        if let Some(days) = self.runs[run].fate.withdrawn_after {
            self.later(run, at, days, Act::Withdraw);
        }
    }

    fn supplement_requested(&mut self, run: usize, at: OffsetDateTime) {
        let run_chance = &mut self.runs[run].chance;
        // Nobody has to wait for ever, but some cases are forgotten for a long time.
        let patience = run_chance.between(25, 60);
        match self.runs[run].fate.supplement_after {
            Some(days) => self.later(run, at, days, Act::Supplement),
            None => self.later(run, at, patience, Act::GiveUp),
        }
    }

    fn accepted(&mut self, run: usize, at: OffsetDateTime) {
        let Some(letters) = &self.runs[run].rules.limits.consultation else {
            return;
        };
        let chance = &mut self.runs[run].chance;
        let days = within(letters, 0, 3, chance);
        if self.runs[run].fate.second_look {
            self.later(run, at, 1, Act::LookAgain);
        } else {
            self.later(run, at, days, Act::Consult);
        }
    }

    /// A body takes most of its time. In some cases one of them keeps silent.
    fn asked(&mut self, run: usize, agency: &AgencyId, at: OffsetDateTime) {
        let Some(term) = &self.runs[run].rules.limits.opinion else {
            return;
        };
        let slowness = slowness(agency);
        let run_of = &mut self.runs[run];
        let mut days = within(term, 3, slowness, &mut run_of.chance);
        if let Some(silence) = run_of.fate.silence
            && !run_of.silence_kept
            && run_of.chance.percent(10 + slowness)
        {
            run_of.silence_kept = true;
            days = u32::from(term.limit.count) + silence;
        }
        self.later(run, at, days, Act::Opine(agency.clone()));
    }

    fn forwarded(&mut self, run: usize, at: OffsetDateTime) {
        let term = &self.runs[run].rules.limits.decision;
        let chance = &mut self.runs[run].chance;
        let over = *chance.weighted(&[(60, 0), (40, 1)]);
        let mut days = within(term, 3, 2, chance);
        if let Some(indecision) = self.runs[run].fate.indecision {
            days = u32::from(term.limit.count) + indecision;
        }
        self.later(run, at, over, Act::TakeOver);
        self.later(run, at, days, Act::Decide);
    }

    fn granted(&mut self, run: usize, terms: &CertificateTerms, at: OffsetDateTime) {
        self.holds(run, terms);
        self.decided(run, at);
        let expired = self.expire_after(terms.valid_until);
        self.perhaps_again(run, expired, 80, 1..=40);
    }

    /// The paper comes to the desk. Most are told so, and fetch it when they find the time; to others it
    /// is handed, or sent, at once.
    fn decided(&mut self, run: usize, at: OffsetDateTime) {
        let days = *self.runs[run]
            .chance
            .weighted(&[(25, 0), (45, 1), (20, 2), (10, 4)]);
        let number = u32::try_from(run).unwrap_or(u32::MAX);
        let mut chance = Chance::of(self.scenario.seed, "announced", number);
        if !chance.percent(60) {
            return self.later(run, at, days, Act::Return);
        }
        let fetched = *chance.weighted(&[(30, 1), (35, 3), (25, 7), (10, 22)]);
        self.later(run, at, days, Act::Announce);
        self.later(run, at, days + fetched, Act::Return);
    }

    /// Shortly before a result is due that is not to be had in time, most desks apologise.
    fn due_on(&mut self, run: usize, due: Date) {
        self.runs[run].due = Some(due);
        let number = u32::try_from(run).unwrap_or(u32::MAX);
        let mut chance = Chance::of(self.scenario.seed, "apology", number);
        if chance.percent(55) {
            let mut before = due;
            let mut days = chance.between(2, 4);
            while days > 0 {
                before = before.previous_day().unwrap_or(before);
                days -= u32::from(self.cast.calendar.is_working_day(before));
            }
            let at = hours::on(self.cast.calendar, before, &mut chance);
            self.enter(at, Entry::Act(run, Act::Apologise(due)));
        }
    }

    /// Some organisations file again, so many working days later.
    fn perhaps_again(
        &mut self,
        run: usize,
        at: OffsetDateTime,
        percent: u32,
        days: std::ops::RangeInclusive<u32>,
    ) {
        let chance = &mut self.runs[run].chance;
        let (again, days) = (
            chance.percent(percent),
            chance.between(*days.start(), *days.end()),
        );
        if again {
            self.again(run, at, days);
        }
    }
}

/// After how many working days something is done that has a term: seldom later than it allows,
/// in so many cases of a hundred.
fn within(term: &TermLimit, earliest: u32, late_percent: u32, chance: &mut Chance) -> u32 {
    let last = u32::from(term.limit.count);
    if chance.percent(late_percent) {
        return last + chance.between(1, 4);
    }
    // Whatever has a term is done in its second half rather than its first.
    let (one, another) = (
        chance.between(earliest, last),
        chance.between(earliest, last),
    );
    one.max(another)
}

/// How many of a hundred opinions of a body come late. Bodies differ.
fn slowness(agency: &AgencyId) -> u32 {
    let sum: u32 = agency.as_str().bytes().map(u32::from).sum();
    [1, 2, 1, 4, 2, 7, 1, 3, 2, 12][(sum % 10) as usize]
}
