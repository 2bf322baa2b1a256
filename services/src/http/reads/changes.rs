//! What happened to what a registry keeps.

use projections::registry_entry::{Place, RegistryEntry};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::cursor::{Cursor, cursor};
use crate::http::problem::Problem;
use crate::http::query::Limit;
use crate::http::read::{Page, Read, Shown};

/// Something that happened to an organisation or a certificate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegistryChange)]
pub(super) struct Change {
    /// Where the event stands in the log.
    position: i64,
    /// Which of the things that the event says, from 0.
    ordinal: i32,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    recorded_at: OffsetDateTime,
    /// What happened, such as `certificate_amended`.
    #[schema(example = "certificate_amended")]
    what: String,
    /// To which organisation.
    organisation: Option<Uuid>,
    /// To which certificate, where it is about one.
    certificate: Option<Uuid>,
    /// The case behind it; none where there is none.
    case_id: Option<Uuid>,
    /// Who did it.
    actor: Uuid,
    /// On behalf of which agency.
    agency: Option<String>,
    /// In which role.
    role: String,
    /// The event's own data; it holds references in the stead of personal values.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
}

/// Which part of a history to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// How many at most.
    #[serde(default)]
    #[param(value_type = Option<Limit>)]
    limit: Limit,
    /// Where the page before ended.
    cursor: Option<Cursor>,
}

impl Part {
    /// Before which entry, and how many at most.
    pub(super) fn page(&self, list: &str) -> Result<(Option<Place>, i64), Problem> {
        let before = self.cursor.as_ref().map(|it| it.position_and_ordinal(list));
        let before = before.transpose()?;
        let before = before.map(|(position, ordinal)| Place { position, ordinal });
        Ok((before, self.limit.0))
    }
}

/// A page of a history, from its entries: one more than the limit if there is another page.
pub(super) fn shown(
    read: &Read<Part>,
    list: &str,
    entries: Vec<RegistryEntry>,
) -> Result<Shown<Page<Change>>, Problem> {
    let changes = entries.into_iter().map(Change::try_from);
    let changes: Vec<Change> = changes.collect::<Result<_, _>>()?;
    let ended_at = |it: &Change| {
        let (position, ordinal) = (it.position.to_string(), it.ordinal.to_string());
        cursor(list, &[&position, &ordinal])
    };
    Ok(read.page(changes, read.query.limit.0, ended_at, |it| it))
}

impl TryFrom<RegistryEntry> for Change {
    type Error = serde_json::Error;

    fn try_from(entry: RegistryEntry) -> Result<Self, serde_json::Error> {
        Ok(Self {
            position: entry.position,
            ordinal: entry.ordinal,
            recorded_at: entry.recorded_at,
            what: entry.what,
            organisation: entry.organisation,
            certificate: entry.certificate,
            case_id: entry.case_id,
            actor: entry.actor,
            agency: entry.agency,
            role: entry.role,
            data: RawValue::from_string(entry.data)?,
        })
    }
}
