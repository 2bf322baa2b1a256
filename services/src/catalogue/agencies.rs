//! What may be wrong between agencies.

use std::collections::{BTreeMap, BTreeSet};

use domain::AgencyId;
use domain::law::Agency;

use super::entry::Step::{Item, Key};
use super::entry::{reversed, twice};
use super::{CatalogueFault, Entries, Fault};

type ById<'a> = BTreeMap<&'a AgencyId, &'a Agency>;

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    twice(&entries.agencies, |it| format!("agency {}", it.id), faults);
    let agencies: ById<'_> = (entries.agencies.iter())
        .map(|it| (&it.value.id, &it.value))
        .collect();
    for entry in &entries.agencies {
        let agency = &entry.value;
        let days = (agency.valid_from, agency.valid_to);
        faults.extend(reversed(days).and_then(|it| entry.fault_at(&[Key("valid_to")], it)));
        for (number, mandate) in agency.fields.iter().enumerate() {
            let days = (mandate.valid_from, mandate.valid_to);
            let path = [Key("fields"), Item(number)];
            faults.extend(reversed(days).and_then(|it| entry.fault_at(&path, it)));
        }
        faults.extend(
            identifier(agency, entries).and_then(|it| entry.fault_at(&[Key("identifier")], it)),
        );
        let succession = succession(agency, &agencies, entries);
        faults.extend(succession.and_then(|it| entry.fault_at(&[Key("successor")], it)));
    }
}

/// The first other body that has the identifier while this one does: dossier codes tell bodies apart.
fn identifier(agency: &Agency, entries: &Entries<'_>) -> Option<Fault> {
    let identifier = agency.identifier.as_ref()?;
    let mut others = entries.agencies.iter().map(|it| &it.value);
    let other = others.find(|it| {
        let same = it.identifier.as_ref() == Some(identifier);
        // Each pair is told once, at the one whose name comes later.
        same && it.id < agency.id && exist_together(it, agency)
    })?;
    Some(Fault::IdentifierTwice {
        identifier: identifier.clone(),
        other: other.id.clone(),
    })
}

fn exist_together(one: &Agency, other: &Agency) -> bool {
    let begins = one.valid_from.max(other.valid_from);
    let ends = one.valid_to.into_iter().chain(other.valid_to).min();
    begins.is_none_or(|begins| ends.is_none_or(|ends| begins <= ends))
}

fn succession(agency: &Agency, agencies: &ById<'_>, entries: &Entries<'_>) -> Option<Fault> {
    let successor = agency.successor.as_ref()?;
    let Some(heir) = agencies.get(successor) else {
        return (!entries.may_be(successor.as_str())).then(|| Fault::UnknownAgency {
            agency: successor.clone(),
        });
    };
    if in_a_circle(agency, agencies) {
        return Some(Fault::SuccessorCycle {
            agency: agency.id.clone(),
        });
    }
    let Some(last) = agency.valid_to else {
        return Some(Fault::SuccessorWithoutEnd);
    };
    let day = last.next_day()?;
    (!heir.exists_on(day)).then(|| Fault::SuccessorMissing {
        successor: successor.clone(),
        day,
    })
}

fn in_a_circle(agency: &Agency, agencies: &ById<'_>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = agency.successor.as_ref();
    while let Some(id) = next {
        if *id == agency.id {
            return true;
        }
        // A circle further on is told where it is.
        if !seen.insert(id) {
            return false;
        }
        next = agencies.get(id).and_then(|it| it.successor.as_ref());
    }
    false
}
