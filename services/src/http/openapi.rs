//! The description of the API, made from its code.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, Ref, Schema, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, OpenApi as Description, RefOr, Required, Response, ResponseBuilder,
};
use utoipa::{IntoResponses, OpenApi as _, ToSchema};

use super::cursor::Cursor;
use super::params::NoQuery;
use super::problem::{self, Fault, Kind, bad};
use super::query::{Limit, Moment, Place, Words};
use super::receipt::Receipt;
use super::texts::{Day, Token};

/// What is described beside the single addresses.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Hoso",
        description = "Event-sourced case processing for administrative procedures.\n\n\
            Commands are sent with `POST /v1/cases/{case_id}/…`; whatever they cause is an event \
            in a log, and every reply names its position there. Reads come from read models that \
            follow the log: a read that names a position waits until they are that far. Errors \
            are problems of RFC 9457; each kind is explained at its `type`.",
        license(name = "none")
    ),
    tags(
        (name = "Commands", description = "What people do to cases."),
        (name = "Cases", description = "What became of cases, now and then."),
        (name = "Lists", description = "What waits, what is due, what was issued, and how much."),
        (name = "Registries", description = "Who is registered, what aid there is, whom to turn to."),
        (name = "Law", description = "The catalogue that decisions are made by."),
        (name = "Events", description = "The log itself."),
        (name = "Log", description = "What the log proves about itself."),
        (name = "Documents", description = "Files of cases."),
        (name = "Personal data", description = "What is kept about somebody, and erasing it."),
        (name = "Problems", description = "What can go wrong, and what to do then."),
        (name = "Operation", description = "For those who run the service.")
    ),
    components(schemas(
        ProblemDocument, Receipt, Cursor, Limit, Moment, Place, Words, Day, Token
    ))
)]
struct Document;

/// A problem of RFC 9457. Kinds may have further members.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "describes in OpenAPI what Problem::reply writes")]
struct ProblemDocument {
    /// The kind of problem: where it is explained. It never changes.
    #[schema(example = "/problems/stale-version")]
    r#type: String,
    /// What is the case.
    title: String,
    /// The status of the reply.
    status: u16,
    /// What the caller can do.
    detail: String,
    /// Names this one request; tell it to the operator.
    #[schema(example = "urn:uuid:0199f7d2-5d7a-7a52-8f51-1b0c6a3f9d10")]
    instance: String,
    /// What is wrong with the body, where something is.
    errors: Option<Vec<Fault>>,
}

/// The description, before the addresses are added to it.
pub(super) fn document() -> Description {
    let mut document = Document::openapi();
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    document.info.license = None;
    document
}

/// Adds what all addresses have in common.
pub(super) fn complete(document: &mut Description) {
    for (path, item) in &mut document.paths.paths {
        for operation in [&mut item.get, &mut item.post, &mut item.put]
            .into_iter()
            .flatten()
        {
            say_what_all_have(operation);
        }
        let reads = item.get.as_mut().filter(|_| path.starts_with("/v1/"));
        let shown = reads.and_then(|it| it.responses.responses.get_mut("200"));
        if let Some(RefOr::T(shown)) = shown {
            let position = header(Type::Integer, "How far what is shown follows the log.");
            let name = "Hoso-Position".to_owned();
            shown.headers.insert(name, position.into());
        }
    }
}

fn say_what_all_have(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else {
            continue;
        };
        if response.description.is_empty() {
            "What was asked for.".clone_into(&mut response.description);
        }
        let id = header(Type::String, "Names this one request.");
        let name = "X-Request-Id".to_owned();
        response.headers.insert(name, id.into());
    }
    // What need not be sent is left out; it is not sent as null.
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        if let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema {
            schema.schema_type = without_null(schema.schema_type.clone());
        }
    }
    let Some(RefOr::T(body)) = &mut operation.request_body else {
        return;
    };
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else {
            continue;
        };
        if let Some(RefOr::T(Schema::OneOf(either))) = &content.schema {
            let named = either.items.iter().find(|it| matches!(it, RefOr::Ref(_)));
            content.schema = named.cloned();
            body.required = Some(Required::False);
        }
    }
}

fn without_null(r#type: SchemaType) -> SchemaType {
    match r#type {
        SchemaType::Array(types) => {
            let found = types.into_iter().find(|it| *it != Type::Null);
            found.map_or(SchemaType::AnyValue, SchemaType::Type)
        }
        SchemaType::Type(_) | SchemaType::AnyValue => r#type,
    }
}

/// Serves the description.
pub(super) fn router<S: Clone + Send + Sync + 'static>(document: &Description) -> Router<S> {
    let text = document.to_json().expect("a description is JSON");
    let reply = move |_: NoQuery| async move { ([(CONTENT_TYPE, "application/json")], text) };
    Router::new().route("/openapi.json", get(reply))
}

/// The problems that any address may answer with.
pub(super) struct Problems;

/// The problems that a command may be answered with.
pub(super) struct CommandProblems;

/// The problems that a witness may be answered with.
pub(super) struct CosignProblems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(is_of_any_address)
    }
}

impl IntoResponses for CosignProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            &bad::UNKNOWN_WITNESS,
            &bad::NO_COSIGNATURE,
            &bad::CROSS_SITE,
            &bad::BODY_TOO_LARGE,
            &bad::BODY_TOO_SLOW,
        ];
        let is_own = |kind: &Kind| own.iter().any(|it| it.code == kind.code);
        described(|it| is_own(it) || is_of_any_address(it))
    }
}

impl IntoResponses for CommandProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(|_| true)
    }
}

fn is_of_any_address(kind: &Kind) -> bool {
    let statuses = [400, 404, 405, 410, 421, 500, 503];
    statuses.contains(&kind.status.as_u16()) && !problem::is_of_commands(kind)
}

/// A reply for each status of these kinds.
fn described(concerns: impl Fn(&Kind) -> bool) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<StatusCode, Vec<&Kind>> = BTreeMap::new();
    for kind in problem::all().filter(|it| concerns(it)) {
        by_status.entry(kind.status).or_default().push(kind);
    }
    by_status
        .into_iter()
        .map(|(status, kinds)| {
            let lines = kinds
                .iter()
                .map(|it| format!("- `{}`: {}", it.uri(), it.title));
            let text = lines.collect::<Vec<_>>().join("\n");
            let schema = Ref::from_schema_name("Problem");
            let content = ContentBuilder::new().schema(Some(schema)).build();
            let response = ResponseBuilder::new()
                .description(text)
                .content(problem::MEDIA_TYPE, content)
                .build();
            (status.as_str().to_owned(), RefOr::T(response))
        })
        .collect()
}

/// A header of replies.
pub(super) fn header(r#type: Type, description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(r#type).build();
    let mut header = Header::new(schema);
    header.description = Some(description.to_owned());
    header
}

#[cfg(test)]
mod tests;
