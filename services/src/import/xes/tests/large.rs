//! Logs too large to hold: they are made while they are read, and held one trace at a time.

use std::cell::Cell;
use std::io::{BufReader, Read};
use std::rc::Rc;

use super::read_bytes;
use crate::import::xes::{Limit, MARKUP_BYTES_MAX, TRACE_EVENTS_MAX, TraceReader, VALUE_BYTES_MAX};
use crate::import::xes::{XesError, XesReason};

const READ_BYTES: usize = 8 * 1024;

/// A text made piece by piece as it is asked for.
struct Made<I> {
    pieces: I,
    piece: Vec<u8>,
    given: usize,
    total: Rc<Cell<usize>>,
}

impl<I: Iterator<Item = String>> Read for Made<I> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.piece.len() {
            let Some(piece) = self.pieces.next() else {
                return Ok(0);
            };
            (self.piece, self.given) = (piece.into_bytes(), 0);
        }
        let read = (&self.piece[self.given..]).read(into)?;
        self.given += read;
        self.total.set(self.total.get() + read);
        Ok(read)
    }
}

type MadeLog<I> = TraceReader<BufReader<Made<I>>>;

fn made<I: Iterator<Item = String>>(
    traces: I,
) -> (MadeLog<impl Iterator<Item = String>>, Rc<Cell<usize>>) {
    let total = Rc::new(Cell::new(0));
    let begin = std::iter::once("<log>".to_owned());
    let pieces = begin
        .chain(traces)
        .chain(std::iter::once("</log>".to_owned()));
    let made = Made {
        pieces,
        piece: vec![],
        given: 0,
        total: Rc::clone(&total),
    };
    let reader = TraceReader::new(BufReader::with_capacity(READ_BYTES, made)).unwrap();
    (reader, total)
}

fn error_in(pieces: impl Iterator<Item = String>) -> XesError {
    made(pieces)
        .0
        .find_map(Result::err)
        .expect("the log is too large")
}

#[test]
fn traces_are_given_as_soon_as_they_are_read() {
    const TRACES: u64 = 20_000;
    let trace = |number: u64| {
        let events = "<event><string key='concept:name' value='a step'/></event>".repeat(5);
        format!("<trace><int key='concept:name' value='{number}'/>{events}</trace>")
    };
    let (reader, total) = made((1..=TRACES).map(trace));
    let mut needed = "<log>".len();
    let mut count = 0;
    for read in reader {
        let read = read.unwrap();
        count += 1;
        assert_eq!((read.ordinal, read.events.len()), (count, 5));
        needed += trace(count).len();
        assert!(
            total.get() <= needed + READ_BYTES,
            "read ahead at trace {count}"
        );
    }
    assert_eq!(count, TRACES);
}

#[test]
fn the_number_of_events_in_a_trace_has_a_limit() {
    const LINE: usize = 1000;
    let events = |count: usize| {
        let lines = std::iter::repeat_n("<event/>".repeat(LINE), count / LINE);
        let rest = std::iter::once("<event/>".repeat(count % LINE));
        let begin = std::iter::once("<trace>".to_owned());
        begin
            .chain(lines)
            .chain(rest)
            .chain(std::iter::once("</trace>".to_owned()))
    };
    let trace = made(events(TRACE_EVENTS_MAX)).0.next().unwrap().unwrap();
    assert_eq!(trace.events.len(), TRACE_EVENTS_MAX);
    let error = error_in(events(TRACE_EVENTS_MAX + 1));
    assert!(matches!(
        error.reason,
        XesReason::TooLarge {
            limit: Limit::TraceEvents
        }
    ));
    assert_eq!(
        error.trace.unwrap().event,
        Some(TRACE_EVENTS_MAX as u64 + 1)
    );
}

#[test]
fn the_length_of_a_value_has_a_limit() {
    let log = |bytes| {
        let value = "v".repeat(bytes);
        format!("<log><trace><string key='k' value='{value}'/></trace></log>")
    };
    assert!(read_bytes(log(VALUE_BYTES_MAX).as_bytes()).1.is_none());
    let reason = read_bytes(log(VALUE_BYTES_MAX + 1).as_bytes())
        .1
        .unwrap()
        .reason;
    assert!(matches!(
        reason,
        XesReason::TooLarge {
            limit: Limit::ValueBytes
        }
    ));
}

#[test]
fn a_tag_or_comment_without_end_is_given_up() {
    let spaces = || " ".repeat(READ_BYTES);
    for begin in ["<trace><string key='", "<!--", "<trace a='", "<trace>"] {
        let pieces = std::iter::once(begin.to_owned()).chain(std::iter::repeat_with(spaces));
        let (mut reader, total) = made(pieces);
        let reason = reader.next().unwrap().unwrap_err().reason;
        assert!(matches!(
            reason,
            XesReason::TooLarge {
                limit: Limit::MarkupBytes
            }
        ));
        assert!(total.get() < MARKUP_BYTES_MAX + 4 * READ_BYTES);
    }
}

#[test]
fn the_length_of_a_trace_has_a_limit() {
    let event = "<event><string key='k' value='v'/></event>";
    let trace = format!("<trace>{}</trace>", event.repeat(10));
    let log = format!("<log>{trace}{trace}</log>");
    let read = |bytes: u64| {
        let reader = TraceReader::new(log.as_bytes())
            .unwrap()
            .with_trace_bytes_max(bytes);
        reader
            .map(|trace| trace.map_err(|error| error.reason))
            .collect::<Result<Vec<_>, _>>()
    };
    assert_eq!(read(trace.len() as u64).unwrap().len(), 2);
    let reason = read(trace.len() as u64 / 2).unwrap_err();
    assert!(matches!(
        reason,
        XesReason::TooLarge {
            limit: Limit::TraceBytes
        }
    ));
}
