//! A case of aid, from its dossier to its decision.

use domain::case::{
    AidStanding, Approval, Case, CaseCommand as C, CaseEvent, CaseRejection, Grant, OpinionKind,
    Particulars, Submission, WrittenReason,
};
use domain::law::{AidPart, Rules};
use domain::{
    Acting, ActorId, AgencyId, Aggregate as _, CaseId, CertificateId, DossierCode, PaperNumber,
    Party, ProcedureId, SubjectId,
};
use eventstore::Subject;
use time::OffsetDateTime;

use super::{Aid, Gift};
use crate::clock::derived_id;
use crate::demo::cast::Cast;
use crate::demo::chance::Chance;
use crate::demo::plan::PlanError;
use crate::demo::step::{Step, Text, What};
use crate::demo::{DEMO, hours};
use crate::execute::Order;

/// A case of aid as it goes.
struct Run<'a> {
    id: CaseId,
    rules: &'a Rules,
    case: Case,
    /// What it is about.
    upon: Option<Approval>,
    at: OffsetDateTime,
}

impl Aid<'_> {
    /// Files a dossier and has it decided; gives the approval that it is and the moment, or nothing
    /// where it was refused.
    pub(super) fn decide(
        &mut self,
        name: &str,
        (procedure, upon): (&ProcedureId, Option<&Approval>),
        gift: &Gift,
        (at, refused): (OffsetDateTime, bool),
        chance: &mut Chance,
    ) -> Result<Option<(Approval, OffsetDateTime)>, PlanError> {
        let (law, gift) = (self.law, &self.as_of(gift, at));
        let version = law
            .procedure_for(procedure, upon, at)
            .ok_or(PlanError::Law)?;
        let rules = version.rules().ok_or(PlanError::Law)?;
        let mut run = Run {
            id: CaseId(derived_id(DEMO, name)),
            rules,
            case: Case::default(),
            upon: upon.cloned(),
            at,
        };
        self.file(&mut run, procedure, gift)?;
        run.at = hours::later(self.calendar, run.at, chance.below(3), chance);
        self.act(&mut run, &gift.agency, Order::AcceptDossier, vec![])?;
        self.consult(&mut run, &gift.agency, chance)?;
        run.at = hours::later(self.calendar, run.at, chance.between(1, 4), chance);
        if refused && let Some(ground) = rules.refusal_grounds.first() {
            let reason = WrittenReason {
                ground: ground.id.clone(),
                text: None,
            };
            let refuse = Order::Command(C::RefuseApplication(reason));
            self.act(&mut run, &gift.agency, refuse, vec![])?;
            self.hand_over(run, &gift.agency, chance)?;
            return Ok(None);
        }
        self.numbered += 1;
        let number: PaperNumber = format!("{}-QD-{}", self.numbered, run.at.year()).parse()?;
        let grant = Order::Command(C::GrantCertificate(Grant {
            certificate: CertificateId(derived_id(DEMO, &format!("{name}/paper"))),
            number: number.clone(),
            valid_until: None,
            ground: None,
            holder: None,
        }));
        self.act(&mut run, &gift.agency, grant, vec![])?;
        let (id, at) = (run.id, run.at);
        self.hand_over(run, &gift.agency, chance)?;
        let approval = Approval {
            case: id,
            number,
            value: gift.money(),
            procedure: Some(procedure.clone()),
            version: Some(version.version),
            approved_on: Some(self.calendar.day_of(at)),
            decider: Some(gift.agency.clone()),
        };
        Ok(Some((approval, at)))
    }

    /// The result is handed over on the day after.
    fn hand_over(
        &mut self,
        mut run: Run<'_>,
        agency: &AgencyId,
        chance: &Chance,
    ) -> Result<(), PlanError> {
        run.at = hours::later(self.calendar, run.at, 1, &mut chance.clone());
        let channel = run.rules.channels.last().ok_or(PlanError::Law)?.clone();
        let over = Order::Command(C::ReturnResult { channel });
        self.act(&mut run, agency, over, vec![]).map(|_| ())
    }

    /// Whoever receives the aid files the dossier.
    fn file(
        &mut self,
        run: &mut Run<'_>,
        procedure: &ProcedureId,
        gift: &Gift,
    ) -> Result<(), PlanError> {
        let organisation = |subject: SubjectId| Subject {
            kind: "organisation",
            id: subject.0,
        };
        let text = |subject, label, value: &str| Text {
            subject,
            label,
            value: value.to_owned(),
        };
        let (owner, donor) = (&gift.owner, &gift.donor);
        let texts = vec![
            text(organisation(owner.subject), "name", &owner.name),
            text(organisation(donor.subject), "donor", &donor.name),
        ];
        let required = run.rules.components.iter().filter(|it| it.is_needed(&[]));
        let part = run.rules.aid_part(run.upon.is_some());
        let gives = matches!(part, Some(AidPart::Approval | AidPart::Change));
        let submission = Box::new(Submission {
            procedure: procedure.clone(),
            channel: run.rules.channels.last().ok_or(PlanError::Law)?.clone(),
            applicant: owner.subject,
            name: texts[0].blank(),
            contact: None,
            representative: None,
            components: required.map(|it| it.id.clone()).collect(),
            fields: gift.fields.clone(),
            provinces: gift.provinces.clone(),
            home_registration_until: None,
            particulars: Particulars {
                managing_agency: Some(gift.agency.clone()),
                value: Some(gift.money()),
                donor: Some(texts[1].blank()),
                period: gift.period,
                runs: gift.runs.filter(|_| gives),
                ..Particulars::default()
            },
            certificate: None,
            merged_into: None,
            aid: None,
        });
        let by = Acting {
            actor: ActorId(derived_id(DEMO, &format!("{}/applicant", owner.subject))),
            party: Party::Applicant,
            at: run.at,
        };
        let order = match &run.upon {
            Some(approval) => Order::SubmitUnder(submission, approval.case),
            None => Order::Command(C::SubmitDossier(submission)),
        };
        self.ask(run, by, order, texts).map(|_| ())
    }

    /// Those who have to be asked are, and agree.
    fn consult(
        &mut self,
        run: &mut Run<'_>,
        agency: &AgencyId,
        chance: &mut Chance,
    ) -> Result<(), PlanError> {
        if run.rules.limits.consultation.is_none() || run.rules.limits.opinion.is_none() {
            return Ok(());
        }
        run.at = hours::later(self.calendar, run.at, chance.below(2), chance);
        let agencies = vec![];
        let consult = Order::Command(C::RequestConsultation { agencies });
        let asked = self.act(run, agency, consult, vec![])?;
        let asked = asked.iter().filter_map(|it| {
            let CaseEvent::ConsultationRequested { agency } = it else {
                return None;
            };
            Some(agency.clone())
        });
        let mut answers: Vec<_> = asked
            .map(|it| {
                let days = chance.between(1, 6);
                (hours::later(self.calendar, run.at, days, chance), it)
            })
            .collect();
        answers.sort();
        for (at, agency) in answers {
            run.at = at;
            let opinion = OpinionKind::Agree;
            let opine = Order::Command(C::GiveOpinion {
                opinion,
                text: None,
            });
            self.act(run, &agency, opine, vec![])?;
        }
        Ok(())
    }

    /// An officer of a body does something at the moment that the case has come to.
    fn act(
        &mut self,
        run: &mut Run<'_>,
        agency: &AgencyId,
        order: Order,
        texts: Vec<Text>,
    ) -> Result<Vec<CaseEvent>, PlanError> {
        let cast = Cast {
            law: self.law,
            rules: run.rules,
            calendar: self.calendar,
        };
        self.ask(run, cast.consultee(agency, run.at), order, texts)
    }

    /// Asks the case by its rules, and puts the step down.
    fn ask(
        &mut self,
        run: &mut Run<'_>,
        by: Acting,
        order: Order,
        texts: Vec<Text>,
    ) -> Result<Vec<CaseEvent>, PlanError> {
        let command = match &order {
            Order::Command(command) => command.clone(),
            Order::SubmitUpon(submission, _) => C::SubmitDossier(submission.clone()),
            // The shell looks it up.
            Order::SubmitUnder(submission, _) => {
                let mut submission = submission.clone();
                let owner = submission.applicant;
                let closed = false;
                submission.aid = Some(AidStanding { owner, closed });
                submission.particulars.approval = run.upon.clone().map(Box::new);
                C::SubmitDossier(submission)
            }
            // The shell takes the next one from the book.
            Order::AcceptDossier => {
                let wanted = run.case.code_wanted(run.id, by.at, self.law);
                let wanted = wanted.map_err(|it| refused("accept_dossier", &by, run.id, it))?;
                let code = DossierCode::new(&wanted.prefix, wanted.day, 1);
                C::AcceptDossier { code }
            }
        };
        let events = match run.case.decide(&command, &by, self.law) {
            Ok(events) => events,
            // Of two bodies that were asked one took the other's place, and answers for both.
            Err(CaseRejection::OpinionAlreadyGiven) => return Ok(vec![]),
            Err(source) => return Err(refused(command.name(), &by, run.id, source)),
        };
        let before = std::mem::take(&mut run.case);
        run.case = events.iter().fold(before, Case::evolve);
        self.steps.push(Step {
            at: by.at,
            what: What::Case {
                case: run.id,
                by,
                order: Box::new(order),
                texts,
            },
        });
        Ok(events)
    }
}

fn refused(command: &'static str, by: &Acting, case: CaseId, source: CaseRejection) -> PlanError {
    PlanError::Refused {
        command,
        at: by.at,
        case,
        source: Box::new(source),
    }
}
