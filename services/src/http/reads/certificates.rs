//! Certificates and what became of them.

use axum::extract::State;
use domain::{Country, FieldId, ProvinceId};
use projections::certificate::{self, CertificateLine, Filter};
use projections::registry_entry;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::changes::{Change, Part, shown};
use super::{iso_date, merged_into};
use crate::http::Api;
use crate::http::cursor::{Cursor, cursor};
use crate::http::openapi::Problems;
use crate::http::params::Path;
use crate::http::problem::{Problem, bad};
use crate::http::query::{Limit, Words};
use crate::http::read::{AtLeast, AtLeastHeader, Nothing, Page, Read, Shown};
use crate::http::texts::{Day, Token};

/// What cursors of the list are for.
const LIST: &str = "certificates";

/// What cursors of the history are for.
const HISTORY: &str = "certificate-history";

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(history))
}

/// A certificate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Certificate)]
struct CertificateView {
    /// Which certificate.
    certificate_id: Uuid,
    /// The event that issued it.
    position: i64,
    /// The case that granted it.
    case_id: Uuid,
    /// Its kind.
    kind: String,
    /// The number on the paper.
    number: String,
    /// Who holds it.
    holder: Uuid,
    /// The holder's name; none once erased.
    name: Option<String>,
    /// The fields of operation.
    fields: Vec<String>,
    /// The provinces of operation.
    provinces: Vec<String>,
    /// The day of issue.
    #[serde(with = "iso_date")]
    valid_from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    valid_until: Date,
    /// The province of the seat, where there is one.
    seat: Option<String>,
    /// How it stands.
    #[schema(value_type = CertificateStatus)]
    status: String,
    /// Whether its last day has passed, which it may have while it is suspended.
    lapsed: bool,
}

/// What a case says of the certificate that it granted: what never changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Granted {
    /// Which certificate.
    certificate_id: Uuid,
    /// Its kind.
    kind: String,
    /// The number on the paper.
    number: String,
    /// The day of issue.
    #[serde(with = "iso_date")]
    valid_from: Date,
    /// Its last day.
    #[serde(with = "iso_date")]
    valid_until: Date,
}

/// How a certificate stands.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CertificateStatus {
    /// Its holder may operate under it.
    Valid,
    /// Its holder has to stop for a while.
    Suspended,
    /// Its last day has passed.
    Expired,
    /// It was taken away.
    Revoked,
    /// Its holder gave it up.
    Ended,
}

impl CertificateStatus {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Ended => "ended",
        }
    }
}

impl From<CertificateLine> for CertificateView {
    fn from(line: CertificateLine) -> Self {
        Self {
            certificate_id: line.certificate_id,
            position: line.position,
            case_id: line.case_id,
            kind: line.kind,
            number: line.number,
            holder: line.holder,
            name: line.name,
            fields: line.fields,
            provinces: line.provinces,
            valid_from: line.valid_from,
            valid_until: line.valid_until,
            seat: line.seat,
            status: line.status,
            lapsed: line.lapsed,
        }
    }
}

impl From<CertificateLine> for Granted {
    fn from(line: CertificateLine) -> Self {
        Self {
            certificate_id: line.certificate_id,
            kind: line.kind,
            number: line.number,
            valid_from: line.valid_from,
            valid_until: line.valid_until,
        }
    }
}

/// Which certificates to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// With this status.
    status: Option<CertificateStatus>,
    /// Of this kind.
    kind: Option<Words>,
    /// Granted in this case.
    case_id: Option<Uuid>,
    /// Held by this organisation, or by one that was merged with it.
    holder: Option<Uuid>,
    /// Held by an organisation that was founded under the law of this country: two letters of
    /// ISO 3166.
    #[param(value_type = Option<String>, pattern = "^[A-Z]{2}$")]
    home: Option<Country>,
    /// For this field.
    #[param(value_type = Option<Token>)]
    field: Option<FieldId>,
    /// For this province, or for one that was merged into it.
    #[param(value_type = Option<Token>)]
    province: Option<ProvinceId>,
    /// Ending on this day or before.
    ends_by: Option<Day>,
    /// With these words, perhaps unfinished, in name or number; diacritics do not matter.
    q: Option<Words>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

/// Lists certificates, those issued last first.
#[utoipa::path(
    get, path = "/v1/certificates", tag = "Lists", operation_id = "list_certificates",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Page<CertificateView>), Problems)
)]
async fn list(
    State(api): State<Api>,
    read: Read<Which>,
) -> Result<Shown<Page<CertificateView>>, Problem> {
    let which = &read.query;
    let filter = Filter {
        status: which.status.map(|it| it.name().to_owned()),
        holder: which.holder,
        kind: which.kind.clone().map(|it| it.0),
        case_id: which.case_id,
        home: which.home.map(|it| it.to_string()),
        field: which.field.as_ref().map(ToString::to_string),
        provinces: merged_into(&api.app, which.province.as_ref()),
        ends_by: which.ends_by.map(|it| it.0),
        text: which.q.clone().map(|it| it.0),
    };
    let before = which
        .cursor
        .as_ref()
        .map(|it| it.position(LIST))
        .transpose()?;
    let limit = which.limit.0;
    let rows = certificate::list(&api.app.pool, &filter, before, limit + 1).await?;
    let ended_at = |it: &CertificateLine| cursor(LIST, &[&it.position.to_string()]);
    Ok(read.page(rows, limit, ended_at, CertificateView::from))
}

/// Shows a certificate.
#[utoipa::path(
    get, path = "/v1/certificates/{certificate_id}", tag = "Lists",
    operation_id = "read_certificate",
    params(("certificate_id" = Uuid, Path, description = "The certificate."), AtLeast, AtLeastHeader),
    responses((status = OK, body = CertificateView), Problems)
)]
async fn one(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Nothing>,
) -> Result<Shown<CertificateView>, Problem> {
    let line = certificate::one(&api.app.pool, id).await?;
    let line = line.ok_or_else(|| Problem::new(&bad::UNKNOWN_CERTIFICATE))?;
    Ok(read.show(line.into()))
}

/// Lists what became of a certificate since its issue, the newest first, each with the case behind
/// it.
#[utoipa::path(
    get, path = "/v1/certificates/{certificate_id}/history", tag = "Registries",
    operation_id = "list_certificate_history",
    params(
        ("certificate_id" = Uuid, Path, description = "The certificate."),
        Part, AtLeast, AtLeastHeader
    ),
    responses((status = OK, body = Page<Change>), Problems)
)]
async fn history(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    read: Read<Part>,
) -> Result<Shown<Page<Change>>, Problem> {
    let pool = &api.app.pool;
    let known = certificate::one(pool, id).await?.is_some();
    if !known {
        return Err(Problem::new(&bad::UNKNOWN_CERTIFICATE));
    }
    let (before, limit) = read.query.page(HISTORY)?;
    let rows = registry_entry::of_certificate(pool, id, before, limit + 1).await?;
    shown(&read, HISTORY, rows)
}
