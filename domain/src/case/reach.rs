//! What a filed dossier may name.

use std::collections::BTreeSet;

use time::Date;

use super::{CaseRejection, Submission};
use crate::law::{Ground, Rules};
use crate::{FieldId, GroundId, Law};

/// An application names the fields and provinces that decide who is asked, as they are on the day.
pub(super) fn within_reach(
    submission: &Submission,
    rules: &Rules,
    law: &Law,
    today: Date,
) -> Result<(), CaseRejection> {
    let asked = &rules.consultees;
    if asked.field_managers {
        if submission.fields.is_empty() {
            return Err(CaseRejection::NoFields);
        }
        let unknown = |it: &&FieldId| !law.is_field_on(it, today);
        if let Some(field) = submission.fields.iter().find(unknown) {
            let field = field.clone();
            return Err(CaseRejection::UnknownField { field });
        }
    }
    if asked.province_committees && submission.provinces.is_empty() {
        return Err(CaseRejection::NoProvinces);
    }
    // A province that was merged away is nowhere, whoever is asked or not.
    let named = submission
        .provinces
        .iter()
        .chain(&submission.particulars.seat);
    let mut unknown = named.filter(|it| !law.is_province_on(it, today));
    if let Some(province) = unknown.next() {
        let province = province.clone();
        return Err(CaseRejection::UnknownProvince { province });
    }
    Ok(())
}

/// The names in their order, each where it stands first.
pub(super) fn each_once<T: Clone + Ord>(names: &[T]) -> Vec<T> {
    let mut seen = BTreeSet::new();
    names
        .iter()
        .filter(|it| seen.insert(*it))
        .cloned()
        .collect()
}

pub(super) fn ground_among(grounds: &[Ground], ground: &GroundId) -> Result<(), CaseRejection> {
    if grounds.iter().any(|it| it.id == *ground) {
        return Ok(());
    }
    Err(CaseRejection::UnknownGround {
        ground: ground.clone(),
    })
}
