//! What people do in a case.

use domain::case::{
    Case, CaseCommand as C, Grant, OpinionKind, Particulars, PortalStatus, Submission,
    WrittenReason,
};
use domain::{Acting, AgencyId, CertificateId, Channel, ComponentId, GroundId, PaperNumber};
use eventstore::Subject;
use time::{Date, Duration, OffsetDateTime};

use super::cast::Cast;
use super::plan::{Act, PlanError, Unfolding};
use super::run::Run;
use super::step::Text;
use super::{DEMO, hours, texts};
use crate::clock::derived_id;
use crate::confide::texts_of_case;
use crate::execute::Order;

/// How many of a hundred opinions come with a text.
const WRITTEN_OPINIONS: u32 = 30;

/// A certificate is not worth its paper for fewer days.
const VALID_DAYS_MIN: i64 = 10;

impl Unfolding<'_> {
    /// Somebody does something, and what follows from it is entered.
    pub(super) fn act(
        &mut self,
        run: usize,
        act: Act,
        at: OffsetDateTime,
    ) -> Result<(), PlanError> {
        // Whatever people were going to do, they leave it when the case is over.
        if let Case::Closed(_) = self.runs[run].case {
            return Ok(());
        }
        let (receiver, decider) = self.runs[run].hands;
        let receiver = self.cast.receiver(receiver, at);
        let decider = self.cast.decider(decider, at);
        let (by, command, texts) = match act {
            Act::File => self.file(run, at),
            Act::Assign => {
                let officer = receiver.actor;
                let head = self.cast.receiver(0, at);
                (head, C::AssignOfficer { officer }, vec![])
            }
            Act::Check => return self.check(run, receiver),
            Act::LookAgain => self.request_supplement(run, receiver),
            Act::Supplement => self.supplement(run, at),
            Act::GiveUp => self.give_up(run, receiver)?,
            Act::Consult => {
                let agencies = self.also_asked(run, at);
                (receiver, C::RequestConsultation { agencies }, vec![])
            }
            Act::Receive(agency) => {
                let by = self.cast.consultee(&agency, at);
                (by, C::ReceiveConsultation, vec![])
            }
            Act::Opine(agency) => self.opine(run, &agency, at),
            Act::Forward => (receiver, C::ForwardDossier, vec![]),
            Act::TakeOver => {
                let officer = decider.actor;
                (decider, C::AssignOfficer { officer }, vec![])
            }
            Act::Decide => self.decide(run, decider, at)?,
            Act::Apologise(due) => return self.apologise(run, receiver, due),
            Act::Announce => (receiver, C::AnnounceResult, vec![]),
            Act::Return => {
                let channel = self.returned_by(run);
                (receiver, C::ReturnResult { channel }, vec![])
            }
            Act::Withdraw => self.withdraw(run, at),
        };
        self.carry_out(run, by, Order::Command(command), texts)
    }

    fn carry_out(
        &mut self,
        run: usize,
        by: Acting,
        order: Order,
        texts: Vec<Text>,
    ) -> Result<(), PlanError> {
        let at = by.at;
        for event in self.ask(run, by, order, texts)? {
            self.follow(run, &event, at);
        }
        Ok(())
    }

    fn file(&mut self, run: usize, at: OffsetDateTime) -> (Acting, C, Vec<Text>) {
        let run = &mut self.runs[run];
        let (rules, procedure) = (run.rules, run.procedure.clone());
        let channel_online = rules.channels.last().cloned();
        let organisation = &run.organisation;
        let itself = Subject {
            kind: "organisation",
            id: organisation.subject.0,
        };
        let (person, person_name) = &organisation.representative;
        let person = Subject {
            kind: "person",
            id: *person,
        };
        let texts = vec![
            text(itself, "name", organisation.name.clone()),
            text(itself, "contact", organisation.contact.clone()),
            text(person, "representative", person_name.clone()),
        ];
        let missing = &run.fate.missing;
        let brought = |it: &ComponentId| !missing.contains(it);
        let components = rules.components.iter().map(|it| it.id.clone());
        let home_registration = run.fate.home_registration;
        run.home_until = home_registration.map(|it| (at + it).date());
        let command = C::SubmitDossier(Box::new(Submission {
            procedure,
            channel: run.fate.channel.clone(),
            applicant: organisation.subject,
            name: texts[0].blank(),
            contact: Some(texts[1].blank()),
            representative: Some(texts[2].blank()),
            components: components.filter(brought).collect(),
            fields: run.fate.fields.clone(),
            provinces: run.fate.provinces.clone(),
            home_registration_until: run.home_until,
            particulars: Particulars {
                home: Some(organisation.home),
                seat: run.seat.clone(),
                ..Particulars::default()
            },
            certificate: None,
            merged_into: None,
            aid: None,
        }));
        let by = if Some(&run.fate.channel) == channel_online.as_ref() {
            Cast::applicant(organisation, at)
        } else {
            self.cast.clerk(&mut run.chance, at)
        };
        (by, command, texts)
    }

    /// The desk refuses the dossier, asks for what is missing, or accepts it.
    fn check(&mut self, run: usize, by: Acting) -> Result<(), PlanError> {
        let Run {
            fate, chance, id, ..
        } = &mut self.runs[run];
        if let Some(ground) = fate.intake_refusal.clone() {
            let (reason, texts) = reason(id.0, ground, texts::refusal(chance));
            let command = Order::Command(C::RefuseIntake(reason));
            return self.carry_out(run, by, command, texts);
        }
        if !fate.missing.is_empty() {
            let (by, command, texts) = self.request_supplement(run, by);
            return self.carry_out(run, by, Order::Command(command), texts);
        }
        self.carry_out(run, by, Order::AcceptDossier, vec![])
    }

    fn request_supplement(&mut self, run: usize, by: Acting) -> (Acting, C, Vec<Text>) {
        let Run {
            fate,
            chance,
            id,
            asked_for,
            rules,
            ..
        } = &mut self.runs[run];
        let mut missing = std::mem::take(&mut fate.missing);
        if missing.is_empty() {
            missing.push(chance.pick(&rules.components).id.clone());
        }
        asked_for.clone_from(&missing);
        let reason = text(texts_of_case(id.0), "reason", texts::supplement(chance));
        let command = C::RequestSupplement {
            missing,
            reason: Some(reason.blank()),
        };
        (by, command, vec![reason])
    }

    fn supplement(&mut self, run: usize, at: OffsetDateTime) -> (Acting, C, Vec<Text>) {
        let by = self.for_the_applicant(run, at);
        let components = self.runs[run].asked_for.clone();
        (by, C::SupplementDossier { components }, vec![])
    }

    fn give_up(&mut self, run: usize, by: Acting) -> Result<(Acting, C, Vec<Text>), PlanError> {
        let Run {
            chance, id, rules, ..
        } = &mut self.runs[run];
        // The procedure lists first what is most common: nobody came back.
        let ground = rules.stop_grounds.first().map(|it| it.id.clone());
        let ground = ground.ok_or(PlanError::Law)?;
        let (reason, texts) = reason(id.0, ground, texts::stop(chance));
        Ok((by, C::StopProcessing(reason), texts))
    }

    /// Now and then the receiver asks a body beside those that the procedure names.
    fn also_asked(&mut self, run: usize, at: OffsetDateTime) -> Vec<AgencyId> {
        let today = self.cast.calendar.day_of(at);
        let chance = &mut self.runs[run].chance;
        if !chance.percent(12) {
            return vec![];
        }
        let managers: Vec<_> = (self.cast.law.agencies())
            .filter(|it| !it.fields.is_empty() && it.exists_on(today))
            .map(|it| it.id.clone())
            .collect();
        chance.some(&managers, 1)
    }

    fn opine(
        &mut self,
        run: usize,
        asked: &AgencyId,
        at: OffsetDateTime,
    ) -> (Acting, C, Vec<Text>) {
        let by = self.cast.consultee(asked, at);
        let Run {
            fate, chance, id, ..
        } = &mut self.runs[run];
        let against = if fate.refusal.is_some() { 18 } else { 1 };
        let opinion = *chance.weighted(&[
            (78, OpinionKind::Agree),
            (14, OpinionKind::AgreeWithConditions),
            (5, OpinionKind::NoPosition),
            (against, OpinionKind::Disagree),
        ]);
        let written = match opinion {
            OpinionKind::Disagree => Some(texts::objection(chance)),
            OpinionKind::AgreeWithConditions => Some(texts::opinion(chance)),
            OpinionKind::Agree | OpinionKind::NoPosition => chance
                .percent(WRITTEN_OPINIONS)
                .then(|| texts::opinion(chance)),
        };
        let texts: Vec<_> = written
            .map(|it| text(texts_of_case(id.0), "opinion", it))
            .into_iter()
            .collect();
        let text = texts.first().map(Text::blank);
        (by, C::GiveOpinion { opinion, text }, texts)
    }

    fn decide(
        &mut self,
        run: usize,
        by: Acting,
        at: OffsetDateTime,
    ) -> Result<(Acting, C, Vec<Text>), PlanError> {
        let today = self.cast.calendar.day_of(at);
        let valid_until = self.valid_until(run, today);
        let Run {
            fate,
            chance,
            id,
            home_until,
            rules,
            ..
        } = &mut self.runs[run];
        let worthless = |until: Date| until - today < Duration::days(VALID_DAYS_MIN);
        let no_longer = rules.refusal_grounds.first();
        let refusal = match &fate.refusal {
            Some(ground) => Some(ground.clone()),
            None if home_until.is_some_and(worthless) => no_longer.map(|it| it.id.clone()),
            None => None,
        };
        if let Some(ground) = refusal {
            let (reason, texts) = reason(id.0, ground, texts::refusal(chance));
            return Ok((by, C::RefuseApplication(reason), texts));
        }
        let certificate = CertificateId(derived_id(DEMO, &format!("{id}/certificate")));
        let number = self.certificates.entry(today.year()).or_default();
        *number += 1;
        let kind = if self.runs[run].seat.is_some() {
            "VPDD"
        } else {
            "HD"
        };
        let number: PaperNumber = format!("{number:03}-{}-GP{kind}", today.year()).parse()?;
        let grant = Grant {
            certificate,
            number,
            valid_until,
            ground: None,
            holder: None,
        };
        Ok((by, C::GrantCertificate(grant), vec![]))
    }

    /// The last day of validity; the longest that the law allows when absent.
    fn valid_until(&mut self, run: usize, today: Date) -> Option<Date> {
        let Run {
            home_until, chance, ..
        } = &mut self.runs[run];
        // Whoever is new to the country sometimes gets a year at first.
        let year = today.saturating_add(Duration::days(364));
        let first_year = chance.percent(15).then_some(year);
        first_year.map(|it| home_until.map_or(it, |until| until.min(it)))
    }

    /// Sets another day for a result that is not to be had by this one, unless the case was decided or
    /// its term moved in the meantime, or waits for the applicant.
    fn apologise(&mut self, run: usize, by: Acting, was_due: Date) -> Result<(), PlanError> {
        let calendar = self.cast.calendar;
        let today = calendar.day_of(by.at);
        let Run {
            case,
            chance,
            id,
            due,
            ..
        } = &mut self.runs[run];
        let goes_on = matches!(
            case.portal_status(),
            Some(PortalStatus::Accepted | PortalStatus::InProcess)
        );
        if *due != Some(was_due) || !goes_on {
            return Ok(());
        }
        let reason = text(texts_of_case(id.0), "reason", texts::apology(chance));
        let command = C::Reappoint {
            due: hours::working_day(calendar, today, chance.between(10, 25)),
            reason: Some(reason.blank()),
        };
        self.carry_out(run, by, Order::Command(command), vec![reason])
    }

    fn returned_by(&self, run: usize) -> Channel {
        self.runs[run].fate.channel.clone()
    }

    fn withdraw(&mut self, run: usize, at: OffsetDateTime) -> (Acting, C, Vec<Text>) {
        let by = self.for_the_applicant(run, at);
        let Run { chance, id, .. } = &mut self.runs[run];
        let reason = text(texts_of_case(id.0), "reason", texts::withdrawal(chance));
        let command = C::WithdrawDossier {
            reason: Some(reason.blank()),
        };
        (by, command, vec![reason])
    }

    /// Whoever filed the dossier acts on it; what comes by post or to the desk, a clerk puts down.
    fn for_the_applicant(&mut self, run: usize, at: OffsetDateTime) -> Acting {
        let Run {
            fate,
            chance,
            organisation,
            rules,
            ..
        } = &mut self.runs[run];
        if Some(&fate.channel) == rules.channels.last() {
            Cast::applicant(organisation, at)
        } else {
            self.cast.clerk(chance, at)
        }
    }
}

fn reason(case: uuid::Uuid, ground: GroundId, value: String) -> (WrittenReason, Vec<Text>) {
    let value = text(texts_of_case(case), "reason", value);
    let reason = WrittenReason {
        ground,
        text: Some(value.blank()),
    };
    (reason, vec![value])
}

fn text(subject: Subject, label: &'static str, value: String) -> Text {
    Text {
        subject,
        label,
        value,
    }
}
