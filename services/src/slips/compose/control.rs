//! Form 06: through whose hands the dossier went, and when.

use domain::Language;
use domain::calendar::Deadline;
use domain::case::CaseEvent;
use projections::Fact;
use time::{Date, OffsetDateTime};

use super::matter::Matter;
use super::words::{short_day, short_moment};
use super::{Block, Body, field, signature};
use crate::slips::content::Table;

/// One hand-over.
struct HandOver {
    at: OffsetDateTime,
    from: String,
    to: String,
    due: String,
    what: &'static str,
}

pub(super) fn control_slip(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let code = matter.code()?;
    let rows = hand_overs(matter, language).into_iter().map(|it| {
        vec![
            short_moment(it.at),
            it.from,
            it.to,
            it.what.to_owned(),
            it.due,
        ]
    });
    let columns = [
        (t("Thời điểm giao, nhận", "Handed over at"), 17),
        (t("Bên giao", "From"), 24),
        (t("Bên nhận", "To"), 24),
        (t("Nội dung", "What"), 20),
        (t("Hạn giải quyết", "Due"), 15),
    ];
    let table = Table {
        columns: columns.map(|(name, share)| (name.to_owned(), share)).into(),
        rows: rows.collect(),
    };
    let due = matter.due()?;
    Some(Body {
        title: t(
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
            "CONTROL SLIP OF THE PROCESSING",
        )
        .to_owned(),
        subject: language.pick(format!("Mã hồ sơ: {code}"), format!("Dossier code: {code}")),
        blocks: vec![
            field(
                t("Thủ tục", "Procedure"),
                language.of(&matter.procedure()?.title),
            ),
            field(
                t("Cơ quan tiếp nhận", "Receiving body"),
                matter.issuer(language),
            ),
            field(t("Hẹn trả kết quả", "Result due"), short_day(due.due)),
            Block::Table(table),
        ],
        signatures: vec![
            signature(language, "NGƯỜI GIAO", "HANDED OVER BY"),
            signature(language, "NGƯỜI NHẬN", "RECEIVED BY"),
        ],
    })
}

/// What the applicant came with, or what became of it.
fn sent_back(event: &CaseEvent, language: Language) -> &'static str {
    if let CaseEvent::ResultReturned { .. } = event {
        return language.pick("Trả kết quả", "Result returned");
    }
    language.pick("Yêu cầu bổ sung", "Supplement requested")
}

fn brought(event: &CaseEvent, language: Language) -> &'static str {
    if matches!(event, CaseEvent::DossierSubmitted { .. }) {
        return language.pick("Nộp hồ sơ", "Dossier filed");
    }
    if matches!(event, CaseEvent::DossierSupplemented { .. }) {
        return language.pick("Bổ sung hồ sơ", "Dossier supplemented");
    }
    let accepted = "Accepted as full and valid";
    language.pick("Tiếp nhận hồ sơ đầy đủ, hợp lệ", accepted)
}

/// Who takes in and who decides on a day.
fn bodies(matter: &Matter<'_>, language: Language, on: Date) -> (String, String) {
    let competent = matter.competent_on(on);
    competent.map_or_else(Default::default, |it| {
        let named = |id| matter.agency(language, id);
        (named(&it.receiver), named(&it.decider))
    })
}

/// From whom, to whom, what for and until when.
type Passed<'a> = (String, String, &'static str, Option<&'a Deadline>);

/// To whom it is for to decide: by another body, or within one.
fn put_before_the_decider(event: &CaseEvent, language: Language) -> &'static str {
    if let CaseEvent::DossierForwarded { .. } = event {
        return language.pick("Chuyển hồ sơ và ý kiến", "Dossier and opinions forwarded");
    }
    language.pick("Trình cơ quan quyết định", "Put before the decider")
}

/// Within a body, to the official whom it made responsible.
fn assigned<'a>(
    matter: &Matter<'_>,
    language: Language,
    fact: &Fact,
    receiver: String,
) -> Passed<'a> {
    let agency = fact.envelope.cause.agency.as_deref();
    let by = agency.and_then(|it| it.parse().ok());
    let unit = by.map_or(receiver, |it| matter.agency(language, &it));
    let official = language.pick("công chức được phân công", "the official in charge");
    let what = language.pick("Phân công giải quyết", "Assigned to an official");
    (unit.clone(), format!("{unit}: {official}"), what, None)
}

fn hand_overs(matter: &Matter<'_>, language: Language) -> Vec<HandOver> {
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let applicant = || t("Người nộp hồ sơ", "Applicant").to_owned();
    let mut passed = vec![];
    for (fact, event) in matter.events() {
        let at = matter.local(fact.recorded.recorded_at);
        let (receiver, decider) = bodies(matter, language, at.date());
        let (from, to, what, due) = match event {
            CaseEvent::DossierSubmitted { deadline, .. }
            | CaseEvent::DossierSupplemented { deadline, .. }
            | CaseEvent::DossierAccepted { deadline, .. } => {
                let what = brought(event, language);
                (applicant(), receiver.clone(), what, Some(deadline))
            }
            CaseEvent::SupplementRequested { .. } | CaseEvent::ResultReturned { .. } => {
                let what = sent_back(event, language);
                (receiver.clone(), applicant(), what, None)
            }
            CaseEvent::ConsultationReceived { agency, deadline } => {
                let what = t("Lấy ý kiến", "Asked for an opinion");
                let agency = matter.holder(language, agency, at.date());
                (receiver.clone(), agency, what, Some(deadline))
            }
            CaseEvent::OpinionGiven { agency, .. } => {
                let what = t("Có ý kiến", "Opinion given");
                let agency = matter.holder(language, agency, at.date());
                (agency, receiver.clone(), what, None)
            }
            CaseEvent::DossierForwarded { deadline, .. }
            | CaseEvent::CaseRipened { deadline, .. } => {
                let what = put_before_the_decider(event, language);
                (receiver.clone(), decider.clone(), what, Some(deadline))
            }
            CaseEvent::CertificateGranted(_)
            | CaseEvent::CertificateChanged { .. }
            | CaseEvent::ApplicationApproved { .. }
            | CaseEvent::ApplicationRefused { .. } => {
                let what = t("Chuyển kết quả", "Result forwarded");
                (decider.clone(), receiver.clone(), what, None)
            }
            CaseEvent::OfficerAssigned { .. } => assigned(matter, language, fact, receiver),
            CaseEvent::IntakeRefused { .. }
            | CaseEvent::ConsultationRequested { .. }
            | CaseEvent::ConsultationEscalated { .. }
            | CaseEvent::MeetingHeld { .. }
            | CaseEvent::ResultAnnounced {}
            | CaseEvent::FollowUpConfirmed {}
            | CaseEvent::CasePaused { .. }
            | CaseEvent::CaseResumed { .. }
            | CaseEvent::Reappointed { .. }
            | CaseEvent::DeadlinesRecounted { .. }
            | CaseEvent::DeadlineMissed { .. }
            | CaseEvent::DocumentFiled { .. }
            | CaseEvent::DossierWithdrawn { .. }
            | CaseEvent::ProcessingStopped { .. }
            | CaseEvent::HistoryImported { .. }
            | CaseEvent::StepCompleted { .. }
            | CaseEvent::HistoryEnded { .. } => continue,
        };
        passed.push(HandOver {
            at,
            from,
            to,
            due: due.map(|it| short_day(it.due)).unwrap_or_default(),
            what,
        });
    }
    passed
}
