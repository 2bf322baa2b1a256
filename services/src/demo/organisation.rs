//! The organisations of the scenario. None of them exists.

use std::collections::BTreeSet;

use domain::{ActorId, Country, SubjectId};
use uuid::Uuid;

use super::chance::Chance;
use super::{DEMO, names};
use crate::clock::derived_id;

/// An organisation that applies.
#[derive(Debug, Clone)]
pub(super) struct Organisation {
    /// Its place in the scenario.
    pub(super) number: u32,
    /// Itself, as the vault knows it.
    pub(super) subject: SubjectId,
    /// Whoever files for it online.
    pub(super) applicant: ActorId,
    /// The country under whose law it was founded.
    pub(super) home: Country,
    /// What it is called.
    pub(super) name: String,
    /// How to reach it.
    pub(super) contact: String,
    /// Who is to represent it: the person, as the vault knows them, and their name.
    pub(super) representative: (Uuid, String),
}

/// So many organisations, no two of them with the same name.
pub(super) fn organisations(seed: u64, count: u32) -> Vec<Organisation> {
    let mut taken = BTreeSet::new();
    (0..count)
        .map(|number| {
            let mut chance = Chance::of(seed, "organisation", number);
            let id = |what: &str| derived_id(DEMO, &format!("{seed}/{what}/{number}"));
            let (name, host) = names::organisation(&mut chance, &mut taken);
            // A chance of its own, so that nothing else of the scenario depends on it.
            let home = names::home(&mut Chance::of(seed, "home", number));
            Organisation {
                number,
                subject: SubjectId(id("organisation")),
                applicant: ActorId(id("applicant")),
                contact: format!("office-{number}@{host}.example"),
                representative: (id("representative"), names::person(&mut chance)),
                home,
                name,
            }
        })
        .collect()
}
