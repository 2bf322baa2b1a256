//! What holds for every history. Cases are played from random numbers: each picks a command, who
//! gives it and how many days later; two in three are what usually comes next, so that histories
//! get somewhere, and the rest is anything by anybody.

mod any_procedure;
mod clocks;
mod course;
mod hands;
mod pausing;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use time::{Date, Duration};

use self::pausing::{asks_payment, is_paused, law_with_pauses, laws};
use super::*;
use crate::case::PortalStatus as P;
use crate::law::{ClockAfterSupplement, PauseKind};
use crate::testing::{calendar, morning};
use crate::{CaseId, Party};

/// One throw: which command, whose, how many days after the last, and a bit of variety.
type Throw = (u8, u8, u8, u8);

/// A command that was accepted, and the case before and after it.
struct Turn {
    before: Case,
    after: Case,
    command: CaseCommand,
    by: Acting,
    events: Vec<CaseEvent>,
}

const BODIES: [&str; 12] = [
    "MOF", "MOH", "MOHA", "MPS", "PPC-01", "SBV", "MPI", "MOLISA", "PPC63-15", "PPC-15", "COMINGO",
    "MOFA",
];

/// The turns of a case that begins on the day.
fn play(law: &Law, begins: Date, throws: &[Throw]) -> Vec<Turn> {
    let (mut case, mut date) = (Case::default(), begins);
    let mut turns = vec![];
    for throw in throws {
        date += Duration::days(i64::from(throw.2 % 4));
        let (command, by) = drawn(&case, law, date, *throw);
        let Ok(events) = case.decide(&command, &by, law) else {
            continue;
        };
        let after = events.iter().fold(case.clone(), Case::evolve);
        turns.push(Turn {
            before: std::mem::replace(&mut case, after.clone()),
            after,
            command,
            by,
            events,
        });
    }
    turns
}

fn drawn(
    case: &Case,
    law: &Law,
    date: Date,
    (kind, who, _, variety): Throw,
) -> (CaseCommand, Acting) {
    let usual = usual(case);
    let wild = kind % 3 == 0;
    let number = usize::from(kind / 3);
    let kind = if wild {
        number
    } else {
        usual[number % usual.len()]
    };
    let command = any_command(case, law, date, kind, variety);
    let usual_party = match kind {
        0 | 3 | 12 => Party::Applicant,
        10 | 11 => Party::Agency("MOFA".parse().unwrap()),
        // Whoever has the dossier in hand: the receiver always has.
        15 | 16 | 18 => Party::System,
        7 | 8 => Party::Agency(BODIES[usize::from(who) % 10].parse().unwrap()),
        _ => Party::Agency("COMINGO".parse().unwrap()),
    };
    let party = match who {
        _ if !wild => usual_party,
        0..20 => Party::Applicant,
        20..30 => Party::System,
        _ => Party::Agency(BODIES[usize::from(who) % 12].parse().unwrap()),
    };
    let actor = if wild && variety % 2 == 0 {
        ActorId(Uuid::from_u128(0xbad))
    } else {
        FILER
    };
    let at = morning(date);
    (command, Acting { actor, party, at })
}

/// What usually comes next, as numbers of commands.
fn usual(case: &Case) -> &'static [usize] {
    match case {
        Case::Intake(dossier) if dossier.waiting.is_some() => &[3, 3, 3, 13],
        Case::Intake(_) => &[1, 2, 4, 4, 4, 4, 5],
        Case::InProcess(_) if is_paused(case) => &[21, 21, 8, 16],
        Case::InProcess(process) if process.dossier.waiting.is_some() => &[3, 8],
        Case::InProcess(process) if process.forwarded => &[10, 10, 11, 13, 19, 20],
        Case::InProcess(process) if process.consultations.is_empty() => &[2, 6, 6, 6, 19, 20],
        Case::InProcess(_) => &[7, 8, 8, 8, 8, 8, 8, 8, 8, 2, 6, 9, 9, 16, 17, 19, 20],
        Case::Decided(_) => &[14],
        Case::Unfiled | Case::Returned(_) | Case::Closed(_) | Case::Recorded { .. } => &[0],
    }
}

fn any_command(case: &Case, law: &Law, date: Date, kind: usize, variety: u8) -> CaseCommand {
    let odd = variety % 8 == 7;
    let papers = if odd {
        &["charter"][..]
    } else {
        &["charter", "representative-cv"]
    };
    match kind % 22 {
        0 => {
            let mut submission = submission();
            if odd {
                submission.components.pop();
            }
            submission.fields = ids(&["health", "social-affairs"]);
            if date < day("2025-07-01") {
                submission.provinces = ids(&["VN34-01", "VN63-15"]);
            }
            CaseCommand::SubmitDossier(Box::new(submission))
        }
        1 => assign(),
        2 => request_supplement(papers),
        3 => supplement(papers),
        4 => CaseCommand::AcceptDossier {
            code: (case.code_wanted(CaseId(Uuid::nil()), morning(date), law))
                .map_or(code(), |it| DossierCode::new(&it.prefix, it.day, 1)),
        },
        5 => CaseCommand::RefuseIntake(grounds("wrong-agency")),
        6 => ask(if odd { &["MOJ", "MPI"] } else { &[] }),
        7 => CaseCommand::ReceiveConsultation,
        8 => agree(),
        9 => CaseCommand::ForwardDossier,
        10 => CaseCommand::GrantCertificate(grant()),
        11 => CaseCommand::RefuseApplication(grounds("unlawful-dossier")),
        12 => CaseCommand::WithdrawDossier { reason: None },
        13 => CaseCommand::StopProcessing(grounds("supplement-not-brought")),
        14 => hand_over("post"),
        16 => CaseCommand::LetTimePass,
        17 => CaseCommand::Reappoint {
            due: date + Duration::days(7 + i64::from(variety)),
            reason: Some(in_the_vault(4)),
        },
        18 => CaseCommand::RecountDeadlines,
        19 => CaseCommand::RequestPayment {
            fee: "FEE".parse().unwrap(),
        },
        20 => CaseCommand::PauseCase {
            kind: if odd {
                PauseKind::Applicant
            } else {
                PauseKind::Suspension
            },
            reason: None,
        },
        21 => CaseCommand::ResumeCase {
            paid_by: asks_payment(case).then(|| "online".parse().unwrap()),
        },
        _ => CaseCommand::ImportHistory(Box::new(history())),
    }
}

fn throws() -> impl Strategy<Value = Vec<Throw>> {
    prop::collection::vec(any::<Throw>(), 0..80)
}

/// Around the mergers of 1 March and 1 July 2025, and through Tết of 2026.
fn first_days() -> impl Strategy<Value = Date> {
    prop_oneof![
        (0..30i64).prop_map(|it| day("2025-02-01") + Duration::days(it)),
        (0..40i64).prop_map(|it| day("2025-06-01") + Duration::days(it)),
        (0..60i64).prop_map(|it| day("2026-01-05") + Duration::days(it)),
    ]
}

/// The moves that the portal allows.
fn portal_allows(from: Option<P>, to: P) -> bool {
    let to_any = |allowed: &[P]| allowed.contains(&to);
    match from {
        None => to_any(&[P::NewlyRegistered, P::Accepted]),
        Some(P::NewlyRegistered) => to_any(&[
            P::Accepted,
            P::NotAccepted,
            P::SupplementRequested,
            P::Withdrawn,
        ]),
        Some(P::Accepted) => to_any(&[
            P::InProcess,
            P::SupplementRequested,
            P::FinancialDuty,
            P::Withdrawn,
            P::Stopped,
        ]),
        Some(P::InProcess) => to_any(&[
            P::SupplementRequested,
            P::FinancialDuty,
            P::Withdrawn,
            P::Stopped,
            P::Processed,
        ]),
        Some(P::FinancialDuty) => to_any(&[P::InProcess, P::Withdrawn, P::Stopped]),
        Some(P::SupplementRequested) => {
            to_any(&[P::Accepted, P::InProcess, P::Withdrawn, P::Stopped])
        }
        Some(P::Processed) => to == P::Returned,
        Some(P::NotAccepted | P::Withdrawn | P::Stopped | P::Returned) => false,
    }
}

/// Every day by which something is due.
fn due_days(events: &[CaseEvent]) -> Vec<Date> {
    fn collect(value: &serde_json::Value, days: &mut Vec<Date>) {
        match value {
            serde_json::Value::Object(fields) => {
                days.extend(fields.get("due").and_then(|it| it.as_str()).map(day));
                fields.values().for_each(|it| collect(it, days));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|it| collect(it, days)),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => (),
        }
    }
    let mut days = vec![];
    for event in events {
        collect(&serde_json::to_value(event).unwrap(), &mut days);
    }
    days
}

/// Who was asked, and whether they answered, told from the events alone.
fn asked_and_answered(history: &[CaseEvent]) -> BTreeMap<AgencyId, bool> {
    let mut answers = BTreeMap::new();
    for event in history {
        if let CaseEvent::ConsultationRequested { agency } = event {
            answers.insert(agency.clone(), false);
        }
        if let CaseEvent::OpinionGiven { agency, .. } = event {
            answers.insert(agency.clone(), true);
        }
    }
    answers
}

proptest! {
    /// Delivering a command twice never causes its events twice.
    #[test]
    fn a_repeated_command_causes_nothing(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        for turn in play(&law, begins, &throws) {
            let again = turn.after.decide(&turn.command, &turn.by, &law);
            prop_assert_eq!(again.unwrap_or_default(), vec![], "{:?}", turn.command);
        }
    }

    #[test]
    fn a_history_leads_to_one_state_and_survives_its_storage(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        let turns = play(&law, begins, &throws);
        let history: Vec<_> = turns.iter().flat_map(|it| it.events.clone()).collect();
        let texts: Vec<_> = history.iter().map(|it| serde_json::to_string(it).unwrap()).collect();
        let read: Vec<CaseEvent> = texts.iter().map(|it| serde_json::from_str(it).unwrap()).collect();

        prop_assert_eq!(&read, &history);
        let state = turns.last().map_or(Case::default(), |it| it.after.clone());
        prop_assert_eq!(replay::<Case>(&read), state);
    }

    #[test]
    fn nothing_is_due_on_a_day_off(law in laws(), begins in first_days(), throws in throws()) {
        for turn in play(&law, begins, &throws) {
            for due in due_days(&turn.events) {
                prop_assert!(calendar().is_working_day(due), "{due}: {:?}", turn.events);
            }
        }
    }

    #[test]
    fn the_portal_sees_no_move_that_it_does_not_know(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        for turn in play(&law, begins, &throws) {
            // The portal hears of every event, not of every command.
            let mut case = turn.before;
            for event in &turn.events {
                let from = case.portal_status();
                case = case.evolve(event);
                let to = case.portal_status();
                let moved = to.filter(|_| from != to);
                prop_assert!(moved.is_none_or(|it| portal_allows(from, it)), "{from:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_dossier_goes_on_exactly_when_all_who_were_asked_have_answered(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        let mut history = vec![];
        for turn in play(&law, begins, &throws) {
            history.extend(turn.events);
            let answers = asked_and_answered(&history);
            let all = !answers.is_empty() && answers.values().all(|it| *it);
            let Case::InProcess(process) = &turn.after else { continue };
            let may = process.dossier.waiting.is_none() && !process.forwarded;
            let by = Acting { party: Party::Agency("COMINGO".parse().unwrap()), ..turn.by };
            let forward = turn.after.decide(&CaseCommand::ForwardDossier, &by, &law);
            prop_assert_eq!(forward.is_ok(), may && all, "{:?}", answers);
        }
    }

    #[test]
    fn whoever_must_be_asked_is_asked_before_a_dossier_goes_on(
        law in laws(), begins in first_days(), throws in throws(),
    ) {
        let turns = play(&law, begins, &throws);
        let history: Vec<_> = turns.iter().flat_map(|it| it.events.clone()).collect();
        let forwarded = history.iter().any(|it| matches!(it, CaseEvent::DossierForwarded { .. }));
        if forwarded {
            let answers = asked_and_answered(&history);
            for body in ["MPS", "MOHA", "MOF", "SBV", "MOH", "PPC-01"] {
                prop_assert!(answers.get(&body.parse::<AgencyId>().unwrap()) == Some(&true));
            }
        }
    }
}

#[test]
fn random_histories_get_to_the_end() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut ends = std::collections::BTreeSet::new();
    for _ in 0..400 {
        let tree = (first_days(), throws()).new_tree(&mut runner).unwrap();
        let (begins, throws) = tree.current();
        let resume = ClockAfterSupplement::Resume;
        for turn in play(&law_with_pauses(resume, resume, resume), begins, &throws) {
            ends.insert(turn.after.portal_status());
            ends.extend(turn.events.iter().map(|_| turn.before.portal_status()));
        }
    }
    assert_eq!(ends.len(), 11, "every status and none: {ends:?}");
}
