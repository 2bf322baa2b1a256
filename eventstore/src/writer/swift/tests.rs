//! A bet is made on what the statement can prove, and on nothing else.

use serde_json::json;
use time::macros::datetime;
use uuid::Uuid;

use super::Bet;
use crate::writer::Prepared;
use crate::writer::heads::Heads;
use crate::{Append, Cause, Claim, Fingerprint, NewEvent, Position, Stream, StreamWrite, Version};

fn append(command: u128, thing: u128, expected: i64) -> Append {
    let event = NewEvent::of(&json!({ "type": "thing.counted.v1" })).unwrap();
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
            events: vec![event],
        }],
        take: vec![],
        release: vec![],
        free: vec![],
        confide: vec![],
    }
}

/// What has to be proven of streams, if a bet is made; thing 1 was seen at version 3.
fn unseen(batch: Vec<Append>) -> Option<Vec<(Uuid, Version)>> {
    let mut heads = Heads::default();
    heads.saw(Uuid::from_u128(1), Version(3));
    let prepared = batch.into_iter().map(|it| Prepared::new("urn:test", it));
    let batch: Vec<_> = prepared.collect::<Result<_, _>>().unwrap();
    Bet::on(&batch, &heads).map(|bet| bet.unseen)
}

#[test]
fn what_was_seen_need_not_be_proven() {
    let batch = vec![append(1, 1, 3), append(2, 1, 4), append(3, 2, 0)];
    assert_eq!(unseen(batch), Some(vec![]));
}

#[test]
fn what_was_not_seen_is_proven() {
    let batch = vec![append(1, 1, 5), append(2, 3, 2), append(3, 3, 3)];
    let proven = vec![
        (Uuid::from_u128(1), Version(5)),
        (Uuid::from_u128(3), Version(2)),
    ];
    assert_eq!(unseen(batch), Some(proven));
}

#[test]
fn no_bet_is_made_on_what_is_known_to_be_wrong() {
    assert_eq!(
        unseen(vec![append(1, 1, 2)]),
        None,
        "the stream has moved on"
    );
    let twice = vec![append(1, 2, 0), append(2, 2, 0)];
    assert_eq!(unseen(twice), None, "one of two must lose");
    let mut reused = append(1, 3, 0);
    reused.fingerprint = Fingerprint::from_bytes([1; 32]);
    assert_eq!(
        unseen(vec![append(1, 2, 0), reused]),
        None,
        "the command is another"
    );
}

#[test]
fn no_bet_is_made_on_what_the_statement_cannot_prove() {
    let mut insisting = append(1, 1, 3);
    insisting.writes.push(StreamWrite {
        events: vec![],
        ..append(1, 2, 4).writes.remove(0)
    });
    assert_eq!(unseen(vec![insisting]), None, "a stream must not move");
    let (mut release, mut take) = (append(1, 1, 3), append(2, 2, 0));
    release.release.push("key".into());
    take.take.push(Claim {
        key: "key".into(),
        holder: Uuid::from_u128(2),
    });
    assert_eq!(unseen(vec![release, take]), None, "a key changes hands");
}

#[test]
fn positions_follow_from_where_the_log_ends() {
    let heads = Heads::default();
    let batch = [append(1, 1, 0), append(1, 1, 0), append(2, 1, 1)];
    let batch = batch.map(|it| Prepared::new("urn:test", it).unwrap());
    let bet = Bet::on(&batch, &heads).unwrap();
    assert_eq!(bet.new_head(40), 42);
    let answers = bet.answers(40).into_iter().map(Result::unwrap);
    let places: Vec<_> = answers.map(|it| (it.first, it.last, it.repeated)).collect();
    let (one, two) = (Position(41), Position(42));
    assert_eq!(
        places,
        [(one, one, false), (one, one, true), (two, two, false)]
    );
}
