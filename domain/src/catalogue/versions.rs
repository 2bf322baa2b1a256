//! Publishing: what the catalogue does not hold yet is entered, and what it holds stands.

use std::collections::BTreeSet;

use super::{Catalogue, CatalogueEvent, CatalogueRejection, Changed, Publish};
use crate::law::{Agency, Procedure};
use crate::law::{EntryKind, Fee, Form, RetentionClass, Versioned, Versions};
use crate::{Acting, Aggregate, Calendar, Law, ProcedureId};

/// What is entered, and what cannot be because it was published with another content.
struct Entering {
    known: Catalogue,
    events: Vec<CatalogueEvent>,
    changed: Vec<Changed>,
}

impl Catalogue {
    pub(super) fn publish(
        &self,
        entries: &Publish,
        by: &Acting,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRejection> {
        each_agency_once(&entries.agencies)?;
        let mut entering = Entering {
            known: self.clone(),
            events: vec![],
            changed: vec![],
        };
        for agency in &entries.agencies {
            entering.agency(agency);
        }
        for calendar in &entries.calendars {
            entering.calendar(calendar);
        }
        for procedure in &entries.procedures {
            entering.known.law.has_all_that(procedure)?;
            entering.procedure(procedure);
        }
        for class in &entries.retention {
            entering.retention(class)?;
        }
        for publicity in &entries.publicity {
            let event = entering.known.enter_publicity(publicity)?;
            entering.happened(event);
        }
        entering.versions(entries)?;
        for report in &entries.reports {
            entering.known.law.knows_what_is_named_by(report)?;
            let calendar = entering.known.law.calendar(&report.calendar);
            let kept_from = calendar.map_or(by.at.date(), |it| it.day_of(by.at));
            entering.entry(Law::reports, report, |it| CatalogueEvent::ReportPublished {
                report: Box::new(it.clone()),
                kept_from,
            });
        }
        if entering.changed.is_empty() {
            return Ok(entering.events);
        }
        let entries = entering.changed;
        Err(CatalogueRejection::Changed { entries })
    }
}

impl Entering {
    fn happened(&mut self, event: Option<CatalogueEvent>) {
        if let Some(event) = event {
            self.known = std::mem::take(&mut self.known).evolve(&event);
            self.events.push(event);
        }
    }

    fn agency(&mut self, agency: &Agency) {
        let changed = self.known.law.agency(&agency.id) != Some(agency);
        self.happened(changed.then(|| CatalogueEvent::AgencyEntered {
            agency: agency.clone(),
        }));
    }

    /// Enters a version that nobody published; one that was stands.
    fn version<T: PartialEq>(
        &mut self,
        published: impl FnOnce(&Law) -> Option<&T>,
        entry: &T,
        named: Changed,
        event: impl FnOnce(&T) -> CatalogueEvent,
    ) {
        match published(&self.known.law) {
            Some(published) if published == entry => (),
            Some(_) => self.changed.push(named),
            None => self.happened(Some(event(entry))),
        }
    }

    fn calendar(&mut self, calendar: &Calendar) {
        let named = named("calendar", calendar.id.as_str(), calendar.version);
        self.version(
            |law| law.calendar_version(&calendar.id, calendar.version),
            calendar,
            named,
            |it| CatalogueEvent::CalendarPublished {
                calendar: it.clone(),
            },
        );
    }

    fn procedure(&mut self, procedure: &Procedure) {
        let named = named("procedure", procedure.id.as_str(), procedure.version);
        self.version(
            |law| law.procedure(&procedure.id, procedure.version),
            procedure,
            named,
            |it| CatalogueEvent::ProcedurePublished {
                procedure: Box::new(it.clone()),
            },
        );
    }

    fn retention(&mut self, class: &RetentionClass) -> Result<(), CatalogueRejection> {
        if self.known.law.newest_procedure(&class.procedure).is_none() {
            return Err(CatalogueRejection::UnknownProcedure {
                class: class.id.clone(),
                procedure: class.procedure.clone(),
            });
        }
        let named = named("retention class", class.id.as_str(), class.version);
        self.version(
            |law| law.retention(&class.id, class.version),
            class,
            named,
            |it| CatalogueEvent::RetentionPublished { class: it.clone() },
        );
        Ok(())
    }

    fn versions(&mut self, entries: &Publish) -> Result<(), CatalogueRejection> {
        for territory in &entries.territories {
            self.entry(Law::territories, territory, |it| {
                CatalogueEvent::TerritoryPublished {
                    territory: it.clone(),
                }
            });
        }
        for form in &entries.forms {
            let uses = form.components.iter().map(|it| &it.procedure);
            self.is_for_known::<Form>(form.name(), uses)?;
            self.entry(Law::forms, form, |it| CatalogueEvent::FormPublished {
                form: it.clone(),
            });
        }
        for fee in &entries.fees {
            self.is_for_known::<Fee>(fee.name(), fee.procedures.iter())?;
            self.entry(Law::fees, fee, |it| CatalogueEvent::FeePublished {
                fee: it.clone(),
            });
        }
        for index in &entries.indexes {
            self.entry(Law::indexes, index, |it| CatalogueEvent::IndexPublished {
                index: Box::new(it.clone()),
            });
        }
        for scoring in &entries.scorings {
            self.entry(Law::scorings, scoring, |it| {
                CatalogueEvent::ScoringPublished {
                    scoring: Box::new(it.clone()),
                }
            });
        }
        Ok(())
    }

    fn entry<T: Versioned + PartialEq>(
        &mut self,
        published: impl FnOnce(&Law) -> &Versions<T>,
        entry: &T,
        event: impl FnOnce(&T) -> CatalogueEvent,
    ) {
        let named = named(T::KIND.name(), entry.name(), entry.version());
        self.version(
            |law| published(law).version(entry.name(), entry.version()),
            entry,
            named,
            event,
        );
    }

    fn is_for_known<'a, T: Versioned>(
        &self,
        id: &str,
        mut procedures: impl Iterator<Item = &'a ProcedureId>,
    ) -> Result<(), CatalogueRejection> {
        let unknown = |it: &&ProcedureId| self.known.law.newest_procedure(it).is_none();
        let kind: EntryKind = T::KIND;
        match procedures.find(unknown) {
            None => Ok(()),
            Some(procedure) => Err(CatalogueRejection::ForUnknownProcedure {
                kind,
                id: id.to_owned(),
                procedure: procedure.clone(),
            }),
        }
    }
}

fn named(kind: &'static str, id: &str, version: u32) -> Changed {
    let id = id.to_owned();
    Changed { kind, id, version }
}

fn each_agency_once(agencies: &[Agency]) -> Result<(), CatalogueRejection> {
    let mut seen = BTreeSet::new();
    match agencies.iter().find(|it| !seen.insert(&it.id)) {
        None => Ok(()),
        Some(agency) => Err(CatalogueRejection::AgencyTwice {
            agency: agency.id.clone(),
        }),
    }
}
