//! What read models look things up in: the law of the log, and values of the vault.

use std::collections::HashMap;

use domain::calendar::Deadline;
use domain::catalogue::{Catalogue, CatalogueEvent};
use domain::law::{AidPart, Effect};
use domain::{Aggregate as _, CalendarId, Law, PersonalRef, ProcedureId, replay};
use eventstore::{EventStore, Position, Recorded, Stream, Vault, Version};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::ProjectionError;
use crate::page::Page;

/// The stream of the one catalogue.
pub const CATALOGUE: Stream = Stream {
    kind: Catalogue::KIND,
    id: Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0001),
};

/// The law as the log has it now, and the version of the catalogue it is the law of.
pub async fn load_law(store: &EventStore) -> Result<(Law, Version), ProjectionError> {
    load_law_until(store, None).await
}

/// The law as the log had it at a position, and the version of the catalogue it was the law of; as it
/// has it now where none is given.
pub async fn load_law_until(
    store: &EventStore,
    until: Option<Position>,
) -> Result<(Law, Version), ProjectionError> {
    let mut published = store.load_stream(CATALOGUE, Version(0)).await?;
    published.retain(|it| until.is_none_or(|until| it.position <= until));
    let version = published.last().map_or(Version(0), |it| it.version);
    let events = published
        .iter()
        .map(eventstore::Recorded::decode)
        .collect::<Result<Vec<CatalogueEvent>, _>>()?;
    Ok((replay::<Catalogue>(&events).into_law(), version))
}

/// What a read model may look up while it applies facts: the law, and values of the vault.
///
/// Versions of the law are only ever added, so a newer law gives an old fact the same answer.
#[derive(Debug, Clone)]
pub struct Desk {
    law: Law,
    vault: Option<Vault>,
}

impl Desk {
    /// A desk with the law as the log has it now.
    pub async fn open(store: &EventStore, vault: Vault) -> Result<Self, ProjectionError> {
        let (law, _) = load_law(store).await?;
        let vault = Some(vault);
        Ok(Self { law, vault })
    }

    /// A desk on which every personal value counts as unknown.
    pub(crate) fn without_vault(law: Law) -> Self {
        Self { law, vault: None }
    }

    /// Reads events up to the first one that a newer build wrote.
    pub(crate) async fn read(
        &mut self,
        store: &EventStore,
        events: Vec<Recorded>,
    ) -> Result<Page, ProjectionError> {
        let page = Page::of(events);
        self.heed(store, &page).await?;
        Ok(page)
    }

    /// Looks at the law again when a page changes it.
    pub(crate) async fn heed(
        &mut self,
        store: &EventStore,
        page: &Page,
    ) -> Result<(), ProjectionError> {
        let mut facts = page.facts.iter();
        if facts.any(|it| it.recorded.stream_kind == CATALOGUE.kind) {
            (self.law, _) = load_law(store).await?;
        }
        Ok(())
    }

    /// The law.
    pub(crate) fn law(&self) -> &Law {
        &self.law
    }

    /// What a favourable decision under a procedure brings about. Whoever applies for anything but
    /// an approval is entered in the registry of organisations: it holds a certificate, or wants to.
    pub(crate) fn effect_of(&self, procedure: &ProcedureId, version: u32) -> Option<Effect> {
        let rules = self.law.procedure(procedure, version)?.rules()?;
        Some(rules.result.effect)
    }

    /// What the registry of aid makes of a case under a procedure, where the catalogue says so.
    pub(crate) fn aid_part(&self, procedure: &ProcedureId, version: u32) -> Option<AidPart> {
        let rules = self.law.procedure(procedure, version)?.rules()?;
        rules.value.as_ref()?.counts_as
    }

    /// The day it is by the calendar of a procedure.
    pub(crate) fn day_of(&self, procedure: &str, at: OffsetDateTime) -> Date {
        let rules = procedure.parse::<ProcedureId>().ok();
        let rules = rules.and_then(|it| self.law.newest_procedure(&it)?.rules());
        let calendar = rules.and_then(|it| self.law.calendar(&it.calendar));
        calendar.map_or(at.date(), |it| it.day_of(at))
    }

    /// The calendar of a procedure in one version of it.
    pub(crate) fn calendar_of(&self, procedure: &str, version: u32) -> Option<CalendarId> {
        let id: ProcedureId = procedure.parse().ok()?;
        let rules = self.law.procedure(&id, version)?.rules()?;
        Some(rules.calendar.clone())
    }

    /// The moment a term ends, by the calendar of its procedure as the law has it now.
    pub(crate) fn end_of_term(&self, procedure: &str, deadline: &Deadline) -> OffsetDateTime {
        let rules = procedure.parse::<ProcedureId>().ok();
        let rules = rules.and_then(|it| self.law.newest_procedure(&it)?.rules());
        self.ends_by(rules.map(|it| &it.calendar), deadline)
    }

    /// The moment a term ends by a calendar: that of its last hour, or the end of its last day.
    pub(crate) fn ends_by(
        &self,
        calendar: Option<&CalendarId>,
        deadline: &Deadline,
    ) -> OffsetDateTime {
        match deadline.hours {
            Some(hours) => hours.to,
            None => self.end_by(calendar, deadline.due),
        }
    }

    /// The moment a day ends by a calendar.
    fn end_by(&self, calendar: Option<&CalendarId>, due: Date) -> OffsetDateTime {
        calendar.and_then(|it| self.law.calendar(it)).map_or_else(
            || due.next_day().unwrap_or(due).midnight().assume_utc(),
            |it| it.end_of(due),
        )
    }

    /// The values that the vault still has.
    pub(crate) async fn reveal<'a>(
        &self,
        refs: impl Iterator<Item = &'a PersonalRef>,
    ) -> Result<HashMap<Uuid, String>, ProjectionError> {
        let ids: Vec<Uuid> = refs.map(|it| it.value).collect();
        let Some(vault) = self.vault.as_ref().filter(|_| !ids.is_empty()) else {
            return Ok(HashMap::new());
        };
        let found = vault.reveal(&ids).await?;
        let kept = found.into_iter().filter_map(|(id, value)| {
            let value = value?;
            Some((id, value.expose().to_owned()))
        });
        Ok(kept.collect())
    }
}
