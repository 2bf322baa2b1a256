//! Reading a command: who sends it, under which key, about which case, for which version.

use std::fmt;

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, IF_MATCH};
use domain::{Acting, CaseId};
use eventstore::{Fingerprint, Unsealed, Vault, Version};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::params::{NoQuery, Path, header, invalid_header};
use super::problem::{Problem, bad, failed};
use super::{Api, actor, body};
use crate::execute::Envelope;
use crate::history;

/// The header that names a command.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A command as it was sent.
#[derive(Debug)]
pub(super) struct Sent<B> {
    /// About which case.
    pub(super) case: CaseId,
    /// Who sends it.
    pub(super) by: Acting,
    /// Its id.
    pub(super) key: Uuid,
    /// The version its sender has seen.
    pub(super) if_match: Option<Version>,
    /// What it says.
    pub(super) body: B,
    bytes: axum::body::Bytes,
}

impl<B: DeserializeOwned> FromRequest<Api> for Sent<B> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let bytes = body::bytes(&parts.headers, body).await?;
        let by = actor::acting(api, &parts.headers).await?;
        let Path(case) = Path::<CaseId>::from_request_parts(&mut parts, api).await?;
        NoQuery::from_request_parts(&mut parts, api).await?;
        let key = key(&parts.headers)?;
        let if_match = if_match(api, case, &parts.headers).await?;
        Ok(Self {
            case,
            by,
            key,
            if_match,
            body: body::parse(&bytes)?,
            bytes,
        })
    }
}

impl<B> Sent<B> {
    /// As [`fingerprint`] has it, about the case.
    pub(super) fn fingerprint(&self, vault: &Vault, command: &str) -> Fingerprint {
        fingerprint(vault, (command, &self.case), &self.by, &self.bytes)
    }
}

/// Who sends a command, and under which key.
#[derive(Debug)]
pub(super) struct Sender {
    /// Who.
    pub(super) by: Acting,
    /// The id of the command.
    pub(super) key: Uuid,
}

impl Sender {
    /// Reads it.
    pub(super) async fn of(api: &Api, headers: &HeaderMap) -> Result<Self, Problem> {
        let by = actor::acting(api, headers).await?;
        let key = key(headers)?;
        Ok(Self { by, key })
    }

    /// What surrounds their command about something, with a body.
    pub(super) fn envelope(
        &self,
        api: &Api,
        command: (&str, &dyn fmt::Display),
        bytes: &[u8],
        confide: Vec<Unsealed>,
    ) -> Envelope {
        Envelope {
            command_id: self.key,
            fingerprint: fingerprint(&api.app.vault, command, &self.by, bytes),
            confide,
            if_match: None,
        }
    }
}

/// Tells a repeat from another command: of another sender, about something else, or with another
/// body.
fn fingerprint(
    vault: &Vault,
    (command, about): (&str, &dyn fmt::Display),
    by: &Acting,
    bytes: &[u8],
) -> Fingerprint {
    let Acting { actor, party, .. } = by;
    let mut all = format!("{about} {actor} {party}\n").into_bytes();
    all.extend_from_slice(bytes);
    vault.fingerprint(command, &all)
}

/// The id that the sender gave its command.
pub(super) fn key(headers: &HeaderMap) -> Result<Uuid, Problem> {
    let text = header(headers, &IDEMPOTENCY_KEY)?;
    let text = text.ok_or_else(|| Problem::new(&bad::KEY_MISSING))?;
    // A structured field writes texts in quotes.
    let bare = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let key = bare.unwrap_or(text).parse::<Uuid>().ok();
    key.filter(|it| !it.is_nil())
        .ok_or_else(|| Problem::new(&bad::KEY_MALFORMED))
}

async fn if_match(
    api: &Api,
    case: CaseId,
    headers: &HeaderMap,
) -> Result<Option<Version>, Problem> {
    let Some(text) = header(headers, &IF_MATCH)? else {
        return Ok(None);
    };
    if text == "*" {
        return exists(api, case).await.map(|()| None);
    }
    version_of(text).map(Some).ok_or_else(|| {
        invalid_header(
            &IF_MATCH,
            "it is not the ETag of a case, such as \"3\", and not *",
        )
    })
}

/// The version that an entity tag of a case names. What a read gives out has a digest behind it, which
/// matters to nobody who wants to change the case.
pub(super) fn version_of(tag: &str) -> Option<Version> {
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    let (digits, digest) = tag.split_once('-').unwrap_or((tag, "0"));
    if digest.is_empty() || !digest.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let plain = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().map(Version)
}

async fn exists(api: &Api, case: CaseId) -> Result<(), Problem> {
    let newest = api.app.store.load_newest(history::stream(case)).await?;
    if newest.is_none() {
        return Err(Problem::new(&failed::STALE)
            .detail("There is no such case. Submit a dossier first, without If-Match.")
            .with("actual_version", 0));
    }
    Ok(())
}

/// The body of commands that say all by their name.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}
