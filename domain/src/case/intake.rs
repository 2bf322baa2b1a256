//! Filing, checking, supplementing, accepting; and the ways out before a decision.

use super::state::{Dossier, calendar, holds, not_in_force};
use super::{Case, CaseEvent, CaseRejection, Submission, WrittenReason};
use crate::calendar::Deadline;
use crate::law::{ClockAfterSupplement, Ground, Rules};
use crate::{
    Acting, ActorId, Calendar, ComponentId, DossierCode, GroundId, Law, Party, PersonalRef, Role,
};

impl Case {
    pub(super) fn submit(
        &self,
        submission: &Submission,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        if *self != Case::Unfiled {
            return Err(CaseRejection::AlreadySubmitted);
        }
        let procedure = law
            .procedure_at(&submission.procedure, by.at)
            .ok_or_else(|| not_in_force(&submission.procedure))?;
        let rules = procedure.rules().ok_or(CaseRejection::OnlyRecorded)?;
        if by.party != Party::Applicant && !holds(law, rules, &rules.receiver, by) {
            return not_allowed(Role::Applicant);
        }
        if !rules.channels.contains(&submission.channel) {
            let channel = submission.channel.clone();
            return Err(CaseRejection::UnknownChannel { channel });
        }
        known(&submission.components, rules)?;

        let calendar = calendar(law, rules)?;
        let check = &rules.limits.intake;
        let deadline = calendar.deadline(calendar.day_of(by.at), check.limit, &check.basis);
        Ok(vec![CaseEvent::DossierSubmitted {
            procedure: procedure.id.clone(),
            procedure_version: procedure.version,
            channel: submission.channel.clone(),
            filed_by: by.actor,
            applicant: submission.applicant,
            name: submission.name.clone(),
            contact: submission.contact.clone(),
            representative: submission.representative.clone(),
            components: submission.components.clone(),
            fields: submission.fields.clone(),
            provinces: submission.provinces.clone(),
            home_registration_until: submission.home_registration_until,
            deadline,
        }])
    }

    pub(super) fn assign(
        &self,
        officer: ActorId,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        let rules = dossier.rules(law)?;
        if !holds(law, rules, &rules.receiver, by) && !holds(law, rules, &rules.decider, by) {
            return not_allowed(Role::Receiver);
        }
        if dossier.officer == Some(officer) {
            return Ok(vec![]);
        }
        Ok(vec![CaseEvent::OfficerAssigned { officer }])
    }

    pub(super) fn request_supplement(
        &self,
        missing: &[ComponentId],
        reason: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        let rules = dossier.rules(law)?;
        receiver_only(rules, by, law)?;
        self.not_with_decider()?;
        dossier.not_waiting()?;
        known(missing, rules)?;
        let requests_max = rules.supplements.requests_max;
        if dossier.supplements_requested >= requests_max {
            return Err(CaseRejection::TooManySupplements { requests_max });
        }
        Ok(vec![CaseEvent::SupplementRequested {
            missing: missing.to_vec(),
            reason: reason.cloned(),
            waits_from: calendar(law, rules)?.day_of(by.at),
        }])
    }

    pub(super) fn supplement(
        &self,
        components: &[ComponentId],
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        let rules = dossier.rules(law)?;
        dossier.applicants_own(rules, by, law)?;
        if dossier.waits_from.is_none() {
            return Err(CaseRejection::NoSupplementRequested);
        }
        known(components, rules)?;
        Ok(vec![CaseEvent::DossierSupplemented {
            components: components.to_vec(),
            deadline: self.deadline_after_supplement(rules, calendar(law, rules)?, by)?,
        }])
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

        // The case keeps the law of the day on which it is accepted.
        let procedure = law
            .procedure_at(&dossier.procedure, by.at)
            .ok_or_else(|| not_in_force(&dossier.procedure))?;
        let rules = procedure.rules().ok_or(CaseRejection::OnlyRecorded)?;
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
        let (total, letters) = (&rules.limits.total, &rules.limits.consultation);
        Ok(vec![CaseEvent::DossierAccepted {
            code: code.clone(),
            procedure_version: procedure.version,
            deadline: calendar.deadline(today, total.limit, &total.basis),
            consultation_deadline: calendar.deadline(today, letters.limit, &letters.basis),
        }])
    }

    pub(super) fn refuse_intake(
        &self,
        reason: &WrittenReason,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        if let Case::InProcess(_) = self {
            return Err(CaseRejection::AlreadyAccepted);
        }
        let rules = dossier.rules(law)?;
        receiver_only(rules, by, law)?;
        ground_among(&rules.intake_grounds, &reason.ground)?;
        Ok(vec![CaseEvent::IntakeRefused {
            ground: reason.ground.clone(),
            reason: reason.text.clone(),
        }])
    }

    pub(super) fn withdraw(
        &self,
        reason: Option<&PersonalRef>,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        dossier.applicants_own(dossier.rules(law)?, by, law)?;
        Ok(vec![CaseEvent::DossierWithdrawn {
            reason: reason.cloned(),
        }])
    }

    pub(super) fn stop(
        &self,
        reason: &WrittenReason,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        let rules = dossier.rules(law)?;
        if !holds(law, rules, &rules.receiver, by) && !holds(law, rules, &rules.decider, by) {
            return not_allowed(Role::Receiver);
        }
        // A dossier that was never accepted is refused at the desk, unless nobody came back with
        // the supplement.
        let never_accepted = matches!(self, Case::Intake(it) if it.waits_from.is_none());
        if never_accepted {
            return Err(CaseRejection::NotAccepted);
        }
        ground_among(&rules.stop_grounds, &reason.ground)?;
        Ok(vec![CaseEvent::ProcessingStopped {
            ground: reason.ground.clone(),
            reason: reason.text.clone(),
        }])
    }

    fn not_with_decider(&self) -> Result<(), CaseRejection> {
        match self {
            Case::InProcess(process) if process.forwarded => Err(CaseRejection::AlreadyForwarded),
            Case::Unfiled
            | Case::Intake(_)
            | Case::InProcess(_)
            | Case::Decided(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => Ok(()),
        }
    }

    /// Before acceptance the check of the components starts again; afterwards the total term
    /// restarts or resumes as the procedure says.
    fn deadline_after_supplement(
        &self,
        rules: &Rules,
        calendar: &Calendar,
        by: &Acting,
    ) -> Result<Deadline, CaseRejection> {
        let today = calendar.day_of(by.at);
        let Case::InProcess(process) = self else {
            let check = &rules.limits.intake;
            return Ok(calendar.deadline(today, check.limit, &check.basis));
        };
        let waited_from = process
            .dossier
            .waits_from
            .ok_or(CaseRejection::NoSupplementRequested)?;
        let total = &rules.limits.total;
        Ok(match rules.supplements.clock {
            ClockAfterSupplement::Restart => calendar.deadline(today, total.limit, &total.basis),
            ClockAfterSupplement::Resume => calendar.resumed(&process.deadline, waited_from, today),
        })
    }
}

impl Dossier {
    pub(super) fn not_waiting(&self) -> Result<(), CaseRejection> {
        match self.waits_from {
            Some(_) => Err(CaseRejection::AwaitsSupplement),
            None => Ok(()),
        }
    }

    /// An applicant acts on its own dossier; the receiver may write down what reached its desk.
    fn applicants_own(&self, rules: &Rules, by: &Acting, law: &Law) -> Result<(), CaseRejection> {
        let own = by.party == Party::Applicant && by.actor == self.filed_by;
        if own || holds(law, rules, &rules.receiver, by) {
            return Ok(());
        }
        not_allowed(Role::Applicant)
    }
}

pub(super) fn receiver_only(rules: &Rules, by: &Acting, law: &Law) -> Result<(), CaseRejection> {
    if holds(law, rules, &rules.receiver, by) {
        return Ok(());
    }
    not_allowed(Role::Receiver)
}

pub(super) fn ground_among(grounds: &[Ground], ground: &GroundId) -> Result<(), CaseRejection> {
    if grounds.iter().any(|it| it.id == *ground) {
        return Ok(());
    }
    Err(CaseRejection::UnknownGround {
        ground: ground.clone(),
    })
}

pub(super) fn not_allowed<T>(needed: Role) -> Result<T, CaseRejection> {
    Err(CaseRejection::NotAllowed { needed })
}

fn known(components: &[ComponentId], rules: &Rules) -> Result<(), CaseRejection> {
    if components.is_empty() {
        return Err(CaseRejection::NoComponents);
    }
    let unknown = |it: &&ComponentId| !rules.components.iter().any(|known| known.id == **it);
    match components.iter().find(unknown) {
        None => Ok(()),
        Some(component) => Err(CaseRejection::UnknownComponent {
            component: component.clone(),
        }),
    }
}
