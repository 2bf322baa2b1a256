//! Whom a procedure asks.

use domain::law::{self, ConsulteeScope};
use serde::Serialize;
use utoipa::ToSchema;

use super::names;

/// Whose opinion a decision needs.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Consultees {
    /// Bodies that are always asked.
    always: Vec<String>,
    /// Whether bodies that manage a registered field are asked.
    field_managers: bool,
    /// Whether the committees of the provinces of operation are asked.
    province_committees: bool,
    /// Whether the committee of the province of the seat is asked.
    seat_committee: bool,
    /// Whether all fields and provinces count, or only those that a change touches.
    #[schema(value_type = ConsulteesOf)]
    scope: ConsulteeScope,
    /// Who is asked beside, or that nobody is, when an application declares something.
    also: Vec<Also>,
    /// Who is asked instead where a committee of a province takes the dossier in.
    local: Option<Local>,
    /// The article that names them.
    basis: String,
}

/// Which fields and provinces count for the choice of consultees.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes domain::law::ConsulteeScope in OpenAPI")]
enum ConsulteesOf {
    /// All that the dossier names.
    Whole,
    /// Those that the certificate does not have yet, and those that it is to lose.
    Change,
}

/// Who is asked beside the others when something is declared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConsultedWhen)]
struct Also {
    /// What has to be declared.
    when: String,
    /// Whether nobody is asked at all then.
    nobody: bool,
    /// Who is asked.
    ask: Vec<String>,
    /// The article.
    basis: String,
}

/// Whose opinion a committee of a province needs: that of bodies in its province.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LocalConsultees)]
struct Local {
    /// The ministry whose body in the province asks for the committee, and so is not asked.
    asks: Option<String>,
    /// Ministries whose bodies in the province are always asked.
    always: Vec<String>,
    /// Whether the bodies of those that manage a registered field are asked.
    field_managers: bool,
    /// The article that names them.
    basis: String,
}

impl From<&law::Consultees> for Consultees {
    fn from(it: &law::Consultees) -> Self {
        Self {
            always: names(&it.always),
            field_managers: it.field_managers,
            province_committees: it.province_committees,
            seat_committee: it.seat_committee,
            scope: it.scope,
            also: it.also.iter().map(Also::from).collect(),
            local: it.local.as_ref().map(Local::from),
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::ConsultedWhen> for Also {
    fn from(it: &law::ConsultedWhen) -> Self {
        Self {
            when: it.when.to_string(),
            nobody: it.nobody,
            ask: names(&it.ask),
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::LocalConsultees> for Local {
    fn from(it: &law::LocalConsultees) -> Self {
        Self {
            asks: it.asks.as_ref().map(ToString::to_string),
            always: names(&it.always),
            field_managers: it.field_managers,
            basis: it.basis.clone(),
        }
    }
}
