//! What entries name of one another.

use super::CatalogueRejection;
use crate::law::{LocalConsultees, Procedure, Report};
use crate::{AgencyId, Law};

impl Law {
    /// The same for a report.
    pub(super) fn knows_what_is_named_by(&self, report: &Report) -> Result<(), CatalogueRejection> {
        let mut named = report.owed_by.agencies.iter().chain(&report.to);
        let unknown = named.find(|it| self.agency(it).is_none());
        let no_calendar = self.calendar(&report.calendar).is_none();
        let no_form = |it: &&crate::FormId| self.forms().all().all(|form| form.id != **it);
        let what = if let Some(agency) = unknown {
            format!("the agency {agency}")
        } else if no_calendar {
            format!("the calendar {}", report.calendar)
        } else if let Some(form) = report.form.as_ref().filter(no_form) {
            format!("the form {form}")
        } else {
            return Ok(());
        };
        let report = report.id.clone();
        Err(CatalogueRejection::ReportNamesUnknown { report, what })
    }

    /// Everything that a procedure names has to be in the catalogue before it.
    pub(super) fn has_all_that(&self, procedure: &Procedure) -> Result<(), CatalogueRejection> {
        let unknown = |agency: &&AgencyId| self.agency(agency).is_none();
        let named: Vec<&AgencyId> = match procedure.rules() {
            None => vec![procedure.agency()],
            Some(rules) => [&rules.receiver, &rules.decider]
                .into_iter()
                .chain(&rules.consultees.always)
                .chain(rules.consultees.also.iter().flat_map(|it| &it.ask))
                .chain(
                    rules
                        .consultees
                        .local
                        .iter()
                        .flat_map(LocalConsultees::named),
                )
                .chain(rules.competences.iter().flat_map(|it| &it.approved_by))
                .chain(rules.competences.iter().flat_map(|it| &it.receiver))
                .chain(rules.competences.iter().flat_map(|it| &it.decider))
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
