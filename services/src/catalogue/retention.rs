//! What may be wrong with a class of retention.

use domain::law::RetentionClass;
use projections::case_list::Status;

use super::entry::Step::{Item, Key};
use super::entry::{Entry, twice};
use super::{CatalogueFault, Entries, Fault};

/// How cases end.
const OUTCOMES: [Status; 6] = [
    Status::Granted,
    Status::Refused,
    Status::IntakeRefused,
    Status::Withdrawn,
    Status::Stopped,
    Status::RecordedEnded,
];

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let name = |it: &RetentionClass| format!("version {} of retention class {}", it.version, it.id);
    twice(&entries.retention, name, faults);
    let known = OUTCOMES.map(Status::name);
    for entry in &entries.retention {
        for (number, outcome) in entry.value.outcomes.iter().enumerate() {
            if !known.contains(&outcome.as_str()) {
                let (outcome, known) = (outcome.clone(), known.join(", "));
                let path = [Key("outcomes"), Item(number)];
                let fault = Fault::UnknownOutcome { outcome, known };
                faults.extend(entry.fault_at(&path, fault));
            }
        }
        faults.extend(kept_twice(entry, entries));
        let procedure = &entry.value.procedure;
        let known = entries
            .procedures
            .iter()
            .any(|it| it.value.id == *procedure);
        if !known && !entries.may_be(procedure.as_str()) {
            let procedure = procedure.clone();
            faults
                .extend(entry.fault_at(&[Key("procedure")], Fault::UnknownProcedure { procedure }));
        }
    }
}

/// The first other class that keeps cases which this one keeps. Of each class the newest version
/// counts.
fn kept_twice(entry: &Entry<'_, RetentionClass>, entries: &Entries<'_>) -> Option<CatalogueFault> {
    let class = &entry.value;
    let all = || entries.retention.iter().map(|it| &it.value);
    let is_newest =
        |it: &RetentionClass| !all().any(|other| other.id == it.id && other.version > it.version);
    if !is_newest(class) {
        return None;
    }
    // Each pair is told once, at the one whose name comes later.
    let mut others =
        all().filter(|it| it.procedure == class.procedure && it.id < class.id && is_newest(it));
    let (other, outcome) = others.find_map(|it| Some((it, common_outcome(it, class)?)))?;
    let fault = Fault::KeptTwice {
        other: other.id.clone(),
        procedure: class.procedure.clone(),
        outcome,
    };
    entry.fault_at(&[Key("outcomes")], fault)
}

/// A way to end that two classes are about; a class that names none is about all.
fn common_outcome(one: &RetentionClass, other: &RetentionClass) -> Option<String> {
    let common = match (one.outcomes.is_empty(), other.outcomes.is_empty()) {
        (true, true) => return Some("whatever".to_owned()),
        (true, false) => other.outcomes.first(),
        (false, true) => one.outcomes.first(),
        (false, false) => (one.outcomes.iter()).find(|it| other.outcomes.contains(it)),
    };
    common.cloned()
}
