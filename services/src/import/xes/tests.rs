//! What the reader makes of logs that are as they should be.

mod broken;
mod cut;
mod large;

use std::io::{BufReader, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use time::macros::{datetime, offset};

use super::{Date, Trace, TraceReader, Value, XesError, open, parse_offset};

/// Traces before the first error, and the error if there is one.
pub(super) fn read_bytes(bytes: &[u8]) -> (Vec<Trace>, Option<XesError>) {
    let mut reader = match TraceReader::new(bytes) {
        Ok(reader) => reader,
        Err(error) => return (vec![], Some(error)),
    };
    let mut traces = vec![];
    loop {
        match reader.next() {
            Some(Ok(trace)) => traces.push(trace),
            Some(Err(error)) => {
                assert!(reader.next().is_none(), "a broken log goes on");
                return (traces, Some(error));
            }
            None => return (traces, None),
        }
    }
}

fn read(xml: &str) -> Vec<Trace> {
    let (traces, error) = read_bytes(xml.as_bytes());
    assert!(error.is_none(), "{error:?}");
    traces
}

fn value_of(attribute: &str) -> Value {
    let traces = read(&format!("<log><trace>{attribute}</trace></log>"));
    traces[0].attribute("k").unwrap().clone()
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const SMALL: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<!-- a < comment & more -->
<!DOCTYPE log>
<x:log xmlns:x="http://www.xes-standard.org/" xes.version="1.0">
    <x:extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
    <x:global scope="event"><x:string key="org:group" value="UNKNOWN"/></x:global>
    <x:classifier name="Activity" keys="concept:name"/>
    <x:string key="concept:name" value="A log"><x:int key="n" value="1"/></x:string>
    <x:trace>
        <x:string key="concept:name" value="case-1"/>
        <?pi in between?>
        <x:event><x:string key="concept:name" value="late"/></x:event>
        <!-- <x:event/> --><![CDATA[ <x:event/> ]]>
        <x:event><x:string key="concept:name" value="early"/></x:event>
        <x:string key="after" value="the events"/>
    </x:trace>
    <x:trace/>
    <x:trace></x:trace>
</x:log>
<!-- the end -->
"#;

#[test]
fn traces_are_read_in_order_whatever_stands_between_them() {
    let traces = read(SMALL);
    assert_eq!(
        traces.iter().map(|trace| trace.ordinal).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(traces[0].name(), Some("case-1"));
    assert_eq!(traces[0].attribute("after"), Some(&text("the events")));
    let names: Vec<_> = traces[0]
        .events
        .iter()
        .map(|e| e.attribute("concept:name"))
        .collect();
    assert_eq!(names, [Some(&text("late")), Some(&text("early"))]);
    assert!(traces[1].attributes.is_empty() && traces[2].events.is_empty());
}

#[test]
fn a_default_the_log_declares_is_not_filled_in() {
    assert_eq!(read(SMALL)[0].events[0].attribute("org:group"), None);
}

#[test]
fn a_log_without_traces_yields_nothing() {
    assert!(read("<log/>").is_empty());
    assert!(read("<log><string key='a' value='b'/></log>").is_empty());
}

#[test]
fn values_have_the_type_the_log_gives_them() {
    let string = value_of("<string key='k' value='a &amp; &#x111;&#233;&lt;\n&quot;'/>");
    assert_eq!(string, Value::String("a & đé< \"".to_owned()));
    assert_eq!(
        value_of("<int key='k' value='-9223372036854775808'/>"),
        Value::Int(i64::MIN)
    );
    let float = value_of("<float key='k' value='854.57983784373310000'/>");
    assert_eq!(float, Value::Float("854.57983784373310000".to_owned()));
    assert_eq!(
        value_of("<float key='k' value='NaN'/>"),
        Value::Float("NaN".to_owned())
    );
    assert_eq!(
        value_of("<boolean key='k' value='False'/>"),
        Value::Boolean(false)
    );
    assert_eq!(
        value_of("<boolean value='1' key='k'/>"),
        Value::Boolean(true)
    );
    assert_eq!(
        value_of("<id key='k' value='4f-1'/>"),
        Value::Id("4f-1".to_owned())
    );
}

#[test]
fn what_is_below_an_attribute_is_dropped_and_so_are_lists() {
    let traces = read(
        "<log><trace><string key='a' value='1'><date key='b' value='no date'/><string/></string>
         <list key='l'><values><int key='c' value='2'/></values></list><container key='d'/>
         <string key='e' value='3'/></trace></log>",
    );
    let keys: Vec<_> = traces[0]
        .attributes
        .iter()
        .map(|a| a.key.as_str())
        .collect();
    assert_eq!(keys, ["a", "e"]);
}

#[test]
fn of_two_attributes_with_one_key_the_first_counts() {
    let traces = read("<log><trace><id key='k' value='1'/><id key='k' value='2'/></trace></log>");
    assert_eq!(traces[0].attribute("k"), Some(&Value::Id("1".to_owned())));
    assert_eq!(traces[0].attributes.len(), 2);
}

#[test]
fn dates_keep_their_own_offset() {
    let cases = [
        (
            "2011-10-11T13:45:40.276+02:00",
            datetime!(2011-10-11 13:45:40.276 +02:00),
        ),
        (
            "2011-10-11T13:45:40.123456Z",
            datetime!(2011-10-11 13:45:40.123456 UTC),
        ),
        (
            "2011-10-11T13:45:40.1234567891-0930",
            datetime!(2011-10-11 13:45:40.123456789 -09:30),
        ),
        (
            "2011-10-11 13:45:40 +01",
            datetime!(2011-10-11 13:45:40 +01:00),
        ),
        (" 2011-10-11t13:45z ", datetime!(2011-10-11 13:45 UTC)),
        ("2011-10-11+01:00", datetime!(2011-10-11 0:00 +01:00)),
    ];
    for (text, expected) in cases {
        let Some(Date::At(at)) = Date::parse(text) else {
            panic!("{text}")
        };
        assert_eq!((at, at.offset()), (expected, expected.offset()), "{text}");
    }
}

#[test]
fn dates_without_an_offset_say_so() {
    let local = Date::parse("2012-10-08 12:42:48").unwrap();
    assert_eq!(local, Date::Local(datetime!(2012-10-08 12:42:48)));
    assert_eq!(
        local.or_offset(offset!(+1)),
        datetime!(2012-10-08 12:42:48 +01:00)
    );
    assert_eq!(
        Date::parse("2012-10-08"),
        Some(Date::Local(datetime!(2012-10-08 0:00)))
    );
}

#[test]
fn what_is_no_date_is_not_taken_for_one() {
    let wrong = [
        "",
        "EMPTY",
        "2011",
        "2011-10",
        "2011-13-01",
        "2011-02-29",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "2011-10-11T",
        "2011-10-11T25:00:00Z",
        "2011-10-11T13:45:40.Z",
        "2011-10-11T13:45:60Z",
        "2011-10-11T13:45:40+",
        "2011-10-11T13:45:40+1",
        "2011-10-11T13:45:40+01:",
        "2011-10-11T13:45:40+01:60",
        "2011-10-11T13:45:40Zx",
        "2011-10-11T13:45:40+16:00",
        "+011-10-11",
        "2011-10-11  13:45",
        "２０11-10-11",
        "1700000000",
    ];
    for text in wrong {
        assert_eq!(Date::parse(text), None, "{text:?}");
    }
    assert_eq!(parse_offset("+05:30"), Some(offset!(+5:30)));
    assert_eq!(parse_offset("05:30"), None);
}

#[test]
fn gzip_is_told_by_its_first_bytes_and_may_have_members() {
    let (left, right) = SMALL.as_bytes().split_at(700);
    let members = [gzip(left), gzip(right)].concat();
    let (traces, error) = read_bytes(&members);
    assert!(error.is_none());
    assert_eq!(traces, read(SMALL));
}

#[test]
fn an_input_that_comes_byte_by_byte_is_read_alike() {
    for bytes in [SMALL.as_bytes().to_vec(), gzip(SMALL.as_bytes())] {
        let reader = TraceReader::new(BufReader::with_capacity(1, bytes.as_slice())).unwrap();
        let traces: Vec<_> = reader.map(Result::unwrap).collect();
        assert_eq!(traces, read(SMALL));
    }
}

#[test]
fn encodings_are_told_by_mark_or_declaration() {
    let log = |encoding: &str, name: &str| {
        format!(
            "<?xml version='1.0' encoding='{encoding}'?><log><trace>\
             <string key='concept:name' value='{name}'/></trace></log>"
        )
    };
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        let text = format!("{mark}{}", log("UTF-16", "Hồ sơ 𝄞"));
        text.encode_utf16().flat_map(unit).collect()
    };
    let latin = |encoding| {
        let mut bytes = log(encoding, "caf# $5").into_bytes();
        for (from, to) in [(b'#', 0xE9), (b'$', 0x80)] {
            let at = bytes.iter().position(|byte| *byte == from).unwrap();
            bytes[at] = to;
        }
        bytes
    };
    let cases = [
        (log("utf-8", "Hồ sơ 𝄞").into_bytes(), "Hồ sơ 𝄞"),
        (
            format!("\u{feff}{}", log("UTF-8", "Hồ sơ 𝄞")).into_bytes(),
            "Hồ sơ 𝄞",
        ),
        (log("utf-16", "Hồ sơ 𝄞").into_bytes(), "Hồ sơ 𝄞"),
        (utf16(u16::to_le_bytes, "\u{feff}"), "Hồ sơ 𝄞"),
        (utf16(u16::to_be_bytes, "\u{feff}"), "Hồ sơ 𝄞"),
        (utf16(u16::to_be_bytes, ""), "Hồ sơ 𝄞"),
        (latin("ISO-8859-1"), "café €5"),
        (latin("windows-1252"), "café €5"),
    ];
    for (bytes, name) in cases {
        for bytes in [gzip(&bytes), bytes] {
            let reader = TraceReader::new(BufReader::with_capacity(3, bytes.as_slice())).unwrap();
            let traces: Vec<_> = reader.map(Result::unwrap).collect();
            assert_eq!(traces[0].name(), Some(name));
        }
    }
}

#[test]
fn a_file_says_how_far_it_is_read() {
    let path = std::env::temp_dir().join(format!("hoso-xes-progress-{}", std::process::id()));
    let bytes = gzip(SMALL.as_bytes());
    std::fs::write(&path, &bytes).unwrap();
    let log = open(&path).unwrap();
    assert_eq!(log.traces.map(Result::unwrap).count(), 3);
    assert_eq!(log.progress.length(), bytes.len() as u64);
    assert_eq!(log.progress.read(), log.progress.length());
    std::fs::remove_file(path).unwrap();
}
