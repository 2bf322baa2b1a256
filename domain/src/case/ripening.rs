//! When whoever decides has all it needs, where nothing is handed on.

use super::state::calendar;
use super::{CaseEvent, Clock, Dossier};
use crate::calendar::Deadline;
use crate::law::{Act, Rules};
use crate::{Acting, Law};

impl Dossier {
    /// That whoever decides has all it needs from now on, and by when it is to decide. Where the
    /// dossier is handed on, the hand-over says so.
    pub(super) fn ripens(
        &self,
        rules: &Rules,
        deadline: Deadline,
        by: &Acting,
        law: &Law,
    ) -> Option<CaseEvent> {
        if rules.takes(Act::Forward) {
            return None;
        }
        let calendar = calendar(law, rules).ok()?;
        let decider = self.keeper_of(&Clock::Decision, rules, calendar, law, by.at);
        Some(CaseEvent::CaseRipened { decider, deadline })
    }
    /// The same where nothing is accepted: a dossier that is full is decided on at the desk.
    pub(super) fn ripens_at_the_desk(
        &self,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Option<CaseEvent> {
        if rules.takes(Act::Accept) || self.full(rules).is_err() {
            return None;
        }
        let limit = &rules.limits.decision;
        let calendar = calendar(law, rules).ok()?;
        let deadline = calendar.deadline_of_receipt(by.at, limit.limit, &limit.basis);
        self.ripens(rules, deadline, by, law)
    }
}
