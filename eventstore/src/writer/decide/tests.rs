//! Each append of a batch sees what those before it do.

use time::macros::datetime;
use uuid::Uuid;

use super::{Survey, decide};
use crate::writer::Prepared;
use crate::{
    Append, AppendError, Cause, Claim, Fingerprint, NewEvent, Position, Stream, StreamWrite,
    Version,
};

fn append(command: u128, thing: u128, expected: i64) -> Append {
    Append {
        cause: Cause {
            command_id: Uuid::from_u128(command),
            command: "count".into(),
            actor: Uuid::nil(),
            agency: None,
            role: "counter".into(),
            at: datetime!(2026-01-05 09:00 UTC),
        },
        fingerprint: Fingerprint::from_bytes([0; 32]),
        writes: vec![StreamWrite {
            stream: Stream {
                kind: "thing",
                id: Uuid::from_u128(thing),
            },
            expected: Version(expected),
            events: vec![NewEvent::of(&serde_json::json!({ "type": "thing.counted.v1" })).unwrap()],
        }],
        take: vec![],
        release: vec![],
        free: vec![],
        confide: vec![],
    }
}

/// How a batch turns out, for a log of ten events, three of them of thing 1.
fn outcome(batch: Vec<Append>) -> Vec<Result<i64, String>> {
    let mut survey = Survey {
        head: 10,
        ..Survey::default()
    };
    survey.versions.insert(Uuid::from_u128(1), Version(3));
    survey.claims.insert("held".into(), Uuid::from_u128(1));
    let prepared = batch
        .into_iter()
        .map(|it| Prepared::new("urn:test", it).unwrap());
    let batch: Vec<_> = prepared.collect();
    let answers = decide(survey, &batch).answers.into_iter();
    answers
        .map(|it| it.map(|it| it.first.0).map_err(|it| it.to_string()))
        .collect()
}

#[test]
fn a_key_that_is_to_be_free_is_looked_at_and_not_taken() {
    let mut wrong = append(1, 1, 3);
    wrong.free.push("held".into());
    let mut right = append(2, 1, 3);
    right.free.push("other".into());
    let mut taken = append(3, 2, 0);
    taken.take.push(Claim {
        key: "other".into(),
        holder: Uuid::from_u128(2),
    });
    let held = format!("held is held by {}", Uuid::from_u128(1));
    assert_eq!(
        outcome(vec![wrong, right, taken]),
        [Err(held), Ok(11), Ok(12)]
    );
}

#[test]
fn versions_and_positions_go_on_within_a_batch() {
    let batch = vec![
        append(1, 1, 3),
        append(2, 1, 3),
        append(3, 1, 4),
        append(4, 2, 0),
    ];
    let conflict =
        "expected thing/00000000-0000-0000-0000-000000000001 at version 3, found it at 4";
    assert_eq!(
        outcome(batch),
        [Ok(11), Err(conflict.into()), Ok(12), Ok(13)]
    );
}

#[test]
fn a_refused_command_may_come_again_in_the_same_batch() {
    let batch = vec![append(1, 2, 7), append(1, 2, 0), append(1, 2, 0)];
    let answers = outcome(batch);
    assert!(answers[0].is_err());
    assert_eq!(answers[1..], [Ok(11), Ok(11)]);
}

#[test]
fn a_key_that_is_let_go_of_is_free_for_the_next() {
    let claim = |thing| Claim {
        key: "held".into(),
        holder: Uuid::from_u128(thing),
    };
    let mut refused = append(1, 2, 0);
    refused.take.push(claim(2));
    let mut release = append(2, 1, 3);
    release.release.push("held".into());
    let mut taken = append(3, 2, 0);
    taken.take.push(claim(2));
    let mut both = append(4, 3, 0);
    both.release.push("held".into());
    both.take.extend([claim(3), claim(4)]);
    let held_by = |thing| format!("held is held by {}", Uuid::from_u128(thing));
    assert_eq!(
        outcome(vec![refused, release, taken, both]),
        [Err(held_by(1)), Ok(11), Ok(12), Err(held_by(3))]
    );
}

#[test]
fn the_first_answer_is_told_from_its_repeats() {
    let batch: Vec<_> = [append(1, 1, 3), append(1, 1, 3)]
        .map(|it| Prepared::new("urn:test", it).unwrap())
        .into();
    let mut survey = Survey::default();
    survey.versions.insert(Uuid::from_u128(1), Version(3));
    let answers = decide(survey, &batch).answers;
    let repeated: Vec<bool> = answers.iter().flatten().map(|it| it.repeated).collect();
    assert_eq!(repeated, [false, true]);

    let reused = Append {
        fingerprint: Fingerprint::from_bytes([1; 32]),
        ..append(1, 1, 3)
    };
    let mut survey = Survey::default();
    let first = crate::Appended {
        first: Position(1),
        last: Position(1),
        versions: [(Uuid::from_u128(1), Version(4))].into(),
        repeated: true,
    };
    survey
        .commands
        .insert(Uuid::from_u128(1), (vec![0; 32], first));
    let batch = [Prepared::new("urn:test", reused).unwrap()];
    let answer = decide(survey, &batch).answers.remove(0);
    assert!(
        matches!(answer, Err(AppendError::CommandReused { .. })),
        "{answer:?}"
    );
}
