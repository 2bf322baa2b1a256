//! What the events of a case mean for the aid that it is about.

use super::super::{Case, CaseEvent, Dossier};
use crate::aid::{AidCommand, Told};
use crate::case::state::calendar;
use crate::law::{AidPart, Rules};
use crate::{Acting, CaseId, Law};

impl Case {
    /// What events, after which the case stands like `after`, mean for aid that was approved, or that
    /// they approve.
    #[must_use]
    pub fn meant_for_aid(
        &self,
        (id, after): (CaseId, &Case),
        events: &[CaseEvent],
        by: &Acting,
        law: &Law,
    ) -> Option<AidCommand> {
        let dossier = after.dossier().or(self.dossier())?;
        let rules = dossier.rules(law).ok()?;
        let is = |it: fn(&CaseEvent) -> bool| events.iter().any(it);
        if is(|it| matches!(it, CaseEvent::DossierSubmitted { .. })) {
            return dossier.filed_under_aid(id, rules);
        }
        if is(|it| matches!(it, CaseEvent::ApplicationApproved { .. })) {
            return dossier.approved_of_aid(id, rules, by, law);
        }
        let ended = |it: &CaseEvent| {
            matches!(
                it,
                CaseEvent::ApplicationRefused { .. }
                    | CaseEvent::IntakeRefused { .. }
                    | CaseEvent::DossierWithdrawn { .. }
                    | CaseEvent::ProcessingStopped { .. }
            )
        };
        let reports = rules.under.as_ref().is_some_and(|it| it.fulfils.is_some());
        let approval = dossier.particulars.approval.as_ref()?.case;
        let case = id;
        (reports && is(ended)).then_some(AidCommand::SetAside { approval, case })
    }
}

impl Dossier {
    fn filed_under_aid(&self, case: CaseId, rules: &Rules) -> Option<AidCommand> {
        Some(AidCommand::File {
            approval: self.particulars.approval.as_ref()?.case,
            case,
            duty: rules.under.as_ref()?.fulfils.clone()?,
            period: self.particulars.period,
        })
    }

    fn approved_of_aid(
        &self,
        case: CaseId,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Option<AidCommand> {
        let particulars = &self.particulars;
        let of = particulars.approval.as_deref();
        if rules.under.as_ref().is_some_and(|it| it.closes) {
            let approval = of?.case;
            return Some(AidCommand::Close { approval, case });
        }
        let today = calendar(law, rules).ok()?.day_of(by.at);
        let competent = law.competent(rules, particulars, today);
        let changed_by = match rules.aid_part(of.is_some())? {
            AidPart::Approval => None,
            AidPart::Change => Some(competent.decider),
            AidPart::Disbursement | AidPart::Closing => return None,
        };
        // A change is of aid that is counted under the version by which it was approved.
        let (procedure, version) = match of {
            Some(of) => (of.procedure.clone()?, of.version?),
            None => (self.procedure.clone(), self.version),
        };
        Some(AidCommand::Take {
            approval: of.map_or(case, |it| it.case),
            case,
            told: Box::new(Told {
                procedure,
                version,
                approved_on: of.and_then(|it| it.approved_on).unwrap_or(today),
                managing_agency: particulars.managing_agency.clone(),
                receiver: competent.receiver,
                changed_by,
                runs: particulars.runs,
            }),
        })
    }
}
