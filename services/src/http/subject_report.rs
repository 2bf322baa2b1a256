//! What is kept about somebody, told to whoever answers for it.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::data_subject::{DataSubject, DataSubjectRejection};
use domain::{Role, SubjectId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::openapi::CommandProblems;
use super::params::{NoQuery, Path};
use super::problem::{Problem, bad};
use super::{Api, actor};
use crate::execute::{self, ExecuteError};
use crate::subject_report::{SubjectReport, report};

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Shows everything that is kept about somebody, where it came from, and who dealt with it. Whoever
/// receives or decides a case about them may see it, to hand it to those whom it is about.
#[utoipa::path(
    get, path = "/v1/subjects/{subject_id}/report", tag = "Personal data",
    operation_id = "report_subject",
    params(
        ("subject_id" = Uuid, Path, description = "Who; `subject` in the references of events."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever asks."),
        ("Hoso-Agency" = String, Header, description = "The id of the agency they act for."),
    ),
    responses((status = OK, body = SubjectReport), CommandProblems)
)]
async fn show(
    State(api): State<Api>,
    Path(subject): Path<SubjectId>,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Json<SubjectReport>, Problem> {
    let by = actor::acting(&api, &headers).await?;
    let needed = Role::Controller;
    let law = api.app.law.current();
    if DataSubject::role_of(&by, &law) != needed {
        return Err(ExecuteError::from(DataSubjectRejection::NotAllowed { needed }).into());
    }
    execute::insist_that_they_answer_for(&api.app, subject, &by, &law).await?;
    let report = report(&api.app, subject).await?;
    report
        .map(Json)
        .ok_or_else(|| Problem::new(&bad::UNKNOWN_SUBJECT))
}
