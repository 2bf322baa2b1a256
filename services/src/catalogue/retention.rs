//! What may be wrong with a class of retention.

use domain::law::RetentionClass;

use super::entry::Step::Key;
use super::entry::twice;
use super::{CatalogueFault, Entries, Fault};

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let name = |it: &RetentionClass| format!("version {} of retention class {}", it.version, it.id);
    twice(&entries.retention, name, faults);
    for entry in &entries.retention {
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
