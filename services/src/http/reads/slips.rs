//! The papers of a case: which there are, and their bytes as they were handed out.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse as _, Response};
use domain::CaseId;
use domain::Language;
use domain::slip::Format;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::{Problem, bad};
use crate::slips::issue::{self, Called};

/// What a paper that is a page may load: nothing but what it brings along.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
}

/// The papers of a case.
#[derive(Debug, Serialize, ToSchema)]
struct Slips {
    /// In the order of what called for them.
    items: Vec<Slip>,
}

/// A paper that something in the case calls for.
#[derive(Debug, Serialize, ToSchema)]
struct Slip {
    /// Which paper: `receipt`, `supplement-request`, `refusal`, `apology`, `stopping-notice`,
    /// `control-slip` or `certificate`.
    kind: &'static str,
    /// The number of its form; nothing where the catalogue has none for the day.
    form: Option<String>,
    /// The event of the case that calls for it.
    case_version: u32,
    /// When that was.
    #[serde(with = "time::serde::rfc3339")]
    called_at: OffsetDateTime,
    /// Where it stands in the log that the paper was handed out; none while it is to be. It is
    /// handed out, at the latest, when somebody asks for it.
    issued_position: Option<i64>,
    /// When it was handed out.
    #[serde(with = "time::serde::rfc3339::option")]
    issued_at: Option<OffsetDateTime>,
    /// Where anybody can compare it with the log.
    verify: String,
    /// The paper in each language and form.
    files: Vec<File>,
}

/// A paper in one language and form.
#[derive(Debug, Serialize, ToSchema)]
struct File {
    /// Its language, `vi` or `en`.
    language: &'static str,
    /// Its form, `pdf` or `html`.
    format: &'static str,
    /// Where it is.
    href: String,
    /// What the log says of it: SHA-256 over a salt and its bytes, in unpadded base64url.
    digest: Option<String>,
}

/// Lists the papers that a case calls for.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/slips", tag = "Cases", operation_id = "list_slips",
    params(("case_id" = Uuid, Path, description = "The case.")),
    responses((status = OK, body = Slips), Problems)
)]
async fn list(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    _: NoQuery,
) -> Result<axum::Json<Slips>, Problem> {
    let called = issue::of_case(&api.app, CaseId(id)).await?;
    let called = called.ok_or_else(|| Problem::new(&bad::UNKNOWN_CASE))?;
    let items = called.iter().map(|it| Slip::of(id, it)).collect();
    Ok(axum::Json(Slips { items }))
}

/// Shows a paper: the bytes that were handed out, the same every time. One that nobody has asked
/// for yet is handed out now.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/slips/{case_version}/{file}", tag = "Cases",
    operation_id = "read_slip",
    params(
        ("case_id" = Uuid, Path, description = "The case."),
        ("case_version" = u32, Path, description = "The event of the case that calls for it."),
        ("file" = String, Path, description = "`vi.pdf`, `vi.html`, `en.pdf` or `en.html`.")
    ),
    responses(
        (status = OK, content((String = "application/pdf"), (String = "text/html"))),
        Problems
    )
)]
async fn one(
    State(api): State<Api>,
    Path((id, case_version, file)): Path<(Uuid, u32, String)>,
    _: NoQuery,
) -> Result<Response, Problem> {
    let (language, format) = named(&file).ok_or_else(|| Problem::new(&bad::UNKNOWN_SLIP))?;
    let issued = issue::issue(&api.app, CaseId(id), case_version).await?;
    let kept = issue::kept(&api.app, &issued, language, format).await?;
    let name = format!("{}-{file}", issued.issue.kind.name());
    Ok(shown(kept.bytes().to_vec(), format, &name))
}

/// A paper, as a reply that no cache keeps: papers hold names.
pub(super) fn shown(bytes: Vec<u8>, format: Format, name: &str) -> Response {
    let disposition = format!("inline; filename=\"{name}\"");
    let content_type = match format {
        Format::Pdf => "application/pdf",
        Format::Html => "text/html; charset=utf-8",
    };
    let mut response = bytes.into_response();
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_DISPOSITION, &disposition),
    ];
    for (header, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(header, value);
        }
    }
    response
}

/// The language and the form that a file's name says.
pub(super) fn named(file: &str) -> Option<(Language, Format)> {
    let (language, format) = file.split_once('.')?;
    Some((
        Language::ALL.into_iter().find(|it| it.tag() == language)?,
        Format::ALL
            .into_iter()
            .find(|it| it.extension() == format)?,
    ))
}

impl Slip {
    fn of(case: Uuid, called: &Called) -> Self {
        let base = format!("/v1/cases/{case}/slips/{}", called.case_version);
        let digest = |language, format| {
            let mut files = called.issued.iter().flat_map(|it| &it.issue.files);
            let file = files.find(|it| it.language == language && it.format == format);
            file.map(|it| it.digest.clone())
        };
        let all = Language::ALL
            .into_iter()
            .flat_map(|it| Format::ALL.map(|format| (it, format)));
        Self {
            kind: called.kind.name(),
            form: called.form.clone(),
            case_version: called.case_version,
            called_at: called.at,
            issued_position: called.issued.as_ref().map(|it| it.position.0),
            issued_at: called.issued.as_ref().map(|it| it.at),
            verify: format!("/verify/{}", called.slip.simple()),
            files: all
                .map(|(language, format)| File {
                    language: language.tag(),
                    format: format.extension(),
                    href: format!("{base}/{}.{}", language.tag(), format.extension()),
                    digest: digest(language, format),
                })
                .collect(),
        }
    }
}
