//! What a filed dossier may name.

use std::collections::BTreeSet;

use time::Date;

use super::{CaseRejection, Submission};
use crate::law::Rules;
use crate::{ComponentId, FieldId, Law, ProvinceId};

pub(super) fn known(components: &[ComponentId], rules: &Rules) -> Result<(), CaseRejection> {
    let needs_some = rules.components.iter().any(|it| it.required);
    if components.is_empty() && needs_some {
        return Err(CaseRejection::NoComponents);
    }
    let unknown = |it: &&ComponentId| !rules.components.iter().any(|known| known.id == **it);
    match components.iter().find(unknown) {
        None => Ok(()),
        Some(component) => Err(CaseRejection::UnknownComponent {
            component: component.clone(),
        }),
    }
}

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
    if asked.province_committees {
        if submission.provinces.is_empty() {
            return Err(CaseRejection::NoProvinces);
        }
        let unknown = |it: &&ProvinceId| !law.is_province_on(it, today);
        if let Some(province) = submission.provinces.iter().find(unknown) {
            let province = province.clone();
            return Err(CaseRejection::UnknownProvince { province });
        }
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
