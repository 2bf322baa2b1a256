//! Dossiers in March and April 2026 under the delivered law, scored by hand: accepted on Wednesday the
//! 4th of March, due on Wednesday the 15th of April.

mod play;
mod sheet;

use uuid::Uuid;

use self::play::{CONSULTED, Play, accept, agree};
use super::{Handled, Measured};
use crate::ActorId;
use crate::case::{CaseCommand, Clock, WrittenReason};
use crate::law::{PauseKind, ScoreMeasure, Scored};
use crate::testing::{agency, applicant, day, delivered, law, system};

#[test]
fn a_dossier_is_early_on_the_day_or_late_by_days() {
    let done = |decided: &str, handed_over: &str| {
        let mut play = Play::default();
        play.files().goes_to_the_decider();
        play.granted(decided).handed_over(handed_over);
        let measured = play.measured();
        (measured.days_late, measured.terms_missed)
    };
    // The decision is due on the 26th of March, ten working days after the hand-over of the 12th.
    assert_eq!(done("2026-03-24", "2026-03-24"), (Some(-22), 0));
    assert_eq!(done("2026-03-27", "2026-03-27"), (Some(-19), 1));
    assert_eq!(done("2026-03-24", "2026-04-14"), (Some(-1), 0));
    assert_eq!(done("2026-03-24", "2026-04-15"), (Some(0), 0));
    assert_eq!(done("2026-04-15", "2026-04-16"), (Some(1), 1));
}

#[test]
fn whoever_does_not_come_for_a_result_makes_nobody_late() {
    let mut play = Play::default();
    play.files().goes_to_the_decider().granted("2026-03-24");
    play.does(
        &agency("COMINGO", "2026-03-25"),
        &CaseCommand::AnnounceResult,
    );
    play.handed_over("2026-06-01");
    assert_eq!(play.measured().days_late, Some(-21));
    assert_eq!(play.handled().over.unwrap().at.date(), day("2026-06-01"));
}

#[test]
fn nothing_is_scored_before_the_result_is_handed_over() {
    let mut play = Play::default();
    play.files().goes_to_the_decider().granted("2026-03-24");
    let handled = play.handled();
    assert_eq!(handled.over, None);
    assert!(handled.events_of(&ScoreMeasure::Requests).is_empty());
    assert_eq!(handled.points(&delivered().scorings[0], law()), None);
    assert_eq!(Measured::of(&handled, law()), None);
    play.handed_over("2026-03-25");
    let over = play.handled().over.unwrap();
    assert_eq!(over.outcome, Scored::Granted);
    assert_eq!(over.at.date(), day("2026-03-25"));
}

#[test]
fn each_request_for_a_supplement_is_a_contact_and_says_where_it_stands() {
    let mut play = Play::default();
    play.files().supplements("2026-03-03", "2026-03-03");
    play.goes_to_the_decider()
        .granted("2026-03-24")
        .handed_over("2026-03-25");
    let handled = play.handled();
    // Filed, asked, brought, handed over.
    let last = i64::try_from(play.recorded.len()).unwrap() + 100;
    assert_eq!(handled.events_of(&ScoreMeasure::Requests), [102]);
    assert_eq!(
        handled.events_of(&ScoreMeasure::DeskShare),
        [101, 102, 103, last]
    );
    let points = handled.points(&delivered().scorings[0], law()).unwrap();
    let told: Vec<_> = points.iter().map(|it| (it.value, it.points)).collect();
    assert_eq!(
        told,
        [
            (Some(-21), Some(2)),
            (Some(0), Some(2)),
            (Some(1), Some(1)),
            (Some(1), Some(2)),
            (Some(100), Some(2)),
            (Some(0), Some(2)),
            (None, None),
            (None, None),
            (Some(2), Some(2)),
        ]
    );

    let mut twice = Play::default();
    twice
        .files()
        .supplements("2026-03-03", "2026-03-03")
        .supplements("2026-03-04", "2026-03-04");
    twice
        .goes_to_the_decider()
        .granted("2026-03-24")
        .handed_over("2026-03-25");
    assert_eq!(twice.measured().requests, 2);
    assert_eq!(twice.measured().terms_missed, 0);
}

#[test]
fn an_opinion_that_is_late_is_a_missed_term_of_that_body_counted_once() {
    let mut play = Play::default();
    play.files()
        .does(&agency("COMINGO", "2026-03-04"), &accept());
    let ask = CaseCommand::RequestConsultation { agencies: vec![] };
    play.does(&agency("COMINGO", "2026-03-05"), &ask);
    for body in CONSULTED {
        play.does(
            &agency(body, "2026-03-05"),
            &CaseCommand::ReceiveConsultation,
        );
    }
    for body in &CONSULTED[1..] {
        play.does(&agency(body, "2026-03-10"), &agree());
    }
    // Due on the 19th; noted on the 20th, and given later.
    play.does(&system("2026-03-20"), &CaseCommand::LetTimePass);
    let noted = i64::try_from(play.recorded.len()).unwrap() + 100 - 1;
    play.does(&agency("MOF", "2026-03-23"), &agree());
    play.does(
        &agency("COMINGO", "2026-03-24"),
        &CaseCommand::ForwardDossier,
    );
    play.granted("2026-03-26").handed_over("2026-03-27");
    let handled = play.handled();
    let missed: Vec<_> = handled.terms.iter().filter(|(_, it)| !it.kept).collect();
    let [(clock, term)] = missed.as_slice() else {
        panic!("{missed:?}");
    };
    assert_eq!(**clock, Clock::Opinion("MOF".parse().unwrap()));
    assert_eq!(term.agency, Some("MOF".parse().unwrap()));
    assert_eq!((term.due, term.position), (day("2026-03-19"), noted));
    assert_eq!(play.measured().terms_missed, 1);
    // The check, the letters, six opinions, handing on, and the decision.
    assert_eq!(handled.terms.len(), 10);
}

#[test]
fn whom_the_decider_asks_itself_has_two_bodies_to_deal_with() {
    let mut play = Play::default();
    play.files().goes_to_the_decider();
    let kind = PauseKind::Applicant;
    let pause = CaseCommand::PauseCase { kind, reason: None };
    play.does(&agency("MOFA", "2026-03-16"), &pause);
    let resume = CaseCommand::ResumeCase { paid_by: None };
    play.does(&agency("MOFA", "2026-03-18"), &resume);
    play.granted("2026-03-24").handed_over("2026-03-25");
    let measured = play.measured();
    assert_eq!(measured.bodies, 2);
    // Filed and handed over at the desk, asked elsewhere: two of three, and no part of one.
    assert_eq!(measured.desk_share, 66);
}

#[test]
fn what_is_stopped_while_it_waits_ended_when_it_began_to_wait() {
    let mut play = Play::default();
    play.files()
        .does(&agency("COMINGO", "2026-03-04"), &accept());
    let missing = vec!["charter".parse().unwrap()];
    let ask = CaseCommand::RequestSupplement {
        missing,
        reason: None,
    };
    play.does(&agency("COMINGO", "2026-03-06"), &ask);
    let reason = WrittenReason {
        ground: "supplement-not-brought".parse().unwrap(),
        text: None,
    };
    play.does(
        &agency("COMINGO", "2026-06-01"),
        &CaseCommand::StopProcessing(reason),
    );
    let handled = play.handled();
    assert_eq!(handled.over.unwrap().outcome, Scored::Stopped);
    let lateness = handled.lateness.unwrap();
    assert_eq!(
        (lateness.ended, lateness.due),
        (day("2026-03-06"), day("2026-04-15"))
    );
    assert_eq!(lateness.days, -40);
    assert_eq!(play.measured().terms_missed, 0);
}

#[test]
fn what_was_never_accepted_is_not_scored() {
    let mut play = Play::default();
    play.files();
    play.does(
        &applicant("2026-03-03"),
        &CaseCommand::WithdrawDossier { reason: None },
    );
    let handled = play.handled();
    assert!(handled.is_closed());
    assert_eq!(handled.over, None);
}

#[test]
fn the_official_is_the_one_who_was_made_responsible_last() {
    let mut play = Play::default();
    play.files();
    for officer in [0x1, 0x2] {
        let officer = ActorId(Uuid::from_u128(officer));
        play.does(
            &agency("COMINGO", "2026-03-03"),
            &CaseCommand::AssignOfficer { officer },
        );
    }
    play.goes_to_the_decider()
        .granted("2026-03-24")
        .handed_over("2026-03-25");
    assert_eq!(play.handled().officer, Some(ActorId(Uuid::from_u128(0x2))));
}

#[test]
fn a_fold_that_is_laid_aside_after_each_event_goes_on_as_if_it_were_not() {
    let mut play = Play::default();
    play.files()
        .supplements("2026-03-03", "2026-03-03")
        .goes_to_the_decider();
    let kind = PauseKind::Suspension;
    let pause = CaseCommand::PauseCase { kind, reason: None };
    play.does(&agency("MOFA", "2026-03-16"), &pause);
    let resume = CaseCommand::ResumeCase { paid_by: None };
    play.does(&agency("MOFA", "2026-03-18"), &resume);
    play.does(&system("2026-04-16"), &CaseCommand::LetTimePass);
    play.granted("2026-04-17").handed_over("2026-04-20");
    let happened = play.happened();
    let mut laid_aside = Handled::filed(&happened[0]).unwrap();
    for next in &happened[1..] {
        let text = serde_json::to_string(&laid_aside).unwrap();
        laid_aside = serde_json::from_str(&text).unwrap();
        laid_aside.goes_on(next, law());
    }
    assert_eq!(laid_aside, play.handled());
    assert_eq!(play.measured().terms_missed, 1);
}
