//! What may be wrong with a procedure.

mod bodies;
mod course;
mod duties;
mod hours;
mod limits;
mod lists;
mod named;
mod waiting;

use std::collections::BTreeMap;

use domain::Law;
use domain::law::{Agency, Conduct, Procedure, Rules};

use super::entry::Step::{self, Item, Key};
use super::entry::{Entry, reversed, twice};
use super::{CatalogueFault, Entries, Fault};

pub(super) fn check(entries: &Entries<'_>, law: &Law, faults: &mut Vec<CatalogueFault>) {
    let name = |it: &Procedure| format!("version {} of procedure {}", it.version, it.id);
    twice(&entries.procedures, name, faults);
    overlaps(&entries.procedures, faults);
    for entry in &entries.procedures {
        let days = (Some(entry.value.valid_from), entry.value.valid_to);
        faults.extend(reversed(days).and_then(|it| entry.fault_at(&[Key("valid_to")], it)));
        bodies::check(entry, law, entries, faults);
        if let Conduct::Ruled(rules) = &entry.value.conduct {
            lists::check(entry, rules, faults);
            limits::check(entry, rules, law.calendar(&rules.calendar), faults);
            hours::check(entry, rules, law.calendar(&rules.calendar), faults);
            duties::check(entry, rules, faults);
            waiting::check(entry, rules, faults);
            course::check(entry, rules, faults);
            named::check(entry, rules, entries, faults);
            calendar(entry, rules, law, entries, faults);
            references(entry, rules, law, entries, faults);
        }
    }
}

fn calendar(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    law: &Law,
    entries: &Entries<'_>,
    faults: &mut Vec<CatalogueFault>,
) {
    let known = law.calendar(&rules.calendar).is_some();
    if !known && !entries.may_be(rules.calendar.as_str()) {
        let path = in_rules(&[Key("calendar")]);
        let calendar = rules.calendar.clone();
        faults.extend(entry.fault_at(&path, Fault::UnknownCalendar { calendar }));
    }
}

/// What a procedure names that has to be somewhere: provinces, and what it lists itself.
fn references(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    law: &Law,
    entries: &Entries<'_>,
    faults: &mut Vec<CatalogueFault>,
) {
    for (number, province) in rules.seat.iter().flat_map(|it| &it.provinces).enumerate() {
        // The provinces may be those of any day on which it is in force.
        let governs = |it: &&Agency| it.province.as_ref() == Some(province);
        if law.agencies().any(|it| governs(&it)) || entries.may_be(province.as_str()) {
            continue;
        }
        let path = in_rules(&[Key("seat"), Key("provinces"), Item(number)]);
        let province = province.clone();
        faults.extend(entry.fault_at(&path, Fault::UnknownProvince { province }));
    }
    let also = rules.consultees.also.iter().enumerate();
    let in_also = also.map(|(number, it)| {
        let path = in_rules(&[Key("consultees"), Key("also"), Item(number), Key("when")]);
        (path, &it.when)
    });
    let papers = rules.components.iter().enumerate();
    let in_papers = papers.flat_map(|(number, it)| {
        let path = move |key| in_rules(&[Key("components"), Item(number), Key(key)]);
        let when = it.when.iter().map(move |it| (path("when"), it));
        when.chain(it.unless.iter().map(move |it| (path("unless"), it)))
    });
    let competences = rules.competences.iter().enumerate();
    let in_competences = competences.flat_map(|(number, it)| {
        it.when.iter().enumerate().map(move |(which, it)| {
            let way = [Key("competences"), Item(number), Key("when"), Item(which)];
            (in_rules(&way), it)
        })
    });
    for (path, named) in in_also.chain(in_papers).chain(in_competences) {
        if !rules.traits.iter().any(|it| it.id == *named) {
            let declared = named.clone();
            faults.extend(entry.fault_at(&path, Fault::UnknownTrait { declared }));
        }
    }
}

/// The way to a part of the rules.
fn in_rules(rest: &[Step]) -> Vec<Step> {
    [&[Key("conduct"), Key("ruled")], rest].concat()
}

/// A version without a last day ends where the next begins, so that publishing the next does not
/// change what was published.
fn overlaps(procedures: &[Entry<'_, Procedure>], faults: &mut Vec<CatalogueFault>) {
    let mut versions: BTreeMap<_, Vec<&Entry<'_, Procedure>>> = BTreeMap::new();
    // A draft is in force on no day; what follows it may correct what came before it.
    for entry in procedures.iter().filter(|it| !it.value.draft) {
        versions.entry(&entry.value.id).or_default().push(entry);
    }
    for versions in versions.values_mut() {
        versions.sort_by_key(|it| it.value.version);
        for (entry, next) in versions.iter().zip(versions.iter().skip(1)) {
            let (older, newer) = (&entry.value, &next.value);
            let begins = newer.valid_from;
            let same = older.version == newer.version;
            let days = [Key("valid_from"), Key("valid_to"), Key("version")];
            if days
                .iter()
                .any(|it| entry.is_mended(&[*it]) || next.is_mended(&[*it]))
            {
                continue;
            }
            // One that begins on the same day corrects the one before it.
            let corrects = begins == older.valid_from;
            let runs_into = older.valid_to.is_some_and(|it| begins <= it);
            let overlaps = runs_into || begins < older.valid_from;
            if !same && !corrects && overlaps {
                faults.extend(next.fault_at(
                    &[Key("valid_from")],
                    Fault::Overlap {
                        older: older.version,
                        newer: newer.version,
                        begins,
                    },
                ));
            }
        }
    }
}
