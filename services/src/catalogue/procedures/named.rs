//! What a procedure names that other procedures bring about: kinds of certificates, and approvals of
//! aid.

use domain::CertificateKind;
use domain::law::{AidPart, Effect, Procedure, Rules};

use super::super::entry::Entry;
use super::super::entry::Step::{Item, Key};
use super::super::{CatalogueFault, Entries, Fault};
use super::in_rules;

pub(super) fn check(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    entries: &Entries<'_>,
    faults: &mut Vec<CatalogueFault>,
) {
    for (number, kind) in rules.upon.iter().flat_map(|it| &it.kinds).enumerate() {
        if !is_issued(kind, entries) {
            let path = in_rules(&[Key("upon"), Key("kinds"), Item(number)]);
            let kind = kind.clone();
            faults.extend(entry.fault_at(&path, Fault::UnknownKind { kind }));
        }
    }
    if let Some(upon) = rules.upon.as_ref().filter(|_| changes(rules.result.effect))
        && !upon.kinds.contains(&rules.result.certificate)
    {
        let path = in_rules(&[Key("result"), Key("certificate")]);
        let kind = rules.result.certificate.clone();
        faults.extend(entry.fault_at(&path, Fault::ChangesAnotherKind { kind }));
    }
    faults.extend(fulfils(entry, rules, entries));
    for (number, id) in rules.under.iter().flat_map(|it| &it.procedures).enumerate() {
        let versions = entries.procedures.iter().map(|it| &it.value);
        let mut versions = versions.filter(|it| it.id == *id).peekable();
        let procedure = id.clone();
        let fault = if versions.peek().is_none() {
            Fault::UnknownProcedure { procedure }
        } else if !versions.any(approves_aid) {
            Fault::ApprovesNoAid { procedure }
        } else {
            continue;
        };
        if !entries.may_be(id.as_str()) {
            let path = in_rules(&[Key("under"), Key("procedures"), Item(number)]);
            faults.extend(entry.fault_at(&path, fault));
        }
    }
}

/// A dossier fulfils a duty that the aid has, by the procedures under which it was approved.
fn fulfils(
    entry: &Entry<'_, Procedure>,
    rules: &Rules,
    entries: &Entries<'_>,
) -> Option<CatalogueFault> {
    let under = rules.under.as_ref()?;
    let duty = under.fulfils.as_ref()?;
    let versions = entries.procedures.iter().map(|it| &it.value);
    let mut approving = versions
        .filter(|it| under.procedures.contains(&it.id))
        .filter_map(Procedure::rules)
        .peekable();
    // Where none of them is here, that is told.
    approving.peek()?;
    let known = approving.any(|it| it.duties.iter().any(|it| it.id == *duty));
    if known || entries.may_be(duty.as_str()) {
        return None;
    }
    let path = in_rules(&[Key("under"), Key("fulfils")]);
    let duty = duty.clone();
    entry.fault_at(&path, Fault::UnknownDuty { duty })
}

/// Whether some procedure issues certificates of the kind.
fn is_issued(kind: &CertificateKind, entries: &Entries<'_>) -> bool {
    let mut rules = entries.procedures.iter().filter_map(|it| it.value.rules());
    rules.any(|it| it.result.effect == Effect::Issue && it.result.certificate == *kind)
        || entries.may_be(kind.as_str())
}

fn changes(effect: Effect) -> bool {
    match effect {
        Effect::Issue | Effect::Approve => false,
        Effect::Extend
        | Effect::Amend
        | Effect::Reissue
        | Effect::Suspend
        | Effect::Reactivate
        | Effect::Revoke
        | Effect::End => true,
    }
}

fn approves_aid(procedure: &Procedure) -> bool {
    let value = procedure.rules().and_then(|it| it.value.as_ref());
    value.is_some_and(|it| match it.counts_as {
        None | Some(AidPart::Approval) => true,
        Some(AidPart::Change | AidPart::Disbursement | AidPart::Closing) => false,
    })
}
