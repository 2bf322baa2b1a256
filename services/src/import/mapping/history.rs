//! From a trace to the history of a case.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Mapping;
use super::fields::EndedWhen;
use crate::import::xes::{Attribute, Date, Event, Trace, Value, quoted};

/// What joins the attributes that together name a step.
const NAME_JOINT: &str = " / ";

/// What a log says happened to one case.
///
/// Its JSON tells whether a trace is the one that was imported before, so it must not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseHistory {
    /// Which trace of the log it is, from 1.
    pub ordinal: u64,
    /// What the log calls the case.
    pub name: Option<String>,
    /// When it came in: as the log says, or, if the mapping names no attribute for that, the time
    /// of the first event that has one.
    #[serde(with = "time::serde::rfc3339::option")]
    pub received_at: Option<OffsetDateTime>,
    /// When it was to be done.
    #[serde(with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    /// When it ended; none while it is open.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<OffsetDateTime>,
    /// How it came in.
    pub channel: Option<String>,
    /// Who handles it.
    pub unit: Option<String>,
    /// The person or role who answers for it: personal data.
    pub responsible: Option<String>,
    /// What else the mapping keeps.
    pub attributes: BTreeMap<String, String>,
    /// What happened, in the order of the log.
    pub steps: Vec<Step>,
}

/// One thing that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is called.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339::option")]
    pub at: Option<OffsetDateTime>,
    /// The person or role who did it: personal data.
    pub by: Option<String>,
    /// The unit that did it.
    pub unit: Option<String>,
    /// Where in its life the step is, such as `complete`.
    pub transition: Option<String>,
    /// What else the mapping keeps.
    pub attributes: BTreeMap<String, String>,
}

/// A trace is not the history of a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// An event has none of the attributes that name its step.
    #[error("event {event} of trace {trace}{} has no {keys:?} to name the step by", Named(.name))]
    StepWithoutName {
        /// Which trace, from 1.
        trace: u64,
        /// The name of its case, if it has one.
        name: Option<String>,
        /// Which event of the trace, from 1.
        event: u64,
        /// The attributes that would name it.
        keys: Vec<String>,
    },
    /// An attribute that the mapping takes for a date is none.
    #[error("{key:?} in trace {trace}{}{} is {value:?}, which is not a date",
        Named(.name), At(*.event))]
    NotADate {
        /// Which trace, from 1.
        trace: u64,
        /// The name of its case, if it has one.
        name: Option<String>,
        /// Which event of the trace, from 1, if it is one of an event.
        event: Option<u64>,
        /// The attribute.
        key: String,
        /// The beginning of its value.
        value: String,
    },
}

pub(super) fn of(mapping: &Mapping, trace: &Trace) -> Result<CaseHistory, MappingError> {
    let case = Case { mapping, trace };
    let fields = &mapping.case;
    let about = Attributes {
        case,
        event: None,
        all: &trace.attributes,
    };
    let steps = trace
        .events
        .iter()
        .zip(1..)
        .map(|(event, number)| case.step(event, number));
    let steps = steps.collect::<Result<Vec<_>, _>>()?;
    let received_at = match &fields.received_at {
        Some(key) => about.date(key)?,
        None => steps.iter().find_map(|step| step.at),
    };
    let channel = about.optional(fields.channel.as_deref());
    Ok(CaseHistory {
        ordinal: trace.ordinal,
        name: about.text(&fields.name),
        received_at,
        due_at: about.optional_date(fields.due_at.as_deref())?,
        ended_at: ended_at(about, &steps)?,
        channel: channel.map(|name| fields.channels.get(&name).cloned().unwrap_or(name)),
        unit: about.optional(fields.unit.as_deref()),
        responsible: about.optional(fields.responsible.as_deref()),
        attributes: about.kept(&fields.keep),
        steps,
    })
}

fn ended_at(about: Attributes<'_>, steps: &[Step]) -> Result<Option<OffsetDateTime>, MappingError> {
    let fields = &about.case.mapping.case;
    let has_ended = match &fields.ended_when {
        None => return about.optional_date(fields.ended_at.as_deref()),
        Some(EndedWhen::Attribute { key, values }) => {
            about.text(key).is_some_and(|value| values.contains(&value))
        }
        Some(EndedWhen::Steps(names)) => steps.iter().any(|step| names.contains(&step.name)),
    };
    match &fields.ended_at {
        _ if !has_ended => Ok(None),
        Some(key) => about.date(key),
        None => Ok(steps.iter().rev().find_map(|step| step.at)),
    }
}

#[derive(Clone, Copy)]
struct Case<'a> {
    mapping: &'a Mapping,
    trace: &'a Trace,
}

impl Case<'_> {
    fn step(self, event: &Event, number: u64) -> Result<Step, MappingError> {
        let fields = &self.mapping.step;
        let about = Attributes {
            case: self,
            event: Some(number),
            all: &event.attributes,
        };
        let names: Vec<_> = fields
            .name
            .iter()
            .filter_map(|key| about.text(key))
            .collect();
        if names.is_empty() {
            return Err(MappingError::StepWithoutName {
                trace: self.trace.ordinal,
                name: self.name(),
                event: number,
                keys: fields.name.clone(),
            });
        }
        Ok(Step {
            name: names.join(NAME_JOINT),
            label: about.optional(fields.label.as_deref()),
            at: about.date(&fields.at)?,
            by: about.optional(fields.by.as_deref()),
            unit: about.optional(fields.unit.as_deref()),
            transition: about.optional(fields.transition.as_deref()),
            attributes: about.kept(&fields.keep),
        })
    }

    fn name(self) -> Option<String> {
        let about = Attributes {
            case: self,
            event: None,
            all: &self.trace.attributes,
        };
        about.text(&self.mapping.case.name).as_deref().map(quoted)
    }
}

/// The attributes of a trace or of one of its events.
#[derive(Clone, Copy)]
struct Attributes<'a> {
    case: Case<'a>,
    event: Option<u64>,
    all: &'a [Attribute],
}

impl Attributes<'_> {
    fn value(&self, key: &str) -> Option<&Value> {
        self.all
            .iter()
            .find(|attribute| attribute.key == key)
            .map(|attribute| &attribute.value)
    }

    /// A value as text, unless it stands for "no value".
    fn text(&self, key: &str) -> Option<String> {
        let mapping = self.case.mapping;
        let text = match self.value(key)? {
            Value::String(text) | Value::Float(text) | Value::Id(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            Value::Boolean(yes) => yes.to_string(),
            Value::Date(date) => date
                .or_offset(mapping.assume_offset)
                .format(&Rfc3339)
                .expect("a date has a year of four digits and an offset of whole minutes"),
        };
        let is_absent = text.trim().is_empty() || mapping.empty_values.contains(&text);
        (!is_absent).then_some(text)
    }

    fn optional(&self, key: Option<&str>) -> Option<String> {
        self.text(key?)
    }

    fn date(&self, key: &str) -> Result<Option<OffsetDateTime>, MappingError> {
        let offset = self.case.mapping.assume_offset;
        if let Some(Value::Date(date)) = self.value(key) {
            return Ok(Some(date.or_offset(offset)));
        }
        // Some logs type their dates as strings.
        let Some(text) = self.text(key) else {
            return Ok(None);
        };
        match Date::parse(&text) {
            Some(date) => Ok(Some(date.or_offset(offset))),
            None => Err(MappingError::NotADate {
                trace: self.case.trace.ordinal,
                name: self.case.name(),
                event: self.event,
                key: key.to_owned(),
                value: quoted(&text),
            }),
        }
    }

    fn optional_date(&self, key: Option<&str>) -> Result<Option<OffsetDateTime>, MappingError> {
        key.map_or(Ok(None), |key| self.date(key))
    }

    fn kept(&self, keys: &[String]) -> BTreeMap<String, String> {
        keys.iter()
            .filter_map(|key| Some((key.clone(), self.text(key)?)))
            .collect()
    }
}

struct Named<'a>(&'a Option<String>);

impl std::fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0
            .as_ref()
            .map_or(Ok(()), |name| write!(f, " ({name:?})"))
    }
}

struct At(Option<u64>);

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |event| write!(f, ", event {event},"))
    }
}
