//! What a document says about itself.

use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Wrong;

/// What of a document must fit to the documents around it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Said {
    pub(super) specversion: String,
    pub(super) id: Uuid,
    pub(super) source: String,
    #[serde(rename = "type")]
    pub(super) name: String,
    pub(super) subject: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) time: OffsetDateTime,
    pub(super) streamversion: i64,
    pub(super) commandid: Uuid,
    pub(super) commandtype: String,
    pub(super) actorid: Uuid,
    pub(super) actorrole: String,
}

impl Said {
    /// Reads a document, which must have exactly the bytes that its content has in RFC 8785.
    pub(super) fn read(document: &[u8]) -> Result<Self, Wrong> {
        let unreadable = |why: String| Wrong::Unreadable { why };
        let value: Value =
            serde_json::from_slice(document).map_err(|it| unreadable(it.to_string()))?;
        let canonical = serde_json_canonicalizer::to_vec(&value);
        if canonical.map_err(|it| unreadable(it.to_string()))? != document {
            return Err(Wrong::NotCanonical);
        }
        let said = Self::deserialize(value).map_err(|it| unreadable(it.to_string()))?;
        if said.specversion != "1.0" {
            return Err(unreadable("its specversion is not 1.0".to_owned()));
        }
        said.stream()?;
        Ok(said)
    }

    /// Kind and id of its stream.
    pub(super) fn stream(&self) -> Result<(&str, Uuid), Wrong> {
        let parts = self.subject.split_once('/');
        let stream = parts.and_then(|(kind, id)| Some((kind, id.parse().ok()?)));
        stream.ok_or_else(|| Wrong::Unreadable {
            why: "its subject is no stream".to_owned(),
        })
    }
}
