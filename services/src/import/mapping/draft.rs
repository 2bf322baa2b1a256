//! A first mapping for a log, guessed from the names and types of its attributes.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::xes::{Attribute, CONCEPT_NAME, Date, Trace, Value};

/// What real logs write where they have no value.
const PLACEHOLDERS: [&str; 8] = [
    "UNKNOWN",
    "EMPTY",
    "MISSING",
    "UNDEFINED",
    "NULL",
    "N/A",
    "NONE",
    "UNSPECIFIED",
];

/// Beyond this many, how many different values there are tells nothing.
const DIFFERENT_MAX: usize = 1000;

/// A field of the mapping, what it is, and words by which an attribute for it is known, the best
/// first. A key that has one of `unless` in it is no candidate.
struct Guess {
    field: &'static str,
    is_date: bool,
    words: &'static [&'static str],
    unless: &'static [&'static str],
    note: &'static str,
}

const CASE_GUESSES: [Guess; 6] = [
    Guess {
        field: "received_at",
        is_date: true,
        words: &[
            "received",
            "submi",
            "startdate",
            "start_date",
            "start",
            "regist",
            "created",
        ],
        unless: &["end", "plan", "due", "deadline"],
        note: "else the time of the first event",
    },
    Guess {
        field: "due_at",
        is_date: true,
        words: &["deadline", "duedate", "due_date", "due", "term", "limit"],
        unless: &["start"],
        note: "when the case was to be done",
    },
    Guess {
        field: "ended_at",
        is_date: true,
        words: &[
            "enddate", "end_date", "closed", "finish", "complet", "decided", "end",
        ],
        unless: &["plan", "due", "deadline", "start"],
        note: "without it every case counts as open, unless [case.ended_when] says otherwise",
    },
    Guess {
        field: "channel",
        is_date: false,
        words: &["channel", "kanaal", "medium", "source", "origin"],
        unless: &[],
        note: "how the case came in",
    },
    Guess {
        field: "unit",
        is_date: false,
        words: &[
            "department",
            "organizationalentity",
            "org:group",
            "unit",
            "team",
            "office",
        ],
        unless: &[],
        note: "who handles the case",
    },
    Guess {
        field: "responsible",
        is_date: false,
        words: &[
            "responsible",
            "case_owner",
            "assignee",
            "handler",
            "caseworker",
            "officer",
        ],
        unless: &["reason"],
        note: "a person or role: treated as personal data",
    },
];

const STEP_GUESSES: [Guess; 5] = [
    Guess {
        field: "label",
        is_date: false,
        words: &[
            "activitynameen",
            "activityname",
            "activity_name",
            "label",
            "description",
        ],
        unless: &[],
        note: "what people call the step",
    },
    Guess {
        field: "at",
        is_date: true,
        words: &["time:timestamp", "timestamp", "complete", "date", "time"],
        unless: &["plan", "due"],
        note: "when it happened",
    },
    Guess {
        field: "by",
        is_date: false,
        words: &["org:resource", "resource", "org:role", "role", "user"],
        unless: &["monitor"],
        note: "a person or role: treated as personal data",
    },
    Guess {
        field: "unit",
        is_date: false,
        words: &["org:group", "department", "group"],
        unless: &[],
        note: "the unit that did it",
    },
    Guess {
        field: "transition",
        is_date: false,
        words: &["lifecycle:transition", "transition"],
        unless: &[],
        note: "such as start or complete",
    },
];

/// What is known of the attributes of one name.
#[derive(Default)]
struct Seen<'a> {
    types: BTreeSet<&'static str>,
    bearers: usize,
    dates: usize,
    without_offset: bool,
    different: BTreeSet<&'a str>,
    placeholders: BTreeSet<&'a str>,
}

type Keys<'a> = BTreeMap<&'a str, Seen<'a>>;

pub(super) fn of(traces: &[Trace]) -> String {
    let mut of_traces = Keys::new();
    let mut of_events = Keys::new();
    for trace in traces {
        look(&mut of_traces, &trace.attributes);
        trace
            .events
            .iter()
            .for_each(|event| look(&mut of_events, &event.attributes));
    }
    let events = traces.iter().map(|trace| trace.events.len()).sum();
    let mut lines = vec![format!(
        "# Drafted from {} traces with {events} events. Guesses are marked; check every line.",
        traces.len()
    )];
    general(&mut lines, &of_traces, &of_events);
    section(&mut lines, "case", "trace", &of_traces, traces.len());
    fields(&mut lines, &CASE_GUESSES, &of_traces);
    section(&mut lines, "step", "event", &of_events, events);
    fields(&mut lines, &STEP_GUESSES, &of_events);
    lines.push(String::new());
    lines.join("\n")
}

fn look<'a>(keys: &mut Keys<'a>, attributes: &'a [Attribute]) {
    for Attribute { key, value } in attributes {
        let seen = keys.entry(key).or_default();
        seen.bearers += 1;
        let (type_name, text) = match value {
            Value::String(text) => ("string", text.as_str()),
            Value::Float(text) => ("float", text.as_str()),
            Value::Id(text) => ("id", text.as_str()),
            Value::Date(_) => ("date", ""),
            Value::Int(_) => ("int", ""),
            Value::Boolean(_) => ("boolean", ""),
        };
        seen.types.insert(type_name);
        let date = match value {
            Value::Date(date) => Some(*date),
            Value::String(_) => Date::parse(text),
            Value::Int(_) | Value::Float(_) | Value::Boolean(_) | Value::Id(_) => None,
        };
        seen.dates += usize::from(date.is_some());
        seen.without_offset |= matches!(date, Some(Date::Local(_)));
        if PLACEHOLDERS.contains(&text) {
            seen.placeholders.insert(text);
        } else if seen.different.len() < DIFFERENT_MAX && !text.is_empty() {
            seen.different.insert(text);
        }
    }
}

impl Seen<'_> {
    /// Dates may be typed as strings, and some of them may have no value.
    fn is_date(&self) -> bool {
        self.types.contains("date") || self.dates * 2 > self.bearers
    }

    fn describe(&self, key: &str, all: usize) -> String {
        let types = self.types.iter().copied().collect::<Vec<_>>().join(" or ");
        let date = if self.is_date() && !self.types.contains("date") {
            ", a date"
        } else {
            ""
        };
        let different = match self.different.len() {
            0 => String::new(),
            DIFFERENT_MAX.. => format!(", {DIFFERENT_MAX} or more different"),
            count => format!(", {count} different"),
        };
        let bearers = self.bearers;
        format!(
            "#   {}  {types}{date}, in {bearers} of {all}{different}",
            toml_text(key)
        )
    }
}

fn general(lines: &mut Vec<String>, of_traces: &Keys<'_>, of_events: &Keys<'_>) {
    let all = || of_traces.values().chain(of_events.values());
    lines.push("source = \"rename-me\"  # the log; part of each case's identity".to_owned());
    if all().any(|seen| seen.without_offset) {
        lines.push("assume_offset = \"+00:00\"  # guess: some dates state none".to_owned());
    }
    let placeholders: BTreeSet<_> = all().flat_map(|seen| &seen.placeholders).collect();
    if !placeholders.is_empty() {
        let placeholders: Vec<_> = placeholders
            .into_iter()
            .map(|text| toml_text(text))
            .collect();
        let placeholders = placeholders.join(", ");
        lines.push(format!(
            "empty_values = [{placeholders}]  # guess: these stand for no value"
        ));
    }
    lines.extend(
        [
            "",
            "[procedure]",
            "id = \"RENAME-ME\"",
            "agency = \"RENAME-ME\"  # who handled the cases",
            "title = { en = \"Rename me\" }  # vi may be added",
            "agency_name = { en = \"Rename me\" }",
        ]
        .map(str::to_owned),
    );
}

fn section(lines: &mut Vec<String>, name: &str, bearer: &str, keys: &Keys<'_>, all: usize) {
    lines.extend([
        String::new(),
        format!("# Attributes of {bearer}s; what is named nowhere below is not imported:"),
    ]);
    lines.extend(keys.iter().map(|(key, seen)| seen.describe(key, all)));
    lines.push(format!("[{name}]"));
    let note = if keys.contains_key(CONCEPT_NAME) {
        ""
    } else {
        "  # not in these traces"
    };
    lines.push(format!("name = {}{note}", toml_text(CONCEPT_NAME)));
}

fn fields(lines: &mut Vec<String>, guesses: &[Guess], keys: &Keys<'_>) {
    let mut taken = BTreeSet::new();
    for guess in guesses {
        let candidates = guess.candidates(keys, &taken);
        let Guess { field, note, .. } = guess;
        let Some((best, others)) = candidates.split_first() else {
            lines.push(format!("# {field} =  # {note}"));
            continue;
        };
        taken.insert(*best);
        let others: Vec<_> = others.iter().map(|key| toml_text(key)).collect();
        let or = if others.is_empty() { "" } else { "; or " };
        let others = others.join(", ");
        lines.push(format!(
            "{field} = {}  # guess: {note}{or}{others}",
            toml_text(best)
        ));
    }
    lines.push("keep = []  # further attributes to import as they are".to_owned());
}

impl Guess {
    /// Attributes that may be meant, the likeliest first; one attribute says one thing.
    fn candidates<'a>(&self, keys: &Keys<'a>, taken: &BTreeSet<&str>) -> Vec<&'a str> {
        let mut ranked: Vec<(usize, &str)> = keys
            .iter()
            .filter(|(key, seen)| seen.is_date() == self.is_date && !taken.contains(*key))
            .filter_map(|(key, _)| Some((self.rank(&key.to_lowercase())?, *key)))
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, key)| key).collect()
    }

    fn rank(&self, key: &str) -> Option<usize> {
        if key == CONCEPT_NAME || self.unless.iter().any(|word| key.contains(word)) {
            return None;
        }
        self.words.iter().position(|word| key.contains(word))
    }
}

/// A TOML string on one line, so that no key can break out of its line or comment.
fn toml_text(text: &str) -> String {
    let escaped = text.chars().map(|character| match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        character if character.is_control() => format!("\\u{:04X}", u32::from(character)),
        character => character.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
