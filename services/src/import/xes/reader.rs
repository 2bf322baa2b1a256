//! The grammar of a log: traces in the log, events in traces, attributes in both.

use std::io::BufRead;
use std::iter::FusedIterator;

use super::error::quoted;
use super::taken::{Bearer, Taking};
use super::tokens::{Element, Kind, Tag, Token, Tokens};
use super::{Attribute, CONCEPT_NAME, Date, Event, Limit, TRACE_BYTES_MAX, TRACE_EVENTS_MAX};
use super::{OtherKeys, Taken, Trace, Value, XesError, XesReason};

/// Reads the traces of a log, one at a time, from plain or gzipped XES.
///
/// After an error the iterator ends: every complete trace before it has been given, and nothing of
/// the one it is in. A log whose end is missing is an error too, after its last complete trace.
///
/// Extensions, classifiers, the attributes of the log itself and the defaults that `<global>`
/// declares are passed over. An attribute that a trace or event lacks stays absent even when a
/// default is declared: the data do not have it.
pub struct TraceReader<R: BufRead> {
    tokens: Tokens<R>,
    stage: Stage,
    ordinal: u64,
    trace_bytes_max: u64,
    taking: Taking,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    BeforeLog,
    InLog,
    Over,
}

impl<R: BufRead> TraceReader<R> {
    /// Begins to read: enough to see how the log is compressed and encoded.
    pub fn new(input: R) -> Result<Self, XesError> {
        let tokens = Tokens::new(input)?;
        let trace_bytes_max = TRACE_BYTES_MAX;
        Ok(Self {
            tokens,
            stage: Stage::BeforeLog,
            ordinal: 0,
            trace_bytes_max,
            taking: Taking::default(),
        })
    }

    /// Reads only these attributes, and passes over the others whatever their values are.
    #[must_use]
    pub fn taking(mut self, taken: Taken) -> Self {
        self.taking = Taking::Only(taken, OtherKeys::default());
        self
    }

    /// Takes a value that is not what its type says for a text, and one that is none as absent.
    #[must_use]
    pub fn as_written(mut self) -> Self {
        self.taking = Taking::AsWritten;
        self
    }

    /// The names of attributes that were passed over; of none, unless only some are read.
    #[must_use]
    pub fn others(&self) -> OtherKeys {
        match &self.taking {
            Taking::All | Taking::AsWritten => OtherKeys::default(),
            Taking::Only(_, others) => others.clone(),
        }
    }

    #[cfg(test)]
    pub(super) fn with_trace_bytes_max(mut self, bytes: u64) -> Self {
        self.trace_bytes_max = bytes;
        self
    }

    fn next_trace(&mut self) -> Result<Option<Trace>, XesError> {
        if self.stage == Stage::BeforeLog {
            self.stage = Stage::InLog;
            if self.enter_log()?.empty {
                return self.leave_log();
            }
        }
        loop {
            let tag = match self.tokens.next()? {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return self.leave_log(),
            };
            match tag.element {
                Element::Trace => return self.trace(tag.empty).map(Some),
                Element::Header(name) => self.pass_over(name, tag.empty)?,
                Element::Attribute(kind) => self.pass_over(kind.name(), tag.empty)?,
                Element::Log | Element::Event | Element::Other(_) => {
                    return Err(self.unexpected(&tag, "log"));
                }
            }
        }
    }

    fn enter_log(&mut self) -> Result<Tag, XesError> {
        match self.tokens.next()? {
            Token::Open(tag) if matches!(tag.element, Element::Log) => Ok(tag),
            Token::Open(tag) => {
                let root = Some(tag.element.name().to_owned());
                Err(self.tokens.error(XesReason::NotALog { root }))
            }
            Token::Close | Token::End => Err(self.tokens.error(XesReason::Truncated)),
        }
    }

    /// Reads on to the end of the file, so that what is wrong there is found as well.
    fn leave_log(&mut self) -> Result<Option<Trace>, XesError> {
        self.tokens.next().map(|_end| None)
    }

    fn trace(&mut self, empty: bool) -> Result<Trace, XesError> {
        self.ordinal += 1;
        let mut trace = Trace {
            ordinal: self.ordinal,
            place: self.tokens.place(),
            attributes: vec![],
            events: vec![],
        };
        if !empty {
            let begin = trace.place.byte;
            self.fill_trace(&mut trace, begin)?;
        }
        Ok(trace)
    }

    fn fill_trace(&mut self, trace: &mut Trace, begin: u64) -> Result<(), XesError> {
        loop {
            let tag = match self
                .next_in_trace(begin)
                .map_err(|e| e.in_trace(trace, None))?
            {
                Token::Open(tag) => tag,
                Token::Close | Token::End => return Ok(()),
            };
            if matches!(tag.element, Element::Event) {
                let number = Some(trace.events.len() as u64 + 1);
                let event = self.event(trace, tag.empty, begin);
                trace
                    .events
                    .push(event.map_err(|e| e.in_trace(trace, number))?);
            } else {
                let attribute = self.attribute(tag, Bearer::Trace);
                let attribute = attribute.map_err(|e| e.in_trace(trace, None))?;
                trace.attributes.extend(attribute);
            }
        }
    }

    fn event(&mut self, trace: &Trace, empty: bool, begin: u64) -> Result<Event, XesError> {
        if trace.events.len() == TRACE_EVENTS_MAX {
            return Err(self.tokens.error(XesReason::TooLarge {
                limit: Limit::TraceEvents,
            }));
        }
        let mut event = Event::default();
        if empty {
            return Ok(event);
        }
        loop {
            match self.next_in_trace(begin)? {
                Token::Open(tag) => {
                    let attribute = self.attribute(tag, Bearer::Event)?;
                    event.attributes.extend(attribute);
                }
                Token::Close | Token::End => return Ok(event),
            }
        }
    }

    fn next_in_trace(&mut self, begin: u64) -> Result<Token, XesError> {
        let token = self.tokens.next()?;
        if self.tokens.place().byte - begin > self.trace_bytes_max {
            return Err(self.tokens.error(XesReason::TooLarge {
                limit: Limit::TraceBytes,
            }));
        }
        Ok(token)
    }

    /// Reads an attribute, and nothing of a list or container.
    fn attribute(&mut self, tag: Tag, of: Bearer) -> Result<Option<Attribute>, XesError> {
        let Element::Attribute(kind) = tag.element else {
            return Err(self.unexpected(&tag, of.name()));
        };
        let attribute = self
            .value(kind, of, tag.key, tag.value)
            .map_err(|reason| self.tokens.error(reason))?;
        self.pass_over(kind.name(), tag.empty)?;
        Ok(attribute)
    }

    fn value(
        &mut self,
        kind: Kind,
        of: Bearer,
        key: Option<String>,
        value: Option<String>,
    ) -> Result<Option<Attribute>, XesReason> {
        let element = kind.name();
        let key = key.ok_or(XesReason::MissingKey { element })?;
        // The name of a trace tells which one is broken, whether it is taken or not.
        let is_name = of == Bearer::Trace && kind == Kind::String && key == CONCEPT_NAME;
        if !(self.taking.wants(of, kind, &key) || is_name) || !kind.has_value() {
            return Ok(None);
        }
        let as_written = matches!(self.taking, Taking::AsWritten);
        match (value, as_written) {
            (None, true) => Ok(None),
            (None, false) => Err(XesReason::MissingValue { key: quoted(&key) }),
            (Some(text), true) => {
                let value = typed(kind, &key, text.clone()).unwrap_or(Value::String(text));
                Ok(Some(Attribute { key, value }))
            }
            (Some(text), false) => {
                let value = typed(kind, &key, text)?;
                Ok(Some(Attribute { key, value }))
            }
        }
    }

    /// Passes over everything inside an element.
    fn pass_over(&mut self, inside: &'static str, empty: bool) -> Result<(), XesError> {
        let mut open = usize::from(!empty);
        while open > 0 {
            match self.tokens.next()? {
                Token::Open(tag) => match tag.element {
                    Element::Log | Element::Trace | Element::Event => {
                        return Err(self.unexpected(&tag, inside));
                    }
                    Element::Header(_) | Element::Attribute(_) | Element::Other(_) => {
                        open += usize::from(!tag.empty);
                    }
                },
                Token::Close | Token::End => open -= 1,
            }
        }
        Ok(())
    }

    fn unexpected(&self, tag: &Tag, inside: &'static str) -> XesError {
        let element = tag.element.name().to_owned();
        self.tokens
            .error(XesReason::UnexpectedElement { element, inside })
    }
}

impl<R: BufRead> Iterator for TraceReader<R> {
    type Item = Result<Trace, XesError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stage == Stage::Over {
            return None;
        }
        let next = self.next_trace();
        if !matches!(next, Ok(Some(_))) {
            self.stage = Stage::Over;
        }
        next.transpose()
    }
}

impl<R: BufRead> FusedIterator for TraceReader<R> {}

/// A value of the type that its element says.
fn typed(kind: Kind, key: &str, text: String) -> Result<Value, XesReason> {
    let bad = || (quoted(key), quoted(&text));
    let bad_number = || {
        let (key, value) = bad();
        XesReason::BadNumber { key, value }
    };
    match kind {
        Kind::Date => Date::parse(&text).map(Value::Date).ok_or_else(|| {
            let (key, value) = bad();
            XesReason::BadDate { key, value }
        }),
        Kind::Int => {
            let number = text.trim().parse();
            number.map(Value::Int).map_err(|_| bad_number())
        }
        Kind::Float => match text.trim().parse::<f64>() {
            Ok(_) => Ok(Value::Float(text)),
            Err(_) => Err(bad_number()),
        },
        Kind::Boolean => boolean(text.trim()).map(Value::Boolean).ok_or_else(|| {
            let (key, value) = bad();
            XesReason::BadBoolean { key, value }
        }),
        Kind::Id => Ok(Value::Id(text)),
        Kind::String | Kind::List | Kind::Container => Ok(Value::String(text)),
    }
}

/// Also `True` and `FALSE`, which some programs write.
fn boolean(text: &str) -> Option<bool> {
    if text == "1" || text.eq_ignore_ascii_case("true") {
        Some(true)
    } else {
        (text == "0" || text.eq_ignore_ascii_case("false")).then_some(false)
    }
}
