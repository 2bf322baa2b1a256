//! What may be wrong with a class of retention.

use domain::law::RetentionClass;
use projections::case_list::Status;

use super::entry::Step::{Item, Key};
use super::entry::twice;
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
