use time::OffsetDateTime;
use uuid::Uuid;

use super::*;
use crate::Version;

fn event(position: i64, bytes: usize) -> Recorded {
    Recorded {
        position: Position(position),
        stream_kind: "thing".to_owned(),
        stream_id: Uuid::nil(),
        version: Version(position),
        name: "thing.counted.v1".to_owned(),
        recorded_at: OffsetDateTime::UNIX_EPOCH,
        command_id: Uuid::nil(),
        document: vec![b'x'; bytes].into(),
    }
}

fn with(positions: impl IntoIterator<Item = i64>) -> Recent {
    let recent = Recent::default();
    for position in positions {
        recent.lock().add(event(position, 10));
    }
    recent
}

fn positions_after(recent: &Recent, after: i64, limit: usize) -> Vec<i64> {
    let found = recent.after(Position(after), limit);
    found.iter().map(|it| it.position.0).collect()
}

#[test]
fn what_follows_on_a_position_is_told_in_order_and_up_to_a_limit() {
    let recent = with(5..=9);
    assert_eq!(positions_after(&recent, 4, 100), [5, 6, 7, 8, 9]);
    assert_eq!(positions_after(&recent, 6, 2), [7, 8]);
    assert_eq!(positions_after(&recent, 9, 100), [0; 0]);
}

#[test]
fn nothing_is_told_where_the_next_event_is_not_kept() {
    assert_eq!(positions_after(&with([]), 0, 100), [0; 0]);
    assert_eq!(positions_after(&with(5..=9), 3, 100), [0; 0]);
    assert_eq!(positions_after(&with(5..=9), 10, 100), [0; 0]);
}

#[test]
fn what_stands_before_a_gap_is_forgotten() {
    let recent = with([5, 6, 8, 9]);
    assert_eq!(positions_after(&recent, 4, 100), [0; 0]);
    assert_eq!(positions_after(&recent, 7, 100), [8, 9]);
}

#[test]
fn the_oldest_make_room_by_number_and_by_size() {
    let most = i64::try_from(EVENTS_MAX).unwrap();
    let recent = with(1..=most + 3);
    assert_eq!(positions_after(&recent, 2, 1), [0; 0]);
    assert_eq!(positions_after(&recent, 3, 1), [4]);

    let recent = with(1..=3);
    recent.lock().add(event(4, BYTES_MAX - 15));
    assert_eq!(positions_after(&recent, 1, 100), [0; 0]);
    assert_eq!(positions_after(&recent, 2, 100), [3, 4]);
}

#[test]
fn it_holds_what_is_kept_to_the_byte_and_nothing_else() {
    let recent = with(5..=9);
    assert!(recent.holds(&[]));
    assert!(recent.holds(&[event(6, 10), event(7, 10)]));
    assert!(!recent.holds(&[event(6, 11)]));
    assert!(!recent.holds(&[event(9, 10), event(10, 10)]));
    assert!(!recent.holds(&[event(4, 10), event(5, 10)]));
}
