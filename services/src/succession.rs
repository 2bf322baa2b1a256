//! Which province took the place of which.

use domain::{Calendar, Law};
use time::OffsetDateTime;

/// The provinces that are none any more, and beside each the one that it belongs to now: the one
/// that the successor of its committee governs.
pub(crate) fn provinces(law: &Law, now: OffsetDateTime) -> (Vec<String>, Vec<String>) {
    let day_of = |it: &Calendar| it.day_of(now);
    let today = law.calendars().next().map_or(now.date(), day_of);
    let merged = law.agencies().filter_map(|it| {
        let province = it.province.as_ref()?;
        let heir = law.holder_on(&it.id, today)?.province.as_ref()?;
        let gone = heir != province && !law.is_province_on(province, today);
        gone.then(|| (province.to_string(), heir.to_string()))
    });
    merged.unzip()
}
