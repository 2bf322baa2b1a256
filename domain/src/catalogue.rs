//! The catalogue: which law was published, and in which order.
//!
//! Its events hold the entries themselves, so that a history can be judged by the law of its
//! time with nothing but the log.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::law::{Agency, Procedure, RetentionClass};
use crate::{
    Acting, AgencyId, Aggregate, Calendar, CalendarId, GroundId, Law, Party, ProcedureId, Role,
};

/// What happened to the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum CatalogueEvent {
    /// A public body was entered, or its entry changed.
    #[serde(rename = "catalogue.agency_entered.v1")]
    AgencyEntered {
        /// The entry.
        agency: Agency,
    },
    /// A version of a calendar was published.
    #[serde(rename = "catalogue.calendar_published.v1")]
    CalendarPublished {
        /// The calendar.
        calendar: Calendar,
    },
    /// A version of a procedure was published.
    #[serde(rename = "catalogue.procedure_published.v1")]
    ProcedurePublished {
        /// The procedure.
        procedure: Box<Procedure>,
    },
    /// A version of a class of retention was published.
    #[serde(rename = "catalogue.retention_published.v1")]
    RetentionPublished {
        /// The class.
        class: RetentionClass,
    },
}

/// What someone asks of the catalogue: to say what it should hold. What it holds already is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Public bodies.
    pub agencies: Vec<Agency>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// Procedures.
    pub procedures: Vec<Procedure>,
    /// How long what is kept about cases is kept.
    pub retention: Vec<RetentionClass>,
}

/// Why an entry was refused. Nothing was published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueRejection {
    /// What was published stands; a change is a new version.
    #[error(
        "version {version} of procedure {procedure} was published with another content: give it \
         the next version"
    )]
    ProcedureChanged {
        /// Which procedure.
        procedure: ProcedureId,
        /// Which version.
        version: u32,
    },
    /// What was published stands; a change is a new version.
    #[error(
        "version {version} of calendar {calendar} was published with another content: give it \
         the next version"
    )]
    CalendarChanged {
        /// Which calendar.
        calendar: CalendarId,
        /// Which version.
        version: u32,
    },
    /// What was published stands; a change is a new version.
    #[error("version {version} of the retention class {class} was published with another content")]
    RetentionChanged {
        /// Which class.
        class: GroundId,
        /// Which version.
        version: u32,
    },
    /// A class of retention is about cases of a procedure that the catalogue does not have.
    #[error(
        "the retention class {class} names the procedure {procedure}, which is not in the catalogue"
    )]
    UnknownProcedure {
        /// Which class.
        class: GroundId,
        /// What it names.
        procedure: ProcedureId,
    },
    /// A procedure names a body that the catalogue does not have.
    #[error("procedure {procedure} names the agency {agency}, which is not in the catalogue")]
    UnknownAgency {
        /// Which procedure.
        procedure: ProcedureId,
        /// Whom it names.
        agency: AgencyId,
    },
    /// A procedure counts with a calendar that the catalogue does not have.
    #[error("procedure {procedure} names the calendar {calendar}, which is not in the catalogue")]
    UnknownCalendar {
        /// Which procedure.
        procedure: ProcedureId,
        /// What it names.
        calendar: CalendarId,
    },
    /// Which of two entries of one body holds, nobody could tell.
    #[error("the agency {agency} is entered twice")]
    AgencyTwice {
        /// Which agency.
        agency: AgencyId,
    },
    /// The catalogue is kept by the operator.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
}

/// The catalogue as published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    law: Law,
}

impl Catalogue {
    /// The law that was published.
    #[must_use]
    pub fn into_law(self) -> Law {
        self.law
    }
}

impl Aggregate for Catalogue {
    const KIND: &'static str = "catalogue";

    type Command = Publish;
    type Event = CatalogueEvent;
    type Rejection = CatalogueRejection;

    fn decide(
        &self,
        command: &Publish,
        by: &Acting,
        _: &Law,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRejection> {
        if by.party != Party::System {
            let needed = Role::System;
            return Err(CatalogueRejection::NotAllowed { needed });
        }
        each_agency_once(&command.agencies)?;
        let mut known = self.clone();
        let mut events = vec![];
        for agency in &command.agencies {
            known = known.with(known.enter_agency(agency), &mut events);
        }
        for calendar in &command.calendars {
            known = known.with(known.publish_calendar(calendar)?, &mut events);
        }
        for procedure in &command.procedures {
            known.law.has_all_that(procedure)?;
            known = known.with(known.publish_procedure(procedure)?, &mut events);
        }
        for class in &command.retention {
            known = known.with(known.publish_retention(class)?, &mut events);
        }
        Ok(events)
    }

    fn evolve(self, event: &CatalogueEvent) -> Self {
        let law = match event {
            CatalogueEvent::AgencyEntered { agency } => self.law.with_agency(agency.clone()),
            CatalogueEvent::CalendarPublished { calendar } => {
                self.law.with_calendar(calendar.clone())
            }
            CatalogueEvent::ProcedurePublished { procedure } => {
                self.law.with_procedure((**procedure).clone())
            }
            CatalogueEvent::RetentionPublished { class } => self.law.with_retention(class.clone()),
        };
        Self { law }
    }
}

impl Catalogue {
    /// What is known once the event, if there is one, joins the others.
    fn with(&self, event: Option<CatalogueEvent>, events: &mut Vec<CatalogueEvent>) -> Self {
        let known = event.iter().fold(self.clone(), Self::evolve);
        events.extend(event);
        known
    }

    fn enter_agency(&self, agency: &Agency) -> Option<CatalogueEvent> {
        let changed = self.law.agency(&agency.id) != Some(agency);
        changed.then(|| CatalogueEvent::AgencyEntered {
            agency: agency.clone(),
        })
    }

    fn publish_calendar(
        &self,
        calendar: &Calendar,
    ) -> Result<Option<CatalogueEvent>, CatalogueRejection> {
        match self.law.calendar_version(&calendar.id, calendar.version) {
            Some(published) if published == calendar => Ok(None),
            Some(_) => Err(CatalogueRejection::CalendarChanged {
                calendar: calendar.id.clone(),
                version: calendar.version,
            }),
            None => Ok(Some(CatalogueEvent::CalendarPublished {
                calendar: calendar.clone(),
            })),
        }
    }

    fn publish_procedure(
        &self,
        procedure: &Procedure,
    ) -> Result<Option<CatalogueEvent>, CatalogueRejection> {
        match self.law.procedure(&procedure.id, procedure.version) {
            Some(published) if published == procedure => Ok(None),
            Some(_) => Err(CatalogueRejection::ProcedureChanged {
                procedure: procedure.id.clone(),
                version: procedure.version,
            }),
            None => Ok(Some(CatalogueEvent::ProcedurePublished {
                procedure: Box::new(procedure.clone()),
            })),
        }
    }
}

impl Catalogue {
    fn publish_retention(
        &self,
        class: &RetentionClass,
    ) -> Result<Option<CatalogueEvent>, CatalogueRejection> {
        if self.law.newest_procedure(&class.procedure).is_none() {
            return Err(CatalogueRejection::UnknownProcedure {
                class: class.id.clone(),
                procedure: class.procedure.clone(),
            });
        }
        match self.law.retention(&class.id, class.version) {
            Some(published) if published == class => Ok(None),
            Some(_) => Err(CatalogueRejection::RetentionChanged {
                class: class.id.clone(),
                version: class.version,
            }),
            None => Ok(Some(CatalogueEvent::RetentionPublished {
                class: class.clone(),
            })),
        }
    }
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

impl Law {
    /// Everything that a procedure names has to be in the catalogue before it.
    fn has_all_that(&self, procedure: &Procedure) -> Result<(), CatalogueRejection> {
        let unknown = |agency: &&AgencyId| self.agency(agency).is_none();
        let named: Vec<&AgencyId> = match procedure.rules() {
            None => vec![procedure.agency()],
            Some(rules) => [&rules.receiver, &rules.decider]
                .into_iter()
                .chain(&rules.consultees.always)
                .chain(rules.duties.iter().flat_map(|it| &it.agencies))
                .collect(),
        };
        if let Some(agency) = named.into_iter().find(unknown) {
            return Err(CatalogueRejection::UnknownAgency {
                procedure: procedure.id.clone(),
                agency: agency.clone(),
            });
        }
        match procedure.rules() {
            Some(rules) if self.calendar(&rules.calendar).is_none() => {
                Err(CatalogueRejection::UnknownCalendar {
                    procedure: procedure.id.clone(),
                    calendar: rules.calendar.clone(),
                })
            }
            Some(_) | None => Ok(()),
        }
    }
}
