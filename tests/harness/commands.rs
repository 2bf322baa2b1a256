//! One function for each thing that people do with a dossier. They panic when it is refused;
//! tests of refusals use [`Office::order`].

use domain::case::{CaseCommand, Grant, OpinionKind, WrittenReason};
use domain::{ActorId, AgencyId, CaseId, CertificateId, PersonalRef};
use eventstore::Personal;
use services::clock::new_id;
use services::confide::{Confidences, texts_of_case};
use services::execute::{self, Done, Order};

use crate::{Filing, Office, Person, applicant, body, decider, receiver};

impl Office {
    /// The applicant files a full dossier.
    pub async fn file_dossier(&self) -> CaseId {
        self.file(&Filing::default()).await
    }

    /// The applicant files this dossier.
    pub async fn file(&self, filing: &Filing) -> CaseId {
        let case = CaseId(new_id());
        self.try_file(case, new_id(), filing, &applicant())
            .await
            .unwrap();
        case
    }

    /// The Committee accepts the dossier.
    pub async fn accept(&self, case: CaseId) -> Done {
        let answer = self.order(case, &Order::AcceptDossier, &receiver()).await;
        answer.unwrap()
    }

    /// The Committee makes an official of its own responsible.
    pub async fn assign(&self, case: CaseId) -> Done {
        self.assign_to(case, receiver().actor).await
    }

    /// The Committee makes somebody responsible.
    pub async fn assign_to(&self, case: CaseId, officer: ActorId) -> Done {
        self.does(&receiver(), case, CaseCommand::AssignOfficer { officer })
            .await
    }

    /// The Committee asks for a paper, with this guidance.
    pub async fn request_supplement(&self, case: CaseId, paper: &str, text: &str) -> Done {
        self.writes(&receiver(), case, text, |reason| {
            CaseCommand::RequestSupplement {
                missing: vec![paper.parse().unwrap()],
                reason: Some(reason),
            }
        })
        .await
    }

    /// The applicant brings a paper.
    pub async fn supplement(&self, case: CaseId, paper: &str) -> Done {
        let components = vec![paper.parse().unwrap()];
        let command = CaseCommand::SupplementDossier { components };
        self.does(&applicant(), case, command).await
    }

    /// The Committee refuses to take the dossier in.
    pub async fn refuse_intake(&self, case: CaseId, ground: &str, text: &str) -> Done {
        self.writes(&receiver(), case, text, |text| {
            CaseCommand::RefuseIntake(written(ground, text))
        })
        .await
    }

    /// The Committee asks whoever must be asked, and says who that is.
    pub async fn consult(&self, case: CaseId) -> Vec<AgencyId> {
        let agencies = vec![];
        let command = CaseCommand::RequestConsultation { agencies };
        self.does(&receiver(), case, command).await;
        self.awaited(case).await
    }

    /// A body confirms that it was asked.
    pub async fn receive_consultation(&self, case: CaseId, agency: &AgencyId) -> Done {
        let command = CaseCommand::ReceiveConsultation;
        self.does(&body(agency.as_str()), case, command).await
    }

    /// A body agrees, in these words.
    pub async fn agree(&self, case: CaseId, agency: &AgencyId, text: &str) -> Done {
        self.writes(&body(agency.as_str()), case, text, |text| {
            CaseCommand::GiveOpinion {
                opinion: OpinionKind::Agree,
                text: Some(text),
            }
        })
        .await
    }

    /// The Committee hands the dossier to the Ministry.
    pub async fn forward(&self, case: CaseId) -> Done {
        self.does(&receiver(), case, CaseCommand::ForwardDossier)
            .await
    }

    /// The Ministry grants the longest certificate that the law allows.
    pub async fn grant(&self, case: CaseId) -> CertificateId {
        let certificate = CertificateId(new_id());
        let number = format!("GP-{}", certificate.0.simple());
        let command = CaseCommand::GrantCertificate(Grant {
            certificate,
            number: number.parse().unwrap(),
            valid_until: None,
            ground: None,
            holder: None,
        });
        self.does(&decider(), case, command).await;
        certificate
    }

    /// The Ministry refuses the application.
    pub async fn refuse(&self, case: CaseId, ground: &str, text: &str) -> Done {
        self.writes(&decider(), case, text, |text| {
            CaseCommand::RefuseApplication(written(ground, text))
        })
        .await
    }

    /// The applicant takes the dossier back.
    pub async fn withdraw(&self, case: CaseId, text: &str) -> Done {
        self.writes(&applicant(), case, text, |text| {
            CaseCommand::WithdrawDossier { reason: Some(text) }
        })
        .await
    }

    /// The Committee ends the processing.
    pub async fn stop_processing(&self, case: CaseId, ground: &str, text: &str) -> Done {
        self.writes(&receiver(), case, text, |text| {
            CaseCommand::StopProcessing(written(ground, text))
        })
        .await
    }

    /// The Committee hands the result over.
    pub async fn return_result(&self, case: CaseId) -> Done {
        let channel = "in-person".parse().unwrap();
        self.does(&receiver(), case, CaseCommand::ReturnResult { channel })
            .await
    }

    /// From the consultation of an accepted dossier to the Ministry's desk.
    pub async fn hear_everybody(&self, case: CaseId) {
        self.consult(case).await;
        self.hear_those_asked(case).await;
    }

    /// Every body that was asked agrees, and the dossier is handed on.
    pub async fn hear_those_asked(&self, case: CaseId) {
        for agency in self.awaited(case).await {
            self.agree(case, &agency, "No objection.").await;
        }
        self.forward(case).await;
    }

    /// The whole way of a dossier that meets no obstacle.
    pub async fn certify(&self, filing: &Filing) -> (CaseId, CertificateId) {
        let case = self.file(filing).await;
        self.accept(case).await;
        self.hear_everybody(case).await;
        let certificate = self.grant(case).await;
        self.return_result(case).await;
        (case, certificate)
    }

    async fn does(&self, who: &Person, case: CaseId, command: CaseCommand) -> Done {
        let name = command.name();
        let answer = self.order(case, &Order::Command(command), who).await;
        answer.unwrap_or_else(|error| panic!("{name}: {}", execute::chain(&error)))
    }

    /// Carries out a command that refers to a text.
    async fn writes(
        &self,
        who: &Person,
        case: CaseId,
        text: &str,
        command: impl FnOnce(PersonalRef) -> CaseCommand,
    ) -> Done {
        let id = new_id();
        let mut values = Confidences::of(id);
        let command = command(referring(case, &mut values, text));
        let name = command.name();
        let envelope = self.envelope_of(id, name, values);
        let by = who.acting(self.app.clock.now());
        let order = Order::Command(command);
        let answer = execute::case(&self.app, case, &order, &by, envelope).await;
        answer.unwrap_or_else(|error| panic!("{name}: {}", execute::chain(&error)))
    }
}

fn written(ground: &str, text: PersonalRef) -> WrittenReason {
    WrittenReason {
        ground: ground.parse().unwrap(),
        text: Some(text),
    }
}

/// Commits to a text about a case, on its way into a command.
fn referring(case: CaseId, values: &mut Confidences, text: &str) -> PersonalRef {
    let text = Personal::new(text.to_owned());
    let reference = values.confide(texts_of_case(case.0), "text", &text);
    reference.unwrap()
}
