//! Files of cases: taken in and given out as streams.

mod disposition;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use domain::case::{Case, CaseCommand, CaseEvent, DocumentPart, FiledDocument, MediaType};
use domain::{Acting, Aggregate as _, CaseId, PersonalRef, SubjectId, replay};
use eventstore::{AppendError, Fingerprint, Subject};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::openapi::{CommandProblems, Problems};
use super::params::{NoQuery, Path, Query, header};
use super::problem::{Problem, bad};
use super::receipt::{Carried, outcome};
use super::texts::{Token, applicant};
use super::{Api, actor, sent};
use crate::clock::derived_id;
use crate::confide::texts_of_case;
use crate::documents::{self, Incoming, Taken};
use crate::execute::{self, Envelope, ExecuteError as E, Order};
use crate::history::events_of_case;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(file))
        .routes(routes!(content))
}

/// What a file is, and whom it is about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct About {
    /// Which component of the dossier it is, or `result` for what was decided.
    #[param(value_type = Token)]
    part: String,
    /// Whom it is about: with whom it is erased.
    #[serde(default)]
    #[param(inline)]
    about: Whom,
}

/// Whom a file is about.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Whom {
    /// Whoever applies.
    #[default]
    Applicant,
    /// Whoever is to represent the applicant.
    Representative,
    /// Others: what is written about the case.
    Case,
}

/// A file of a case.
#[derive(Debug, Serialize, ToSchema)]
struct DocumentView {
    /// Names it.
    document_id: Uuid,
    /// Which component of the dossier it is; none for the result.
    component: Option<String>,
    /// What it is.
    media_type: &'static str,
    /// How many bytes it has.
    size: u64,
    /// What its sender called it.
    name: Option<String>,
    /// Whose data it is.
    subject: Uuid,
    /// When it was filed.
    #[serde(with = "time::serde::rfc3339")]
    filed_at: OffsetDateTime,
    /// The event that says so.
    position: i64,
    /// SHA-256 over a random salt and what the vault keeps about the file.
    commitment: String,
    /// Whether it was erased.
    erased: bool,
}

/// The files of a case.
#[derive(Debug, Serialize, ToSchema)]
struct DocumentViews {
    /// The files, in the order in which they were filed.
    items: Vec<DocumentView>,
}

/// Adds a file to a case: the applicant or the receiver a paper of the dossier, the decider or the
/// receiver the result. The body is the file. It is known by what it contains: PDF, PNG, JPEG, DOCX,
/// ZIP or plain text in UTF-8. A name may stand in `Content-Disposition`; it is kept in the vault.
#[utoipa::path(
    put, path = "/v1/cases/{case_id}/documents/{document_id}", tag = "Documents",
    operation_id = "file_document",
    params(
        ("case_id" = Uuid, Path, description = "The case."),
        ("document_id" = Uuid, Path, description = "Names the file; its sender makes it up."),
        About,
        ("Idempotency-Key" = Uuid, Header, description = "Names the command."),
        ("Hoso-Actor" = Uuid, Header, description = "Whoever acts."),
        ("Hoso-Agency" = String, Header, description = "The agency they act for, or `applicant`."),
        ("Content-Disposition" = Option<String>, Header, description = "What the file is called."),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(Carried, CommandProblems)
)]
async fn file(
    State(api): State<Api>,
    Path((case, id)): Path<(CaseId, Uuid)>,
    Query(about): Query<About>,
    headers: HeaderMap,
    body: Body,
) -> Result<Carried, Problem> {
    let by = actor::acting(&api, &headers).await?;
    let key = sent::key(&headers)?;
    let name = disposition::name(&headers)?;
    let part = part(&about.part)?;
    let subject = subject(&api, case, id, about.about, &part, &by, key).await?;
    let incoming = Incoming {
        subject,
        id,
        name,
        declared: declared(&headers)?,
    };
    let called = incoming
        .name
        .as_ref()
        .map_or_else(String::new, |it| it.expose().clone());
    let taken = documents::take_in(&api.app, incoming, body.into_data_stream()).await?;

    let said = format!("{case} {id} {} {} {subject:?} {called}", by.actor, by.party);
    let said = [said.as_bytes(), about.part.as_bytes(), &taken.content].concat();
    let envelope = Envelope {
        command_id: key,
        fingerprint: api.app.vault.fingerprint("file_document", &said),
        confide: vec![taken.unsealed.clone()],
        if_match: None,
    };
    let command = CaseCommand::FileDocument(filed(part, &taken));
    let done = execute::case(&api.app, case, &Order::Command(command), &by, envelope).await;
    let done = match done {
        Err(error) if is_another(&api, id, &taken, &error).await? => Err(E::IdTaken { id }),
        done => done,
    };
    match &done {
        Ok(done) if !done.repeated => documents::keep(&api.app, &taken).await?,
        // It may have been carried out: if so, it is found out before the file would be deleted.
        Err(E::OutcomeUnknown) => (),
        Ok(_) | Err(_) => documents::discard(&api.app, &taken).await,
    }
    let carried = done.map_err(Problem::from);
    api.metrics.commanded("file_document", outcome(&carried));
    carried.map(|done| Carried::out(case, done))
}

/// Whether a file was refused since another one has its id, in this case or elsewhere.
async fn is_another(api: &Api, id: Uuid, taken: &Taken, why: &E) -> Result<bool, Problem> {
    if let E::NothingToDo { .. } = why {
        return Ok(!documents::is_kept(&api.app, id, taken).await?);
    }
    Ok(matches!(why, E::Store(AppendError::ValueTaken)))
}

fn filed(part: DocumentPart, taken: &Taken) -> FiledDocument {
    FiledDocument {
        part,
        document: taken.reference.clone(),
        media_type: taken.media_type,
        size: taken.size,
    }
}

fn part(name: &str) -> Result<DocumentPart, Problem> {
    if name == "result" {
        return Ok(DocumentPart::Result);
    }
    let component = name.parse().map(DocumentPart::Component);
    component.map_err(|_| Problem::new(&bad::INVALID_PARAMETER))
}

/// Whom the file is about, once it is clear that its sender may file it: nobody sends a large file
/// to learn that they may not.
async fn subject(
    api: &Api,
    case: CaseId,
    id: Uuid,
    whom: Whom,
    part: &DocumentPart,
    by: &Acting,
    key: Uuid,
) -> Result<Subject, Problem> {
    let history = events_of_case::<Problem>(&api.app.store, case, None).await?;
    let events: Vec<CaseEvent> = history.into_iter().map(|it| it.1).collect();
    let organisation = events.iter().find_map(applicant_in);
    let about = match whom {
        Whom::Case => texts_of_case(case.0),
        Whom::Representative => Subject {
            kind: "person",
            id: derived_id(case.0, "representative"),
        },
        // Where nothing is filed, the rules refuse it in a moment.
        Whom::Applicant => organisation.map_or_else(|| texts_of_case(case.0), applicant),
    };
    let state: Case = replay(&events);
    let blank = CaseCommand::FileDocument(FiledDocument {
        part: part.clone(),
        document: PersonalRef {
            value: id,
            subject: SubjectId(about.id),
            commitment: String::new(),
        },
        media_type: MediaType::Text,
        size: 0,
    });
    if let Err(refused) = state.decide(&blank, by, &api.app.law.current())
        // A repeat is answered as the first time, whatever happened since.
        && is_new(api, key).await?
    {
        return Err(E::from(refused).into());
    }
    Ok(about)
}

/// Who applies, where the event says so.
fn applicant_in(event: &CaseEvent) -> Option<SubjectId> {
    if let CaseEvent::DossierSubmitted { applicant, .. } = event {
        return Some(*applicant);
    }
    None
}

/// Whether no command was carried out under this id.
async fn is_new(api: &Api, key: Uuid) -> Result<bool, Problem> {
    let any = Fingerprint::from_bytes([0; 32]);
    match api.app.store.find_command(key, &any).await {
        Ok(found) => Ok(found.is_none()),
        Err(AppendError::CommandReused { .. }) => Ok(false),
        Err(error) => Err(E::from(error).into()),
    }
}

/// What its sender says the file is; anything unspecific says nothing.
fn declared(headers: &HeaderMap) -> Result<Option<MediaType>, Problem> {
    let Some(text) = header(headers, &CONTENT_TYPE)? else {
        return Ok(None);
    };
    let essence = text.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/octet-stream") {
        return Ok(None);
    }
    let mut known = MediaType::ALL.into_iter();
    let found = known.find(|it| essence.eq_ignore_ascii_case(it.name()));
    found
        .map(Some)
        .ok_or_else(|| Problem::new(&bad::DOCUMENT_KIND))
}

/// An event that filed a document.
struct Filed {
    part: DocumentPart,
    document: PersonalRef,
    media_type: MediaType,
    size: u64,
    at: OffsetDateTime,
    position: i64,
}

/// The files of a case, as the log has them; none if there is no such case.
async fn filed_in(api: &Api, case: CaseId) -> Result<Option<Vec<Filed>>, Problem> {
    let history = events_of_case::<Problem>(&api.app.store, case, None).await?;
    if history.is_empty() {
        return Ok(None);
    }
    let mut all = vec![];
    for (recorded, event) in history {
        if let CaseEvent::DocumentFiled {
            part,
            document,
            media_type,
            size,
        } = event
        {
            all.push(Filed {
                part,
                document,
                media_type,
                size,
                at: recorded.recorded_at,
                position: recorded.position.0,
            });
        }
    }
    Ok(Some(all))
}

/// Lists the files of a case, in the order in which they were filed.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/documents", tag = "Documents", operation_id = "list_documents",
    params(("case_id" = Uuid, Path, description = "The case.")),
    responses((status = OK, body = DocumentViews), Problems)
)]
async fn list(
    State(api): State<Api>,
    Path(case): Path<CaseId>,
    _: NoQuery,
) -> Result<Json<DocumentViews>, Problem> {
    let all = filed_in(&api, case).await?;
    let all = all.ok_or_else(|| Problem::new(&bad::UNKNOWN_CASE))?;
    let mut items = Vec::with_capacity(all.len());
    for it in all {
        let told = documents::told(&api.app, it.document.value).await?;
        items.push(DocumentView {
            document_id: it.document.value,
            component: match it.part {
                DocumentPart::Component(component) => Some(component.to_string()),
                DocumentPart::Result => None,
            },
            media_type: it.media_type.name(),
            size: it.size,
            erased: told.is_none(),
            name: told.and_then(|it| it.name),
            subject: it.document.subject.0,
            filed_at: it.at,
            position: it.position,
            commitment: it.document.commitment,
        });
    }
    Ok(Json(DocumentViews { items }))
}

/// Gives out a file. It comes as it was sent, to be saved rather than shown.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}/documents/{document_id}", tag = "Documents",
    operation_id = "read_document",
    params(
        ("case_id" = Uuid, Path, description = "The case."),
        ("document_id" = Uuid, Path, description = "The file."),
    ),
    responses(
        (status = OK, description = "The file.", body = Vec<u8>,
            content_type = "application/octet-stream"),
        Problems
    )
)]
async fn content(
    State(api): State<Api>,
    Path((case, id)): Path<(CaseId, Uuid)>,
    _: NoQuery,
) -> Result<Response, Problem> {
    let all = filed_in(&api, case).await?;
    let all = all.ok_or_else(|| Problem::new(&bad::UNKNOWN_CASE))?;
    let filed = all.into_iter().find(|it| it.document.value == id);
    let filed = filed.ok_or_else(|| Problem::new(&bad::UNKNOWN_DOCUMENT))?;
    let opened = documents::open(&api.app, filed.document.subject.0, id).await?;
    let Some((told, content)) = opened else {
        return Err(Problem::new(&bad::DOCUMENT_ERASED));
    };
    let content = content.inspect_err(move |error| {
        let error: &dyn std::error::Error = error;
        tracing::error!(document.id = %id, error, "a file was cut off");
    });
    let mut reply = Body::from_stream(content).into_response();
    let headers = reply.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(filed.media_type.name()),
    );
    // It is sealed as a whole, and comes as a whole.
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(filed.size));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let alone = HeaderValue::from_static("sandbox; default-src 'none'");
    headers.insert(CONTENT_SECURITY_POLICY, alone);
    let saved_as = disposition::attachment(told.name.as_deref(), id);
    headers.insert(CONTENT_DISPOSITION, saved_as);
    Ok(reply)
}
