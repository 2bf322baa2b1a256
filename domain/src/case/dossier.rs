//! A dossier as it was filed, and the law that it is judged by.

use std::collections::BTreeSet;

use super::state::not_in_force;
use super::{Case, CaseEvent, CaseRejection, Clocks, Dossier};
use crate::law::{Procedure, Rules};
use crate::{Law, SubjectId};

impl Case {
    /// Who applies, once the dossier is filed and until the case is closed.
    #[must_use]
    pub fn applicant(&self) -> Option<SubjectId> {
        self.dossier().map(|it| it.applicant)
    }
}

impl Dossier {
    pub(super) fn filed(event: &CaseEvent) -> Option<Self> {
        let CaseEvent::DossierSubmitted {
            procedure,
            procedure_version,
            filed_by,
            applicant,
            name,
            components,
            fields,
            provinces,
            home_registration_until,
            particulars,
            ..
        } = event
        else {
            return None;
        };
        Some(Self {
            procedure: procedure.clone(),
            version: *procedure_version,
            filed_by: *filed_by,
            applicant: *applicant,
            name: name.clone(),
            components: components.iter().cloned().collect(),
            fields: fields.clone(),
            provinces: provinces.clone(),
            home_registration_until: *home_registration_until,
            particulars: particulars.as_ref().clone(),
            officer: None,
            documents: BTreeSet::new(),
            supplements_requested: 0,
            waiting: None,
            paid: BTreeSet::new(),
            reappointments: 0,
            clocks: Clocks::default(),
        })
    }

    /// The version of the procedure that the case keeps.
    pub(super) fn law<'a>(&self, law: &'a Law) -> Result<&'a Procedure, CaseRejection> {
        law.procedure(&self.procedure, self.version)
            .ok_or_else(|| not_in_force(&self.procedure))
    }

    /// The rules that the case keeps.
    pub(super) fn rules<'a>(&self, law: &'a Law) -> Result<&'a Rules, CaseRejection> {
        self.law(law)?.rules().ok_or(CaseRejection::OnlyRecorded)
    }
}
