//! The work on dossiers, said as those who do it would say it, and carried out as the service does.

use domain::case::{Case, CaseCommand, CaseEvent, Particulars, Submission};
use domain::{AgencyId, CaseId, Channel, SubjectId, replay};
use eventstore::{Personal, Stream, Subject, Version};
use services::confide::Confidences;
use services::execute::{self, Done, Envelope, ExecuteError, Order};
use services::{App, clock::derived_id, clock::new_id};
use uuid::Uuid;

use crate::Person;

/// Carries commands out. Clones share the application.
#[derive(Debug, Clone)]
pub struct Office {
    /// The application.
    pub app: App,
}

/// A dossier as somebody would hand it in.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The organisation.
    pub name: String,
    /// How to reach it.
    pub contact: String,
    /// Who is to represent it.
    pub representative: String,
    /// How it reached the desk.
    pub channel: &'static str,
    /// The papers in it.
    pub components: Vec<&'static str>,
    /// The fields applied for.
    pub fields: Vec<&'static str>,
    /// The provinces applied for.
    pub provinces: Vec<&'static str>,
}

/// Every paper that the procedure requires.
pub const ALL_PAPERS: [&str; 8] = [
    "application-form",
    "charter",
    "legal-personality",
    "programme-plan",
    "representative-appointment",
    "representative-cv",
    "representative-criminal-record",
    "representative-identity",
];

impl Default for Filing {
    fn default() -> Self {
        Self {
            name: "Nhịp Cầu Xanh International".into(),
            contact: "desk@nhipcauxanh.example".into(),
            representative: "Marisol Quiñones-Thạch".into(),
            channel: "online",
            components: ALL_PAPERS.to_vec(),
            fields: vec!["health"],
            provinces: vec!["VN34-01"],
        }
    }
}

impl Filing {
    /// A full dossier of an organisation with this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }
}

impl Office {
    /// The case as its events tell.
    pub async fn case(&self, id: CaseId) -> Case {
        let history = self.history(id).await;
        replay(&history)
    }

    /// Everything that happened to a case.
    pub async fn history(&self, id: CaseId) -> Vec<CaseEvent> {
        let stream = Stream {
            kind: "case",
            id: id.0,
        };
        let events = self
            .app
            .store
            .load_stream(stream, Version(0))
            .await
            .unwrap();
        events.iter().map(|it| it.decode().unwrap()).collect()
    }

    /// Those who were asked and have not answered.
    pub async fn awaited(&self, id: CaseId) -> Vec<AgencyId> {
        let mut open = vec![];
        for event in self.history(id).await {
            if let CaseEvent::ConsultationRequested { agency } = event {
                open.push(agency);
            } else if let CaseEvent::OpinionGiven { agency, .. } = event {
                open.retain(|it| *it != agency);
            }
        }
        open
    }

    /// An envelope for the command of this id.
    #[must_use]
    pub fn envelope_of(&self, id: Uuid, command: &str, confided: Confidences) -> Envelope {
        Envelope {
            command_id: id,
            fingerprint: self.app.vault.fingerprint(command, id.as_bytes()),
            confide: confided.values(),
            if_match: None,
        }
    }

    /// Carries out an order without personal values, and gives the answer as it is.
    pub async fn order(
        &self,
        case: CaseId,
        order: &Order,
        by: &Person,
    ) -> Result<Done, ExecuteError> {
        self.order_as(new_id(), case, order, by).await
    }

    /// Carries out an order under a command id.
    pub async fn order_as(
        &self,
        command_id: Uuid,
        case: CaseId,
        order: &Order,
        by: &Person,
    ) -> Result<Done, ExecuteError> {
        let nothing = Confidences::of(command_id);
        let envelope = self.envelope_of(command_id, "test", nothing);
        let by = by.acting(self.app.clock.now());
        execute::case(&self.app, case, order, &by, envelope).await
    }

    /// Files a dossier, and gives the answer as it is.
    pub async fn try_file(
        &self,
        case: CaseId,
        command_id: Uuid,
        filing: &Filing,
        by: &Person,
    ) -> anyhow::Result<Done> {
        let mut values = Confidences::of(command_id);
        let organisation = Subject {
            kind: "organisation",
            id: derived_id(case.0, "applicant"),
        };
        let person = Subject {
            kind: "person",
            id: derived_id(case.0, "representative"),
        };
        let contact = Personal::new(filing.contact.clone());
        let representative = Personal::new(filing.representative.clone());
        let name = Personal::new(filing.name.clone());
        let submission = Submission {
            procedure: "FNGO-OP-ISSUE".parse().unwrap(),
            channel: filing.channel.parse::<Channel>().unwrap(),
            applicant: SubjectId(organisation.id),
            name: values.confide(organisation, "name", &name)?,
            contact: Some(values.confide(organisation, "contact", &contact)?),
            representative: Some(values.confide(person, "representative", &representative)?),
            components: filing
                .components
                .iter()
                .map(|it| it.parse().unwrap())
                .collect(),
            fields: filing.fields.iter().map(|it| it.parse().unwrap()).collect(),
            provinces: filing
                .provinces
                .iter()
                .map(|it| it.parse().unwrap())
                .collect(),
            home_registration_until: None,
            particulars: Particulars::default(),
            certificate: None,
            merged_into: None,
            aid: None,
        };
        let envelope = self.envelope_of(command_id, "submit_dossier", values);
        let order = Order::Command(CaseCommand::SubmitDossier(Box::new(submission)));
        let by = by.acting(self.app.clock.now());
        Ok(execute::case(&self.app, case, &order, &by, envelope).await?)
    }
}
