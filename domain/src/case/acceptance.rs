//! Accepting a dossier as full and valid: it gets its code, and the legal term runs.

use time::OffsetDateTime;

use super::intake::receiver_only;
use super::state::{calendar, not_in_force};
use super::{Case, CaseEvent, CaseRejection, Dossier};
use crate::dossier_book::AssignCode;
use crate::law::{Procedure, Rules};
use crate::{Acting, CaseId, DossierCode, Law};

impl Case {
    /// What to ask of the receiver's book, so that the dossier has its code if it is accepted at
    /// that moment.
    pub fn code_wanted(
        &self,
        case: CaseId,
        at: OffsetDateTime,
        law: &Law,
    ) -> Result<AssignCode, CaseRejection> {
        let (_, rules) = self.undecided()?.accepted_under(at, law)?;
        Ok(AssignCode {
            case,
            prefix: rules.dossier_prefix.clone(),
            day: calendar(law, rules)?.day_of(at),
        })
    }

    pub(super) fn accept(
        &self,
        code: &DossierCode,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = match self {
            Case::Intake(dossier) => dossier,
            Case::InProcess(_) => return Err(CaseRejection::AlreadyAccepted),
            Case::Unfiled | Case::Decided(_) | Case::Closed(_) | Case::Recorded { .. } => {
                self.undecided()?
            }
        };
        receiver_only(dossier.rules(law)?, by, law)?;
        dossier.not_waiting()?;

        let (procedure, rules) = dossier.accepted_under(by.at, law)?;
        let missing: Vec<_> = rules
            .components
            .iter()
            .filter(|it| it.required && !dossier.components.contains(&it.id))
            .map(|it| it.id.clone())
            .collect();
        if !missing.is_empty() {
            return Err(CaseRejection::Incomplete { missing });
        }

        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        if !code.is_of(&rules.dossier_prefix, today) {
            return Err(CaseRejection::CodeOfAnotherBook {
                code: code.clone(),
                day: today,
            });
        }
        let (total, letters) = (&rules.limits.total, &rules.limits.consultation);
        Ok(vec![CaseEvent::DossierAccepted {
            code: code.clone(),
            procedure_version: procedure.version,
            deadline: calendar.deadline_of_receipt(by.at, total.limit, &total.basis),
            consultation_deadline: calendar.deadline_of_receipt(
                by.at,
                letters.limit,
                &letters.basis,
            ),
        }])
    }
}

impl Dossier {
    /// The law of the day on which the dossier is accepted; the case keeps it.
    fn accepted_under<'a>(
        &self,
        at: OffsetDateTime,
        law: &'a Law,
    ) -> Result<(&'a Procedure, &'a Rules), CaseRejection> {
        let procedure = law
            .procedure_at(&self.procedure, at)
            .ok_or_else(|| not_in_force(&self.procedure))?;
        let rules = procedure.rules().ok_or(CaseRejection::OnlyRecorded)?;
        Ok((procedure, rules))
    }
}
