//! Who did what, newest first.

use axum::extract::State;
use domain::AgencyId;
use projections::audit_trail::{self, Filter};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::{Limit, Words, agency};
use crate::http::read::{AtLeast, AtLeastHeader, Page, Read, Shown};
use crate::http::texts::Token;

/// What cursors of the list are for.
const LIST: &str = "audit";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Who did what, when, in which role, by which command, and why.
#[derive(Debug, Serialize, ToSchema)]
struct Act {
    /// Where its event stands in the log.
    position: i64,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    recorded_at: OffsetDateTime,
    /// Who; the name is in the vault.
    actor: Uuid,
    /// On behalf of which agency.
    agency: Option<String>,
    /// In which role.
    role: String,
    /// By which command.
    command: String,
    /// The command's id.
    command_id: Uuid,
    /// To what kind of thing.
    stream_kind: String,
    /// To which thing.
    stream_id: Uuid,
    /// Where the event stands in its stream.
    version: i64,
    /// What happened, as its wire name.
    r#type: String,
    /// Under which procedure.
    procedure: Option<String>,
    /// Why: the ground that was named.
    ground: Option<String>,
    /// Why: the text in the vault.
    reason: Option<Uuid>,
    /// The dossier code of the case, or what its source calls it.
    code: Option<String>,
    /// Which agency was asked for an opinion, where it is about that.
    consulted: Option<String>,
}

impl From<audit_trail::Act> for Act {
    fn from(act: audit_trail::Act) -> Self {
        Self {
            position: act.position,
            recorded_at: act.recorded_at,
            actor: act.actor,
            agency: act.agency,
            role: act.role,
            command: act.command,
            command_id: act.command_id,
            stream_kind: act.stream_kind,
            stream_id: act.stream_id,
            version: act.version,
            r#type: act.r#type,
            procedure: act.procedure,
            ground: act.ground,
            reason: act.reason,
            code: act.code,
            consulted: act.consulted,
        }
    }
}

/// Which acts to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// To this case, certificate or book.
    stream: Option<Uuid>,
    /// To the cases that have this code, or are called so by their source.
    code: Option<Words>,
    /// Of this person.
    actor: Option<Uuid>,
    /// On behalf of this agency.
    #[param(value_type = Option<Token>)]
    agency: Option<AgencyId>,
    /// Caused by this command.
    command: Option<Uuid>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists acts, in the order of the log.
#[utoipa::path(
    get, path = "/v1/audit", tag = "Lists", operation_id = "list_acts",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<Act>), Problems)
)]
async fn list(State(api): State<Api>, read: Read<Which>) -> Result<Shown<Page<Act>>, Problem> {
    let which = &read.query;
    let filter = Filter {
        stream_id: which.stream,
        actor: which.actor,
        agency: agency(which.agency.as_ref()),
        command_id: which.command,
        code: which.code.clone().map(|it| it.0),
    };
    let after = which
        .cursor
        .as_ref()
        .map(|it| it.position(LIST))
        .transpose()?;
    let limit = which.limit.0;
    let rows = audit_trail::list(&api.app.pool, &filter, after.unwrap_or(0), limit + 1).await?;
    let ended_at = |it: &audit_trail::Act| cursor(LIST, &[&it.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, Act::from))
}
