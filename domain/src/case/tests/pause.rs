//! A case that waits for a payment, for the applicant, or for something outside it.

use super::*;
use crate::case::{Clock, Pause, PortalStatus};
use crate::law::{ClockAfterSupplement, PauseKind, PauseRule};
use crate::testing::{agency, applicant, law_with};
use crate::{Law, Role};

fn paying() -> Law {
    let rule = |pause| PauseRule {
        pause,
        total: ClockAfterSupplement::Resume,
        steps: ClockAfterSupplement::Restart,
        at_most: None,
        lapse_ground: None,
        basis: "Art. 1".to_owned(),
    };
    let law =
        law_with(|it| it.pauses = vec![rule(PauseKind::Payment), rule(PauseKind::Suspension)]);
    law.with_fee(crate::law::Fee {
        id: "FEE".parse().unwrap(),
        procedures: ids(&["FNGO-OP-ISSUE"]),
        ..crate::testing::delivered().fees[3].clone()
    })
}

fn ask() -> CaseCommand {
    CaseCommand::RequestPayment {
        fee: "FEE".parse().unwrap(),
    }
}

fn suspend() -> CaseCommand {
    CaseCommand::PauseCase {
        kind: PauseKind::Suspension,
        reason: None,
    }
}

fn resume(paid_by: Option<&str>) -> CaseCommand {
    let paid_by = paid_by.map(|it| it.parse().unwrap());
    CaseCommand::ResumeCase { paid_by }
}

/// What happened before, and what follows from a command of the Committee.
fn then(history: &[CaseEvent], command: &CaseCommand, on: &str) -> Vec<CaseEvent> {
    let events = decide_under(&paying(), history, command, &agency("COMINGO", on));
    let events = events.unwrap_or_else(|it| panic!("{it}"));
    [history.to_vec(), events].concat()
}

#[test]
fn a_payment_is_asked_for_in_the_sum_of_the_day_and_the_portal_knows() {
    let asked = then(&in_process(), &ask(), "2026-03-05");
    let Some(CaseEvent::CasePaused { pause, .. }) = asked.last() else {
        panic!("the case waits");
    };
    let Pause::Payment { sum, .. } = pause else {
        panic!("for a payment");
    };
    assert_eq!(sum.to_string(), "5 USD");
    let status = |it: &[CaseEvent]| replay::<Case>(it).portal_status();
    assert_eq!(status(&asked), Some(PortalStatus::FinancialDuty));
    let paid = then(&asked, &resume(Some("online")), "2026-03-09");
    assert_eq!(status(&paid), Some(PortalStatus::InProcess));
}

#[test]
fn only_a_fee_of_the_procedure_is_asked_for_and_once() {
    let fee = |name: &str| CaseCommand::RequestPayment {
        fee: name.parse().unwrap(),
    };
    let by = agency("COMINGO", "2026-03-05");
    let refused = |history: &[CaseEvent], name| {
        decide_under(&paying(), history, &fee(name), &by).unwrap_err()
    };
    let unknown = |name: &str| CaseRejection::UnknownFee {
        fee: name.parse().unwrap(),
    };
    // That of another procedure, and one that is free.
    assert_eq!(
        refused(&in_process(), "CERTIFIED-COPY"),
        unknown("CERTIFIED-COPY")
    );
    assert_eq!(
        refused(&in_process(), "FNGO-REGISTRATION"),
        unknown("FNGO-REGISTRATION")
    );
    let paid = then(&in_process(), &ask(), "2026-03-05");
    assert_eq!(
        refused(&paid, "FEE"),
        CaseRejection::Paused {
            kind: PauseKind::Payment
        }
    );
    let paid = then(&paid, &resume(Some("online")), "2026-03-05");
    let fee = "FEE".parse().unwrap();
    assert_eq!(refused(&paid, "FEE"), CaseRejection::PaidAlready { fee });
}

#[test]
fn a_case_goes_on_only_if_it_waits_and_says_how_it_was_paid() {
    let refused = |history: &[CaseEvent], paid_by| {
        let by = agency("COMINGO", "2026-03-09");
        decide_under(&paying(), history, &resume(paid_by), &by).unwrap_err()
    };
    assert_eq!(refused(&in_process(), None), CaseRejection::NotPaused);
    let asked = then(&in_process(), &ask(), "2026-03-05");
    assert_eq!(refused(&asked, None), CaseRejection::NotPaid);
    let channel = "carrier-pigeon".parse().unwrap();
    assert_eq!(
        refused(&asked, Some("carrier-pigeon")),
        CaseRejection::UnknownChannel { channel }
    );
    let suspended = then(&in_process(), &suspend(), "2026-03-05");
    let what = "payment";
    assert_eq!(
        refused(&suspended, Some("online")),
        CaseRejection::NotAskedFor { what }
    );
    let by = applicant("2026-03-09");
    let needed = Role::Receiver;
    assert_eq!(
        decide_under(&paying(), &asked, &resume(Some("online")), &by),
        Err(CaseRejection::NotAllowed { needed })
    );
}

#[test]
fn a_pause_is_one_that_the_procedure_has_and_of_an_accepted_dossier() {
    let by = agency("COMINGO", "2026-03-05");
    let refused = |law: &Law, history: &[CaseEvent], command: &CaseCommand| {
        decide_under(law, history, command, &by).unwrap_err()
    };
    let kind = PauseKind::Payment;
    let none = law_with(|it| it.pauses = vec![])
        .with_fee(paying().fees().version("FEE", 1).unwrap().clone());
    assert_eq!(
        refused(&none, &in_process(), &ask()),
        CaseRejection::NoPause { kind }
    );
    for kind in [PauseKind::Payment, PauseKind::Supplement] {
        let command = CaseCommand::PauseCase { kind, reason: None };
        let rejection = refused(&paying(), &in_process(), &command);
        assert_eq!(
            rejection,
            CaseRejection::NoPause { kind },
            "it has a command of its own"
        );
    }
    for command in [ask(), suspend(), resume(None)] {
        assert_eq!(
            refused(&paying(), &[submitted()], &command),
            CaseRejection::NotAccepted
        );
    }
}

#[test]
fn the_last_opinion_may_come_in_a_pause_and_the_hand_over_begins_with_its_end() {
    let letters = CaseCommand::RequestConsultation { agencies: vec![] };
    let mut history = then(&in_process(), &letters, "2026-03-06");
    let Case::InProcess(process) = replay::<Case>(&history) else {
        panic!("it is in process");
    };
    let agencies = process.unanswered();
    history = then(&history, &suspend(), "2026-03-09");
    for body in &agencies {
        let by = agency(body.as_str(), "2026-03-10");
        let events = decide_under(&paying(), &history, &agree(), &by).unwrap();
        history.extend(events);
    }
    let runs = |it: &[CaseEvent]| {
        let case = replay::<Case>(it);
        let clocks = case.clocks().unwrap();
        clocks.get(&Clock::Forwarding).map(|it| it.deadline().due)
    };
    assert_eq!(runs(&history), None);
    history = then(&history, &resume(None), "2026-03-12");
    assert_eq!(runs(&history), Some(day("2026-03-16")));
    let _ = then(&history, &CaseCommand::ForwardDossier, "2026-03-13");
}

#[test]
fn a_pause_before_a_term_in_hours_has_begun_moves_nothing() {
    use crate::calendar::{Limit, Unit};
    use crate::case::pause::after_pause;
    use time::macros::datetime;

    let calendar = crate::testing::calendar();
    let limit = Limit {
        count: 2,
        unit: Unit::WorkingHours,
    };
    // Taken in on a Sunday: the hours run on Monday from 8 to 10.
    let sunday = datetime!(2026-03-01 10:00 +7);
    for deadline in [
        calendar.deadline_of_receipt(sunday, limit, ""),
        calendar.deadline_at(sunday, limit, ""),
    ] {
        let hours = |it: &crate::calendar::Deadline| it.hours.map(|it| it.to);
        assert_eq!(hours(&deadline), Some(datetime!(2026-03-02 10:00 +7)));
        for policy in [ClockAfterSupplement::Restart, ClockAfterSupplement::Resume] {
            let after = |from: &str, on: &str| {
                let days = (day(from), day(on));
                hours(&after_pause(&deadline, &deadline, days, policy, calendar))
            };
            let on_sunday = after("2026-03-01", "2026-03-01");
            assert_eq!(on_sunday, hours(&deadline), "{policy:?}");
            // Whoever pays on Monday has all of it from Tuesday on.
            let on_monday = after("2026-03-01", "2026-03-02");
            assert_eq!(
                on_monday,
                Some(datetime!(2026-03-03 10:00 +7)),
                "{policy:?}"
            );
        }
    }
}
