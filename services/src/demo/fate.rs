//! What is to become of a case, as far as people and not rules make it so.

use domain::law::{Rules, Scope};
use domain::{Channel, ComponentId, FieldId, GroundId, Law, ProvinceId};
use time::{Date, Duration};

use super::chance::Chance;

/// The inclinations of everybody who has a part in a case.
#[derive(Debug, Clone)]
pub(super) struct Fate {
    /// How the dossier arrives.
    pub(super) channel: Channel,
    /// What of it is missing at first.
    pub(super) missing: Vec<ComponentId>,
    /// After how many working days a supplement comes; never, when there is none.
    pub(super) supplement_after: Option<u32>,
    /// On what ground the desk does not take it in.
    pub(super) intake_refusal: Option<GroundId>,
    /// Whether something wrong is found after the acceptance.
    pub(super) second_look: bool,
    /// After how many working days the applicant takes it back.
    pub(super) withdrawn_after: Option<u32>,
    /// On what ground it is refused.
    pub(super) refusal: Option<GroundId>,
    /// How many working days one of the bodies lets pass beyond its term.
    pub(super) silence: Option<u32>,
    /// How many working days the decider lets pass beyond its term.
    pub(super) indecision: Option<u32>,
    /// The fields applied for.
    pub(super) fields: Vec<FieldId>,
    /// The provinces applied for.
    pub(super) provinces: Vec<ProvinceId>,
    /// How long the registration at home still runs.
    pub(super) home_registration: Option<Duration>,
}

impl Fate {
    /// What is to become of a case that is filed on this day.
    pub(super) fn drawn(chance: &mut Chance, law: &Law, rules: &Rules, day: Date) -> Self {
        let incomplete = chance.percent(34);
        let missing = if incomplete {
            let count = chance.between(1, 3);
            let required: Vec<_> = (rules.components.iter())
                .filter(|it| it.is_needed(&[]))
                .map(|it| it.id.clone())
                .collect();
            chance.some(&required, count)
        } else {
            vec![]
        };
        let refused = chance.percent(15);
        let (fields, provinces) = scope(chance, law, rules, day);
        Self {
            channel: channel(chance, rules),
            missing,
            supplement_after: chance.percent(82).then(|| chance.between(2, 16)),
            intake_refusal: chance
                .percent(6)
                .then(|| chance.pick(&rules.intake_grounds).id.clone()),
            second_look: chance.percent(7),
            withdrawn_after: chance.percent(6).then(|| chance.between(2, 24)),
            refusal: refused.then(|| chance.pick(&rules.refusal_grounds).id.clone()),
            silence: chance.percent(12).then(|| chance.between(10, 110)),
            indecision: chance.percent(5).then(|| chance.between(4, 20)),
            fields,
            provinces,
            home_registration: home_registration(chance),
        }
    }
}

fn channel(chance: &mut Chance, rules: &Rules) -> Channel {
    // Most arrive the way that the procedure lists last: online.
    let weights = [24, 13, 63];
    let choices: Vec<_> = (rules.channels.iter().zip(weights))
        .map(|(channel, weight)| (weight, channel.clone()))
        .collect();
    chance.weighted(&choices).clone()
}

/// Fields and provinces such that 8 to 14 bodies are to be asked.
fn scope(
    chance: &mut Chance,
    law: &Law,
    rules: &Rules,
    day: Date,
) -> (Vec<FieldId>, Vec<ProvinceId>) {
    let (all_fields, all_provinces) = places_and_fields(law, day);
    let (mut fields, mut provinces) = (vec![], vec![]);
    for _ in 0..40 {
        let (field_count, province_count) = (chance.between(1, 4), chance.between(2, 7));
        fields = chance.some(&all_fields, field_count);
        provinces = chance.some(&all_provinces, province_count);
        let scope = Scope {
            fields: fields.clone(),
            provinces: provinces.clone(),
            ..Scope::default()
        };
        let asked = law.consultees(&rules.consultees, &scope, day);
        if (8..=14).contains(&asked.len()) {
            break;
        }
    }
    (fields, provinces)
}

fn places_and_fields(law: &Law, day: Date) -> (Vec<FieldId>, Vec<ProvinceId>) {
    let mut fields: Vec<_> = (law.agencies())
        .flat_map(|it| it.fields.iter().map(|it| it.field.clone()))
        .filter(|it| law.is_field_on(it, day))
        .collect();
    fields.sort();
    fields.dedup();
    let provinces = (law.agencies())
        .filter(|it| it.exists_on(day))
        .filter_map(|it| it.province.clone())
        .collect();
    (fields, provinces)
}

/// Some organisations are registered at home for a short time only, and so are their certificates.
fn home_registration(chance: &mut Chance) -> Option<Duration> {
    let days = match chance.below(10) {
        0..=3 => chance.between(110, 460),
        4..=5 => chance.between(700, 2_500),
        6.. => return None,
    };
    Some(Duration::days(i64::from(days)))
}
