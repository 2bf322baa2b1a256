//! What is owed under a certificate, told like an event.

use std::collections::BTreeMap;

use super::tell::counted;
use crate::Calendar;
use crate::law::{Duty, Owed, Registered, Rules};
use crate::testing::{day, law};

/// Everything that is owed under a certificate of that day, handed over on the same or on the day of
/// `received`, and each change on its own day; `until` is its last day, and `changed`
/// a day on which something
/// changed or on which it was `extended`.
pub(super) fn told(rules: &Rules, issued: &str, named: &BTreeMap<&str, &str>) -> Vec<String> {
    let changed_on: Vec<_> = named.get("changed").map(|it| day(it)).into_iter().collect();
    let extended_on: Vec<_> = named
        .get("extended")
        .map(|it| day(it))
        .into_iter()
        .collect();
    let received = named.get("received").map_or(day(issued), |it| day(it));
    let again: Vec<_> = changed_on.iter().chain(&extended_on).copied().collect();
    let registered = Registered {
        valid_from: day(issued),
        valid_until: day(named["until"]),
        changed_on: &changed_on,
        extended_on: &extended_on,
        received_on: Some(received),
        received_again_on: &again,
        last_active: day(issued),
    };
    let calendar = law().calendar(&rules.calendar).unwrap();
    (rules.duties.iter())
        .map(|it| one(it, registered, calendar))
        .collect()
}

fn one(duty: &Duty, registered: Registered<'_>, calendar: &Calendar) -> String {
    let who = match duty.agencies.as_slice() {
        [] => "the holder".to_owned(),
        agencies => super::tell::list(agencies),
    };
    let when = |it: &Owed<'_>| {
        let how = it.counted.as_ref().map(counted);
        let how = how.map(|it| format!(" ({it})")).unwrap_or_default();
        format!("{}{how}", it.due)
    };
    let owed: Vec<_> = duty.owed(registered, calendar).iter().map(when).collect();
    let (id, owed, basis) = (&duty.id, owed.join(", "), &duty.basis);
    format!("{who} owes {id} by {owed}; {basis}")
}
