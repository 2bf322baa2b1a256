//! What happened to a case, told in a sentence, with the particulars below it.

mod beside;
mod called;
mod changed;
mod passing;

use std::collections::{BTreeMap, HashMap};

use domain::case::{CaseEvent, CertificateTerms, DocumentPart};
use domain::law::Rules;
use domain::{ActorId, PersonalRef};
use time::{OffsetDateTime, UtcOffset};
use uuid::Uuid;

use super::frame::Reader;
use super::names;
use super::reckoning;

/// An event, told.
pub(super) struct Told {
    pub(super) sentence: String,
    /// What it says beside: a name and a value each.
    pub(super) particulars: Vec<(String, String)>,
}

/// Tells events of one case to a reader.
pub(super) struct Teller<'a> {
    pub(super) reader: &'a Reader,
    /// The rules that the case is conducted under, where there are any.
    pub(super) rules: Option<&'a Rules>,
    /// The distance from UTC of the clocks of its calendar.
    pub(super) offset: UtcOffset,
    /// The personal values that the vault still has.
    pub(super) revealed: &'a HashMap<Uuid, String>,
}

/// The personal values that an event refers to.
pub(crate) fn personal(event: &CaseEvent) -> Vec<&PersonalRef> {
    match event {
        CaseEvent::DossierSubmitted {
            name,
            contact,
            representative,
            particulars,
            ..
        } => std::iter::once(name)
            .chain(contact)
            .chain(representative)
            .chain(&particulars.donor)
            .collect(),
        CaseEvent::CertificateGranted(terms) => vec![&terms.name],
        CaseEvent::DocumentFiled { document, .. } => vec![document],
        CaseEvent::SupplementRequested { reason, .. }
        | CaseEvent::IntakeRefused { reason, .. }
        | CaseEvent::ApplicationRefused { reason, .. }
        | CaseEvent::Reappointed { reason, .. }
        | CaseEvent::CasePaused { reason, .. }
        | CaseEvent::DossierWithdrawn { reason }
        | CaseEvent::ProcessingStopped { reason, .. } => reason.iter().collect(),
        CaseEvent::OpinionGiven { text, .. } => text.iter().collect(),
        CaseEvent::MeetingHeld { minutes } => minutes.iter().collect(),
        CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::HistoryImported { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => vec![],
    }
}

impl Teller<'_> {
    /// The event in a sentence, with its particulars.
    pub(super) fn tell(&self, event: &CaseEvent) -> Told {
        let sentence = self.sentence(event);
        let mut particulars = vec![];
        self.particulars(event, &mut particulars);
        Told {
            sentence,
            particulars,
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one sentence for each event, in two languages"
    )]
    fn sentence(&self, event: &CaseEvent) -> String {
        let language = self.reader.language;
        match event {
            CaseEvent::DossierSubmitted { name, channel, .. } => {
                let (who, how) = (
                    self.personal(name),
                    names::channel(language, channel.as_str()),
                );
                let how = how.to_lowercase();
                language.pick(
                    format!("{who} nộp hồ sơ ({how})."),
                    format!("{who} filed the dossier ({how})."),
                )
            }
            CaseEvent::OfficerAssigned { officer } => {
                let officer = short(*officer);
                language.pick(
                    format!("Phân công cán bộ {officer} thụ lý hồ sơ."),
                    format!("Officer {officer} became responsible."),
                )
            }
            CaseEvent::SupplementRequested { .. } => language
                .pick(
                    "Yêu cầu tổ chức bổ sung, hoàn thiện hồ sơ; thời hạn tạm dừng.",
                    "The applicant was asked for a supplement; the term stands still.",
                )
                .to_owned(),
            CaseEvent::DossierSupplemented { deadline, .. } => {
                let due = reckoning::date(language, deadline.due);
                language.pick(
                    format!("Tổ chức đã bổ sung hồ sơ; thời hạn tính tiếp đến ngày {due}."),
                    format!("The applicant brought the supplement; the term now ends on {due}."),
                )
            }
            CaseEvent::DossierAccepted { code, deadline, .. } => {
                let due = reckoning::date(language, deadline.due);
                language.pick(
                    format!("Tiếp nhận hồ sơ đầy đủ, hợp lệ, mã {code}, hẹn trả kết quả ngày {due}."),
                    format!("The dossier was accepted as full and valid, as {code}; the result is due on {due}."),
                )
            }
            CaseEvent::IntakeRefused { .. } => language
                .pick("Từ chối tiếp nhận hồ sơ.", "The dossier was not taken in.")
                .to_owned(),
            CaseEvent::ConsultationRequested { agency } => {
                let agency = self.reader.agency(agency.as_str());
                language.pick(
                    format!("Gửi văn bản lấy ý kiến {agency}."),
                    format!("{agency} was asked for its opinion."),
                )
            }
            CaseEvent::ConsultationReceived { agency, deadline } => {
                let agency = self.reader.agency(agency.as_str());
                let due = reckoning::date(language, deadline.due);
                language.pick(
                    format!("{agency} nhận được văn bản lấy ý kiến, hạn trả lời {due}."),
                    format!(
                        "{agency} received the letter of consultation; its answer is due on {due}."
                    ),
                )
            }
            CaseEvent::OpinionGiven {
                agency, opinion, ..
            } => {
                let agency = self.reader.agency(agency.as_str());
                let opinion = names::of_opinion(language, *opinion).to_lowercase();
                language.pick(
                    format!("{agency} trả lời: {opinion}."),
                    format!("{agency} answered: {opinion}."),
                )
            }
            CaseEvent::DossierForwarded { decider, deadline } => {
                let decider = self.reader.agency(decider.as_str());
                let due = reckoning::date(language, deadline.due);
                language.pick(
                    format!("Chuyển hồ sơ và các ý kiến đến {decider}, hạn quyết định {due}."),
                    format!("The dossier and the opinions went to {decider}, which is to decide by {due}."),
                )
            }
            CaseEvent::CertificateGranted(terms) => {
                let kind = names::certificate_kind(&self.reader.law, language, terms.kind.as_str());
                let until = reckoning::date(language, terms.valid_until);
                let number = &terms.number;
                language.pick(
                    format!("Quyết định cấp {kind} số {number}, có giá trị đến ngày {until}."),
                    format!("{kind} no. {number} was granted, valid until {until}."),
                )
            }
            CaseEvent::ConsultationEscalated { agency } => {
                changed::escalated(language, &self.reader.agency(agency.as_str()))
            }
            CaseEvent::MeetingHeld { .. } => changed::met(language),
            CaseEvent::CaseRipened { decider, deadline } => {
                changed::ripened(language, &self.reader.agency(decider.as_str()), deadline)
            }
            CaseEvent::ResultAnnounced {} => changed::announced(language),
            CaseEvent::FollowUpConfirmed {} => changed::followed_up(language),
            CaseEvent::CertificateChanged { change, .. } => changed::sentence(language, change),
            CaseEvent::ApplicationApproved { paper, number, .. } => {
                changed::approved(self.reader, paper, number)
            }
            CaseEvent::ApplicationRefused { .. } => language
                .pick(
                    "Quyết định không chấp thuận đề nghị.",
                    "The application was refused.",
                )
                .to_owned(),
            CaseEvent::DossierWithdrawn { .. } => language
                .pick("Tổ chức rút hồ sơ.", "The applicant withdrew the dossier.")
                .to_owned(),
            CaseEvent::ProcessingStopped { .. } => language
                .pick("Dừng giải quyết hồ sơ.", "Processing was stopped.")
                .to_owned(),
            CaseEvent::ResultReturned { channel, .. } => {
                let how = names::channel(language, channel.as_str()).to_lowercase();
                language.pick(
                    format!("Trả kết quả cho tổ chức ({how})."),
                    format!("The result was handed over ({how})."),
                )
            }
            CaseEvent::DocumentFiled { part, .. } => match part {
                DocumentPart::Component(component) => {
                    let paper = self.components(std::slice::from_ref(component));
                    language.pick(
                        format!("Nộp tệp: {paper}."),
                        format!("A file was added: {paper}."),
                    )
                }
                DocumentPart::Result => language
                    .pick("Nộp tệp kết quả.", "The file of the result was added.")
                    .to_owned(),
            },
            CaseEvent::HistoryImported { source, .. } => {
                let (log, ordinal) = (&source.log, source.ordinal);
                language.pick(
                    format!("Nhập hồ sơ từ nguồn {log}, hồ sơ thứ {ordinal}."),
                    format!("The history was imported from {log}, trace {ordinal}."),
                )
            }
            CaseEvent::StepCompleted { step, label, .. } => {
                let step = label.as_ref().unwrap_or(step);
                language.pick(
                    format!("Hoàn thành bước: {step}"),
                    format!("Step completed: {step}"),
                )
            }
            CaseEvent::CasePaused { pause, .. } => passing::paused(language, pause),
            CaseEvent::CaseResumed { pause, terms, .. } => {
                passing::resumed(self.reader, *pause, terms)
            }
            CaseEvent::Reappointed {
                was_due, deadline, ..
            } => passing::reappointed(language, *was_due, deadline),
            CaseEvent::DeadlinesRecounted { moved, .. } => passing::recounted(self.reader, moved),
            CaseEvent::DeadlineMissed {
                clock,
                agency,
                due,
                reported_to,
            } => passing::missed(self.reader, clock, agency, *due, reported_to.as_ref()),
            CaseEvent::HistoryEnded { ended_at } => {
                let at = self.moment(*ended_at);
                language.pick(
                    format!("Hồ sơ kết thúc tại nguồn lúc {at}."),
                    format!("The case ended at its source: {at}."),
                )
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "it lists what each event tells")]
    fn particulars(&self, event: &CaseEvent, into: &mut Vec<(String, String)>) {
        let language = self.reader.language;
        let mut add = |vi: &str, en: &str, value: String| {
            if !value.is_empty() {
                into.push((language.pick(vi, en).to_owned(), value));
            }
        };
        match event {
            CaseEvent::DossierSubmitted {
                contact,
                representative,
                components,
                fields,
                provinces,
                particulars,
                ..
            } => {
                add("Liên hệ", "Contact", self.optional(contact.as_ref()));
                let person = self.optional(representative.as_ref());
                add("Người đại diện", "Representative", person);
                let papers = self.components(components);
                add("Thành phần hồ sơ", "Components", papers);
                add("Lĩnh vực", "Fields", self.fields(fields));
                add("Địa bàn", "Provinces", self.provinces(provinces));
                self.said_beside(particulars, into);
            }
            CaseEvent::SupplementRequested {
                missing, reason, ..
            } => {
                add("Còn thiếu", "Missing", self.components(missing));
                add("Hướng dẫn", "Guidance", self.optional(reason.as_ref()));
            }
            CaseEvent::DossierSupplemented { components, .. } => {
                add("Đã bổ sung", "Brought", self.components(components));
            }
            CaseEvent::IntakeRefused { ground, reason }
            | CaseEvent::ApplicationRefused { ground, reason }
            | CaseEvent::ProcessingStopped { ground, reason } => {
                add("Lý do", "Ground", self.ground(ground));
                add("Giải thích", "Explanation", self.optional(reason.as_ref()));
            }
            CaseEvent::Reappointed { reason, .. } => {
                add("Lời xin lỗi", "Apology", self.optional(reason.as_ref()));
            }
            CaseEvent::CasePaused { reason, .. } | CaseEvent::DossierWithdrawn { reason } => {
                add("Lý do", "Reason", self.optional(reason.as_ref()));
            }
            CaseEvent::OpinionGiven { text, .. } | CaseEvent::MeetingHeld { minutes: text } => {
                add("Nội dung", "Text", self.optional(text.as_ref()));
            }
            CaseEvent::CertificateChanged { change, .. } => self.changed(change, into),
            CaseEvent::CertificateGranted(terms) => self.certificate(terms, into),
            CaseEvent::HistoryImported { attributes, .. }
            | CaseEvent::StepCompleted { attributes, .. } => {
                into.extend(pairs(attributes));
            }
            CaseEvent::DocumentFiled { document, .. } => {
                add("Tên tệp", "Name", self.file_name(document));
            }
            CaseEvent::ConsultationEscalated { .. }
            | CaseEvent::ApplicationApproved { .. }
            | CaseEvent::OfficerAssigned { .. }
            | CaseEvent::DossierAccepted { .. }
            | CaseEvent::ConsultationRequested { .. }
            | CaseEvent::ConsultationReceived { .. }
            | CaseEvent::DossierForwarded { .. }
            | CaseEvent::CaseRipened { .. }
            | CaseEvent::ResultAnnounced {}
            | CaseEvent::FollowUpConfirmed {}
            | CaseEvent::DeadlinesRecounted { .. }
            | CaseEvent::DeadlineMissed { .. }
            | CaseEvent::CaseResumed { .. }
            | CaseEvent::ResultReturned { .. }
            | CaseEvent::HistoryEnded { .. } => (),
        }
    }

    fn certificate(&self, terms: &CertificateTerms, into: &mut Vec<(String, String)>) {
        let language = self.reader.language;
        let fields = language.pick("Lĩnh vực", "Fields").to_owned();
        let provinces = language.pick("Địa bàn", "Provinces").to_owned();
        into.push((fields, self.fields(&terms.fields)));
        into.push((provinces, self.provinces(&terms.provinces)));
    }

    /// A personal value, if the vault still has it.
    fn personal(&self, reference: &PersonalRef) -> String {
        let found = self.revealed.get(&reference.value);
        found.map_or_else(|| self.reader.w.erased.to_owned(), Clone::clone)
    }

    /// What a file's sender called it; what the vault keeps about a file is more than that.
    fn file_name(&self, document: &PersonalRef) -> String {
        let Some(told) = self.revealed.get(&document.value) else {
            return self.reader.w.erased.to_owned();
        };
        let told: Option<crate::documents::Told> = serde_json::from_str(told).ok();
        told.and_then(|it| it.name).unwrap_or_default()
    }

    fn optional(&self, reference: Option<&PersonalRef>) -> String {
        reference.map_or_else(String::new, |it| self.personal(it))
    }

    fn moment(&self, at: OffsetDateTime) -> String {
        reckoning::moment(self.reader.language, at, self.offset)
    }
}

/// The beginning of an opaque id, enough to tell people apart on a page.
fn short(actor: ActorId) -> String {
    shortened(actor.0)
}

/// The end of an opaque id, enough to tell things apart on a page; ids of a time begin alike.
pub(super) fn shortened(id: Uuid) -> String {
    let text = id.simple().to_string();
    format!("…{}", &text[text.len() - 8..])
}

/// What else a source says.
fn pairs(attributes: &BTreeMap<String, String>) -> impl Iterator<Item = (String, String)> {
    let each = attributes.iter();
    each.map(|(name, value)| (name.clone(), value.clone()))
}
