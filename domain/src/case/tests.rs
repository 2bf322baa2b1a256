//! Examples and properties of a case. The examples follow one dossier through March 2026, in
//! which every Monday to Friday is worked: filed on Monday the 2nd, accepted on Wednesday the 4th.

mod acceptance;
mod consultation;
mod decision;
mod delivery;
mod ending;
mod filing;
mod history;
mod pause;
mod properties;
mod roles;
mod successors;
mod supplement;
mod time_passes;
mod turns;

use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use super::{
    Case, CaseCommand, CaseEvent, CaseRejection, CertificateTerms, Grant, History, HistoryStep,
    OpinionKind, Particulars, SourceTrace, Submission, WrittenReason,
};
use crate::law::TotalEnds;
use crate::testing::{FILER, day, law, term};
use crate::{
    Acting, ActorId, AgencyId, Aggregate, CertificateId, ComponentId, DossierCode, Law,
    PersonalRef, SubjectId, replay,
};

type Decision = Result<Vec<CaseEvent>, CaseRejection>;

/// Whom the dossier of the examples is about: health, in Ha Noi.
const CONSULTED: [&str; 6] = ["MOF", "MOH", "MOHA", "MPS", "PPC-01", "SBV"];

fn decide(history: &[CaseEvent], command: &CaseCommand, by: &Acting) -> Decision {
    decide_under(law(), history, command, by)
}

fn decide_under(law: &Law, history: &[CaseEvent], command: &CaseCommand, by: &Acting) -> Decision {
    replay::<Case>(history).decide(command, by, law)
}

fn ids<T: std::str::FromStr>(names: &[&str]) -> Vec<T>
where
    T::Err: std::fmt::Debug,
{
    names.iter().map(|it| it.parse().unwrap()).collect()
}

fn in_the_vault(value: u128) -> PersonalRef {
    PersonalRef {
        value: Uuid::from_u128(value),
        subject: SubjectId(Uuid::from_u128(0x5)),
        commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
    }
}

/// What a full dossier consists of.
fn required() -> Vec<ComponentId> {
    ids(&[
        "application-form",
        "charter",
        "legal-personality",
        "programme-plan",
        "representative-appointment",
        "representative-cv",
        "representative-criminal-record",
        "representative-identity",
    ])
}

fn submission() -> Submission {
    Submission {
        procedure: "FNGO-OP-ISSUE".parse().unwrap(),
        channel: "online".parse().unwrap(),
        applicant: SubjectId(Uuid::from_u128(0x5)),
        name: in_the_vault(1),
        contact: None,
        representative: Some(in_the_vault(2)),
        components: required(),
        fields: ids(&["health"]),
        provinces: ids(&["VN34-01"]),
        home_registration_until: None,
        particulars: Particulars::default(),
        certificate: None,
        merged_into: None,
        aid: None,
    }
}

fn code() -> DossierCode {
    DossierCode::new("G08", day("2026-03-04"), 1)
}

fn grounds(ground: &str) -> WrittenReason {
    WrittenReason {
        ground: ground.parse().unwrap(),
        text: Some(in_the_vault(3)),
    }
}

fn grant() -> Grant {
    Grant {
        certificate: CertificateId(Uuid::from_u128(0xc)),
        number: "12-26".parse().unwrap(),
        valid_until: None,
        ground: None,
        holder: None,
    }
}

fn history() -> History {
    let at: OffsetDateTime = datetime!(2011-10-11 13:45:40.276 +2);
    let step = |name: &str| HistoryStep {
        step: name.to_owned(),
        label: None,
        at: Some(at),
        by: None,
        unit: None,
        transition: Some("complete".to_owned()),
        attributes: [].into(),
    };
    History {
        source: SourceTrace {
            log: "receipt".parse().unwrap(),
            ordinal: 1,
            name: Some("case-10011".to_owned()),
        },
        procedure: "ELSEWHERE".parse().unwrap(),
        channel: Some("Internet".to_owned()),
        unit: None,
        responsible: None,
        received_at: Some(at),
        due_at: None,
        ended_at: Some(at),
        attributes: [].into(),
        steps: vec![step("T02"), step("Confirmation of receipt")],
    }
}

// What happened, in the order in which it does.

fn submitted() -> CaseEvent {
    submitted_with(submission())
}

fn submitted_with(submission: Submission) -> CaseEvent {
    CaseEvent::DossierSubmitted {
        procedure: submission.procedure,
        procedure_version: 5,
        channel: submission.channel,
        filed_by: FILER,
        applicant: submission.applicant,
        name: submission.name,
        contact: submission.contact,
        representative: submission.representative,
        components: submission.components,
        fields: submission.fields,
        provinces: submission.provinces,
        home_registration_until: submission.home_registration_until,
        particulars: Box::new(submission.particulars),
        deadline: term("2026-03-02", 2, "2026-03-04", "11.2"),
    }
}

fn accepted() -> CaseEvent {
    CaseEvent::DossierAccepted {
        code: code(),
        procedure_version: 5,
        deadline: term("2026-03-04", 30, "2026-04-15", "11.7"),
        consultation_deadline: Some(term("2026-03-04", 2, "2026-03-06", "11.3")),
        total_ends: TotalEnds::Delivery,
    }
}

fn supplement_requested(on: &str) -> CaseEvent {
    CaseEvent::SupplementRequested {
        missing: ids(&["charter"]),
        reason: None,
        waits_from: day(on),
        deadline: None,
    }
}

fn asked(agency: &str) -> CaseEvent {
    CaseEvent::ConsultationRequested {
        agency: agency.parse().unwrap(),
    }
}

/// Received on Monday the 9th.
fn received(agency: &str) -> CaseEvent {
    CaseEvent::ConsultationReceived {
        agency: agency.parse().unwrap(),
        deadline: term("2026-03-09", 10, "2026-03-23", "11.4"),
    }
}

fn answered(agency: &str) -> CaseEvent {
    CaseEvent::OpinionGiven {
        agency: agency.parse().unwrap(),
        opinion: OpinionKind::Agree,
        text: None,
        forwarding_deadline: None,
    }
}

fn forwarded() -> CaseEvent {
    CaseEvent::DossierForwarded {
        decider: "MOFA".parse().unwrap(),
        deadline: term("2026-03-24", 10, "2026-04-07", "11.6"),
    }
}

/// Granted on Thursday, the 2nd of April.
fn terms() -> CertificateTerms {
    CertificateTerms {
        certificate: CertificateId(Uuid::from_u128(0xc)),
        kind: "CERT-OP".parse().unwrap(),
        number: "12-26".parse().unwrap(),
        holder: SubjectId(Uuid::from_u128(0x5)),
        name: in_the_vault(1),
        fields: ids(&["health"]),
        provinces: ids(&["VN34-01"]),
        seat: None,
        valid_from: day("2026-04-02"),
        valid_until: day("2029-04-02"),
        home_registration_until: None,
    }
}

fn granted() -> CaseEvent {
    CaseEvent::CertificateGranted(terms())
}

fn returned() -> CaseEvent {
    CaseEvent::ResultReturned {
        channel: "online".parse().unwrap(),
        follow_up: None,
    }
}

// How far a case is.

fn in_process() -> Vec<CaseEvent> {
    vec![submitted(), accepted()]
}

fn consulting() -> Vec<CaseEvent> {
    [in_process(), CONSULTED.map(asked).to_vec()].concat()
}

fn all_answered() -> Vec<CaseEvent> {
    [consulting(), CONSULTED.map(answered).to_vec()].concat()
}

fn with_decider() -> Vec<CaseEvent> {
    [all_answered(), vec![forwarded()]].concat()
}

fn decided() -> Vec<CaseEvent> {
    [with_decider(), vec![granted()]].concat()
}

fn closed() -> Vec<CaseEvent> {
    [decided(), vec![returned()]].concat()
}

// What people ask for.

fn request_supplement(missing: &[&str]) -> CaseCommand {
    CaseCommand::RequestSupplement {
        missing: ids(missing),
        reason: None,
    }
}

fn supplement(components: &[&str]) -> CaseCommand {
    CaseCommand::SupplementDossier {
        components: ids(components),
    }
}

fn accept() -> CaseCommand {
    CaseCommand::AcceptDossier { code: code() }
}

fn ask(further: &[&str]) -> CaseCommand {
    CaseCommand::RequestConsultation {
        agencies: ids::<AgencyId>(further),
    }
}

fn agree() -> CaseCommand {
    CaseCommand::GiveOpinion {
        opinion: OpinionKind::Agree,
        text: None,
    }
}

fn hand_over(channel: &str) -> CaseCommand {
    CaseCommand::ReturnResult {
        channel: channel.parse().unwrap(),
    }
}

fn assign() -> CaseCommand {
    CaseCommand::AssignOfficer {
        officer: ActorId(Uuid::from_u128(0x0ff)),
    }
}
