//! Reading bodies: whole, in time, and nothing in them that is not known.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use futures_util::StreamExt as _;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::{Path, Segment};
use tokio::time::timeout;

use super::problem::{Fault, Kind, Problem, bad};
use super::texts::{DAY_EXPECTED, TEXT_EXPECTED};

/// The largest body.
const BYTES_MAX: usize = 1024 * 1024;

/// How much of a larger body is taken in and thrown away, so that its sender hears the answer.
const DISCARDED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How long a body may take to arrive.
const ARRIVES_WITHIN: Duration = Duration::from_secs(10);

/// The bytes of a body that is to be JSON.
pub(super) async fn bytes(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let bytes = whole(body).await?;
    let encoded = headers.contains_key(CONTENT_ENCODING);
    if encoded || !(bytes.is_empty() || is_json(headers)) {
        return Err(Problem::new(&bad::UNSUPPORTED_MEDIA_TYPE));
    }
    Ok(bytes)
}

/// The bytes of a body, whatever they are.
pub(super) async fn whole(body: Body) -> Result<Bytes, Problem> {
    timeout(ARRIVES_WITHIN, collect(body))
        .await
        .map_err(|_elapsed| Problem::new(&bad::BODY_TOO_SLOW))?
}

async fn collect(body: Body) -> Result<Bytes, Problem> {
    let mut collected = Vec::new();
    let mut size = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::new(&bad::BODY_INCOMPLETE))?;
        size += chunk.len();
        if size <= BYTES_MAX {
            collected.extend_from_slice(&chunk);
        } else if size > DISCARDED_BYTES_MAX {
            break;
        }
    }
    if size > BYTES_MAX {
        return Err(Problem::new(&bad::BODY_TOO_LARGE).with("bytes_max", BYTES_MAX));
    }
    Ok(collected.into())
}

/// Whether the body is said to be JSON, in UTF-8 or without naming an encoding.
fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let Some(named) = named else { return false };
    let mut parts = named.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    media_type.eq_ignore_ascii_case("application/json")
        && parts.all(|it| it.is_empty() || it.eq_ignore_ascii_case("charset=utf-8"))
}

/// Reads a body. One without any bytes is an empty object.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Problem::new(&bad::INVALID_UTF8).with("valid_bytes", at)
    })?;
    let text = if text.is_empty() { "{}" } else { text };
    // What is no JSON at all is told before what is wrong with a part of it.
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(&error))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let Object(parsed) = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| problem(error.path(), error.inner()))?;
    Ok(parsed)
}

/// What is read from a JSON object only: by itself, serde reads structs from arrays, too.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    let advice = bad::MALFORMED_JSON.advice;
    Problem::new(&bad::MALFORMED_JSON)
        .detail(format!("The body is not JSON: {error}. {advice}"))
        .with("line", error.line())
        .with("column", error.column())
}

fn problem(path: &Path, error: &serde_json::Error) -> Problem {
    if !error.is_data() {
        return malformed(error);
    }
    let text = error.to_string();
    // The place in the text helps nobody who is told the member.
    let text = text.rsplit_once(" at line ").map_or(&*text, |it| it.0);
    let kind = kind_of(text);
    let fault = Fault {
        pointer: pointer(path),
        detail: text.to_owned(),
    };
    let at = if fault.pointer.is_empty() {
        "The body"
    } else {
        &fault.pointer
    };
    Problem::new(kind)
        .detail(format!("{at}: {text}. {}", kind.advice))
        .with("errors", serde_json::json!([fault]))
}

/// What is wrong, by the wording that serde has for it and that our own texts have.
fn kind_of(text: &str) -> &'static Kind {
    let kinds: [(&str, &'static Kind); 6] = [
        ("unknown field `", &bad::UNKNOWN_MEMBER),
        ("missing field `", &bad::MISSING_MEMBER),
        ("duplicate field `", &bad::REPEATED_MEMBER),
        ("invalid type: ", &bad::WRONG_TYPE),
        (DAY_EXPECTED, &bad::INVALID_DATE),
        (TEXT_EXPECTED, &bad::INVALID_TEXT),
    ];
    let found = kinds.iter().find(|(wording, _)| text.starts_with(wording));
    found.map_or(&bad::INVALID_VALUE, |(_, kind)| kind)
}

/// The place as a JSON Pointer.
fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::parse;
    use crate::http::texts::{Day, Name};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what cannot be read matters here")]
    struct Body {
        day: Option<Day>,
        name: Option<Name>,
        number: Option<u8>,
    }

    #[test]
    fn a_body_without_bytes_is_an_empty_object() {
        assert!(parse::<Body>(b"").is_ok());
        assert!(parse::<Body>(b"{}").is_ok());
    }

    #[test]
    fn every_fault_has_a_kind_of_its_own() {
        let faults: [(&[u8], &str); 12] = [
            (b"{", "malformed-json"),
            (b"{\"number\":true", "malformed-json"),
            (b"\xff", "invalid-utf-8"),
            (b"[]", "wrong-type"),
            (b"{\"other\":1}", "unknown-member"),
            (b"{\"number\":1,\"number\":1}", "repeated-member"),
            (b"{\"number\":\"1\"}", "wrong-type"),
            (b"{\"number\":256}", "invalid-value"),
            (b"{\"day\":\"2026-02-30\"}", "invalid-date"),
            (b"{\"day\":\"0000-01-01\"}", "invalid-date"),
            (b"{\"day\":\"+2026-02-28\"}", "invalid-date"),
            (b"{\"name\":\" \"}", "invalid-text"),
        ];
        for (body, code) in faults {
            let problem = parse::<Body>(body).unwrap_err();
            assert_eq!(problem.kind().code, code, "{}", body.escape_ascii());
        }
    }
}
