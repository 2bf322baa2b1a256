//! A case that commands are given to, in the words of the tests.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::case::{Case, CaseCommand, CaseEvent, Grant, OpinionKind, Particulars, Submission};
use crate::score::{Handled, Happened, Measured};
use crate::testing::{agency, applicant, day, law};
use crate::{Acting, Aggregate, CertificateId, DossierCode, PersonalRef, Role, SubjectId};

/// Whom the dossier is about: health, in Ha Noi.
pub(super) const CONSULTED: [&str; 6] = ["MOF", "MOH", "MOHA", "MPS", "PPC-01", "SBV"];

pub(super) const COMPONENTS: [&str; 8] = [
    "application-form",
    "charter",
    "legal-personality",
    "programme-plan",
    "representative-appointment",
    "representative-cv",
    "representative-criminal-record",
    "representative-identity",
];

/// Something that happened, with what surrounds it.
pub(super) struct Recorded {
    pub(super) at: OffsetDateTime,
    pub(super) acted: Option<String>,
    pub(super) role: Role,
    pub(super) event: CaseEvent,
}

/// A case that commands are given to.
#[derive(Default)]
pub(super) struct Play {
    pub(super) case: Case,
    pub(super) recorded: Vec<Recorded>,
}

impl Play {
    pub(super) fn does(&mut self, by: &Acting, command: &CaseCommand) -> &mut Self {
        let before = self.case.role_of(by, law());
        let events = self.case.decide(command, by, law()).unwrap();
        self.case = events.iter().fold(self.case.clone(), Case::evolve);
        let role = if matches!(command, CaseCommand::SubmitDossier(_)) {
            self.case.role_of(by, law())
        } else {
            before
        };
        for event in events {
            self.recorded.push(Recorded {
                at: by.at,
                acted: by.party.agency().map(ToString::to_string),
                role,
                event,
            });
        }
        self
    }

    /// Filed online on the 2nd of March.
    pub(super) fn files(&mut self) -> &mut Self {
        self.does(&applicant("2026-03-02"), &file("online"))
    }

    /// Accepted on the 4th, asked on the 5th, answered on the 10th, handed on on the 12th: each in time.
    pub(super) fn goes_to_the_decider(&mut self) -> &mut Self {
        self.does(&agency("COMINGO", "2026-03-04"), &accept());
        self.asked_and_answered("2026-03-10");
        self.does(
            &agency("COMINGO", "2026-03-12"),
            &CaseCommand::ForwardDossier,
        )
    }

    pub(super) fn asked_and_answered(&mut self, on: &str) -> &mut Self {
        let ask = CaseCommand::RequestConsultation { agencies: vec![] };
        self.does(&agency("COMINGO", "2026-03-05"), &ask);
        for body in CONSULTED {
            self.does(
                &agency(body, "2026-03-05"),
                &CaseCommand::ReceiveConsultation,
            );
        }
        for body in CONSULTED {
            self.does(&agency(body, on), &agree());
        }
        self
    }

    /// Asked for the charter and given it, on two days.
    pub(super) fn supplements(&mut self, asked: &str, brought: &str) -> &mut Self {
        let missing = vec!["charter".parse().unwrap()];
        let ask = CaseCommand::RequestSupplement {
            missing,
            reason: None,
        };
        let components = vec!["charter".parse().unwrap()];
        self.does(&agency("COMINGO", asked), &ask);
        self.does(
            &applicant(brought),
            &CaseCommand::SupplementDossier { components },
        )
    }

    pub(super) fn granted(&mut self, on: &str) -> &mut Self {
        self.does(&agency("MOFA", on), &grant())
    }

    pub(super) fn handed_over(&mut self, on: &str) -> &mut Self {
        let channel = "online".parse().unwrap();
        self.does(
            &agency("COMINGO", on),
            &CaseCommand::ReturnResult { channel },
        )
    }

    pub(super) fn happened(&self) -> Vec<Happened<'_>> {
        let each = self.recorded.iter().zip(101..);
        each.map(|(it, position)| Happened {
            position,
            at: it.at,
            competent: Some("COMINGO"),
            acted: it.acted.as_deref(),
            role: it.role.name(),
            event: &it.event,
        })
        .collect()
    }

    pub(super) fn handled(&self) -> Handled {
        Handled::through(self.happened(), law()).unwrap()
    }

    pub(super) fn measured(&self) -> Measured {
        Measured::of(&self.handled(), law()).unwrap()
    }
}

pub(super) fn file(channel: &str) -> CaseCommand {
    CaseCommand::SubmitDossier(Box::new(Submission {
        procedure: "FNGO-OP-ISSUE".parse().unwrap(),
        channel: channel.parse().unwrap(),
        applicant: SubjectId(Uuid::from_u128(0x5)),
        name: PersonalRef {
            value: Uuid::from_u128(1),
            subject: SubjectId(Uuid::from_u128(0x5)),
            commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
        },
        contact: None,
        representative: None,
        components: COMPONENTS.iter().map(|it| it.parse().unwrap()).collect(),
        fields: vec!["health".parse().unwrap()],
        provinces: vec!["VN34-01".parse().unwrap()],
        home_registration_until: None,
        particulars: Particulars::default(),
        merged_into: None,
        certificate: None,
        aid: None,
    }))
}

pub(super) fn accept() -> CaseCommand {
    let code = DossierCode::new("G08", day("2026-03-04"), 1);
    CaseCommand::AcceptDossier { code }
}

pub(super) fn agree() -> CaseCommand {
    CaseCommand::GiveOpinion {
        opinion: OpinionKind::Agree,
        text: None,
    }
}

pub(super) fn grant() -> CaseCommand {
    CaseCommand::GrantCertificate(Grant {
        certificate: CertificateId(Uuid::from_u128(0xc)),
        number: "12-26".parse().unwrap(),
        valid_until: None,
        ground: None,
        holder: None,
    })
}
