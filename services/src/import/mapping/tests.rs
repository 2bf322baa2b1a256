//! What a mapping file may say, and what it makes of a trace.

mod logs;

use std::error::Error;

use time::macros::datetime;

use super::{CaseHistory, Mapping, MappingError};
use crate::import::xes::{Trace, TraceReader};

const HEAD: &str = r#"
source = "a-log"
empty_values = ["UNKNOWN"]
assume_offset = "+07:00"
[procedure]
id = "P-1"
agency = "A"
title = { en = "A procedure", vi = "Một thủ tục" }
agency_name = { en = "An agency" }
"#;

fn mapping(rest: &str) -> Mapping {
    Mapping::parse(&format!("{HEAD}{rest}")).unwrap()
}

/// Why a mapping file is refused, with the place that TOML gives.
fn refusal(text: &str) -> String {
    Mapping::parse(text)
        .unwrap_err()
        .source()
        .unwrap()
        .to_string()
}

fn traces(xml: &str) -> Vec<Trace> {
    TraceReader::new(xml.as_bytes())
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn trace(inner: &str) -> Trace {
    traces(&format!("<log><trace>{inner}</trace></log>")).remove(0)
}

fn history(mapping: &Mapping, inner: &str) -> CaseHistory {
    mapping.history(&trace(inner)).unwrap()
}

const CASE: &str = "
<string key='concept:name' value='case-1'/>
<string key='channel' value='Internet'/>
<string key='secret' value='a name'/>
<int key='amount' value='12'/>
<string key='group' value='UNKNOWN'/>
<string key='blank' value='  '/>
<date key='opened' value='2020-05-01T09:00:00.250+02:00'/>
<string key='due' value='2020-06-01 17:00:00'/>
<date key='closed' value='2020-05-20T00:00:00Z'/>
<string key='status' value='G'/>
<event><string key='concept:name' value='untimed'/></event>
<event><string key='concept:name' value='second'/>
  <date key='time:timestamp' value='2020-05-03T00:00:00'/>
  <string key='lifecycle:transition' value='complete'/>
  <string key='org:resource' value='R1'/></event>
<event><string key='concept:name' value='first'/>
  <date key='time:timestamp' value='2020-05-02T00:00:00Z'/></event>";

#[test]
fn a_mapping_that_names_nothing_takes_names_and_times() {
    let mapping = mapping("");
    assert_eq!(
        (mapping.source.as_str(), mapping.procedure.id.as_str()),
        ("a-log", "P-1")
    );
    assert_eq!(mapping.procedure.title.vi(), "Một thủ tục");
    assert_eq!(mapping.procedure.agency_name.vi(), "An agency");
    let history = history(&mapping, CASE);
    assert_eq!(
        (history.ordinal, history.name.as_deref()),
        (1, Some("case-1"))
    );
    // The first event that has a time, which states no offset and is not the earliest.
    assert_eq!(history.received_at, Some(datetime!(2020-05-03 0:00 +07:00)));
    assert_eq!(
        (history.due_at, history.ended_at, history.channel),
        (None, None, None)
    );
    assert!(history.attributes.is_empty());
    let names: Vec<_> = history
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    assert_eq!(names, ["untimed", "second", "first"]);
    assert_eq!(history.steps[0].at, None);
    assert_eq!(
        (&history.steps[1].by, &history.steps[1].transition),
        (&None, &None)
    );
}

#[test]
fn what_a_mapping_names_is_taken_and_nothing_else() {
    let mapping = mapping(
        "[case]
        received_at = 'opened'
        due_at = 'due'
        ended_at = 'closed'
        channel = 'channel'
        unit = 'group'
        responsible = 'blank'
        keep = ['amount', 'group', 'opened', 'absent']
        channels = { Internet = 'Online' }
        [step]
        name = ['concept:name', 'lifecycle:transition']
        by = 'org:resource'
        transition = 'lifecycle:transition'
        keep = ['org:resource']",
    );
    let history = history(&mapping, CASE);
    assert_eq!(
        history.received_at,
        Some(datetime!(2020-05-01 9:00:00.25 +02:00))
    );
    assert_eq!(history.due_at, Some(datetime!(2020-06-01 17:00 +07:00)));
    assert_eq!(history.ended_at, Some(datetime!(2020-05-20 0:00 UTC)));
    assert_eq!(history.channel.as_deref(), Some("Online"));
    assert_eq!((history.unit, history.responsible), (None, None));
    let kept: Vec<_> = history
        .attributes
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(
        kept,
        [("amount", "12"), ("opened", "2020-05-01T09:00:00.25+02:00")]
    );
    assert_eq!(history.steps[0].name, "untimed");
    assert_eq!(history.steps[1].name, "second / complete");
    assert_eq!(history.steps[1].by.as_deref(), Some("R1"));
    assert_eq!(history.steps[1].attributes["org:resource"], "R1");
}

#[test]
fn a_condition_says_whether_a_case_ended_and_its_attribute_or_last_event_when() {
    let last = Some(datetime!(2020-05-02 0:00 UTC));
    let closed = Some(datetime!(2020-05-20 0:00 UTC));
    let cases = [
        (
            "[case.ended_when]\nattribute = 'status'\nvalues = ['X', 'G']",
            last,
        ),
        (
            "[case.ended_when]\nattribute = 'status'\nvalues = ['O']",
            None,
        ),
        ("[case.ended_when]\nsteps = ['second']", last),
        ("[case.ended_when]\nsteps = ['third']", None),
        (
            "[case]\nended_at = 'closed'\nended_when = { steps = ['second'] }",
            closed,
        ),
        (
            "[case]\nended_at = 'closed'\nended_when = { steps = ['third'] }",
            None,
        ),
        (
            "[case]\nended_at = 'absent'\nended_when = { steps = ['second'] }",
            None,
        ),
    ];
    for (rest, expected) in cases {
        assert_eq!(history(&mapping(rest), CASE).ended_at, expected, "{rest}");
    }
}

#[test]
fn a_step_without_a_name_is_refused_with_its_place() {
    let trace = trace(
        "<string key='concept:name' value='case-1'/><event><string key='concept:name' value='a'/>
         </event><event><string key='concept:name' value='UNKNOWN'/></event>",
    );
    let error = mapping("").history(&trace).unwrap_err();
    let expected = "event 2 of trace 1 (\"case-1\") has no [\"concept:name\"] to name the step by";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_date_that_is_none_is_refused_with_its_place() {
    let mapping = mapping("[case]\ndue_at = 'due'\n[step]\nat = 'when'");
    let error = mapping
        .history(&trace("<int key='due' value='1700000000'/>"))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"due\" in trace 1 is \"1700000000\", which is not a date"
    );
    let step = "<event><id key='concept:name' value='a'/><id key='when' value='soon'/></event>";
    let error = mapping.history(&trace(step)).unwrap_err();
    assert!(matches!(
        &error,
        MappingError::NotADate { event: Some(1), .. }
    ));
    let expected = "\"when\" in trace 1, event 1, is \"soon\", which is not a date";
    assert_eq!(error.to_string(), expected);
    // Absent is not wrong.
    let absent = history(&mapping, "<string key='due' value='UNKNOWN'/>");
    assert_eq!(absent.due_at, None);
}

#[test]
fn a_mapping_file_that_breaks_a_rule_is_refused_with_its_line() {
    let cases = [
        (
            HEAD.replace("\"a-log\"", "\"A log\""),
            "line 2",
            "lower-case letters",
        ),
        (
            HEAD.replace("\"a-log\"", "\"-a\""),
            "line 2",
            "lower-case letters",
        ),
        (
            HEAD.replace("\"P-1\"", &format!("\"{}\"", "P".repeat(65))),
            "line 6",
            "capital letters",
        ),
        (
            HEAD.replace("+07:00", "7"),
            "line 4",
            "not an offset such as",
        ),
        (
            HEAD.replace("\"An agency\"", "\" \""),
            "line 9",
            "a title is blank",
        ),
        (
            HEAD.replace("agency_name", "agency_nam"),
            "line 9",
            "unknown field `agency_nam`",
        ),
        (
            HEAD.replace("agency = \"A\"", ""),
            "line 5",
            "missing field `agency`",
        ),
        (
            format!("{HEAD}[case]\ndeadline = 'x'"),
            "line 11",
            "unknown field `deadline`",
        ),
        (
            format!("{HEAD}[step]\nname = []"),
            "line 11",
            "a list of at least one",
        ),
        (
            format!("{HEAD}[case.ended_when]\nsteps = []"),
            "line 10",
            "ended_when takes either",
        ),
        (
            format!("{HEAD}[case.ended_when]\nvalues = ['a']"),
            "line 10",
            "ended_when takes either",
        ),
    ];
    for (text, line, reason) in cases {
        let refusal = refusal(&text);
        assert!(
            refusal.contains(line) && refusal.contains(reason),
            "{refusal}"
        );
    }
    assert!(Mapping::parse(&HEAD.replace("\"a-log\"", &format!("\"{}\"", "a".repeat(64)))).is_ok());
}

#[test]
fn a_draft_is_a_mapping_that_names_likely_attributes() {
    let traces = traces(&format!("<log><trace>{CASE}</trace></log>"));
    let draft = Mapping::draft(&traces);
    let mapping = Mapping::parse(&draft).unwrap();
    for line in [
        "empty_values = [\"UNKNOWN\"]",
        "assume_offset = \"+00:00\"",
        "due_at = \"due\"",
        "ended_at = \"closed\"",
        "channel = \"channel\"",
        "# responsible =",
        "at = \"time:timestamp\"",
        "by = \"org:resource\"",
        "#   \"due\"  string, a date, in 1 of 1",
    ] {
        assert!(draft.contains(line), "{line} is not in\n{draft}");
    }
    assert!(!draft.contains("a name"), "a value is in\n{draft}");
    assert_eq!(mapping.history(&traces[0]).unwrap().steps.len(), 3);
}

#[test]
fn a_draft_holds_whatever_attributes_are_called() {
    let odd = "a&#10;[case]&#9;\\\"'''&#x85; deadline";
    let traces = traces(&format!(
        "<log><trace><date key=\"{}\" value='2020-01-01'/></trace></log>",
        odd.replace('"', "&quot;")
    ));
    let draft = Mapping::draft(&traces);
    let mapping = Mapping::parse(&draft).unwrap_or_else(|error| panic!("{error:?}\n{draft}"));
    assert!(mapping.history(&traces[0]).unwrap().due_at.is_some());
    assert!(Mapping::parse(&Mapping::draft(&[])).is_ok());
}
