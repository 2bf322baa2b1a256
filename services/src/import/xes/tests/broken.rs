//! What the reader says of logs that are not as they should be: where, why, and what came before.

use std::fmt::Write;

use super::super::{Limit, TracePlace, TraceReader, XesError, XesReason, open};
use super::{gzip, read_bytes};

/// A whole trace, then a broken one in the lines after it.
fn after_one_trace(rest: &str) -> Vec<u8> {
    format!("<log>\n<trace><string key='concept:name' value='A'/></trace>\n{rest}").into_bytes()
}

/// The one error of a log with one whole trace before it.
fn error_after_one(bytes: &[u8]) -> XesError {
    let (traces, error) = read_bytes(bytes);
    assert_eq!(traces.len(), 1);
    error.expect("the log is broken")
}

fn place(error: &XesError) -> (u64, u64, u64) {
    (error.place.line, error.place.column, error.place.byte)
}

/// Where the marker `^` stood in a text, as line, column and byte; and the text without it.
fn marked(text: &str) -> (Vec<u8>, (u64, u64, u64)) {
    let (before, after) = text.split_once('^').unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let numbers = (line as u64, column as u64, before.len() as u64);
    (format!("{before}{after}").into_bytes(), numbers)
}

/// Reads a log whose second trace breaks at `^`.
fn broken_at_mark(rest: &str) -> XesError {
    let text = String::from_utf8(after_one_trace(rest)).unwrap();
    let (bytes, expected) = marked(&text);
    let error = error_after_one(&bytes);
    assert_eq!(place(&error), expected, "{error}: {:?}", error.reason);
    error
}

/// The second trace, and which event of it.
fn second(name: Option<&str>, event: Option<u64>) -> TracePlace {
    TracePlace {
        ordinal: 2,
        name: name.map(str::to_owned),
        event,
    }
}

#[test]
fn a_bad_date_is_named_with_its_trace_and_event() {
    let error = broken_at_mark(
        "<trace><string key='concept:name' value='Bể'/>\n<event/><event>\n  <string key='x' \
         value='đ'/> ^<date key='time:timestamp' value='yesterday'/></event></trace></log>",
    );
    assert_eq!(error.trace.as_deref(), Some(&second(Some("Bể"), Some(2))));
    assert!(matches!(&error.reason, XesReason::BadDate { key, value }
        if key == "time:timestamp" && value == "yesterday"));
    let shown = "event log unreadable at line 5, column 31 (byte 156), trace 2 (\"Bể\"), event 2";
    assert_eq!(error.to_string(), shown);
    let reason = "\"time:timestamp\" is \"yesterday\", which is not a date";
    assert_eq!(error.reason.to_string(), reason);
}

#[test]
fn a_name_that_comes_after_the_error_is_not_known() {
    let error = broken_at_mark(
        "<trace>^<int key='n' value='1.5'/><string key='concept:name' value='B'/></trace></log>",
    );
    assert_eq!(error.trace.as_deref(), Some(&second(None, None)));
    assert!(matches!(&error.reason, XesReason::BadNumber { key, .. } if key == "n"));
}

#[test]
fn values_that_do_not_fit_their_type_are_refused() {
    let error = broken_at_mark("<trace>^<int key='n' value='9223372036854775808'/>");
    assert!(matches!(error.reason, XesReason::BadNumber { .. }));
    let error = broken_at_mark("<trace>^<float key='n' value='1,5'/>");
    assert!(matches!(error.reason, XesReason::BadNumber { .. }));
    let error = broken_at_mark("<trace>^<boolean key='b' value='yes'/>");
    assert!(matches!(error.reason, XesReason::BadBoolean { .. }));
    let error = broken_at_mark("<trace>^<string value='yes'/>");
    assert!(matches!(
        error.reason,
        XesReason::MissingKey { element: "string" }
    ));
    let error = broken_at_mark("<trace>^<date key='d'/>");
    assert!(matches!(&error.reason, XesReason::MissingValue { key } if key == "d"));
}

#[test]
fn elements_out_of_place_are_refused() {
    let cases = [
        (
            "<trace><event>\n^<trace/></event></trace></log>",
            "trace",
            "event",
        ),
        ("<trace>\n^<trace></trace></trace></log>", "trace", "trace"),
        ("^<event/></log>", "event", "log"),
        (
            "<string key='a' value='b'>^<event/></string></log>",
            "event",
            "string",
        ),
        ("^<log/></log>", "log", "log"),
        ("^<Trace/></log>", "Trace", "log"),
        (
            "<trace>^<global scope='trace'/></trace></log>",
            "global",
            "trace",
        ),
    ];
    for (rest, expected, within) in cases {
        let error = broken_at_mark(rest);
        assert!(
            matches!(&error.reason, XesReason::UnexpectedElement { element, inside }
                if element == expected && *inside == within),
            "{rest}: {:?}",
            error.reason
        );
    }
}

#[test]
fn ill_formed_xml_is_refused() {
    let cases = [
        "<trace><event>^</trace></log>",
        "<string key='a' value='b'/>\n^</lag>",
        "<trace>^<string key='a' key='b' value='c'/></trace></log>",
        "<trace>^<string key='a' value='&unknown;'/></trace></log>",
        "<trace>^<string key='a' value='&#0;'/></trace></log>",
        "<trace>^<string key='a' value='\u{1}'/></trace></log>",
        "<trace>^<string key='a value='b'/>\n<event></event></trace></log>",
        "<trace>^<string key='a' value='b'\n<event></event></trace></log>",
        "</log>^<log></log>",
        "</log>^ more",
    ];
    for rest in cases {
        let error = broken_at_mark(rest);
        assert!(
            matches!(error.reason, XesReason::Xml { .. }),
            "{rest}: {:?}",
            error.reason
        );
    }
}

#[test]
fn a_log_cut_off_ends_with_the_place_where_its_text_ends() {
    for rest in [
        "<trace><string key='a^",
        "<trace><event>\n^",
        "<!-- a > b ^",
        "^",
        "<^",
        "<tr^",
    ] {
        let error = broken_at_mark(rest);
        assert!(
            matches!(error.reason, XesReason::Truncated),
            "{rest}: {:?}",
            error.reason
        );
    }
    let error = broken_at_mark("<trace><event>\n^");
    assert_eq!(error.trace.as_deref(), Some(&second(None, Some(1))));
}

#[test]
fn gzip_cut_off_yields_what_came_whole() {
    let mut log = String::from("<log>");
    for number in 0..2000 {
        // The numbers are scrambled so that they do not compress to nothing.
        let name = number * 2_654_435_761_u64 % 1_000_003;
        write!(log, "<trace><int key='n' value='{name}'/></trace>").unwrap();
    }
    let whole = gzip(format!("{log}</log>").as_bytes());
    let (traces, error) = read_bytes(&whole[..whole.len() / 2]);
    let error = error.unwrap();
    assert!(
        matches!(error.reason, XesReason::Truncated),
        "{:?}",
        error.reason
    );
    assert!((500..2000).contains(&traces.len()), "{}", traces.len());
    assert_eq!(
        error.trace.map_or(traces.len() as u64 + 1, |t| t.ordinal),
        traces.len() as u64 + 1
    );
    // Every trace is there, but not the checksum.
    let (traces, error) = read_bytes(&whole[..whole.len() - 1]);
    assert_eq!(traces.len(), 2000);
    assert!(matches!(error.unwrap().reason, XesReason::Truncated));
}

#[test]
fn gzip_that_is_damaged_is_told_from_gzip_that_is_cut() {
    let mut bytes = gzip(&after_one_trace("<trace/></log>"));
    let checksum = bytes.len() - 6;
    bytes[checksum] ^= 1;
    let (traces, error) = read_bytes(&bytes);
    assert_eq!(traces.len(), 2);
    assert!(matches!(error.unwrap().reason, XesReason::BadGzip { .. }));
    let (traces, error) = read_bytes(b"\x1f\x8b no gzip at all, whatever its first bytes say");
    assert!(traces.is_empty());
    assert!(matches!(error.unwrap().reason, XesReason::BadGzip { .. }));
}

#[test]
fn what_follows_the_end_of_gzip_is_no_cut() {
    for after in [&b"x"[..], b"\x1f ", b"more than one header of ten bytes"] {
        let mut bytes = gzip(&after_one_trace("</log>"));
        bytes.extend_from_slice(after);
        let (traces, error) = read_bytes(&bytes);
        assert_eq!(traces.len(), 1);
        let reason = error.unwrap().reason;
        let XesReason::BadGzip { detail } = reason else {
            panic!("{reason:?}")
        };
        assert_eq!(detail, "something else follows after its end");
    }
}

#[test]
fn what_is_no_log_is_told_from_a_broken_one() {
    let root_of = |bytes: &[u8]| match read_bytes(bytes) {
        (
            traces,
            Some(XesError {
                reason: XesReason::NotALog { root },
                ..
            }),
        ) => {
            assert!(traces.is_empty());
            root
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        root_of(b"<?xml version='1.0'?>\n<pnml><log/></pnml>"),
        Some("pnml".to_owned())
    );
    assert_eq!(root_of(b"case,activity\n1,a\n"), None);
    assert_eq!(root_of(b"PK\x03\x04\xff\xfe"), None);
    assert_eq!(root_of(b"<!-- c --> {} <log/>"), None);
    let (_, error) = read_bytes(b"\n <!-- one --><html/>");
    assert_eq!(place(&error.unwrap()), (2, 14, 14));
    let (_, error) = read_bytes(b"");
    assert!(matches!(error.unwrap().reason, XesReason::Truncated));
}

#[test]
fn bytes_that_are_no_characters_are_pointed_at() {
    let mut bytes = after_one_trace("<trace>\n <string key='a' value='ế#'/></trace></log>");
    let at = bytes.iter().position(|byte| *byte == b'#').unwrap();
    bytes[at] = 0xFF;
    let error = error_after_one(&bytes);
    assert!(matches!(
        error.reason,
        XesReason::Encoding { encoding: "UTF-8" }
    ));
    assert_eq!(place(&error), (4, 26, at as u64));
    assert_eq!(error.trace.as_deref(), Some(&second(None, None)));

    let mut units: Vec<u16> = "\u{feff}<log><trace/><trace".encode_utf16().collect();
    units.extend([0xDC00, 0x20]);
    let bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    let error = error_after_one(&bytes);
    assert!(matches!(
        error.reason,
        XesReason::Encoding { encoding: "UTF-16" }
    ));
}

#[test]
fn an_encoding_this_reader_does_not_have_is_named() {
    let (_, error) = read_bytes(b"<?xml version=\"1.0\" encoding = \"Shift_JIS\"?><log/>");
    let reason = error.unwrap().reason;
    assert!(matches!(&reason, XesReason::UnknownEncoding { encoding } if encoding == "Shift_JIS"));
}

#[test]
fn declared_entities_are_refused_before_they_are_used() {
    let bomb = b"<!DOCTYPE log [\n<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>\n<log/>";
    let (_, error) = read_bytes(bomb);
    assert!(matches!(error.unwrap().reason, XesReason::EntityDeclared));
}

#[test]
fn nesting_has_a_limit() {
    // The log and the trace are the first two levels.
    let nested = |levels: usize| {
        let open = "<string key='k' value='v'>".repeat(levels - 2);
        let close = "</string>".repeat(levels - 2);
        after_one_trace(&format!("<trace>{open}{close}</trace></log>"))
    };
    assert!(read_bytes(&nested(64)).1.is_none());
    let error = error_after_one(&nested(65));
    assert!(matches!(
        error.reason,
        XesReason::TooLarge {
            limit: Limit::Depth
        }
    ));
}

#[test]
fn a_file_that_cannot_be_read_is_said_to_be_one() {
    let error = open("/nowhere/at/all.xes").err().unwrap();
    assert!(matches!(error.reason, XesReason::Io(_)));
    // A folder can be opened, but not read.
    let error = open(std::env::temp_dir())
        .and_then(|mut log| log.traces.next().unwrap())
        .err();
    assert!(matches!(error.unwrap().reason, XesReason::Io(_)));
}

#[test]
fn a_failing_input_is_no_truncated_one() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let log = after_one_trace("<trace>");
    let input = std::io::BufReader::new(std::io::Read::chain(log.as_slice(), Failing));
    let mut reader = TraceReader::new(input).unwrap();
    assert!(reader.next().unwrap().is_ok());
    let reason = reader.next().unwrap().unwrap_err().reason;
    let XesReason::Io(error) = reason else {
        panic!("{reason:?}")
    };
    assert_eq!(error.to_string(), "the disk is gone");
}
