//! Who is asked for an opinion, by what a dossier says and by whoever asks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::Date;

use super::{Agency, ConsultedWhen, ConsulteeScope, Law};
use crate::form::TEXT;
use crate::{AgencyId, FieldId, ProvinceId, TraitId};

/// Whose opinion a decision needs. Silence is never taken for consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consultees {
    /// Bodies that are always asked.
    pub always: Vec<AgencyId>,
    /// Whether bodies that manage a registered field are asked.
    pub field_managers: bool,
    /// Whether the committees of the provinces of operation are asked.
    pub province_committees: bool,
    /// Whether the committee of the province of the seat is asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seat_committee: bool,
    /// Whether all fields and provinces count, or only those that a change touches.
    #[serde(default, skip_serializing_if = "ConsulteeScope::is_whole")]
    pub scope: ConsulteeScope,
    /// Who is asked beside, when an application declares something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<ConsultedWhen>,
    /// Who is asked instead where a committee of a province takes the dossier in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalConsultees>,
    /// The article that names them.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

/// Whose opinion a committee of a province needs: that of bodies in its province. It asks others,
/// such as ministries, where it finds that a case is beyond its power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalConsultees {
    /// The ministry whose body in the province asks for the committee, and so is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<AgencyId>,
    /// Ministries whose bodies in the province are always asked.
    pub always: Vec<AgencyId>,
    /// Whether the bodies of those that manage a registered field are asked.
    pub field_managers: bool,
    /// The article that names them.
    #[schemars(regex(pattern = TEXT))]
    pub basis: String,
}

impl LocalConsultees {
    /// The bodies that it names.
    pub(crate) fn named(&self) -> impl Iterator<Item = &AgencyId> {
        self.always.iter().chain(&self.asks)
    }
}

/// What of a dossier decides who is asked about it, and who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The fields that count.
    pub fields: Vec<FieldId>,
    /// The provinces that count.
    pub provinces: Vec<ProvinceId>,
    /// The province of the seat.
    pub seat: Option<&'a ProvinceId>,
    /// What was declared.
    pub traits: &'a [TraitId],
    /// Who asks; no body asks itself.
    pub asks: Option<&'a AgencyId>,
}

impl Law {
    /// Who must be asked about a dossier of this scope, each body once.
    #[must_use]
    pub fn consultees(&self, rules: &Consultees, scope: &Scope<'_>, day: Date) -> Vec<AgencyId> {
        let mut declared = rules
            .also
            .iter()
            .filter(|it| scope.traits.contains(&it.when));
        if declared.any(|it| it.nobody) {
            return vec![];
        }
        let asks = scope.asks.and_then(|it| self.holder_on(it, day));
        let committee = asks.filter(|it| it.province.is_some());
        let mut asked = match (&rules.local, committee) {
            (Some(local), Some(committee)) => self.asked_locally(local, scope, committee, day),
            (Some(_) | None, _) => self.asked(rules, scope, day),
        };
        asked.retain(|it| asks.is_none_or(|asks| asks.id != *it));
        asked.sort();
        asked.dedup();
        asked
    }

    fn asked(&self, rules: &Consultees, scope: &Scope<'_>, day: Date) -> Vec<AgencyId> {
        let by_scope = self.agencies().filter(|it| {
            let manages = rules.field_managers && manages(it, scope, day);
            let province = it.province.as_ref();
            let governs = rules.province_committees
                && province.is_some_and(|it| scope.provinces.contains(it));
            let seat = rules.seat_committee && province.is_some() && province == scope.seat;
            manages || governs || seat
        });
        let declared = rules
            .also
            .iter()
            .filter(|it| scope.traits.contains(&it.when));
        let named = rules.always.iter().chain(declared.flat_map(|it| &it.ask));
        named
            .chain(by_scope.map(|it| &it.id))
            .filter_map(|it| self.holder_on(it, day))
            .map(|it| it.id.clone())
            .collect()
    }

    /// Those in the province that a committee governs.
    fn asked_locally(
        &self,
        rules: &LocalConsultees,
        scope: &Scope<'_>,
        committee: &Agency,
        day: Date,
    ) -> Vec<AgencyId> {
        let managers = self.agencies().filter(|it| manages(it, scope, day));
        let managers = managers.filter(|_| rules.field_managers).map(|it| &it.id);
        let body = |it| self.local_body(it, &committee.id, day);
        let asks = rules.asks.as_ref().and_then(body);
        (rules.always.iter())
            .chain(managers)
            .filter_map(body)
            .map(|it| it.id.clone())
            .filter(|it| asks.is_none_or(|asks| asks.id != *it))
            .collect()
    }
}

/// Whether a field that counts is a body's on the day.
fn manages(agency: &Agency, scope: &Scope<'_>, day: Date) -> bool {
    scope.fields.iter().any(|it| agency.manages_on(it, day))
}
