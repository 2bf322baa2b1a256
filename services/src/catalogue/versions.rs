//! What may be wrong between the versions of an entry.

use std::collections::BTreeMap;

use domain::law::Versioned;

use super::entry::Step::Key;
use super::entry::{Entry, reversed, twice};
use super::{CatalogueFault, Fault};

/// Each version is there once, ends after it begins, and begins after the one before it.
pub(super) fn check<T: Versioned>(entries: &[Entry<'_, T>], faults: &mut Vec<CatalogueFault>) {
    let name = |it: &T| format!("version {} of {} {}", it.version(), T::KIND, it.name());
    twice(entries, name, faults);
    let mut versions: BTreeMap<&str, Vec<&Entry<'_, T>>> = BTreeMap::new();
    for entry in entries {
        let days = entry.value.valid();
        faults.extend(reversed(days).and_then(|it| entry.fault_at(&[Key("valid_to")], it)));
        versions.entry(entry.value.name()).or_default().push(entry);
    }
    for versions in versions.values_mut() {
        versions.sort_by_key(|it| it.value.version());
        for pair in versions.windows(2) {
            if let [older, newer] = pair {
                faults.extend(overlap(older, newer));
            }
        }
    }
}

fn overlap<T: Versioned>(older: &Entry<'_, T>, newer: &Entry<'_, T>) -> Option<CatalogueFault> {
    let days = [Key("valid_from"), Key("valid_to"), Key("version")];
    let mended = |it: &Entry<'_, T>| days.iter().any(|day| it.is_mended(&[*day]));
    if older.value.version() == newer.value.version() || mended(older) || mended(newer) {
        return None;
    }
    let begins = newer.value.valid().0?;
    let (from, to) = older.value.valid();
    let runs_into = to.is_some_and(|it| begins <= it);
    let goes_back = from.is_some_and(|it| begins < it);
    let fault = Fault::Overlap {
        older: older.value.version(),
        newer: newer.value.version(),
        begins,
    };
    (runs_into || goes_back).then(|| newer.fault_at(&[Key("valid_from")], fault))?
}
