//! What the log proves about itself, for those who do not trust us: checkpoints, proofs and keys.
//!
//! Proofs have the shape that `hoso proof check` and the test vectors of transparency-dev have.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use eventstore::Position;
use eventstore::checkpoint::Checkpoint;
use eventstore::note::{Note, Signature};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::openapi::{CosignProblems, Problems};
use super::params::{NoQuery, Path, Query};
use super::problem::{Problem, bad};
use super::{Api, body};

/// A note, which is text.
type Text = ([(HeaderName, &'static str); 1], String);

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(latest))
        .routes(routes!(one))
        .routes(routes!(cosign))
        .routes(routes!(inclusion))
        .routes(routes!(consistency))
        .routes(routes!(leaf))
        .routes(routes!(keys))
}

/// That an event is in the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InclusionProof {
    /// The event's position, less one.
    leaf_idx: u64,
    /// How many events the tree covers.
    tree_size: u64,
    /// The root of the tree, in base64.
    root: String,
    /// The hash of the event, in base64: SHA-256 of a zero byte and the bytes of its document.
    leaf_hash: String,
    /// The hashes that lead from the event to the root.
    proof: Vec<String>,
}

/// That the log has only grown.
#[derive(Debug, Serialize, ToSchema)]
struct ConsistencyProof {
    /// How many events the earlier tree covers.
    size1: u64,
    /// How many events the later tree covers.
    size2: u64,
    /// The root of the earlier tree, in base64.
    root1: String,
    /// The root of the later tree, in base64.
    root2: String,
    /// The hashes that lead from one to the other.
    proof: Vec<String>,
}

/// The hash of an event, as it stands in the tree.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Leaf {
    /// The event's position, less one.
    leaf_idx: u64,
    /// The hash of the event, in base64.
    leaf_hash: String,
}

/// The keys that the log signs with.
#[derive(Debug, Serialize, ToSchema)]
struct Keys {
    /// What the log is called in its checkpoints and events.
    origin: String,
    /// Its keys, the oldest first.
    keys: Vec<Key>,
    /// The verifier keys of the witnesses whose cosignatures are taken.
    witnesses: Vec<String>,
}

/// A key that the log signs with.
#[derive(Debug, Serialize, ToSchema)]
struct Key {
    /// The verifier key, as C2SP's signed notes have it.
    verifier_key: String,
    /// The smallest checkpoint that it signs.
    from_size: u64,
    /// The largest one; none for the current key.
    to_size: Option<u64>,
}

/// Which event, and in which tree.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Included {
    /// Where the event stands in the log.
    #[param(minimum = 1)]
    position: u64,
    /// How many events the tree covers; as many as the latest checkpoint, when absent.
    size: Option<u64>,
}

/// Which trees.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Between {
    /// How many events the earlier tree covers.
    from: u64,
    /// How many the later one covers; as many as the latest checkpoint, when absent.
    to: Option<u64>,
}

/// Shows the latest checkpoint: a signed note in the form of C2SP's `tlog-checkpoint`.
#[utoipa::path(
    get, path = "/v1/log/checkpoint", tag = "Log", operation_id = "read_checkpoint",
    responses((status = OK, body = String, content_type = "text/plain"), Problems)
)]
async fn latest(State(api): State<Api>, _: NoQuery) -> Result<Text, Problem> {
    let note = api.app.store.latest_checkpoint().await?;
    Ok(text(&note.ok_or_else(none)?))
}

/// Shows the checkpoint of so many events.
#[utoipa::path(
    get, path = "/v1/log/checkpoint/{size}", tag = "Log", operation_id = "read_checkpoint_of_size",
    params(("size" = u64, Path, description = "How many events it covers.")),
    responses((status = OK, body = String, content_type = "text/plain"), Problems)
)]
async fn one(State(api): State<Api>, Path(size): Path<u64>, _: NoQuery) -> Result<Text, Problem> {
    let note = api.app.store.checkpoint_at(size).await?;
    Ok(text(&note.ok_or_else(|| none().with("size", size))?))
}

/// Adds the cosignature of a witness that is known here: its line, in the form of C2SP's
/// `tlog-cosignature`. Adding it again changes nothing.
#[utoipa::path(
    post, path = "/v1/log/checkpoint/{size}/cosignatures", tag = "Log", operation_id = "cosign",
    params(("size" = u64, Path, description = "How many events the checkpoint covers.")),
    request_body(content = String, content_type = "text/plain"),
    responses((status = OK, body = String, content_type = "text/plain"), CosignProblems)
)]
async fn cosign(
    State(api): State<Api>,
    Path(size): Path<u64>,
    _: NoQuery,
    body: Body,
) -> Result<Text, Problem> {
    let unreadable = || Problem::new(&bad::NO_COSIGNATURE);
    let bytes = body::whole(body).await?;
    let line = str::from_utf8(&bytes).map_err(|_| unreadable())?;
    let signature = Signature::parse(line.strip_suffix('\n').unwrap_or(line));
    let signature = signature.ok_or_else(unreadable)?;
    let witnesses = &api.app.trust.witnesses;
    let note = api.app.store.cosign(size, signature, witnesses).await?;
    Ok(text(&note))
}

/// Shows that an event is in the log.
#[utoipa::path(
    get, path = "/v1/log/proof/inclusion", tag = "Log", operation_id = "prove_inclusion",
    params(Included),
    responses((status = OK, body = InclusionProof), Problems)
)]
async fn inclusion(
    State(api): State<Api>,
    Query(of): Query<Included>,
) -> Result<axum::Json<InclusionProof>, Problem> {
    let size = size(&api, of.size).await?;
    let place = leaf_at(&api, of.position).await?;
    let proof = api.app.store.inclusion_proof(place, size);
    let proof = proof.await?;
    Ok(axum::Json(InclusionProof {
        leaf_idx: of.position - 1,
        tree_size: size,
        root: joined(&proof.roots),
        leaf_hash: joined(proof.leaf.as_slice()),
        proof: proof.hashes.iter().map(ToString::to_string).collect(),
    }))
}

/// Shows that the log has only grown between two checkpoints.
#[utoipa::path(
    get, path = "/v1/log/proof/consistency", tag = "Log", operation_id = "prove_consistency",
    params(Between),
    responses((status = OK, body = ConsistencyProof), Problems)
)]
async fn consistency(
    State(api): State<Api>,
    Query(between): Query<Between>,
) -> Result<axum::Json<ConsistencyProof>, Problem> {
    let (size1, size2) = (between.from, size(&api, between.to).await?);
    let proof = api.app.store.consistency_proof(size1, size2).await?;
    let (first, second) = proof.roots.split_at(1);
    Ok(axum::Json(ConsistencyProof {
        size1,
        size2,
        root1: joined(first),
        root2: joined(second),
        proof: proof.hashes.iter().map(ToString::to_string).collect(),
    }))
}

/// Shows the hash of an event, as it stands in the tree.
#[utoipa::path(
    get, path = "/v1/log/leaf/{position}", tag = "Log", operation_id = "read_leaf",
    params(("position" = u64, Path, minimum = 1, description = "Where the event stands in the log.")),
    responses((status = OK, body = Leaf), Problems)
)]
async fn leaf(
    State(api): State<Api>,
    Path(position): Path<u64>,
    _: NoQuery,
) -> Result<axum::Json<Leaf>, Problem> {
    let place = leaf_at(&api, position).await?;
    let hash = api.app.store.leaf(place).await?;
    Ok(axum::Json(Leaf {
        leaf_idx: position - 1,
        leaf_hash: hash.to_string(),
    }))
}

/// Shows the keys that the log signs with. Take them once, from a source that you trust, and keep
/// them: whoever can change the log can change what stands here.
#[utoipa::path(
    get, path = "/v1/log/keys", tag = "Log", operation_id = "list_log_keys",
    responses((status = OK, body = Keys), Problems)
)]
async fn keys(State(api): State<Api>, _: NoQuery) -> Result<axum::Json<Keys>, Problem> {
    let keys = api.app.store.log_keys().await?;
    let ends = keys
        .iter()
        .skip(1)
        .map(|it| Some(it.from_size.saturating_sub(1)));
    let ends: Vec<Option<u64>> = ends.chain([None]).collect();
    let listed = keys.iter().zip(ends).map(|(it, to_size)| Key {
        verifier_key: it.key.to_string(),
        from_size: it.from_size,
        to_size,
    });
    let witnesses = api.app.trust.witnesses.iter();
    Ok(axum::Json(Keys {
        origin: api.app.store.origin().to_owned(),
        keys: listed.collect(),
        witnesses: witnesses.map(ToString::to_string).collect(),
    }))
}

fn text(note: &Note) -> Text {
    let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (plain, note.to_string())
}

fn none() -> Problem {
    Problem::new(&bad::UNKNOWN_CHECKPOINT)
}

/// A position, which begins with 1.
fn place(position: u64) -> Result<Position, Problem> {
    let place = i64::try_from(position).ok().filter(|it| *it > 0);
    let place = place.ok_or_else(|| Problem::new(&bad::NOTHING_TO_PROVE));
    place.map(Position)
}

/// A position in the tree.
async fn leaf_at(api: &Api, position: u64) -> Result<Position, Problem> {
    let place = place(position)?;
    let size = api.app.store.tree_size().await?;
    if position > size {
        return Err(Problem::new(&bad::NO_SUCH_LEAF)
            .with("asked", position)
            .with("size", size));
    }
    Ok(place)
}

/// The size that was named, or that of the latest checkpoint.
async fn size(api: &Api, named: Option<u64>) -> Result<u64, Problem> {
    if let Some(size) = named {
        return Ok(size);
    }
    let note = api.app.store.latest_checkpoint().await?.ok_or_else(none)?;
    let checkpoint = Checkpoint::of(&note).map_err(|_| none())?;
    Ok(checkpoint.size)
}

fn joined(hashes: &[eventstore::merkle::Hash]) -> String {
    hashes.iter().map(ToString::to_string).collect()
}
