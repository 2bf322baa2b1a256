//! What papers call things, as pages call them.

use domain::Law;
use domain::calendar::{Limit, Unit};
use domain::law::Agency;
use domain::slip::Language as OfPaper;
use time::{Date, OffsetDateTime, UtcOffset};

use super::language::Language;
use super::{names, reckoning, terms};

impl From<OfPaper> for Language {
    fn from(language: OfPaper) -> Self {
        match language {
            OfPaper::Vi => Self::Vi,
            OfPaper::En => Self::En,
        }
    }
}

/// How long a term is.
pub(crate) fn limit_in_words(language: OfPaper, limit: Limit) -> String {
    let (language, count) = (Language::from(language), i64::from(limit.count));
    match limit.unit {
        Unit::WorkingHours => {
            let plural = if count == 1 { "hour" } else { "hours" };
            language.pick(
                format!("{count} giờ làm việc"),
                format!("{count} working {plural}"),
            )
        }
        Unit::WorkingDays => reckoning::working_days(language, count),
        Unit::Days => reckoning::days(language, count),
        Unit::Months => {
            let plural = if count == 1 { "month" } else { "months" };
            language.pick(format!("{count} tháng"), format!("{count} {plural}"))
        }
    }
}

/// A legal basis.
pub(crate) fn basis_in_words(language: OfPaper, basis: &str) -> String {
    terms::basis(language.into(), basis)
}

/// A way of filing.
pub(crate) fn channel_in_words(language: OfPaper, channel: &str) -> String {
    names::channel(language.into(), channel)
}

/// A field of operation.
pub(crate) fn field_in_words(language: OfPaper, field: &str) -> String {
    names::field(language.into(), field)
}

/// A kind of certificate.
pub(crate) fn certificate_in_words(language: OfPaper, kind: &str) -> String {
    names::certificate_kind(language.into(), kind)
}

/// A status of a case.
pub(crate) fn status_in_words(language: OfPaper, status: &str) -> String {
    names::status(language.into(), status)
}

/// A procedure.
pub(crate) fn procedure_in_words(law: &Law, language: OfPaper, id: &str) -> String {
    let found = id.parse().ok().and_then(|it| law.newest_procedure(&it));
    let language = Language::from(language);
    found.map_or(id, |it| language.of(&it.title)).to_owned()
}

/// The last day of a term that ends at this moment.
pub(crate) fn last_day_of(due_at: OffsetDateTime, offset: UtcOffset) -> Date {
    reckoning::last_day(due_at, offset)
}

/// What a paper calls a province.
pub(crate) fn province_in_words(law: &Law, language: OfPaper, id: &str) -> String {
    province(law, language.into(), id)
}

/// What people call a province.
pub(super) fn province(law: &Law, language: Language, id: &str) -> String {
    let versions = law.territories().all().filter(|it| it.id.as_str() == id);
    if let Some(newest) = versions.last() {
        return language.of(&newest.name).to_owned();
    }
    // Logs from before the catalogue had provinces know them by whoever governs them.
    let governs = |it: &&Agency| it.province.as_ref().is_some_and(|it| it.as_str() == id);
    let Some(committee) = law.agencies().find(governs) else {
        return id.to_owned();
    };
    let name = language.of(&committee.name);
    let place = match language {
        Language::Vi => name.strip_prefix("Ủy ban nhân dân "),
        Language::En => name.strip_prefix("People's Committee of "),
    };
    place.unwrap_or(name).to_owned()
}
