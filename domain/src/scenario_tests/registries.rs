//! What is done to the registries: merging organisations, naming focal points.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::focal_point::{
    FocalPoint, FocalPointCommand, FocalPointEvent, FocalRole, Naming, Office, Point,
};
use crate::organisation::{
    Merge, MergeGround, Organisation, OrganisationCommand, OrganisationEvent,
};
use crate::testing::law;
use crate::{Acting, Aggregate, PersonalRef, SubjectId};

/// Organisations by their names, and focal points by province and task.
#[derive(Default)]
pub(super) struct Registries {
    organisations: BTreeMap<String, Organisation>,
    points: BTreeMap<(String, String), FocalPoint>,
}

/// The organisation of a name; whoever applies is the one of all other scenarios.
pub(super) fn subject(name: &str) -> SubjectId {
    if name == "applicant" {
        return SubjectId(Uuid::from_u128(0x5));
    }
    let letters = name
        .bytes()
        .fold(0, |sum: u128, it| (sum << 8) | u128::from(it));
    SubjectId(Uuid::from_u128(letters))
}

impl Registries {
    /// Both decide: the one that goes, and the one that takes it in.
    pub(super) fn merge(
        &mut self,
        name: &str,
        named: &BTreeMap<&str, &str>,
        by: &Acting,
    ) -> Result<Vec<String>, String> {
        let into = named["into"];
        let ground = named.get("ground").copied();
        let mut grounds = MergeGround::ALL.into_iter();
        let ground = grounds.find(|it| ground.is_none_or(|ground| ground == it.name()));
        let merge = OrganisationCommand::Merge(Merge {
            organisation: subject(name),
            into: subject(into),
            ground: ground.unwrap(),
            decision: named["decision"].parse().unwrap(),
            reason: None,
            both_hold: named.get("both-hold").map(|it| it.parse().unwrap()),
        });
        let absorb = OrganisationCommand::Absorb {
            organisation: subject(into),
            other: subject(name),
        };
        let mut decided = vec![];
        for (name, command) in [(name, merge), (into, absorb)] {
            let entry = self.organisations.get(name).copied().unwrap_or_default();
            let events = entry.decide(&command, by, law());
            let events = events.map_err(|it| self.with_names(&it.to_string(), name, into))?;
            decided.push((name.to_owned(), entry, events));
        }
        let mut told = vec![];
        for (at, entry, events) in decided {
            told.extend(events.iter().map(|it| tell(it, name, into)));
            let entry = events.iter().fold(entry, Organisation::evolve);
            self.organisations.insert(at, entry);
        }
        Ok(told)
    }

    fn with_names(&self, text: &str, name: &str, into: &str) -> String {
        let known = self.organisations.keys().map(String::as_str);
        let each = known.chain([name, into]);
        each.fold(text.to_owned(), |text, it| {
            text.replace(&subject(it).to_string(), it)
        })
    }

    /// `2026-03-02 PPC-01 names VN34-01 aid_use agency=PPC-01`, or vacates it.
    pub(super) fn point(
        &mut self,
        plain: &[&str],
        named: &BTreeMap<&str, &str>,
        by: &Acting,
    ) -> Result<Vec<String>, String> {
        let (province, role) = (plain[0], plain[1]);
        let point = Point {
            province: province.parse().unwrap(),
            role: FocalRole::named(role).unwrap(),
        };
        let command = match named.get("agency") {
            None => FocalPointCommand::Vacate(point),
            Some(agency) => FocalPointCommand::Name(Naming {
                point,
                agency: agency.parse().unwrap(),
                office: Office::ForeignAffairs,
                name: person(),
                contact: None,
            }),
        };
        let key = (province.to_owned(), role.to_owned());
        let entry = self.points.get(&key).copied().unwrap_or_default();
        let events = entry
            .decide(&command, by, law())
            .map_err(|it| it.to_string())?;
        self.points
            .insert(key, events.iter().fold(entry, FocalPoint::evolve));
        let told = events.iter().map(|it| match it {
            FocalPointEvent::Named(_) => "somebody is the focal point".to_owned(),
            FocalPointEvent::Replaced(_) => "somebody else is the focal point".to_owned(),
            FocalPointEvent::Vacated { .. } => "nobody is the focal point any more".to_owned(),
        });
        Ok(told.collect())
    }
}

fn tell(event: &OrganisationEvent, name: &str, into: &str) -> String {
    match event {
        OrganisationEvent::Merged {
            ground, decision, ..
        } => format!("{name} is {into} ({}, {decision})", ground.name()),
        OrganisationEvent::Absorbed { .. } => format!("{into} takes {name} in"),
    }
}

fn person() -> PersonalRef {
    PersonalRef {
        value: Uuid::from_u128(2),
        subject: SubjectId(Uuid::from_u128(3)),
        commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
    }
}
