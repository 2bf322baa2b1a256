//! What may be wrong with what is made public.

use domain::law::Publicity;

use super::entry::Entry;
use super::entry::Step::{Item, Key};
use super::entry::twice;
use super::{CatalogueFault, Entries, Fault, FigureFault};

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let name =
        |it: &Publicity| format!("what is public of {} version {}", it.procedure, it.version);
    twice(&entries.publicity, name, faults);
    for entry in &entries.publicity {
        faults.extend(version(entry, entries));
        faults.extend(announcement(entry));
        for (number, fee) in entry.value.fees.iter().enumerate() {
            if let Err(fault) = fee.amount.is_something() {
                let path = [Key("fees"), Item(number), Key("amount")];
                faults.extend(entry.fault_at(&path, FigureFault::NotASum(fault)));
            }
        }
    }
}

/// It is of a version that is there.
fn version(entry: &Entry<'_, Publicity>, entries: &Entries<'_>) -> Option<CatalogueFault> {
    let (procedure, version) = (&entry.value.procedure, entry.value.version);
    let all = entries.procedures.iter().map(|it| &it.value);
    let mut versions = all.filter(|it| it.id == *procedure).peekable();
    let wrong = versions.peek().map_or("procedure", |_| "version");
    let known = versions.any(|it| it.version == version);
    if known || entries.may_be(procedure.as_str()) {
        return None;
    }
    let procedure = procedure.clone();
    let fault = Fault::UnknownVersion { procedure, version };
    entry.fault_at(&[Key(wrong)], fault)
}

/// It is entered in the national database after it is signed. That it is signed too late is no
/// fault: the index says so.
fn announcement(entry: &Entry<'_, Publicity>) -> Option<CatalogueFault> {
    let announced = entry.value.announcement.as_ref()?;
    let (signed, entered) = (announced.signed, announced.entered?);
    if signed <= entered {
        return None;
    }
    let fault = FigureFault::EnteredBeforeSigned { signed, entered };
    entry.fault_at(&[Key("announcement"), Key("entered")], fault)
}
