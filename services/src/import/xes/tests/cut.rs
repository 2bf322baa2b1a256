//! A log cut or damaged at any byte: never a panic, and never a trace that is not in the log.

use super::{SMALL, gzip, read, read_bytes};
use crate::import::xes::XesReason;

#[test]
fn a_log_cut_at_any_byte_gives_whole_traces_and_an_error() {
    let whole = read(SMALL);
    let end = SMALL.find("</x:log>").unwrap() + "</x:log>".len();
    for length in 0..SMALL.len() {
        let (traces, error) = read_bytes(&SMALL.as_bytes()[..length]);
        assert_eq!(traces, whole[..traces.len()], "cut at {length}");
        let reason = error.map(|error| error.reason);
        // Only the last comment is open behind the end of the log.
        let rest = SMALL.get(end..length).map(str::trim);
        let is_whole = rest.is_some_and(|rest| rest.is_empty() || rest.ends_with("-->"));
        assert_eq!(reason.is_none(), is_whole, "cut at {length}: {reason:?}");
        assert!(
            matches!(reason, None | Some(XesReason::Truncated)),
            "{length}: {reason:?}"
        );
        assert!(length < end || traces.len() == whole.len());
    }
}

#[test]
fn gzip_cut_at_any_byte_gives_whole_traces_and_an_error() {
    let whole = read(SMALL);
    let bytes = gzip(SMALL.as_bytes());
    for length in 0..bytes.len() {
        let (traces, error) = read_bytes(&bytes[..length]);
        assert_eq!(traces, whole[..traces.len()], "cut at {length}");
        assert!(error.is_some(), "cut at {length}");
    }
}

#[test]
fn utf16_cut_at_any_byte_gives_whole_traces_and_an_error() {
    let whole = read(SMALL);
    let bytes: Vec<u8> = SMALL.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for length in (0..bytes.len()).step_by(7) {
        let (traces, _) = read_bytes(&bytes[..length]);
        assert_eq!(traces, whole[..traces.len()], "cut at {length}");
    }
}

#[test]
fn a_log_damaged_at_any_byte_does_not_panic() {
    for plain in [SMALL.as_bytes().to_vec(), gzip(SMALL.as_bytes())] {
        for at in 0..plain.len() {
            for damage in [0, b'<', b'>', b'"', b'&', b'/', b'!', 0xC3, 0xFF] {
                let mut bytes = plain.clone();
                bytes[at] = damage;
                assert!(read_bytes(&bytes).0.len() <= 4);
            }
        }
    }
}
