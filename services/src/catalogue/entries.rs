//! What may be wrong with provinces, forms, fees and indices.

use domain::law::{Fee, Form, Index, Measure, Territory, Versions};
use domain::money::{Amount, Money};
use domain::{CertificateKind, ComponentId, Law, ProcedureId};

use super::entry::Entry;
use super::entry::Step::{self, Item, Key};
use super::{BodyFault, CatalogueFault, Entries, Fault, FigureFault, versions};

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    versions::check(&entries.territories, faults);
    versions::check(&entries.forms, faults);
    versions::check(&entries.fees, faults);
    versions::check(&entries.indexes, faults);
    territories(entries, faults);
    for form in &entries.forms {
        papers(form, entries, faults);
    }
    for fee in &entries.fees {
        payers(fee, entries, faults);
    }
    for index in &entries.indexes {
        faults.extend(shares(index));
    }
}

/// Provinces follow one another, have codes of their own, and are those that agencies govern.
fn territories(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    let each = entries.territories.iter().map(|it| it.value.clone());
    let law = each.fold(Law::default(), Law::with_territory);
    let provinces = law.territories();
    for entry in &entries.territories {
        faults.extend(succession(entry, provinces, entries));
        faults.extend(code(entry, entries));
    }
    for entry in &entries.agencies {
        let Some(province) = &entry.value.province else {
            continue;
        };
        let known = provinces.all().any(|it| it.id == *province);
        if !known && !provinces.is_empty() && !entries.may_be(province.as_str()) {
            let province = province.clone();
            let fault = Fault::UnknownProvince { province };
            faults.extend(entry.fault_at(&[Key("province")], fault));
        }
    }
}

fn succession(
    entry: &Entry<'_, Territory>,
    provinces: &Versions<Territory>,
    entries: &Entries<'_>,
) -> Option<CatalogueFault> {
    let successor = entry.value.successor.as_ref()?;
    let path = [Key("successor")];
    let Some(last) = entry.value.valid_to else {
        return entry.fault_at(&path, BodyFault::SuccessorWithoutEnd);
    };
    if *successor == entry.value.id {
        return entry.fault_at(&path, BodyFault::PartOfItself);
    }
    let day = last.next_day()?;
    let there = provinces.on(successor.as_str(), day).is_some();
    let successor = successor.clone();
    (!there && !entries.may_be(successor.as_str()))
        .then(|| entry.fault_at(&path, Fault::ProvinceMissing { successor, day }))?
}

/// The first other province that has the code on a day of this one.
fn code(entry: &Entry<'_, Territory>, entries: &Entries<'_>) -> Option<CatalogueFault> {
    let this = &entry.value;
    let mut others = entries.territories.iter().map(|it| &it.value);
    let (other, when) = others.find_map(|it| {
        // Each pair is told once, at the one whose name comes later.
        let same = it.code == this.code && it.id < this.id;
        same.then(|| both(this, it))
            .flatten()
            .map(|when| (it, when))
    })?;
    let fault = Fault::CodeTwice {
        code: this.code.clone(),
        other: other.id.clone(),
        when,
    };
    entry.fault_at(&[Key("code")], fault)
}

/// When two versions hold together, in words, if they do.
fn both(one: &Territory, other: &Territory) -> Option<String> {
    let begins = one.valid_from.max(other.valid_from);
    let ends = one.valid_to.into_iter().chain(other.valid_to).min();
    let Some(day) = begins.or(ends) else {
        return Some("at all times".to_owned());
    };
    ends.is_none_or(|it| day <= it).then(|| format!("on {day}"))
}

fn papers(entry: &Entry<'_, Form>, entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    for (number, used) in entry.value.components.iter().enumerate() {
        let path = |key| [Key("components"), Item(number), Key(key)];
        if is_unknown(&used.procedure, entries) {
            let procedure = used.procedure.clone();
            let fault = Fault::UnknownProcedure { procedure };
            faults.extend(entry.fault_at(&path("procedure"), fault));
        } else if !has_component(&used.procedure, &used.component, entries) {
            let fault = Fault::UnknownComponent {
                procedure: used.procedure.clone(),
                component: used.component.clone(),
            };
            faults.extend(entry.fault_at(&path("component"), fault));
        }
        let before = entry.value.components.iter().take(number);
        if before.into_iter().any(|it| it == used) {
            let what = format!("{} of {}", used.component, used.procedure);
            let first = "another line of this list".to_owned();
            faults.extend(entry.fault_at(&path("component"), Fault::Twice { what, first }));
        }
    }
    for (number, kind) in entry.value.certificates.iter().enumerate() {
        if !is_brought_about(kind, entries) {
            let path = [Key("certificates"), Item(number)];
            let kind = kind.clone();
            faults.extend(entry.fault_at(&path, Fault::UnknownKind { kind }));
        }
    }
}

/// Whether some procedure ends with a paper of the kind.
fn is_brought_about(kind: &CertificateKind, entries: &Entries<'_>) -> bool {
    let mut rules = entries.procedures.iter().filter_map(|it| it.value.rules());
    rules.any(|it| it.result.certificate == *kind) || entries.may_be(kind.as_str())
}

fn payers(entry: &Entry<'_, Fee>, entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    if entry.value.procedures.is_empty() {
        let what = "procedures";
        faults.extend(entry.fault_at(&[Key(what)], Fault::Empty { what }));
    }
    if let Some(Err(fault)) = entry.value.sum().map(Money::is_something) {
        faults.extend(entry.fault_at(&[Key("amount")], FigureFault::NotASum(fault)));
    }
    for (number, procedure) in entry.value.procedures.iter().enumerate() {
        if is_unknown(procedure, entries) {
            let procedure = procedure.clone();
            let path: [Step; 2] = [Key("procedures"), Item(number)];
            faults.extend(entry.fault_at(&path, Fault::UnknownProcedure { procedure }));
        }
    }
}

fn shares(entry: &Entry<'_, Index>) -> Vec<CatalogueFault> {
    let index = &entry.value;
    let mut faults = vec![];
    let mut fault = |key, it: Fault| faults.extend(entry.fault_at(&[Key(key)], it));
    if index.periods.is_empty() {
        let what = "periods";
        fault(what, Fault::Empty { what });
    }
    if index.points_max == Amount::ZERO {
        fault("points_max", FigureFault::NoPoints.into());
    }
    if index.full_at == Some(Amount::ZERO) {
        fault("full_at", FigureFault::ShareOfNothing.into());
    }
    if index.full_at.is_some_and(|it| it > Amount::ONE) {
        fault("full_at", FigureFault::ShareAboveWhole.into());
    }
    match index.measure {
        Measure::Share { of, among } if of == among => {
            fault("measure", FigureFault::ShareOfItself.into());
        }
        Measure::Share { of, among } if of.thing() != among.thing() => {
            fault("measure", FigureFault::ShareOfAnother.into());
        }
        Measure::Share { .. } | Measure::NotRecorded { .. } => (),
    }
    faults
}

fn is_unknown(procedure: &ProcedureId, entries: &Entries<'_>) -> bool {
    let mut all = entries.procedures.iter();
    !all.any(|it| it.value.id == *procedure) && !entries.may_be(procedure.as_str())
}

fn has_component(procedure: &ProcedureId, component: &ComponentId, entries: &Entries<'_>) -> bool {
    let versions = entries.procedures.iter().map(|it| &it.value);
    let mut rules = versions
        .filter(|it| it.id == *procedure)
        .filter_map(|it| it.rules());
    rules.any(|it| it.components.iter().any(|it| it.id == *component))
        || entries.may_be(component.as_str())
}
