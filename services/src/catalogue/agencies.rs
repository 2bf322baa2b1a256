//! What may be wrong between agencies.

use std::collections::{BTreeMap, BTreeSet};

use domain::AgencyId;
use domain::law::Agency;
use time::Date;

use super::entry::Step::{Item, Key};
use super::entry::{Entry, reversed, twice};
use super::{BodyFault, CatalogueFault, Entries, Fault};

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
        faults.extend(
            identifier(agency, entries).and_then(|it| entry.fault_at(&[Key("identifier")], it)),
        );
        faults.extend(
            province(agency, entries).and_then(|it| entry.fault_at(&[Key("province")], it)),
        );
        fields(entry, faults);
        let succession = succession(agency, &agencies, entries);
        faults.extend(succession.and_then(|it| entry.fault_at(&[Key("successor")], it)));
    }
}

/// The first other body that has the identifier while this one does: dossier codes tell bodies apart.
fn identifier(agency: &Agency, entries: &Entries<'_>) -> Option<BodyFault> {
    let identifier = agency.identifier.as_ref()?;
    let mut others = entries.agencies.iter().map(|it| &it.value);
    let other = others.find(|it| {
        let same = it.identifier.as_ref() == Some(identifier);
        // Each pair is told once, at the one whose name comes later.
        same && it.id < agency.id && exist_together(it, agency)
    })?;
    Some(BodyFault::IdentifierTwice {
        identifier: identifier.clone(),
        other: other.id.clone(),
    })
}

fn exist_together(one: &Agency, other: &Agency) -> bool {
    let days = |it: &Agency| (it.valid_from, it.valid_to);
    overlap(days(one), days(other))
}

/// Whether two times have a day in common.
fn overlap(one: (Option<Date>, Option<Date>), other: (Option<Date>, Option<Date>)) -> bool {
    let begins = one.0.max(other.0);
    let ends = one.1.into_iter().chain(other.1).min();
    begins.is_none_or(|begins| ends.is_none_or(|ends| begins <= ends))
}

/// The first other body that governs the province while this one does.
fn province(agency: &Agency, entries: &Entries<'_>) -> Option<BodyFault> {
    let province = agency.province.as_ref()?;
    let mut others = entries.agencies.iter().map(|it| &it.value);
    let other = others.find(|it| {
        let same = it.province.as_ref() == Some(province);
        same && it.id < agency.id && exist_together(it, agency)
    })?;
    Some(BodyFault::GovernedTwice {
        province: province.clone(),
        other: other.id.clone(),
    })
}

/// A body has each field once on a day.
fn fields(entry: &Entry<'_, Agency>, faults: &mut Vec<CatalogueFault>) {
    let fields = &entry.value.fields;
    for (number, mandate) in fields.iter().enumerate() {
        let days = (mandate.valid_from, mandate.valid_to);
        let path = [Key("fields"), Item(number)];
        faults.extend(reversed(days).and_then(|it| entry.fault_at(&path, it)));
        let mut before = fields.iter().take(number);
        let twice = before
            .any(|it| it.field == mandate.field && overlap((it.valid_from, it.valid_to), days));
        if twice {
            let field = mandate.field.clone();
            faults.extend(entry.fault_at(&path, BodyFault::FieldTwice { field }));
        }
    }
}

fn succession(agency: &Agency, agencies: &ById<'_>, entries: &Entries<'_>) -> Option<Fault> {
    let successor = agency.successor.as_ref()?;
    let Some(heir) = agencies.get(successor) else {
        return (!entries.may_be(successor.as_str())).then(|| Fault::UnknownAgency {
            agency: successor.clone(),
        });
    };
    if in_a_circle(agency, agencies) {
        let agency = agency.id.clone();
        return Some(BodyFault::SuccessorCycle { agency }.into());
    }
    let Some(last) = agency.valid_to else {
        return Some(BodyFault::SuccessorWithoutEnd.into());
    };
    let day = last.next_day()?;
    let successor = successor.clone();
    (!heir.exists_on(day)).then(|| BodyFault::SuccessorMissing { successor, day }.into())
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
