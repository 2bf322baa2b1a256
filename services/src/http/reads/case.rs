//! A case as it stands, or as it stood.

use std::time::Duration;

use axum::extract::State;
use domain::case::PortalStatus;
use domain::{CaseId, Role};
use eventstore::Position;
use projections::case_list::{self, CaseLine};
use projections::certificate::{self, Filter};
use projections::held::{self, Held};
use projections::{checkpoint, consultation, deadline, portal};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::cases::CaseSummary;
use super::certificates::Granted;
use super::consultations::Consultation;
use super::deadlines::DeadlineView;
use super::past::{PastCase, past};
use crate::history::{self, Until};
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::query::{Moment, Place};
use crate::http::read::{AtLeast, AtLeastHeader, Read, Shown, missing_case};
use crate::succession;

/// How long a case waits for the read models that are behind its line.
const IN_STEP_WITHIN: Duration = Duration::from_secs(1);

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(read))
}

/// A case, with all that its page shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Case)]
struct CurrentCase {
    /// Where it stands.
    case: CaseSummary,
    /// The code of the National Public Service Portal; none for what is only recorded here.
    portal_status: Option<u8>,
    /// In whose hands it is: `receiver` or `decider`; nobody's once it is over, and for what is only
    /// recorded here.
    in_hands_of: Option<&'static str>,
    /// What the National Public Service Portal is told of it, in order, and what came of that.
    portal_messages: Vec<PortalMessage>,
    /// Its terms, in the order in which they were set.
    deadlines: Vec<DeadlineView>,
    /// Who was asked for an opinion, in the order in which they were asked.
    consultations: Vec<Consultation>,
    /// The certificate that it granted.
    certificate: Option<Granted>,
    /// The read models that stand still for this case, because they could not take an event of it.
    held_back: Vec<HeldBack>,
}

/// A read model that stands still for a case.
#[derive(Debug, Serialize, ToSchema)]
struct HeldBack {
    /// Its name.
    read_model: String,
    /// The event that it could not take.
    position: i64,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
}

impl From<Held> for HeldBack {
    fn from(held: Held) -> Self {
        Self {
            read_model: held.model,
            position: held.position,
            since: held.since,
        }
    }
}

/// Something that the National Public Service Portal is told.
#[derive(Debug, Serialize, ToSchema)]
struct PortalMessage {
    /// After which event of the case.
    case_version: i64,
    /// `dossier`, how it stands; or `progress`, which step was done.
    kind: String,
    /// `waiting` to be sent; `sent`, and confirmed by the portal; or `refused` by it.
    state: String,
    /// How often it was sent in vain.
    attempts: i32,
    /// What came of the last attempt, when not a confirmation.
    trouble: Option<String>,
    /// When the portal confirmed or refused it.
    #[serde(with = "time::serde::rfc3339::option")]
    settled_at: Option<OffsetDateTime>,
}

impl From<portal::Message> for PortalMessage {
    fn from(message: portal::Message) -> Self {
        Self {
            case_version: message.case_version,
            kind: message.kind,
            state: message.state,
            attempts: message.attempts,
            trouble: message.trouble,
            settled_at: message.settled_at,
        }
    }
}

/// A case now, or then.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum CaseNowOrThen {
    /// As the read models have it.
    Now(Box<CurrentCase>),
    /// As a replay of its events has it.
    Then(Box<PastCase>),
}

/// As of when to show the case.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct When {
    /// As of this position in the log, by a replay.
    at: Option<Place>,
    /// As of this moment, which is ten seconds ago at least, by a replay.
    as_of: Option<Moment>,
}

/// Shows a case as it is, or as it was at a position or a moment.
#[utoipa::path(
    get, path = "/v1/cases/{case_id}", tag = "Cases", operation_id = "read_case",
    params(
        ("case_id" = Uuid, Path, description = "The case."),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known."),
        When, AtLeast, AtLeastHeader
    ),
    responses(
        (status = OK, body = CaseNowOrThen, headers(
            ("ETag" = String, description = "The version of the case as it is, for If-Match, and a digest \
                of all that is shown, for If-None-Match; absent while not all of it is shown as of that \
                version.")
        )),
        (status = NOT_MODIFIED, description = "The case is as the caller knows it."),
        Problems
    )
)]
async fn read(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<When>,
) -> Result<Shown<CaseNowOrThen>, Problem> {
    let until = match (read.query.at, read.query.as_of) {
        (Some(_), Some(_)) => return Err(Problem::new(&bad::AT_AND_AS_OF)),
        (Some(at), None) => Until::Position(Position(at.0)),
        (None, Some(as_of)) => Until::Time(as_of.0),
        (None, None) => return current(&api, id, read).await,
    };
    let case = past(&api, CaseId(id), until).await?;
    Ok(read.show(CaseNowOrThen::Then(Box::new(case))))
}

/// The case with its version, which stands for all that is shown: where other read models are not
/// as far as the line, they are waited for a moment, and then there is no version.
async fn current(api: &Api, id: Uuid, read: Read<When>) -> Result<Shown<CaseNowOrThen>, Problem> {
    let pool = &api.app.pool;
    let mut seen = read.seen;
    let mut case = now(api, id).await?;
    let position = Position(case.case.position());
    if seen < position && checkpoint::reached(pool, position, IN_STEP_WITHIN).await? {
        seen = checkpoint::of_all(pool).await?;
        case = now(api, id).await?;
    }
    let version = case.case.version();
    let whole = case.held_back.is_empty() && case.case.position() <= seen.0;
    let case = CaseNowOrThen::Now(Box::new(case));
    if whole {
        return Ok(read.show_version(version, case));
    }
    Ok(read.show(case))
}

async fn now(api: &Api, id: Uuid) -> Result<CurrentCase, Problem> {
    let pool = &api.app.pool;
    let line = case_list::one(pool, id).await?;
    let Some(line) = line else {
        return Err(missing_case(api, id).await);
    };
    let law = api.app.law.current();
    let line = succession::of_today(&law, api.app.clock.now(), line);
    let granted = Filter {
        case_id: Some(id),
        ..Filter::default()
    };
    let deadlines = deadline::of_case(pool, id).await?.into_iter();
    let consultations = consultation::of_case(pool, id).await?.into_iter();
    let certificates = certificate::list(pool, &granted, None, 1).await?;
    let messages = portal::of_case(pool, id).await?.into_iter();
    let held = held::of_stream(pool, id).await?;
    let (portal_status, in_hands_of) = stands(api, &line).await?;
    Ok(CurrentCase {
        portal_status,
        in_hands_of,
        portal_messages: messages.map(PortalMessage::from).collect(),
        case: line.into(),
        deadlines: deadlines.map(|it| DeadlineView::of(it, &law)).collect(),
        consultations: consultations.map(Consultation::from).collect(),
        certificate: certificates.into_iter().next().map(Granted::from),
        held_back: held.into_iter().map(HeldBack::from).collect(),
    })
}

/// The portal's code and in whose hands the case is, which depend on more of the history than the line
/// holds.
async fn stands(api: &Api, line: &CaseLine) -> Result<(Option<u8>, Option<&'static str>), Problem> {
    // Nothing is told of cases that nobody filed here, whose histories may be long.
    if line.applicant.is_none() {
        return Ok((None, None));
    }
    let until = Until::Position(Position(line.position));
    let (store, law) = (&api.app.store, api.app.law.current());
    let history = history::of_case(store, &law, CaseId(line.case_id), until).await?;
    Ok(history.map_or((None, None), |it| {
        let hands = it.case.in_hands_of().map(Role::name);
        (it.case.portal_status().map(code), hands)
    }))
}

/// The code of a portal status.
pub(super) fn code(status: PortalStatus) -> u8 {
    status as u8
}
