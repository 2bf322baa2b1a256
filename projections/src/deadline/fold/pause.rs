//! Terms that stand still while a case waits for something else than a supplement.

use domain::calendar::Deadline;
use domain::case::{CaseEvent, GoesOn};
use time::Date;

use super::{
    CONSULTATION, DECISION, FORWARDING, TOTAL, Terms, because, meet, pause, set, set_receivers,
};
use crate::{Desk, Fact};

/// What is waited for, and why terms moved.
const PAUSE: &str = "pause";

/// The case waits, or goes on.
pub(super) fn paused(terms: &mut Terms, fact: &Fact, event: &CaseEvent, desk: &Desk) {
    if let CaseEvent::CasePaused {
        waits_from,
        deadline,
        ..
    } = event
    {
        stands(terms, fact, desk, *waits_from, deadline.as_ref());
    }
    if let CaseEvent::CaseResumed { terms: ends, .. } = event {
        goes_on(terms, fact, ends, desk);
    }
}

/// What the receiver and the decider have to do stands still.
fn stands(terms: &mut Terms, fact: &Fact, desk: &Desk, from: Date, at_most: Option<&Deadline>) {
    for clock in [TOTAL, CONSULTATION, FORWARDING, DECISION] {
        pause(terms, clock, from);
    }
    if let Some(deadline) = at_most {
        set_receivers(terms, fact, desk, PAUSE, deadline);
    }
}

/// What stood still goes on, and what had to wait begins.
fn goes_on(terms: &mut Terms, fact: &Fact, ends: &[GoesOn], desk: &Desk) {
    meet(terms, PAUSE, fact.recorded.recorded_at);
    for GoesOn { clock, deadline } in ends {
        let clock = clock.to_string();
        match terms.get(&clock).map(|it| it.agency.clone()) {
            Some(keeper) => set(terms, fact, desk, &clock, Some(&keeper), deadline),
            None => set_receivers(terms, fact, desk, &clock, deadline),
        }
        because(terms, &clock, PAUSE);
    }
}
