//! What may be wrong with a procedure.

mod course;
mod duties;
mod limits;
mod named;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use domain::law::{Agency, Conduct, Procedure, Publicity, Rules};
use domain::{AgencyId, Channel, Law};
use time::Date;

use super::entry::Step::{self, Item, Key};
use super::entry::{Entry, reversed, twice};
use super::{CatalogueFault, Entries, Fault};

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let name = |it: &Procedure| format!("version {} of procedure {}", it.version, it.id);
    twice(&entries.procedures, name, faults);
    overlaps(&entries.procedures, faults);
    let law = law_of(entries);
    for entry in &entries.procedures {
        let days = (Some(entry.value.valid_from), entry.value.valid_to);
        faults.extend(reversed(days).and_then(|it| entry.fault_at(&[Key("valid_to")], it)));
        faults.extend(names(entry, &law, entries));
        if let Conduct::Ruled(rules) = &entry.value.conduct {
            lists(entry, rules, faults);
            limits::check(entry, rules, law.calendar(&rules.calendar), faults);
            duties::check(entry, rules, faults);
            waiting::check(entry, rules, faults);
            course::check(entry, rules, faults);
            named::check(entry, rules, entries, faults);
            references(entry, rules, &law, entries, faults);
        }
    }
    publicity(entries, faults);
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

/// What is made public is of a version that is there, and is entered once.
fn publicity(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let name =
        |it: &Publicity| format!("what is public of {} version {}", it.procedure, it.version);
    twice(&entries.publicity, name, faults);
    for entry in &entries.publicity {
        let (procedure, version) = (&entry.value.procedure, entry.value.version);
        let mut all = entries.procedures.iter().map(|it| &it.value);
        let versions: Vec<_> = all.by_ref().filter(|it| it.id == *procedure).collect();
        let known = versions.iter().any(|it| it.version == version);
        if known || entries.may_be(procedure.as_str()) {
            continue;
        }
        let wrong = if versions.is_empty() {
            "procedure"
        } else {
            "version"
        };
        let procedure = procedure.clone();
        let fault = Fault::UnknownVersion { procedure, version };
        faults.extend(entry.fault_at(&[Key(wrong)], fault));
    }
}

/// The way to a part of the rules.
fn in_rules(rest: &[Step]) -> Vec<Step> {
    [&[Key("conduct"), Key("ruled")], rest].concat()
}

fn law_of(entries: &Entries<'_>) -> Law {
    let agencies = entries.agencies.iter().map(|it| it.value.clone());
    let calendars = entries.calendars.iter().map(|it| it.value.clone());
    let law = agencies.fold(Law::default(), Law::with_agency);
    calendars.fold(law, Law::with_calendar)
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

/// The names that no entry has, and the bodies that do not exist when the procedure begins.
fn names(entry: &Entry<'_, Procedure>, law: &Law, entries: &Entries<'_>) -> Vec<CatalogueFault> {
    let last = last_day(&entry.value, entries);
    let (id, day) = (&entry.value.id, entry.value.valid_from);
    let mut faults = vec![];
    for (path, agency, heirs) in agencies(&entry.value) {
        let exists = law.agency(agency).is_some_and(|it| it.exists_on(day));
        let holder = law.holder_on(agency, day).is_some();
        if entries.may_be(agency.as_str()) {
            continue;
        }
        let begins = exists || heirs && holder;
        let agency = agency.clone();
        let fault = match law.agency(&agency) {
            None => Fault::UnknownAgency { agency },
            Some(_) if !begins => Fault::AgencyMissing {
                procedure: id.clone(),
                agency,
                day,
            },
            Some(_) => match abandoned(&agency, &entry.value, law, last) {
                Some(day) => Fault::AgencyEnds { agency, day },
                None => continue,
            },
        };
        faults.extend(entry.fault_at(&path, fault));
    }
    if let Conduct::Ruled(rules) = &entry.value.conduct
        && law.calendar(&rules.calendar).is_none()
        && !entries.may_be(rules.calendar.as_str())
    {
        let path = in_rules(&[Key("calendar")]);
        let calendar = rules.calendar.clone();
        faults.extend(entry.fault_at(&path, Fault::UnknownCalendar { calendar }));
    }
    faults
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
    match &procedure.conduct {
        Conduct::Recorded { agency } => {
            let path = vec![Key("conduct"), Key("recorded"), Key("agency")];
            vec![(path, agency, true)]
        }
        Conduct::Ruled(rules) => {
            let mut named = vec![
                (in_rules(&[Key("receiver")]), &rules.receiver, false),
                (in_rules(&[Key("decider")]), &rules.decider, false),
            ];
            for (number, it) in rules.competences.iter().enumerate() {
                let way = |key| in_rules(&[Key("competences"), Item(number), Key(key)]);
                let receiver = it.receiver.iter().map(|it| (way("receiver"), it, true));
                let decider = it.decider.iter().map(|it| (way("decider"), it, true));
                named.extend(receiver.chain(decider));
                for (which, agency) in it.approved_by.iter().enumerate() {
                    let way = [
                        Key("competences"),
                        Item(number),
                        Key("approved_by"),
                        Item(which),
                    ];
                    named.push((in_rules(&way), agency, true));
                }
            }
            for (number, also) in rules.consultees.also.iter().enumerate() {
                for (which, agency) in also.ask.iter().enumerate() {
                    let way = [
                        Key("consultees"),
                        Key("also"),
                        Item(number),
                        Key("ask"),
                        Item(which),
                    ];
                    named.push((in_rules(&way), agency, true));
                }
            }
            for (number, duty) in rules.duties.iter().enumerate() {
                for (which, agency) in duty.agencies.iter().enumerate() {
                    let way = [Key("duties"), Item(number), Key("agencies"), Item(which)];
                    named.push((in_rules(&way), agency, true));
                }
            }
            let local = &rules.consultees.local;
            if let Some(asks) = local.as_ref().and_then(|it| it.asks.as_ref()) {
                let way = [Key("consultees"), Key("local"), Key("asks")];
                named.push((in_rules(&way), asks, true));
            }
            for (number, agency) in local.iter().flat_map(|it| &it.always).enumerate() {
                let way = [Key("consultees"), Key("local"), Key("always"), Item(number)];
                named.push((in_rules(&way), agency, true));
            }
            for (number, agency) in rules.consultees.always.iter().enumerate() {
                let path = [Key("consultees"), Key("always"), Item(number)];
                named.push((in_rules(&path), agency, true));
            }
            named
        }
    }
}

fn lists(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    if rules.channels.is_empty() {
        let path = in_rules(&[Key("channels")]);
        let what = "channels";
        faults.extend(entry.fault_at(&path, Fault::Empty { what }));
    }
    if !rules.components.iter().any(|it| it.required) {
        let path = in_rules(&[Key("components")]);
        faults.extend(entry.fault_at(&path, Fault::NothingRequired));
    }
    let components = rules.components.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("components")], components, faults);
    let channels = rules.channels.iter().map(Channel::as_str);
    repeated(entry, &[Key("channels")], channels, faults);
    let steps = rules.steps.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("steps")], steps, faults);
    let traits = rules.traits.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("traits")], traits, faults);
    let grounds = rules.decision_grounds.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("decision_grounds")], grounds, faults);
    let always = rules.consultees.always.iter().map(AgencyId::as_str);
    repeated(entry, &[Key("consultees"), Key("always")], always, faults);
    for (key, grounds) in [
        ("intake_grounds", &rules.intake_grounds),
        ("refusal_grounds", &rules.refusal_grounds),
        ("stop_grounds", &rules.stop_grounds),
    ] {
        if grounds.is_empty() {
            let path = in_rules(&[Key(key)]);
            faults.extend(entry.fault_at(&path, Fault::Empty { what: key }));
        }
        let names = grounds.iter().map(|it| it.id.as_str());
        repeated(entry, &[Key(key)], names, faults);
    }
}

fn repeated<'a>(
    entry: &Entry<'_, Procedure>,
    list: &[Step],
    names: impl Iterator<Item = &'a str>,
    faults: &mut Vec<CatalogueFault>,
) {
    let mut seen = BTreeSet::new();
    for (number, name) in names.enumerate() {
        if !seen.insert(name) {
            let path = in_rules(&[list, &[Item(number)]].concat());
            faults.extend(entry.fault_at(
                &path,
                Fault::Twice {
                    what: name.to_owned(),
                    first: "another line of this list".to_owned(),
                },
            ));
        }
    }
}
