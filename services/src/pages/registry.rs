//! What the pages of registries have in common: histories, and what to choose from.

use std::collections::HashMap;

use projections::registry_entry::{Place, RegistryEntry};
use serde_json::Value;
use time::Date;
use uuid::Uuid;

use super::frame::{PageError, Reader};
use super::{names, reckoning};
use crate::{App, succession};

/// How certificates may stand.
const STANDINGS: [&str; 5] = ["valid", "suspended", "expired", "revoked", "ended"];

/// How many lines a page has.
pub(super) const PAGE: usize = 50;

/// Something that happened to an organisation or a certificate.
pub(super) struct Happened {
    pub(super) what: String,
    pub(super) when: String,
    pub(super) who: String,
    pub(super) case_href: Option<String>,
    pub(super) certificate_href: Option<String>,
    /// What it says: a name and a value each.
    pub(super) particulars: Vec<(String, String)>,
}

/// Tells what happened, the newest first. What an earlier entry said already is not said again.
pub(super) async fn told(
    reader: &Reader,
    app: &App,
    entries: &[RegistryEntry],
) -> Result<Vec<Happened>, PageError> {
    let each = entries.iter().map(|it| serde_json::from_str(&it.data));
    let data: Vec<Value> = each.collect::<Result<_, _>>()?;
    let refs: Vec<Uuid> = data.iter().flat_map(references).collect();
    let revealed = super::revealed(app, &refs).await?;
    let mut said = HashMap::new();
    let mut told = vec![];
    for (entry, data) in entries.iter().zip(&data).rev() {
        let mut happened = happened(reader, entry, data, &revealed);
        let about = (entry.organisation, entry.certificate);
        happened.particulars.retain(|(name, value)| {
            let key = (about, name.clone());
            said.insert(key, value.clone()).as_ref() != Some(value)
        });
        told.push(happened);
    }
    told.reverse();
    Ok(told)
}

/// Where an event's data may refer to the vault.
const REFERENCES: [&str; 4] = ["/name", "/representative", "/particulars/donor", "/reason"];

fn references(data: &Value) -> Vec<Uuid> {
    let each = REFERENCES.iter().filter_map(|it| data.pointer(it));
    each.filter_map(reference).collect()
}

fn reference(data: &Value) -> Option<Uuid> {
    data.get("value")?.as_str()?.parse().ok()
}

fn happened(
    reader: &Reader,
    entry: &RegistryEntry,
    data: &Value,
    revealed: &HashMap<Uuid, String>,
) -> Happened {
    let language = reader.language;
    let who = entry.agency.as_deref().map(|it| reader.agency(it));
    Happened {
        what: names::happened(language, &entry.what),
        when: reckoning::moment(language, entry.recorded_at, reader.offset),
        who: who.unwrap_or_else(|| names::role(language, &entry.role)),
        case_href: entry.case_id.map(|it| format!("/cases/{it}")),
        certificate_href: entry.certificate.map(|it| format!("/certificates/{it}")),
        particulars: particulars(reader, entry, data, revealed),
    }
}

fn particulars(
    reader: &Reader,
    entry: &RegistryEntry,
    data: &Value,
    revealed: &HashMap<Uuid, String>,
) -> Vec<(String, String)> {
    let (language, w) = (reader.language, reader.w);
    let text = |at: &str| data.pointer(at).and_then(Value::as_str);
    let kept = |at: &str| {
        let found = revealed.get(&reference(data.pointer(at)?)?);
        Some(found.cloned().unwrap_or_else(|| w.erased.to_owned()))
    };
    let list = |at: &str, named: &dyn Fn(&str) -> String| {
        let items = data.pointer(at)?.as_array()?.iter();
        let named: Vec<String> = items.filter_map(Value::as_str).map(named).collect();
        (!named.is_empty()).then(|| named.join(", "))
    };
    let field = |it: &str| names::field(&reader.law, language, it);
    let province = |it: &str| reader.province(it);
    let day = |at: &str| {
        text(at)
            .and_then(parsed)
            .map(|it| reckoning::date(language, it))
    };
    let about_donor = entry.what == "named_as_donor";
    let name = if about_donor {
        "/particulars/donor"
    } else {
        "/name"
    };
    let mut told = vec![(w.organisation, kept(name))];
    if !about_donor {
        let home = text("/particulars/home").map(|it| names::country(language, it));
        told.extend([(w.home, home), (w.representative, kept("/representative"))]);
        let kind = text("/terms/kind").map(|it| names::certificate_kind(&reader.law, language, it));
        let number = text("/terms/number").or(text("/change/number"));
        let number = number.or(text("/number"));
        let seat = text("/terms/seat").or(text("/change/seat")).map(province);
        told.extend([
            (w.kind, kind),
            (w.number, number.map(ToOwned::to_owned)),
            (w.seat, seat),
        ]);
        let until = day("/terms/valid_until").or(day("/change/valid_until"));
        told.push((w.valid_until, until));
        for at in ["", "/terms", "/change"] {
            told.push((w.scope_fields, list(&format!("{at}/fields"), &field)));
            let provinces = list(&format!("{at}/provinces"), &province);
            told.push((w.scope_provinces, provinces));
        }
        let why = text("/change/ground").or(text("/ground"));
        let called = |it: &str| match entry.what.as_str() {
            "merged" => names::likeness(language, it),
            _ => ground(reader, it),
        };
        told.push((w.why, why.map(called)));
        told.push((w.number, text("/decision").map(ToOwned::to_owned)));
        told.push((w.why, kept("/reason")));
    }
    let each = told.into_iter();
    each.filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

fn parsed(day: &str) -> Option<Date> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(day, format).ok()
}

/// What people call a ground of a decision.
fn ground(reader: &Reader, id: &str) -> String {
    let rules = reader.law.versions().filter_map(|it| it.rules());
    let mut grounds = rules.flat_map(|it| {
        let decided = it.decision_grounds.iter().chain(&it.refusal_grounds);
        decided.chain(&it.intake_grounds).chain(&it.stop_grounds)
    });
    let found = grounds.find(|it| it.id.as_str() == id);
    found.map_or_else(
        || id.to_owned(),
        |it| reader.language.of(&it.title).to_owned(),
    )
}

/// How certificates may stand: name, and what people call it.
pub(super) fn standings(reader: &Reader) -> Vec<(&'static str, String)> {
    let named = STANDINGS.map(|it| (it, names::standing(reader.language, it)));
    named.into()
}

/// How the certificates of which a page asks stand.
pub(super) fn asked_standing(status: &str) -> Result<Option<String>, PageError> {
    match asked(status) {
        Some(it) if !STANDINGS.contains(&it.as_str()) => Err(PageError::UnknownValue("status")),
        status => Ok(status),
    }
}

/// The province that a page asks for, and those that were merged into it; none when it asks for none.
pub(super) fn asked_provinces(reader: &Reader, province: &str) -> Vec<String> {
    let all = |it: String| succession::with_merged(&reader.law, reader.now, &it);
    asked(province).map(all).unwrap_or_default()
}

/// The fields that somebody manages: id and name.
pub(super) fn fields(reader: &Reader) -> Vec<(String, String)> {
    let managed = reader.law.agencies().flat_map(|it| &it.fields);
    let name = |it: &str| names::field(&reader.law, reader.language, it);
    sorted(managed.map(|it| (it.field.to_string(), name(it.field.as_str()))))
}

/// The provinces that there are: id and name.
pub(super) fn provinces(reader: &Reader) -> Vec<(String, String)> {
    let today = reader.today();
    let governed = reader.law.agencies().filter(|it| it.exists_on(today));
    let governed = governed.filter_map(|it| it.province.as_ref());
    sorted(governed.map(|it| (it.to_string(), reader.province(it.as_str()))))
}

fn sorted(named: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_cached_key(|it| projections::search::folded(&it.1));
    named.dedup();
    named
}

/// What an address asks for, where it asks for anything.
pub(super) fn asked(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The position that a page begins before.
pub(super) fn before(text: &str) -> Result<Option<i64>, PageError> {
    asked(text)
        .map(|it| it.parse().map_err(|_| PageError::BadAddress))
        .transpose()
}

/// The entry that a page of a history begins before, and how that is said in an address.
pub(super) fn before_entry(text: &str) -> Result<Option<Place>, PageError> {
    let Some(text) = asked(text) else {
        return Ok(None);
    };
    let place = text.split_once('.').and_then(|(position, ordinal)| {
        let (position, ordinal) = (position.parse().ok()?, ordinal.parse().ok()?);
        Some(Place { position, ordinal })
    });
    Ok(Some(place.ok_or(PageError::BadAddress)?))
}

/// How an address says where a page of a history ended.
pub(super) fn ended_at(entry: &RegistryEntry) -> String {
    format!("{}.{}", entry.position, entry.ordinal)
}

/// How many there are of something, in words.
pub(super) fn count(reader: &Reader, count: i64, (vi, one, many): (&str, &str, &str)) -> String {
    let number = reckoning::number(reader.language, count);
    let plural = if count == 1 { one } else { many };
    reader
        .language
        .pick(format!("{number} {vi}"), format!("{number} {plural}"))
}
