//! What people call the names in an event.

use domain::law::Ground;
use domain::{ComponentId, FieldId, GroundId, ProvinceId};

use super::Teller;
use crate::pages::{citation, names};

impl Teller<'_> {
    pub(super) fn components(&self, components: &[ComponentId]) -> String {
        let titles = components.iter().map(|id| {
            let all = self.rules.map_or(&[][..], |it| &it.components);
            let found = all.iter().find(|it| it.id == *id);
            found.map_or(id.as_str(), |it| self.reader.language.of(&it.title))
        });
        titles.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn fields(&self, fields: &[FieldId]) -> String {
        let language = self.reader.language;
        let called = fields
            .iter()
            .map(|it| names::field(&self.reader.law, language, it.as_str()));
        called.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn provinces(&self, provinces: &[ProvinceId]) -> String {
        let called = provinces.iter().map(|it| self.reader.province(it.as_str()));
        called.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn ground(&self, ground: &GroundId) -> String {
        let language = self.reader.language;
        let grounds = self.rules.into_iter().flat_map(|it| {
            let refusals = it.intake_grounds.iter().chain(&it.refusal_grounds);
            let decisions = it.stop_grounds.iter().chain(&it.decision_grounds);
            refusals.chain(decisions)
        });
        let found: Option<&Ground> = grounds.into_iter().find(|it| it.id == *ground);
        found.map_or_else(
            || ground.to_string(),
            |it| {
                let (title, basis) = (language.of(&it.title), citation::basis(language, &it.basis));
                format!("{title} ({basis})")
            },
        )
    }
}
