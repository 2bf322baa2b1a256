//! Whom a procedure names: bodies that exist while it is in force, and that have something to do in it.

use domain::law::{Competence, Conduct, Procedure, Rules};
use domain::{AgencyId, Law};
use time::Date;

use super::super::entry::Entry;
use super::super::entry::Step::{self, Item, Key};
use super::super::{BodyFault, CatalogueFault, Entries, Fault};
use super::in_rules;

/// The names that no entry has, and the bodies that do not exist when the procedure begins.
pub(super) fn check(
    entry: &Entry<'_, Procedure>,
    law: &Law,
    entries: &Entries<'_>,
    faults: &mut Vec<CatalogueFault>,
) {
    let last = last_day(&entry.value, entries);
    let (id, day) = (&entry.value.id, entry.value.valid_from);
    for (path, agency, heirs) in agencies(&entry.value) {
        let exists = law.agency(agency).is_some_and(|it| it.exists_on(day));
        let holder = law.holder_on(agency, day).is_some();
        if entries.may_be(agency.as_str()) {
            continue;
        }
        let begins = exists || heirs && holder;
        let agency = agency.clone();
        let procedure = id.clone();
        let fault: Fault = match law.agency(&agency) {
            None => Fault::UnknownAgency { agency },
            Some(_) if !begins => BodyFault::Missing {
                procedure,
                agency,
                day,
            }
            .into(),
            Some(_) => match abandoned(&agency, &entry.value, law, last) {
                Some(day) => BodyFault::Ends { agency, day }.into(),
                None => continue,
            },
        };
        faults.extend(entry.fault_at(&path, fault));
    }
    if let Conduct::Ruled(rules) = &entry.value.conduct {
        asked(entry, rules, faults);
        competences(entry, rules, faults);
    }
}

/// The last day of a version: its own, or the one before the next begins.
fn last_day(procedure: &Procedure, entries: &Entries<'_>) -> Option<Date> {
    let all = entries.procedures.iter().map(|it| &it.value);
    let newer = all.filter(|it| it.id == procedure.id && it.version > procedure.version);
    let next = newer.filter_map(|it| it.valid_from.previous_day()).min();
    procedure.valid_to.into_iter().chain(next).min()
}

/// The first day of the procedure on which nobody holds the powers of the body any more. A
/// successor that does not take over is told where it is named.
fn abandoned(
    agency: &AgencyId,
    procedure: &Procedure,
    law: &Law,
    last: Option<Date>,
) -> Option<Date> {
    let mut day = procedure.valid_from;
    loop {
        let holder = law.holder_on(agency, day)?;
        day = holder.valid_to?.next_day()?;
        if last.is_some_and(|it| it < day) {
            return None;
        }
        if holder.successor.is_none() {
            return Some(day);
        }
    }
}

/// The bodies that a procedure names, where, and whether an heir may stand in from the first day.
fn agencies(procedure: &Procedure) -> Vec<(Vec<Step>, &AgencyId, bool)> {
    let rules = match &procedure.conduct {
        Conduct::Recorded { agency } => {
            let path = vec![Key("conduct"), Key("recorded"), Key("agency")];
            return vec![(path, agency, true)];
        }
        Conduct::Ruled(rules) => rules,
    };
    let mut named = vec![
        (in_rules(&[Key("receiver")]), &rules.receiver, false),
        (in_rules(&[Key("decider")]), &rules.decider, false),
    ];
    for (number, it) in rules.competences.iter().enumerate() {
        let way = |key| [Key("competences"), Item(number), Key(key)];
        let receiver = it
            .receiver
            .iter()
            .map(|it| (in_rules(&way("receiver")), it, true));
        let decider = it
            .decider
            .iter()
            .map(|it| (in_rules(&way("decider")), it, true));
        named.extend(receiver.chain(decider));
        named.extend(each(&way("approved_by"), &it.approved_by));
    }
    for (number, duty) in rules.duties.iter().enumerate() {
        named.extend(each(
            &[Key("duties"), Item(number), Key("agencies")],
            &duty.agencies,
        ));
    }
    if let Some(local) = &rules.consultees.local {
        let way = |key| [Key("consultees"), Key("local"), Key(key)];
        named.extend(
            local
                .asks
                .iter()
                .map(|it| (in_rules(&way("asks")), it, true)),
        );
        named.extend(each(&way("always"), &local.always));
    }
    named.extend(consulted(rules));
    named
}

/// The bodies of a list in the rules, each with its place.
fn each<'a>(list: &[Step], agencies: &'a [AgencyId]) -> Vec<(Vec<Step>, &'a AgencyId, bool)> {
    let each = agencies.iter().enumerate();
    each.map(|(number, it)| (in_rules(&[list, &[Item(number)]].concat()), it, true))
        .collect()
}

/// The bodies whose opinion is asked by name.
fn consulted(rules: &Rules) -> Vec<(Vec<Step>, &AgencyId, bool)> {
    let asked = &rules.consultees;
    let mut named = each(&[Key("consultees"), Key("always")], &asked.always);
    for (number, also) in asked.also.iter().enumerate() {
        let list = [Key("consultees"), Key("also"), Item(number), Key("ask")];
        named.extend(each(&list, &also.ask));
    }
    named
}

/// Who is asked has not the case in its hands anyway, as far as that is certain: where others may be
/// competent, whoever they are is left out when a dossier is there.
fn asked(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    for (path, agency, _) in consulted(rules) {
        let part = match agency {
            it if *it == rules.receiver => "receiver",
            it if *it == rules.decider => "decider",
            _ => continue,
        };
        if rules.competences.is_empty() {
            let agency = agency.clone();
            faults.extend(entry.fault_at(&path, BodyFault::AsksItself { agency, part }));
        }
    }
    for (number, also) in rules.consultees.also.iter().enumerate() {
        let path = in_rules(&[Key("consultees"), Key("also"), Item(number)]);
        let fault = match (also.nobody, also.ask.is_empty()) {
            (true, false) => BodyFault::NobodyAndSomebody,
            (false, true) => BodyFault::AsksNobody,
            (true, true) | (false, false) => continue,
        };
        faults.extend(entry.fault_at(&path, fault));
    }
}

/// Each rule on who is competent names somebody, and may come to count.
fn competences(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let fits_always = |it: &Competence| it.when.is_empty() && it.approved_by.is_empty();
    for (number, rule) in rules.competences.iter().enumerate() {
        let path = in_rules(&[Key("competences"), Item(number)]);
        let named = rule.receiver.is_some() || rule.decider.is_some();
        if !named && !rule.managing_agency && !rule.issuer {
            faults.extend(entry.fault_at(&path, BodyFault::CompetenceOfNobody));
        }
        if rules.competences.iter().take(number).any(fits_always) {
            faults.extend(entry.fault_at(&path, BodyFault::CompetenceUnreached));
        }
    }
}
