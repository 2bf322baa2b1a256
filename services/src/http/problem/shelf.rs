//! The pages that explain each kind of problem.

use axum::Json;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    Kind, Problem, bad, failed, refused, refused_pause, refused_registry, refused_report,
    refused_scope,
};
use crate::http::openapi::Problems;
use crate::http::params::{NoQuery, Path};

/// Every kind of problem.
pub(in crate::http) fn all() -> impl Iterator<Item = &'static Kind> {
    let all = [
        bad::ALL,
        refused::ALL,
        refused_pause::ALL,
        refused_scope::ALL,
        refused_registry::ALL,
        refused_report::ALL,
        failed::ALL,
    ];
    all.into_iter().flatten().copied()
}

/// Whether only commands are answered with this kind.
pub(in crate::http) fn is_of_commands(kind: &Kind) -> bool {
    let refusals = refused::ALL.iter().chain(refused_pause::ALL);
    let refusals = refusals.chain(refused_scope::ALL);
    let refusals = refusals.chain(refused_registry::ALL);
    let mut refusals = refusals.chain(refused_report::ALL);
    refusals.any(|it| it.code == kind.code)
}

/// The pages.
pub(in crate::http) fn router<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
}

/// A kind of problem.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProblemKind {
    /// The `type` of problems of this kind. It never changes.
    r#type: String,
    /// The status of replies.
    status: u16,
    /// What is the case.
    title: &'static str,
    /// What the caller can do.
    advice: &'static str,
}

/// All kinds of problems.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProblemKinds {
    /// The kinds.
    items: Vec<ProblemKind>,
}

impl From<&'static Kind> for ProblemKind {
    fn from(kind: &'static Kind) -> Self {
        Self {
            r#type: kind.uri(),
            status: kind.status.as_u16(),
            title: kind.title,
            advice: kind.advice,
        }
    }
}

/// Lists every kind of problem that replies may have.
#[utoipa::path(
    get, path = "/problems", tag = "Problems",
    responses((status = OK, body = ProblemKinds), Problems)
)]
async fn list(_: NoQuery) -> Json<ProblemKinds> {
    let items = all().map(ProblemKind::from).collect();
    Json(ProblemKinds { items })
}

/// Explains a kind of problem.
#[utoipa::path(
    get, path = "/problems/{code}", tag = "Problems",
    params(("code" = String, Path, description = "The last part of the problem's type.")),
    responses((status = OK, body = ProblemKind), Problems)
)]
async fn one(Path(code): Path<String>, _: NoQuery) -> Result<Json<ProblemKind>, Problem> {
    let kind = all().find(|it| it.code == code);
    let kind = kind.ok_or_else(|| Problem::new(&bad::UNKNOWN_PROBLEM))?;
    Ok(Json(kind.into()))
}
