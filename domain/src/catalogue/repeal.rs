//! What is done to versions that were published: they are made public, and they end.

use super::{Catalogue, CatalogueEvent, CatalogueRejection, Repeal, RepealEntry};
use crate::Acting;
use crate::law::Publicity;

impl Catalogue {
    pub(super) fn repeal(
        &self,
        repeal: &Repeal,
        by: &Acting,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRejection> {
        let (procedure, version) = (repeal.procedure.clone(), repeal.version);
        let Some(published) = self.law.procedure(&procedure, version) else {
            return Err(CatalogueRejection::UnknownVersion { procedure, version });
        };
        match self.law.repealed(&procedure, version) {
            Some(last_day) if last_day == repeal.last_day => return Ok(vec![]),
            Some(_) => return Err(CatalogueRejection::AlreadyRepealed { procedure, version }),
            None => (),
        }
        let calendar = published.rules().map(|it| &it.calendar);
        let calendar = calendar.and_then(|it| self.law.calendar(it));
        let today = calendar.map_or(by.at.date(), |it| it.day_of(by.at));
        if repeal.last_day < today {
            return Err(CatalogueRejection::RepealedInThePast { today });
        }
        Ok(vec![CatalogueEvent::ProcedureRepealed {
            procedure,
            version,
            last_day: repeal.last_day,
            basis: repeal.basis.clone(),
        }])
    }

    pub(super) fn repeal_entry(
        &self,
        repeal: &RepealEntry,
        by: &Acting,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRejection> {
        let (kind, id, version) = (repeal.kind, repeal.id.clone(), repeal.version);
        if !self.law.has_entry(kind, id.as_str(), version) {
            return Err(CatalogueRejection::UnknownEntry { kind, id, version });
        }
        match self.law.entry_repealed(kind, id.as_str(), version) {
            Some(last_day) if last_day == repeal.last_day => return Ok(vec![]),
            Some(_) => return Err(CatalogueRejection::EntryAlreadyRepealed { kind, id, version }),
            None => (),
        }
        let calendar = self.law.calendars().next();
        let today = calendar.map_or(by.at.date(), |it| it.day_of(by.at));
        if repeal.last_day < today {
            return Err(CatalogueRejection::RepealedInThePast { today });
        }
        Ok(vec![CatalogueEvent::EntryRepealed {
            kind,
            id,
            version,
            last_day: repeal.last_day,
            basis: repeal.basis.clone(),
        }])
    }

    /// What is public of a version may be corrected; the version may not.
    pub(super) fn enter_publicity(
        &self,
        entry: &Publicity,
    ) -> Result<Option<CatalogueEvent>, CatalogueRejection> {
        let (procedure, version) = (entry.procedure.clone(), entry.version);
        if self.law.procedure(&procedure, version).is_none() {
            return Err(CatalogueRejection::UnknownVersion { procedure, version });
        }
        let changed = self.law.publicity(&procedure, version) != Some(entry);
        Ok(changed.then(|| CatalogueEvent::PublicityEntered {
            publicity: Box::new(entry.clone()),
        }))
    }
}
