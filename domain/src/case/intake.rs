//! Filing, checking, supplementing, accepting; and the ways out before a decision.

use super::document::known;
use super::reach::{each_once, ground_among, within_reach};
use super::state::{Dossier, calendar, holds, not_in_force};
use super::{Case, CaseEvent, CaseRejection, Submission, Waiting, WrittenReason};
use crate::law::{Act, ClockAfterSupplement, Filer, Rules, TermLimit};
use crate::{Acting, ActorId, ComponentId, Law, Party, PersonalRef, Role};

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
        if let Some(into) = submission.merged_into {
            return Err(CaseRejection::ApplicantMerged { into });
        }
        let approval = submission.particulars.approval.as_deref();
        let procedure = law
            .procedure_for(&submission.procedure, approval, by.at)
            .ok_or_else(|| not_in_force(&submission.procedure))?;
        let rules = procedure.rules().ok_or(CaseRejection::OnlyRecorded)?;
        submission.filed_by_whom_it_may_be(rules, by, law)?;
        if !rules.channels.contains(&submission.channel) {
            let channel = submission.channel.clone();
            return Err(CaseRejection::UnknownChannel { channel });
        }
        known(&submission.components, rules)?;
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        within_reach(submission, rules, law, today)?;
        let particulars = &submission.particulars;
        // One that was never issued is not among the particulars, and is not asked for either.
        if submission.certificate.is_some() && rules.upon.is_none() {
            let what = "certificate";
            return Err(CaseRejection::NotAskedFor { what });
        }
        particulars.fit(rules, law, calendar, today)?;
        submission.under_an_approval(rules)?;
        submission.can_be_extended(rules)?;
        let held_by = particulars.holding.as_ref().map(|it| it.holder);
        if held_by.is_some_and(|it| it != submission.applicant) {
            return Err(CaseRejection::CertificateOfAnother);
        }

        let check = &rules.limits.intake;
        let deadline = calendar.deadline_of_receipt(by.at, check.limit, &check.basis);
        let submitted = CaseEvent::DossierSubmitted {
            procedure: procedure.id.clone(),
            procedure_version: procedure.version,
            channel: submission.channel.clone(),
            filed_by: by.actor,
            applicant: submission.applicant,
            name: submission.name.clone(),
            contact: submission.contact.clone(),
            representative: submission.representative.clone(),
            components: each_once(&submission.components),
            fields: each_once(&submission.fields),
            provinces: each_once(&submission.provinces),
            home_registration_until: submission.home_registration_until,
            particulars: Box::new(submission.particulars.clone()),
            deadline,
        };
        let filed = Dossier::filed(&submitted);
        let ripe = filed.and_then(|it| it.ripens_at_the_desk(rules, by, law));
        Ok(std::iter::once(submitted).chain(ripe).collect())
    }

    pub(super) fn assign(
        &self,
        officer: ActorId,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.undecided()?;
        self.in_the_hands_of(dossier, dossier.rules(law)?, by, law)?;
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
        receiver_only(dossier, rules, by, law)?;
        self.not_with_decider()?;
        dossier.not_waiting()?;
        known(missing, rules)?;
        let requests_max = rules.supplements.requests_max;
        if dossier.supplements_requested >= requests_max {
            return Err(CaseRejection::TooManySupplements { requests_max });
        }
        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        if let (Case::InProcess(process), Some(term)) = (self, &rules.supplements.after_acceptance)
        {
            // Whatever moved the legal term since, this one begins with the acceptance.
            let until = calendar.due(process.accepted, term.limit);
            if today > until {
                return Err(CaseRejection::SupplementTooLate { until });
            }
        }
        Ok(vec![CaseEvent::SupplementRequested {
            missing: each_once(missing),
            reason: reason.cloned(),
            waits_from: today,
            deadline: (rules.supplements.answer_within.as_ref())
                .map(|it| calendar.deadline_at(by.at, it.limit, &it.basis)),
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
        let Some(Waiting::Supplement { since, missing }) = &dossier.waiting else {
            return Err(CaseRejection::NoSupplementRequested);
        };
        known(components, rules)?;
        // The clock runs again when the dossier is full, and not before.
        let mut missing = missing.clone();
        missing.retain(|it| !components.contains(it));
        if !missing.is_empty() {
            return Err(CaseRejection::Incomplete { missing });
        }

        let calendar = calendar(law, rules)?;
        let today = calendar.day_of(by.at);
        let term = |it: &TermLimit| calendar.deadline_of_receipt(by.at, it.limit, &it.basis);
        let components = each_once(components);
        let Case::InProcess(process) = self else {
            let supplemented = CaseEvent::DossierSupplemented {
                components,
                deadline: term(&rules.limits.intake),
                consultation_deadline: None,
                forwarding_deadline: None,
            };
            let fuller = self.clone().after(&supplemented);
            let ripe = (fuller.dossier()).and_then(|it| it.ripens_at_the_desk(rules, by, law));
            return Ok(std::iter::once(supplemented).chain(ripe).collect());
        };
        let unasked = process.consultations.is_empty();
        let all_said = process.awaited(rules, law, today).is_empty();
        let answered = !unasked && all_said;
        let decision = term(&rules.limits.decision);
        let ripe = dossier.ripens(rules, decision, by, law);
        let supplemented = CaseEvent::DossierSupplemented {
            components,
            deadline: match rules.supplements.clock {
                ClockAfterSupplement::Restart => term(&rules.limits.total),
                ClockAfterSupplement::Resume => {
                    let on = calendar.goes_on_after(by.at, process.deadline.limit.unit);
                    calendar.resumed(&process.deadline, *since, on)
                }
            },
            consultation_deadline: (rules.limits.consultation.as_ref())
                .filter(|_| unasked)
                .map(term),
            forwarding_deadline: (rules.limits.forwarding.as_ref())
                .filter(|_| answered)
                .map(term),
        };
        let ripe = ripe.filter(|_| all_said);
        Ok(std::iter::once(supplemented).chain(ripe).collect())
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
        receiver_only(dossier, rules, by, law)?;
        dossier.not_waiting()?;
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
        self.in_the_hands_of(dossier, rules, by, law)?;
        // A dossier that was never accepted is refused at the desk, unless nobody came back with
        // the supplement.
        let never_accepted = matches!(self, Case::Intake(it) if it.waiting.is_none());
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
            | Case::Returned(_)
            | Case::Closed(_)
            | Case::Recorded { .. } => Ok(()),
        }
    }

    /// The receiver has every dossier in hand, the decider those that were forwarded to it.
    pub(super) fn in_the_hands_of(
        &self,
        dossier: &Dossier,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Result<(), CaseRejection> {
        if holds(law, rules, rules.receiver_of(&dossier.particulars), by) {
            return Ok(());
        }
        if !holds(law, rules, rules.decider_of(&dossier.particulars), by) {
            return not_allowed(Role::Receiver);
        }
        if !rules.takes(Act::Forward) {
            return Ok(());
        }
        match self.not_with_decider() {
            Ok(()) => Err(CaseRejection::NotForwarded),
            Err(_) => Ok(()),
        }
    }
}

impl Dossier {
    pub(super) fn not_waiting(&self) -> Result<(), CaseRejection> {
        match &self.waiting {
            Some(Waiting::Supplement { .. }) => Err(CaseRejection::AwaitsSupplement),
            Some(Waiting::Paused { pause, .. }) => {
                let kind = pause.kind();
                Err(CaseRejection::Paused { kind })
            }
            None => Ok(()),
        }
    }

    /// An applicant acts on its own dossier; the receiver may write down what reached its desk.
    pub(super) fn applicants_own(
        &self,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Result<(), CaseRejection> {
        let own = by.party == Party::Applicant && by.actor == self.filed_by;
        if own || holds(law, rules, rules.receiver_of(&self.particulars), by) {
            return Ok(());
        }
        not_allowed(Role::Applicant)
    }
}

impl Submission {
    fn filed_by_whom_it_may_be(
        &self,
        rules: &Rules,
        by: &Acting,
        law: &Law,
    ) -> Result<(), CaseRejection> {
        let is = |filer| match filer {
            Filer::Applicant => by.party == Party::Applicant,
            Filer::Receiver => holds(law, rules, rules.receiver_of(&self.particulars), by),
            Filer::Decider => holds(law, rules, rules.decider_of(&self.particulars), by),
        };
        let each = [
            (Filer::Applicant, Role::Applicant),
            (Filer::Receiver, Role::Receiver),
            (Filer::Decider, Role::Decider),
        ];
        let mut may = each.into_iter().filter(|(it, _)| rules.filed_by(*it));
        if may.clone().any(|(it, _)| is(it)) {
            return Ok(());
        }
        not_allowed(may.next().map_or(Role::Receiver, |it| it.1))
    }
}

pub(super) fn receiver_only(
    dossier: &Dossier,
    rules: &Rules,
    by: &Acting,
    law: &Law,
) -> Result<(), CaseRejection> {
    if holds(law, rules, rules.receiver_of(&dossier.particulars), by) {
        return Ok(());
    }
    not_allowed(Role::Receiver)
}

pub(super) fn not_allowed<T>(needed: Role) -> Result<T, CaseRejection> {
    Err(CaseRejection::NotAllowed { needed })
}
