//! What holders of certificates and owners of approved aid owe: one list of all of it.
//!
//! What is owed follows from the catalogue and from what happened, and is in no table: it is counted
//! anew for each list.

mod aid;
mod certificates;

use std::collections::HashMap;

use domain::certificate::DutyState;
use domain::law::{Bilingual, Owed, ReportPeriod};
use domain::{AgencyId, Code, Law};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use time::Date;
use uuid::Uuid;

pub(crate) use self::certificates::founded;
use crate::App;
use crate::agency_reports::ReportState;

/// What something is owed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnderKind {
    /// A certificate.
    Certificate,
    /// Aid that was approved.
    Aid,
}

/// Under what something is owed, by whom and to whom.
#[derive(Debug, Clone)]
pub(crate) struct Under {
    pub(crate) kind: UnderKind,
    /// The certificate, or the case that approved the aid.
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) owner: Uuid,
    /// Its name; none once erased.
    pub(crate) owner_name: Option<String>,
    /// Who says what became of it.
    pub(crate) owed_to: Vec<AgencyId>,
}

/// Something that is owed.
#[derive(Debug, Clone)]
pub(crate) struct DutyLine {
    pub(crate) under: Under,
    pub(crate) duty: Code,
    pub(crate) title: Bilingual,
    /// The period that it is about, where it is about one.
    pub(crate) period: Option<ReportPeriod>,
    pub(crate) due: Date,
    /// The day from which it was counted; none where the text names the day.
    pub(crate) counted_from: Option<Date>,
    pub(crate) state: ReportState,
    pub(crate) done_on: Option<Date>,
    pub(crate) basis: String,
}

/// Which duties to tell of; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Under certificates, or under aid.
    pub(crate) kind: Option<UnderKind>,
    /// Under this one: a certificate, or aid by the case that approved it.
    pub(crate) id: Option<Uuid>,
    /// What became of it.
    pub(crate) state: Option<ReportState>,
    /// Owed to this body.
    pub(crate) agency: Option<AgencyId>,
    /// Owed on this day or later.
    pub(crate) due_from: Option<Date>,
    /// Owed by this day or earlier.
    pub(crate) due_to: Option<Date>,
}

impl Wanted {
    fn wants(&self, line: &DutyLine) -> bool {
        self.state.is_none_or(|it| it == line.state)
            && (self.agency.as_ref()).is_none_or(|it| line.under.owed_to.contains(it))
            && self.due_from.is_none_or(|it| it <= line.due)
            && self.due_to.is_none_or(|it| line.due <= it)
    }
}

impl DutyLine {
    fn of(under: &Under, owed: &Owed<'_>, state: Option<DutyState>, today: Date) -> Self {
        Self {
            under: under.clone(),
            duty: owed.duty.id.clone(),
            title: owed.duty.title.clone(),
            period: owed.period,
            due: owed.due,
            counted_from: owed.counted_from(),
            state: state_of(owed.due, state, today),
            done_on: done_on(state),
            basis: owed.duty.basis.clone(),
        }
    }

    /// By what lists are in order: what is due first comes first. Two of a kind may be due on one day.
    pub(crate) fn place(&self) -> (Date, Uuid, String) {
        let begun = self.counted_from.map(|it| it.to_string());
        let name = format!("{}/{}", self.duty, begun.unwrap_or_default());
        (self.due, self.under.id, name)
    }
}

/// Everything that is wanted, in the order of the days. Under a certificate that was revoked or given
/// up nothing is listed, unless it is asked for.
pub(crate) async fn listed<E>(app: &App, wanted: &Wanted) -> Result<Vec<DutyLine>, E>
where
    E: From<sqlx::Error> + From<serde_json::Error>,
{
    listed_under(app, &app.law.current(), wanted).await
}

/// The same, as if this were the law.
pub(crate) async fn listed_under<E>(
    app: &App,
    law: &Law,
    wanted: &Wanted,
) -> Result<Vec<DutyLine>, E>
where
    E: From<sqlx::Error> + From<serde_json::Error>,
{
    let mut lines = vec![];
    if wanted.kind != Some(UnderKind::Aid) {
        lines.extend(certificates::listed::<E>(app, law, wanted.id).await?);
    }
    if wanted.kind != Some(UnderKind::Certificate) {
        lines.extend(aid::listed::<E>(app, law, wanted.id).await?);
    }
    lines.retain(|it| wanted.wants(it));
    lines.sort_by_cached_key(DutyLine::place);
    Ok(lines)
}

/// What became of a duty, in the words that reports have as well.
pub(crate) fn state_of(due: Date, state: Option<DutyState>, today: Date) -> ReportState {
    match state {
        Some(DutyState::Fulfilled { on }) if on <= due => ReportState::Made,
        Some(DutyState::Fulfilled { .. }) => ReportState::MadeLate,
        Some(DutyState::Waived) => ReportState::Waived,
        Some(DutyState::Missed) => ReportState::Missed,
        None if due < today => ReportState::Missed,
        None => ReportState::Open,
    }
}

/// The day on which a duty was done, if it was.
pub(crate) fn done_on(state: Option<DutyState>) -> Option<Date> {
    match state {
        Some(DutyState::Fulfilled { on }) => Some(on),
        Some(DutyState::Waived | DutyState::Missed) | None => None,
    }
}

/// What is owed under each thing, counted from what happened to it.
fn counted<T>(
    entries: Vec<T>,
    under: impl Fn(&T) -> Uuid,
    owed: impl Fn(&[T]) -> Result<Vec<DutyLine>, serde_json::Error>,
) -> Result<Vec<DutyLine>, serde_json::Error> {
    let mut histories: HashMap<Uuid, Vec<T>> = HashMap::new();
    for entry in entries {
        histories.entry(under(&entry)).or_default().push(entry);
    }
    let mut lines = vec![];
    for history in histories.into_values() {
        lines.extend(owed(&history)?);
    }
    Ok(lines)
}

/// Whoever holds the powers of these bodies on the day.
fn each_once<'a>(
    of: impl IntoIterator<Item = &'a AgencyId>,
    law: &Law,
    day: Date,
) -> Vec<AgencyId> {
    let holders = of.into_iter().filter_map(|it| law.holder_on(it, day));
    let mut ids: Vec<_> = holders.map(|it| it.id.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The event of this name with these data, as they are in a read model.
fn stored<E: DeserializeOwned>(name: &str, data: &str) -> Result<E, serde_json::Error> {
    #[derive(Serialize)]
    struct Stored<'a> {
        r#type: &'a str,
        data: &'a RawValue,
    }
    let stored = Stored {
        r#type: name,
        data: serde_json::from_str(data)?,
    };
    serde_json::from_str(&serde_json::to_string(&stored)?)
}
