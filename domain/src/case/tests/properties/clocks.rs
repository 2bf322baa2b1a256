//! What holds for the terms of every history.

use super::pausing::POLICIES;
use super::*;
use crate::Calendar;
use crate::calendar::Holiday;

/// The delivered calendar with some more days off, and some fewer.
fn corrected() -> impl Strategy<Value = Calendar> {
    (
        prop::collection::vec(0..500i64, 0..12),
        prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    )
        .prop_map(|(off, worked)| {
            let mut corrected = calendar().clone();
            corrected.version += 1;
            for index in worked {
                let count = corrected.holidays.len();
                corrected.holidays.remove(index.index(count));
            }
            let example = corrected.holidays[0].clone();
            corrected.holidays.extend(off.into_iter().map(|it| Holiday {
                date: day("2025-02-01") + Duration::days(it),
                ..example.clone()
            }));
            corrected
        })
}

/// The days from when to when the total term of a case in process stood still, from its events.
fn standstills(history: &[CaseEvent]) -> Vec<(Date, Option<Date>)> {
    let mut stood: Vec<(Date, Option<Date>)> = vec![];
    for event in history {
        if let CaseEvent::SupplementRequested { waits_from, .. } = event {
            stood.push((*waits_from, None));
        }
        if let CaseEvent::DossierSupplemented { deadline, .. } = event
            && let Some(last) = stood.last_mut()
        {
            last.1 = Some(deadline.counted_from);
        }
        if let CaseEvent::CasePaused { waits_from, .. } = event {
            stood.push((*waits_from, None));
        }
        if let CaseEvent::CaseResumed { on, .. } = event
            && let Some(last) = stood.last_mut()
        {
            last.1 = Some(*on);
        }
        if let CaseEvent::DossierAccepted { .. } = event {
            stood.clear();
        }
    }
    stood
}

proptest! {
    /// What was counted step by step is what is counted from the events alone.
    #[test]
    fn a_deadline_that_was_folded_is_the_one_counted_from_scratch(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        for turn in play(&law, begins, &throws) {
            let Some(clocks) = turn.after.clocks() else { continue };
            let rules = turn.after.dossier().unwrap().rules(&law).unwrap();
            for (clock, running) in clocks.iter() {
                let scratch = running.from_scratch(clock, calendar(), rules);
                prop_assert_eq!(scratch.due, running.deadline().due, "{}", clock);
            }
        }
    }

    /// The same after a correction, which moves every term once.
    #[test]
    fn a_correction_leaves_each_deadline_as_counted_from_scratch(
        law in laws(), begins in first_days(), throws in throws(), corrected in corrected(),
    ) {
        let turns = play(&law, begins, &throws);
        let law = law.with_calendar(corrected.clone());
        for turn in turns {
            let by = Acting { party: Party::System, ..turn.by };
            let Ok(events) = turn.after.decide(&CaseCommand::RecountDeadlines, &by, &law) else {
                continue;
            };
            let case = events.iter().fold(turn.after, Case::evolve);
            let rules = case.dossier().unwrap().rules(&law).unwrap();
            for (clock, running) in case.clocks().unwrap().iter() {
                let scratch = running.from_scratch(clock, &corrected, rules);
                prop_assert_eq!(scratch.due, running.deadline().due, "{}", clock);
            }
            let again = case.decide(&CaseCommand::RecountDeadlines, &by, &law);
            prop_assert_eq!(again, Ok(vec![]));
        }
    }

    /// The same events give the end of every term under both policies, whichever they were decided
    /// under; and whoever only goes on is never later than whoever begins anew.
    #[test]
    fn both_policies_can_be_computed_from_the_same_events(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        let [restart, resume] = POLICIES.map(|it| law_with_pauses(it, it, it));
        for turn in play(&law, begins, &throws) {
            let Some(clocks) = turn.after.clocks() else { continue };
            let dossier = turn.after.dossier().unwrap();
            let restart = dossier.rules(&restart).unwrap();
            let resume = dossier.rules(&resume).unwrap();
            for (clock, running) in clocks.iter() {
                let anew = running.from_scratch(clock, calendar(), restart).due;
                let goes_on = running.from_scratch(clock, calendar(), resume).due;
                let put_off = dossier.reappointments > 0 && *clock == crate::case::Clock::Total;
                prop_assert!(goes_on <= anew || put_off, "{clock}: {goes_on} and {anew}");
            }
        }
    }

    /// Of the working days of the legal term, none is lost to a standstill, and none is won.
    #[test]
    fn a_standstill_loses_no_day(begins in first_days(), throws in throws()) {
        let resume = ClockAfterSupplement::Resume;
        let law = law_with_pauses(resume, resume, resume);
        let mut history = vec![];
        let mut accepted = None;
        for turn in play(&law, begins, &throws) {
            history.extend(turn.events.clone());
            for event in &turn.events {
                if let CaseEvent::DossierAccepted { deadline, .. } = event {
                    accepted = Some(deadline.clone());
                }
                if let CaseEvent::Reappointed { .. } = event {
                    accepted = None;
                }
            }
            let Case::InProcess(process) = &turn.after else { continue };
            let Some(first) = &accepted else { continue };
            let stood = standstills(&history);
            let (due, from) = (process.deadline.due, first.counted_from);
            // Whoever was late before the standstill stays late.
            let late = stood.iter().any(|it| due < it.0);
            if process.dossier.waiting.is_some() || late {
                continue;
            }
            let between = |after, through| calendar().working_days_between(after, through);
            // A day on which it stood still twice is one day.
            let mut waited = std::collections::BTreeSet::new();
            for (since, on) in &stood {
                let days = std::iter::successors(since.next_day(), |it| it.next_day());
                let days = days.take_while(|it| *it <= on.unwrap());
                waited.extend(days.filter(|it| *it > from && calendar().is_working_day(*it)));
            }
            let used = |through: Date| {
                let waited = waited.range(..=through).count();
                between(from, through) - u16::try_from(waited).unwrap()
            };
            // A term of which nothing was left goes on for a day, if it would end on a day off.
            let mut goes_on = stood.iter().map(|it| it.1.unwrap());
            let moved = goes_on
                .any(|on| !calendar().is_working_day(on) && used(on) == first.limit.count);
            prop_assert_eq!(used(due), first.limit.count + u16::from(moved));
        }
    }
}
