use time::macros::datetime;

use super::*;
use crate::calendar::{Holiday, HolidayKind, Limit, Unit};
use crate::case::{Clock, Moved};
use crate::law::{ClockAfterSupplement, TermLimit};
use crate::testing::{agency, calendar, law_with, system};
use crate::{Calendar, Role};

fn time_passes(history: &[CaseEvent], on: &str) -> Decision {
    decide(history, &CaseCommand::LetTimePass, &system(on))
}

fn missed(clock: Clock, agency: &str, due: &str, reported_to: Option<&str>) -> CaseEvent {
    CaseEvent::DeadlineMissed {
        clock,
        agency: agency.parse().unwrap(),
        due: day(due),
        reported_to: reported_to.map(|it| it.parse().unwrap()),
    }
}

fn reappoint(due: &str) -> CaseCommand {
    CaseCommand::Reappoint {
        due: day(due),
        reason: Some(in_the_vault(4)),
    }
}

/// The delivered law under a calendar with one more holiday.
fn law_with_holiday(on: &str) -> Law {
    law().clone().with_calendar(calendar_with(on))
}

fn calendar_with(on: &str) -> Calendar {
    let mut corrected = calendar().clone();
    corrected.version += 1;
    corrected.holidays.push(Holiday {
        date: day(on),
        kind: HolidayKind::Holiday,
        vi: "Ngày nghỉ mới".to_owned(),
        en: "A new holiday".to_owned(),
        weekly_day_off: false,
        basis: "A decision".to_owned(),
    });
    corrected
}

#[test]
fn a_term_that_ended_unmet_is_noted_once() {
    let history = vec![submitted()];
    assert_eq!(
        time_passes(&history, "2026-03-04"),
        Ok(vec![]),
        "its last day"
    );
    let noted = missed(Clock::Intake, "COMINGO", "2026-03-04", None);
    assert_eq!(time_passes(&history, "2026-03-05"), Ok(vec![noted.clone()]));
    let history = [history, vec![noted]].concat();
    assert_eq!(time_passes(&history, "2026-03-20"), Ok(vec![]));
}

#[test]
fn a_late_opinion_is_reported_to_the_receiver_and_is_no_consent() {
    let history = [consulting(), vec![received("MOF")]].concat();
    let noted = missed(
        Clock::Opinion("MOF".parse().unwrap()),
        "MOF",
        "2026-03-23",
        Some("COMINGO"),
    );
    let agency_id = "MOF".parse().unwrap();
    let named = CaseEvent::ConsultationEscalated { agency: agency_id };
    let both = vec![noted, named];
    assert_eq!(time_passes(&history, "2026-03-24"), Ok(both.clone()));
    // Whoever is faster tells the same.
    let escalate = CaseCommand::EscalateConsultation {
        agency: "MOF".parse().unwrap(),
    };
    let by = agency("COMINGO", "2026-03-24");
    assert_eq!(decide(&history, &escalate, &by), Ok(both.clone()));
    let history = [history, both].concat();
    assert_eq!(decide(&history, &escalate, &by), Ok(vec![]));
    assert_eq!(time_passes(&history, "2026-03-25"), Ok(vec![]));
    let forward = decide(
        &history,
        &CaseCommand::ForwardDossier,
        &agency("COMINGO", "2026-03-24"),
    );
    assert!(matches!(
        forward,
        Err(CaseRejection::OpinionsMissing { .. })
    ));
}

#[test]
fn a_term_that_stands_still_is_not_missed() {
    let history = [in_process(), vec![supplement_requested("2026-03-06")]].concat();
    let told = time_passes(&history, "2026-06-01").unwrap();
    let total = told.iter().any(|it| {
        matches!(
            it,
            CaseEvent::DeadlineMissed {
                clock: Clock::Total,
                ..
            }
        )
    });
    assert!(!total, "{told:?}");
}

#[test]
fn time_passes_for_nobody_but_the_system() {
    let needed = Role::System;
    for command in [CaseCommand::LetTimePass, CaseCommand::RecountDeadlines] {
        let by = agency("COMINGO", "2026-03-05");
        let refused = decide(&[submitted()], &command, &by);
        assert_eq!(refused, Err(CaseRejection::NotAllowed { needed }));
        let closed = decide(&closed(), &command, &system("2026-05-05"));
        assert_eq!(closed, Err(CaseRejection::Closed));
    }
}

#[test]
fn a_supplement_that_nobody_brings_ends_the_case_where_the_law_says_so() {
    let law = law_with(|it| {
        it.supplements.answer_within = Some(TermLimit {
            limit: Limit {
                count: 10,
                unit: Unit::WorkingDays,
            },
            basis: "Art. 1".to_owned(),
        });
        it.supplements.lapse_ground = Some("supplement-not-brought".parse().unwrap());
    });
    let ask = request_supplement(&["charter"]);
    let by = agency("COMINGO", "2026-03-03");
    let asked = decide_under(&law, &[submitted()], &ask, &by).unwrap();
    let history = [vec![submitted()], asked].concat();
    let pass = |on| decide_under(&law, &history, &CaseCommand::LetTimePass, &system(on));
    assert_eq!(pass("2026-03-17"), Ok(vec![]), "the last day to answer");
    let ended = pass("2026-03-18").unwrap();
    let stopped = CaseEvent::ProcessingStopped {
        ground: "supplement-not-brought".parse().unwrap(),
        reason: None,
    };
    assert_eq!(
        ended,
        [
            missed(Clock::Supplement, "COMINGO", "2026-03-17", None),
            stopped
        ]
    );
    // Without such a rule the case waits on.
    assert_eq!(
        time_passes(
            &[submitted(), supplement_requested("2026-03-03")],
            "2027-03-03"
        ),
        Ok(vec![])
    );
}

#[test]
fn another_day_is_set_once_and_in_time() {
    let by = agency("COMINGO", "2026-04-14");
    let set = decide(&in_process(), &reappoint("2026-04-24"), &by).unwrap();
    let [
        CaseEvent::Reappointed {
            was_due, deadline, ..
        },
    ] = &set[..]
    else {
        panic!("{set:?}");
    };
    assert_eq!(
        (*was_due, deadline.due),
        (day("2026-04-15"), day("2026-04-24"))
    );
    assert_eq!(deadline.basis, "Decree 61/2018/NĐ-CP Art. 19.9");

    let history = [in_process(), set].concat();
    let again = decide(&history, &reappoint("2026-05-08"), &by);
    assert_eq!(
        again,
        Err(CaseRejection::AlreadyReappointed { times_max: 1 })
    );
}

#[test]
fn another_day_is_refused_when_it_is_late_or_no_day_for_it() {
    let ask = |on, due| decide(&in_process(), &reappoint(due), &agency("COMINGO", on));
    let due = day("2026-04-15");
    assert_eq!(
        ask("2026-04-15", "2026-04-24"),
        Err(CaseRejection::NoticeTooLate { due })
    );
    assert_eq!(
        ask("2026-04-14", "2026-04-15"),
        Err(CaseRejection::NotLater { due })
    );
    let sunday = day("2026-04-26");
    assert_eq!(
        ask("2026-04-14", "2026-04-26"),
        Err(CaseRejection::DayOff { day: sunday })
    );
    assert_eq!(
        decide(
            &in_process(),
            &reappoint("2026-04-24"),
            &agency("MOFA", "2026-04-01")
        ),
        Err(CaseRejection::NotForwarded)
    );
    let law = law_with(|it| it.reappointment = None);
    assert_eq!(
        decide_under(
            &law,
            &in_process(),
            &reappoint("2026-04-24"),
            &agency("COMINGO", "2026-04-01")
        ),
        Err(CaseRejection::NoReappointment)
    );
}

#[test]
fn a_corrected_calendar_moves_the_open_terms_it_touches_once() {
    let law = law_with_holiday("2026-03-05");
    let by = system("2026-03-05");
    let moved = decide_under(&law, &in_process(), &CaseCommand::RecountDeadlines, &by).unwrap();
    let [
        CaseEvent::DeadlinesRecounted {
            calendar_version,
            moved: terms,
            ..
        },
    ] = &moved[..]
    else {
        panic!("{moved:?}");
    };
    assert_eq!(*calendar_version, calendar().version + 1);
    let ends = |it: &Moved| (it.clock.clone(), it.was_due, it.deadline.due);
    assert_eq!(
        terms.iter().map(ends).collect::<Vec<_>>(),
        [
            (Clock::Consultation, day("2026-03-06"), day("2026-03-09")),
            (Clock::Total, day("2026-04-15"), day("2026-04-16")),
        ]
    );
    let history = [in_process(), moved.clone()].concat();
    let again = decide_under(&law, &history, &CaseCommand::RecountDeadlines, &by);
    assert_eq!(again, Ok(vec![]));
    // What it would move is known before.
    let case = replay::<Case>(&in_process());
    assert_eq!(case.would_move(&law).unwrap(), *terms);
    assert_eq!(case.would_move(super::law()).unwrap(), []);
}

#[test]
fn a_promised_day_moves_only_if_it_becomes_a_day_off() {
    let by = agency("COMINGO", "2026-04-14");
    let set = decide(&in_process(), &reappoint("2026-04-24"), &by).unwrap();
    let history = [in_process(), set].concat();
    let total = |on| {
        let moved = replay::<Case>(&history)
            .would_move(&law_with_holiday(on))
            .unwrap();
        let total = moved.into_iter().find(|it| it.clock == Clock::Total);
        total.map(|it| it.deadline.due)
    };
    assert_eq!(total("2026-04-20"), None);
    assert_eq!(total("2026-04-24"), Some(day("2026-04-28")));
}

#[test]
fn a_term_that_stood_still_is_counted_again_through_its_standstill() {
    let resume = |it: &mut crate::law::Rules| it.supplements.clock = ClockAfterSupplement::Resume;
    let law = law_with(resume);
    let mut history = [in_process(), vec![supplement_requested("2026-03-06")]].concat();
    let by = crate::testing::applicant("2026-03-12");
    let brought = decide_under(&law, &history, &supplement(&["charter"]), &by).unwrap();
    history.extend(brought);
    let due = |history: &[CaseEvent]| {
        let case = replay::<Case>(history);
        case.clocks()
            .unwrap()
            .get(&Clock::Total)
            .unwrap()
            .deadline()
            .due
    };
    assert_eq!(due(&history), day("2026-04-21"), "four working days later");
    // A holiday in the standstill moves nothing, one after it does.
    let moved = |on| {
        let law = law.clone().with_calendar(calendar_with(on));
        let moved = replay::<Case>(&history).would_move(&law).unwrap();
        let total = moved.into_iter().find(|it| it.clock == Clock::Total);
        total.map(|it| it.deadline.due)
    };
    assert_eq!(moved("2026-03-10"), None);
    assert_eq!(moved("2026-03-16"), Some(day("2026-04-22")));
}

#[test]
fn a_dossier_that_comes_after_three_counts_as_of_the_next_working_day() {
    let by = Acting {
        at: datetime!(2026-03-06 15:01 +7),
        ..crate::testing::applicant("2026-03-06")
    };
    let submit = CaseCommand::SubmitDossier(Box::new(submission()));
    let filed = decide(&[], &submit, &by).unwrap();
    let [CaseEvent::DossierSubmitted { deadline, .. }] = &filed[..] else {
        panic!("{filed:?}");
    };
    assert_eq!(*deadline, term("2026-03-09", 2, "2026-03-11", "11.2"));
}

#[test]
fn a_term_in_hours_ends_at_an_hour() {
    let law = law_with(|it| {
        it.limits.intake.limit = Limit {
            count: 4,
            unit: Unit::WorkingHours,
        };
    });
    let submit = CaseCommand::SubmitDossier(Box::new(submission()));
    let filed = decide_under(&law, &[], &submit, &crate::testing::applicant("2026-03-06")).unwrap();
    let [CaseEvent::DossierSubmitted { deadline, .. }] = &filed[..] else {
        panic!("{filed:?}");
    };
    let hours = deadline.hours.unwrap();
    assert_eq!(hours.from, datetime!(2026-03-06 09:00 +7));
    assert_eq!(hours.to, datetime!(2026-03-06 14:00 +7));
    assert_eq!(deadline.due, day("2026-03-06"));
    let pass = |at| {
        let by = Acting {
            at,
            ..system("2026-03-06")
        };
        decide_under(&law, &filed, &CaseCommand::LetTimePass, &by).unwrap()
    };
    assert_eq!(pass(datetime!(2026-03-06 13:59 +7)), []);
    assert_eq!(pass(datetime!(2026-03-06 14:00 +7)).len(), 1);
}
