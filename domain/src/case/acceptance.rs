//! Accepting a dossier as full and valid: it gets its code, and the legal term runs.

use time::{Date, OffsetDateTime};

use super::intake::receiver_only;
use super::state::{calendar, not_in_force};
use super::{Case, CaseEvent, CaseRejection, Dossier};
use crate::dossier_book::AssignCode;
use crate::law::{Act, Component, Procedure, Rules, TermLimit};
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
        let dossier = self.undecided()?;
        let (_, rules) = dossier.accepted_under(at, law)?;
        let day = calendar(law, rules)?.day_of(at);
        Ok(AssignCode {
            case,
            prefix: dossier.unit(rules, day, law).to_owned(),
            day,
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
            Case::Unfiled
            | Case::Decided(_)
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => self.undecided()?,
        };
        receiver_only(dossier, dossier.rules(law)?, by, law)?;
        dossier.not_waiting()?;

        let (procedure, rules) = dossier.accepted_under(by.at, law)?;
        if !rules.takes(Act::Accept) {
            return Err(CaseRejection::NothingToAccept);
        }
        dossier.full(rules)?;

        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        if !code.is_of(dossier.unit(rules, today, law), today) {
            return Err(CaseRejection::CodeOfAnotherBook {
                code: code.clone(),
                day: today,
            });
        }
        let term = |it: &TermLimit| calendar.deadline_of_receipt(by.at, it.limit, &it.basis);
        let accepted = CaseEvent::DossierAccepted {
            code: code.clone(),
            procedure_version: procedure.version,
            deadline: term(&rules.limits.total),
            consultation_deadline: rules.limits.consultation.as_ref().map(term),
            total_ends: rules.limits.total_ends,
        };
        let nobody_is_asked = dossier.must_be_asked(rules, law, today).is_empty();
        let ripe = dossier.ripens(rules, term(&rules.limits.decision), by, law);
        let ripe = ripe.filter(|_| nobody_is_asked);
        Ok(std::iter::once(accepted).chain(ripe).collect())
    }
}

impl Dossier {
    /// Whether the dossier has everything that it has to have.
    pub(super) fn full(&self, rules: &Rules) -> Result<(), CaseRejection> {
        let declared = &self.particulars.traits;
        let lacks = |it: &&Component| it.is_needed(declared) && !self.components.contains(&it.id);
        let missing: Vec<_> = (rules.components.iter().filter(lacks))
            .map(|it| it.id.clone())
            .collect();
        if !missing.is_empty() {
            return Err(CaseRejection::Incomplete { missing });
        }
        Ok(())
    }

    /// What its code begins with: the identifier of whoever receives it on the day, so that each
    /// body numbers its own dossiers, and that of the procedure where the body's was not entered.
    fn unit<'a>(&self, rules: &'a Rules, day: Date, law: &'a Law) -> &'a str {
        let receiver = law.holder_on(rules.receiver_of(&self.particulars), day);
        let own = receiver.and_then(|it| it.identifier.as_deref());
        own.unwrap_or(&rules.dossier_prefix)
    }

    /// The law of the day on which the dossier is accepted; the case keeps it.
    fn accepted_under<'a>(
        &self,
        at: OffsetDateTime,
        law: &'a Law,
    ) -> Result<(&'a Procedure, &'a Rules), CaseRejection> {
        let procedure = law
            .procedure_for(&self.procedure, self.particulars.approval.as_deref(), at)
            .ok_or_else(|| not_in_force(&self.procedure))?;
        let rules = procedure.rules().ok_or(CaseRejection::OnlyRecorded)?;
        Ok((procedure, rules))
    }
}
