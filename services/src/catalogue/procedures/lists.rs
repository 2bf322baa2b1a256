//! Lists of what a procedure names itself: none that is needed is empty, and each name is there once.
//! That a single word stands twice in a list, the form says.

use std::collections::BTreeSet;

use domain::law::{Procedure, Rules};

use super::super::entry::Entry;
use super::super::entry::Step::{self, Item, Key};
use super::super::{CatalogueFault, Fault};
use super::in_rules;

pub(super) fn check(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    if rules.channels.is_empty() {
        let path = in_rules(&[Key("channels")]);
        let what = "channels";
        faults.extend(entry.fault_at(&path, Fault::Empty { what }));
    }
    let named = [
        (
            Key("upon"),
            "kinds",
            rules.upon.as_ref().map(|it| it.kinds.is_empty()),
        ),
        (
            Key("under"),
            "procedures",
            rules.under.as_ref().map(|it| it.procedures.is_empty()),
        ),
        (
            Key("seat"),
            "provinces",
            rules.seat.as_ref().map(|it| it.provinces.is_empty()),
        ),
        (
            Key("home"),
            "not_in",
            rules.home.as_ref().map(|it| it.not_in.is_empty()),
        ),
    ];
    for (of, what, _) in named.into_iter().filter(|it| it.2 == Some(true)) {
        let path = in_rules(&[of, Key(what)]);
        faults.extend(entry.fault_at(&path, Fault::Empty { what }));
    }
    if !rules.components.iter().any(|it| it.required) {
        let path = in_rules(&[Key("components")]);
        faults.extend(entry.fault_at(&path, Fault::NothingRequired));
    }
    let components = rules.components.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("components")], components, faults);
    let steps = rules.steps.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("steps")], steps, faults);
    let traits = rules.traits.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("traits")], traits, faults);
    let grounds = rules.decision_grounds.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("decision_grounds")], grounds, faults);
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

pub(super) fn repeated<'a>(
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
