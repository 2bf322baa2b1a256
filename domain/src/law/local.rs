//! The bodies that ministries have in each province.
//!
//! Nobody enters them one by one: what a ministry's body in a province is called stands with the
//! ministry, and which provinces there are with their committees. A body in a province has the name of
//! the ministry and of the province, exists while both do, and goes where either goes.

use std::collections::BTreeMap;

use time::Date;

use super::{Agency, Bilingual, Law};
use crate::AgencyId;

/// The bodies of ministries in provinces, by their names.
pub(super) type LocalBodies = BTreeMap<AgencyId, LocalBody>;

/// A body of a ministry in a province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LocalBody {
    body: Agency,
    ministry: AgencyId,
    committee: AgencyId,
}

impl LocalBody {
    /// The body of the ministry in the province that the committee governs, if it has one there.
    fn of(ministry: &Agency, committee: &Agency) -> Option<Self> {
        let (called, province) = (
            ministry.in_provinces.as_ref()?,
            committee.province.as_ref()?,
        );
        let name = |ministry: &str, committee: &str| format!("{ministry} ({committee})");
        let body = Agency {
            id: format!("{}-{province}", ministry.id).parse().ok()?,
            name: Bilingual {
                vi: name(&called.vi, &committee.name.vi),
                en: name(&called.en, &committee.name.en),
            },
            valid_from: ministry.valid_from.max(committee.valid_from),
            valid_to: ministry
                .valid_to
                .into_iter()
                .chain(committee.valid_to)
                .min(),
            successor: None,
            fields: vec![],
            ministry: false,
            in_provinces: None,
            province: None,
            identifier: None,
            basis: ministry.basis.clone(),
            unverified: ministry.unverified.clone(),
        };
        Some(Self {
            body,
            ministry: ministry.id.clone(),
            committee: committee.id.clone(),
        })
    }
}

impl Law {
    /// The body that this ministry, or whoever has its powers on the day, has in the province of
    /// this committee, or of whoever has its powers.
    #[must_use]
    pub fn local_body(
        &self,
        ministry: &AgencyId,
        committee: &AgencyId,
        day: Date,
    ) -> Option<&Agency> {
        let ministry = &self.holder_on(ministry, day)?.id;
        let committee = &self.holder_on(committee, day)?.id;
        let mut all = self.local.values();
        let found = all.find(|it| it.ministry == *ministry && it.committee == *committee)?;
        found.body.exists_on(day).then_some(&found.body)
    }

    /// Every body of a ministry in a province.
    pub fn local_bodies(&self) -> impl Iterator<Item = &Agency> {
        self.local.values().map(|it| &it.body)
    }

    pub(super) fn local_entry(&self, id: &AgencyId) -> Option<&Agency> {
        self.local.get(id).map(|it| &it.body)
    }

    /// Who holds the powers of a body in a province on the day; nothing where it is none.
    pub(super) fn local_holder_on(&self, id: &AgencyId, day: Date) -> Option<&Agency> {
        let LocalBody {
            ministry,
            committee,
            ..
        } = self.local.get(id)?;
        self.local_body(ministry, committee, day)
    }

    /// Enters what follows for bodies in provinces from the entry of a ministry or a committee.
    pub(super) fn enter_local(&mut self, entered: &Agency) {
        let about = |it: &LocalBody| it.ministry == entered.id || it.committee == entered.id;
        self.local.retain(|_, it| !about(it));
        let others = self.agencies.values();
        let bodies: Vec<_> = others
            .flat_map(|it| [LocalBody::of(entered, it), LocalBody::of(it, entered)])
            .flatten()
            .collect();
        let named = bodies.into_iter().map(|it| (it.body.id.clone(), it));
        self.local.extend(named);
    }
}
