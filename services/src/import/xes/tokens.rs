//! The tags of a log, one after the other, with the place of each.

use std::io::{self, BufRead};
use std::sync::Arc;

use quick_xml::encoding::EncodingError;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event as Xml};
use quick_xml::{Error, Reader, XmlVersion};

use super::encoding::{Decoded, Encoding};
use super::error::quoted;
use super::place::Meter;
use super::source::{Decompressed, Head, SourceFault};
use super::{DEPTH_MAX, Limit, MARKUP_BYTES_MAX, Place, VALUE_BYTES_MAX, XesError, XesReason};

/// Enough of a log to see how it is encoded and whether it is XML.
const HEAD_BYTES: u64 = 1024;

/// What a log is made of.
pub(super) enum Token {
    Open(Tag),
    Close,
    /// The end of the text.
    End,
}

/// An opening tag.
pub(super) struct Tag {
    pub(super) element: Element,
    pub(super) key: Option<String>,
    pub(super) value: Option<String>,
    /// It closes itself, so that no [`Token::Close`] follows.
    pub(super) empty: bool,
}

pub(super) enum Element {
    Log,
    Trace,
    Event,
    /// `extension`, `global` or `classifier`.
    Header(&'static str),
    Attribute(Kind),
    Other(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Date,
    Int,
    Float,
    Boolean,
    Id,
    List,
    Container,
}

impl Element {
    fn named(name: &str) -> Self {
        match name {
            "string" => Self::Attribute(Kind::String),
            "date" => Self::Attribute(Kind::Date),
            "int" => Self::Attribute(Kind::Int),
            "float" => Self::Attribute(Kind::Float),
            "boolean" => Self::Attribute(Kind::Boolean),
            "id" => Self::Attribute(Kind::Id),
            "list" => Self::Attribute(Kind::List),
            "container" => Self::Attribute(Kind::Container),
            "event" => Self::Event,
            "trace" => Self::Trace,
            "log" => Self::Log,
            "extension" => Self::Header("extension"),
            "global" => Self::Header("global"),
            "classifier" => Self::Header("classifier"),
            _ => Self::Other(quoted(name)),
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Log => "log",
            Self::Trace => "trace",
            Self::Event => "event",
            Self::Header(name) => name,
            Self::Attribute(kind) => kind.name(),
            Self::Other(name) => name,
        }
    }
}

impl Kind {
    /// Whether such an attribute says something itself, and not only through what is in it.
    pub(super) fn has_value(self) -> bool {
        !matches!(self, Self::List | Self::Container)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Date => "date",
            Self::Int => "int",
            Self::Float => "float",
            Self::Boolean => "boolean",
            Self::Id => "id",
            Self::List => "list",
            Self::Container => "container",
        }
    }
}

/// Reads tags, and passes over comments, processing instructions and character data, of which a
/// log has none.
pub(super) struct Tokens<R: BufRead> {
    xml: Reader<Meter<Decoded<Head<Decompressed<R>>>>>,
    markup: Vec<u8>,
    place: Place,
    depth: usize,
    rooted: bool,
}

impl<R: BufRead> Tokens<R> {
    pub(super) fn new(input: R) -> Result<Self, XesError> {
        let mut bytes = Head::look(Decompressed::new(input), HEAD_BYTES);
        let start = |mark, reason| XesError::new(Place::after_mark(mark), reason);
        let (encoding, mark) = Encoding::of(bytes.head()).map_err(|reason| start(0, reason))?;
        bytes.consume(mark);
        let first = bytes.head().iter().find(|byte| !byte.is_ascii_whitespace());
        let is_utf16 = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        if !is_utf16 && first.is_some_and(|byte| *byte != b'<') {
            return Err(start(mark, XesReason::NotALog { root: None }));
        }
        let place = Place::after_mark(mark);
        let xml = Reader::from_reader(Meter::new(Decoded::new(bytes, encoding), place));
        Ok(Self {
            xml,
            markup: Vec::new(),
            place,
            depth: 0,
            rooted: false,
        })
    }

    /// Where the last token begins.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// An error at the last token.
    pub(super) fn error(&self, reason: XesReason) -> XesError {
        XesError::new(self.place, reason)
    }

    pub(super) fn next(&mut self) -> Result<Token, XesError> {
        loop {
            self.markup.clear();
            self.place = self.xml.get_ref().place();
            self.xml.get_mut().allow(MARKUP_BYTES_MAX);
            let found = match self.xml.read_event_into(&mut self.markup) {
                Ok(Xml::Start(start)) => tag(&start, false).map(Found::Open),
                Ok(Xml::Empty(start)) => tag(&start, true).map(Found::Open),
                Ok(Xml::End(_)) => Ok(Found::Close),
                Ok(Xml::Eof) => Ok(Found::End),
                Ok(Xml::Text(text)) if is_blank(&text) => Ok(Found::Nothing),
                Ok(Xml::Text(_) | Xml::CData(_) | Xml::GeneralRef(_)) => Ok(Found::Text),
                Ok(Xml::DocType(declared)) if declared.contains("<!ENTITY") => {
                    Err(XesReason::EntityDeclared)
                }
                Ok(Xml::Comment(_) | Xml::Decl(_) | Xml::PI(_) | Xml::DocType(_)) => {
                    Ok(Found::Nothing)
                }
                Err(error) => return Err(self.xml_error(error)),
            };
            if let Some(token) = found
                .and_then(|found| self.count(found))
                .map_err(|r| self.error(r))?
            {
                return Ok(token);
            }
        }
    }

    /// Keeps count of the depth, and refuses what is too deep or outside the root.
    fn count(&mut self, found: Found) -> Result<Option<Token>, XesReason> {
        let outside = self.depth == 0;
        match found {
            Found::Open(_) if outside && self.rooted => {
                Err(XesReason::xml("an element after the end of the log"))
            }
            Found::Open(tag) => {
                if self.depth == DEPTH_MAX {
                    return Err(XesReason::TooLarge {
                        limit: Limit::Depth,
                    });
                }
                self.depth += usize::from(!tag.empty);
                self.rooted = true;
                Ok(Some(Token::Open(tag)))
            }
            Found::Close => {
                self.depth -= 1;
                Ok(Some(Token::Close))
            }
            Found::End if outside && self.rooted => Ok(Some(Token::End)),
            Found::End => Err(XesReason::Truncated),
            Found::Text if !outside => Ok(None),
            Found::Text if self.rooted => Err(XesReason::xml("text after the end of the log")),
            Found::Text => Err(XesReason::NotALog { root: None }),
            Found::Nothing => Ok(None),
        }
    }

    fn xml_error(&mut self, error: Error) -> XesError {
        let here = self.xml.get_ref().place();
        match error {
            Error::Io(error) => self.input_error(error),
            Error::Encoding(EncodingError::Utf8(error)) => {
                if error.error_len().is_none() && self.is_at_end() {
                    return XesError::new(here, XesReason::Truncated);
                }
                let place = self.place.after(&self.markup[..error.valid_up_to()]);
                XesError::new(place, XesReason::Encoding { encoding: "UTF-8" })
            }
            Error::Syntax(_) | Error::IllFormed(IllFormedError::UnclosedReference)
                if self.is_at_end() && !self.has_swallowed_tags() =>
            {
                XesError::new(here, XesReason::Truncated)
            }
            error @ (Error::Syntax(_)
            | Error::IllFormed(_)
            | Error::InvalidAttr(_)
            | Error::Encoding(_)
            | Error::Escape(_)
            | Error::Namespace(_)) => self.error(XesReason::xml(error)),
        }
    }

    fn input_error(&self, error: Arc<io::Error>) -> XesError {
        let here = self.xml.get_ref().place();
        match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(SourceFault::Truncated) => XesError::new(here, XesReason::Truncated),
            Some(SourceFault::Gzip(detail)) => XesError::new(
                here,
                XesReason::BadGzip {
                    detail: detail.clone(),
                },
            ),
            Some(SourceFault::Encoding(encoding)) => {
                XesError::new(here, XesReason::Encoding { encoding })
            }
            Some(SourceFault::Overlong) => self.error(XesReason::TooLarge {
                limit: Limit::MarkupBytes,
            }),
            None => XesError::new(here, XesReason::Io(error)),
        }
    }

    fn is_at_end(&mut self) -> bool {
        self.xml.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty)
    }

    /// A tag cut off by the end of the file has no `<` in it; one with an open quote goes on over
    /// the tags that follow, to the end, and its place is more use than the file's end.
    fn has_swallowed_tags(&self) -> bool {
        match self.markup.as_slice() {
            [b'<', b'!' | b'?', ..] => false,
            [b'<', rest @ ..] => rest.contains(&b'<'),
            _ => false,
        }
    }
}

/// What quick-xml found, no longer borrowed from its buffer.
enum Found {
    Open(Tag),
    Close,
    End,
    /// Character data that is not blank.
    Text,
    Nothing,
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

fn tag(start: &BytesStart<'_>, empty: bool) -> Result<Tag, XesReason> {
    if start.contains('<') {
        return Err(XesReason::xml(
            "a tag, or a quoted value in it, is not closed",
        ));
    }
    let element = Element::named(start.local_name().into_inner());
    let mut tag = Tag {
        element,
        key: None,
        value: None,
        empty,
    };
    if !matches!(tag.element, Element::Attribute(_)) {
        return Ok(tag);
    }
    for attribute in start.attributes() {
        let attribute = attribute.map_err(XesReason::xml)?;
        let field = match attribute.key.into_inner() {
            "key" => &mut tag.key,
            "value" => &mut tag.value,
            _ => continue,
        };
        let text = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(XesReason::xml)?;
        if text.len() > VALUE_BYTES_MAX {
            return Err(XesReason::TooLarge {
                limit: Limit::ValueBytes,
            });
        }
        if text
            .bytes()
            .any(|byte| byte < b' ' && !byte.is_ascii_whitespace())
        {
            return Err(XesReason::xml("a control character in a value"));
        }
        *field = Some(text.into_owned());
    }
    Ok(tag)
}
