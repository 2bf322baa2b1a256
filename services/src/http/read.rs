//! Reads: they may insist on what their caller has seen already, and say what they show.

use std::time::Duration;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, LINK};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use eventstore::Position;
use projections::{checkpoint, held};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Api;
use super::params::{self, invalid_header};
use super::problem::{Problem, bad, failed};
use super::query::Place;
use super::receipt::{POSITION, etag};

/// How long a read waits for the read models.
const WAITS: Duration = Duration::from_secs(10);

/// After how many seconds to ask again.
const RETRY_SECONDS: u16 = 2;

/// The query parameter that insists on a position.
const AT_LEAST: &str = "at_least";

/// A read: what is asked for, and how far the read models are.
#[derive(Debug)]
pub(super) struct Read<Q> {
    /// The query.
    pub(super) query: Q,
    /// How far every read model is, at least.
    pub(super) seen: Position,
    uri: Uri,
    if_none_match: Option<String>,
}

/// For reads that have no parameters of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl<Q: DeserializeOwned + Send> FromRequestParts<Api> for Read<Q> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let (rest, at_least) = split(&parts.uri)?;
        let query = params::query(&rest)?;
        let told = position_header(&parts.headers)?;
        let if_none_match = params::header(&parts.headers, &IF_NONE_MATCH)?;
        let if_none_match = if_none_match.map(str::to_owned);
        Ok(Self {
            query,
            seen: reach(api, at_least.max(told)).await?,
            uri: rest,
            if_none_match,
        })
    }
}

/// The address without the parameter that every read has, and what it said.
fn split(uri: &Uri) -> Result<(Uri, Option<i64>), Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct AtLeast {
        at_least: Option<Place>,
    }

    let pairs = uri.query().unwrap_or_default().split('&');
    let (ours, rest): (Vec<&str>, Vec<&str>) = pairs
        .filter(|it| !it.is_empty())
        .partition(|it| it.split('=').next() == Some(AT_LEAST));
    let with = |pairs: &[&str]| {
        let text = format!("{}?{}", uri.path(), pairs.join("&"));
        text.parse::<Uri>()
            .map_err(|_| Problem::new(&bad::INVALID_PARAMETER))
    };
    let asked: AtLeast = params::query(&with(&ours)?)?;
    Ok((with(&rest)?, asked.at_least.map(|it| it.0)))
}

fn position_header(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(text) = params::header(headers, &POSITION)? else {
        return Ok(None);
    };
    let position = text.parse::<i64>().ok().filter(|it| *it >= 0);
    let position = position.ok_or_else(|| invalid_header(&POSITION, "it is not a position"))?;
    Ok(Some(position))
}

/// Waits until every read model is at a position, and says how far they are.
pub(super) async fn reach(api: &Api, position: Option<i64>) -> Result<Position, Problem> {
    let pool = &api.app.pool;
    let seen = checkpoint::of_all(pool).await?;
    let Some(wanted) = position.map(Position).filter(|it| *it > seen) else {
        return Ok(seen);
    };
    within_log(api, wanted).await?;
    if !checkpoint::reached(pool, wanted, WAITS).await? {
        let seen = checkpoint::of_all(pool).await?;
        return Err(Problem::new(&failed::NOT_YET_VISIBLE)
            .retry_after(RETRY_SECONDS)
            .with("position", seen.0));
    }
    Ok(checkpoint::of_all(pool).await?)
}

/// Refuses a position that the log does not have.
pub(super) async fn within_log(api: &Api, position: Position) -> Result<(), Problem> {
    let head = api.app.store.head().await?;
    if position > head {
        return Err(Problem::new(&bad::POSITION_BEYOND_LOG)
            .detail(format!(
                "The log ends at position {head}, before {position}. {}",
                bad::POSITION_BEYOND_LOG.advice
            ))
            .with("head", head.0));
    }
    Ok(())
}

/// Why there is no line of a case.
pub(super) async fn missing_case(api: &Api, id: Uuid) -> Problem {
    match held::of_stream(&api.app.pool, id).await {
        Ok(held) if held.is_empty() => Problem::new(&bad::UNKNOWN_CASE),
        Ok(_) => Problem::new(&failed::HELD_BACK),
        Err(error) => error.into(),
    }
}

/// What a read shows.
#[derive(Debug)]
pub(super) struct Shown<T> {
    body: Option<T>,
    headers: HeaderMap,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// What is on it.
    items: Vec<T>,
    /// What to send as `cursor` for the next page; nothing on the last one.
    next_cursor: Option<String>,
}

impl<Q> Read<Q> {
    /// Shows something.
    pub(super) fn show<T>(&self, body: T) -> Shown<T> {
        let mut headers = HeaderMap::new();
        headers.insert(POSITION, HeaderValue::from(self.seen.0));
        Shown {
            body: Some(body),
            headers,
        }
    }

    /// Shows something that has a version, unless the caller has it already just as it is.
    pub(super) fn show_version<T: Serialize>(&self, version: i64, body: T) -> Shown<T> {
        let tag = etag_of_shown(version, &body);
        let mut shown = self.show(body);
        let known = self.if_none_match.as_deref().is_some_and(|known| {
            let mut tags = known.split(',').map(str::trim);
            tags.any(|it| it == "*" || it.trim_start_matches("W/").as_bytes() == tag.as_bytes())
        });
        if known {
            shown.body = None;
        }
        shown.headers.insert(ETAG, tag);
        shown
    }

    /// Shows a page of at most so many items, of which one more was asked for to see whether
    /// there is a next page. The cursor follows from the last item shown.
    pub(super) fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        limit: i64,
        cursor: impl Fn(&R) -> String,
        view: impl Fn(R) -> T,
    ) -> Shown<Page<T>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(cursor);
        let link = next_cursor.as_deref().map(|it| self.next(it));
        let items = rows.into_iter().map(view).collect();
        let mut shown = self.show(Page { items, next_cursor });
        if let Some(Ok(link)) = link.map(HeaderValue::try_from) {
            shown.headers.insert(LINK, link);
        }
        shown
    }

    /// Where the next page is.
    fn next(&self, cursor: &str) -> String {
        let pairs = self.uri.query().unwrap_or_default().split('&');
        let kept = pairs.filter(|it| !it.is_empty() && it.split('=').next() != Some("cursor"));
        let mut pairs: Vec<&str> = kept.collect();
        let cursor = format!("cursor={cursor}");
        pairs.push(&cursor);
        format!("<{}?{}>; rel=\"next\"", self.uri.path(), pairs.join("&"))
    }
}

/// The entity tag of what is shown at a version. More may change than the version tells: a name is erased,
/// the portal confirms a message, a body ceases. So a digest of all of it goes with it.
fn etag_of_shown(version: i64, body: &impl Serialize) -> HeaderValue {
    let Ok(bytes) = serde_json::to_vec(body) else {
        return etag(version);
    };
    let digest = Sha256::digest(&bytes);
    let first = digest.first_chunk().copied().unwrap_or_default();
    let digest = u64::from_be_bytes(first);
    let tag = HeaderValue::try_from(format!("\"{version}-{digest:016x}\""));
    tag.expect("digits and quotes fit into a header")
}

impl<T: Serialize> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        match self.body {
            Some(body) => (self.headers, Json(body)).into_response(),
            None => (StatusCode::NOT_MODIFIED, self.headers).into_response(),
        }
    }
}

/// What every read may be sent with.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes in OpenAPI what Read reads")]
pub(super) struct AtLeast {
    /// A position that the caller has seen: the read waits until the read models are that far.
    #[param(minimum = 0)]
    at_least: Option<i64>,
}

/// What every read may be sent with.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes in OpenAPI what Read reads")]
pub(super) struct AtLeastHeader {
    /// The same as `at_least`: a reply's header can be sent as it is.
    #[param(rename = "Hoso-Position", minimum = 0)]
    position: Option<i64>,
}
