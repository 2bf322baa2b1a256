//! Which province took the place of which.

use std::collections::BTreeSet;

use domain::{Calendar, Law, ProvinceId};
use time::{Date, OffsetDateTime};

/// The provinces that are none any more, and beside each the one that it belongs to now.
pub(crate) fn provinces(law: &Law, now: OffsetDateTime) -> (Vec<String>, Vec<String>) {
    let day_of = |it: &Calendar| it.day_of(now);
    let today = law.calendars().next().map_or(now.date(), day_of);
    let entered = law.territories().all().map(|it| &it.id);
    let governed = law.agencies().filter_map(|it| it.province.as_ref());
    let all: BTreeSet<&ProvinceId> = entered.chain(governed).collect();
    let merged = all.into_iter().filter_map(|it| {
        let heir = heir(law, it, today)?;
        let gone = heir != it && !law.is_province_on(it, today);
        gone.then(|| (it.to_string(), heir.to_string()))
    });
    merged.unzip()
}

/// The province that is now where this one was; where the catalogue enters no territories, the one
/// that the successor of its committee governs.
fn heir<'a>(law: &'a Law, province: &ProvinceId, today: Date) -> Option<&'a ProvinceId> {
    if let Some(territory) = law.province_on(province, today) {
        return Some(&territory.id);
    }
    let of = |it: &&domain::law::Agency| it.province.as_ref() == Some(province);
    let committee = law.agencies().find(of)?;
    law.holder_on(&committee.id, today)?.province.as_ref()
}
