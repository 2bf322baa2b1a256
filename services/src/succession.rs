//! Which province, and which body, took the place of which, and when.

use std::collections::BTreeSet;

use domain::{AgencyId, Law, ProvinceId};
use projections::case_list::CaseLine;
use projections::focal_point::Gone;
use time::{Date, OffsetDateTime};

/// The provinces that are none any more, and beside each the one that it belongs to now.
pub(crate) fn provinces(law: &Law, now: OffsetDateTime) -> (Vec<String>, Vec<String>) {
    let gone = gone(law, law.day_of(now)).into_iter();
    gone.map(|(it, heir)| (it.to_string(), heir.to_string()))
        .unzip()
}

/// A province, and those that belong to it now.
pub(crate) fn with_merged(law: &Law, now: OffsetDateTime, province: &str) -> Vec<String> {
    let gone = gone(law, law.day_of(now)).into_iter();
    let merged = gone.filter(|(_, heir)| heir.as_str() == province);
    let merged = merged.map(|(it, _)| it.to_string());
    std::iter::once(province.to_owned()).chain(merged).collect()
}

/// The provinces that are none any more, each with the one that it belongs to now and the moment from
/// which it does.
pub(crate) fn ended(law: &Law, now: OffsetDateTime) -> Vec<Gone> {
    let calendar = law.calendars().next();
    let end_of = |day: Date| match calendar {
        Some(calendar) => calendar.end_of(day),
        None => day.next_day().unwrap_or(day).midnight().assume_utc(),
    };
    let gone = gone(law, law.day_of(now)).into_iter();
    gone.map(|(province, heir)| Gone {
        ended_at: last_day(law, province).map(end_of),
        province: province.to_string(),
        heir: heir.to_string(),
    })
    .collect()
}

/// Who has the powers of a body now, where that is another one.
pub(crate) fn agency(law: &Law, now: OffsetDateTime, agency: &str) -> Option<String> {
    let id: AgencyId = agency.parse().ok()?;
    let holder = law.holder_on(&id, law.day_of(now))?;
    (holder.id != id).then(|| holder.id.to_string())
}

/// A body, and those whose powers it has now.
pub(crate) fn with_ceased(law: &Law, now: OffsetDateTime, agency: &str) -> Vec<String> {
    let today = law.day_of(now);
    let all = law.agencies().chain(law.local_bodies());
    let others = all.filter(|it| it.id.as_str() != agency);
    let left = others.filter(|it| {
        let holder = law.holder_on(&it.id, today);
        holder.is_some_and(|it| it.id.as_str() == agency)
    });
    let left = left.map(|it| it.id.to_string());
    std::iter::once(agency.to_owned()).chain(left).collect()
}

/// The line of a case as it is today: it is the turn of whoever has the powers of the body now.
pub(crate) fn of_today(law: &Law, now: OffsetDateTime, line: CaseLine) -> CaseLine {
    let heir = line.agency.as_deref().and_then(|it| agency(law, now, it));
    CaseLine {
        agency: heir.or(line.agency),
        ..line
    }
}

fn gone(law: &Law, today: Date) -> Vec<(&ProvinceId, &ProvinceId)> {
    let entered = law.territories().all().map(|it| &it.id);
    let governed = law.agencies().filter_map(|it| it.province.as_ref());
    let all: BTreeSet<&ProvinceId> = entered.chain(governed).collect();
    let merged = all.into_iter().filter_map(|it| {
        let heir = heir(law, it, today)?;
        let gone = heir != it && !law.is_province_on(it, today);
        gone.then_some((it, heir))
    });
    merged.collect()
}

/// The last day of a province that is none any more.
fn last_day(law: &Law, province: &ProvinceId) -> Option<Date> {
    let versions = law.territories().all().filter(|it| it.id == *province);
    let entered = versions.filter_map(|it| it.valid_to).max();
    entered.or_else(|| committee(law, province)?.valid_to)
}

/// The province that is now where this one was; where the catalogue enters no territories, the one
/// that the successor of its committee governs.
fn heir<'a>(law: &'a Law, province: &ProvinceId, today: Date) -> Option<&'a ProvinceId> {
    if let Some(territory) = law.province_on(province, today) {
        return Some(&territory.id);
    }
    law.holder_on(&committee(law, province)?.id, today)?
        .province
        .as_ref()
}

fn committee<'a>(law: &'a Law, province: &ProvinceId) -> Option<&'a domain::law::Agency> {
    law.agencies()
        .find(|it| it.province.as_ref() == Some(province))
}
