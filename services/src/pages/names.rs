//! What statuses, roles, events, commands and the like are called.

mod commands;
mod history;
mod registries;

use domain::case::{OpinionKind, PortalStatus};
use domain::law::Agency;
use domain::slip::SlipKind;
use domain::{Language, Law, Role};
use projections::case_list::Status;

use self::commands::COMMANDS;
use self::history::EVENTS;
pub(crate) use self::registries::country;
pub(super) use self::registries::{
    aid, aid_state, countries, dimension, focal_role, happened, in_force, likeness, look_of_report,
    look_of_standing, office, particular, report_state, standing,
};

const ROLES: [Role; 9] = [
    Role::Applicant,
    Role::Receiver,
    Role::Decider,
    Role::Consultee,
    Role::Controller,
    Role::Registrar,
    Role::Reporter,
    Role::Outsider,
    Role::System,
];

const OPINIONS: [OpinionKind; 4] = [
    OpinionKind::Agree,
    OpinionKind::AgreeWithConditions,
    OpinionKind::Disagree,
    OpinionKind::NoPosition,
];

/// Ways of filing and handing over: name, Vietnamese, English.
const CHANNELS: [(&str, &str, &str); 4] = [
    ("in-person", "Trực tiếp", "In person"),
    ("post", "Qua bưu chính", "By post"),
    ("online", "Trực tuyến", "Online"),
    ("official-letter", "Công văn", "By official letter"),
];

/// Kinds of things that acts are done to: name, Vietnamese, English.
const SUBJECTS: [(&str, &str, &str); 10] = [
    ("case", "Hồ sơ", "Case"),
    ("certificate", "Giấy đăng ký", "Certificate"),
    ("organisation", "Tổ chức", "Organisation"),
    ("focal_point", "Đầu mối", "Focal point"),
    ("aid", "Khoản viện trợ", "Aid"),
    ("agency_report", "Báo cáo của cơ quan", "Agency report"),
    ("dossier_book", "Sổ cấp mã hồ sơ", "Book of dossier codes"),
    ("slip", "Giấy tờ đã cấp", "Paper handed out"),
    ("catalogue", "Danh mục thủ tục", "Catalogue"),
    ("data_subject", "Chủ thể dữ liệu", "Data subject"),
];

/// The status with this name on the wire.
pub(super) fn status_named(name: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|it| it.name() == name)
}

/// A status, from its name on the wire.
pub(crate) fn status(language: Language, name: &str) -> String {
    let called = |it: Status| of_status(language, it).to_owned();
    status_named(name).map_or_else(|| name.to_owned(), called)
}

/// A status.
pub(super) fn of_status(language: Language, status: Status) -> &'static str {
    let (vi, en) = match status {
        Status::Submitted => ("Mới nộp, chờ kiểm tra", "Filed, to be checked"),
        Status::SupplementRequested => ("Chờ bổ sung hồ sơ", "Waiting for a supplement"),
        Status::Accepted => ("Đã tiếp nhận", "Accepted"),
        Status::InConsultation => ("Đang lấy ý kiến", "In consultation"),
        Status::WithDecider => ("Đang thẩm định, quyết định", "With the decider"),
        Status::Granted => ("Đã cấp, chờ trả kết quả", "Granted, to be handed over"),
        Status::Refused => (
            "Không chấp thuận, chờ trả kết quả",
            "Refused, to be handed over",
        ),
        Status::Returned => ("Đã trả kết quả", "Result returned"),
        Status::IntakeRefused => ("Từ chối tiếp nhận", "Not taken in"),
        Status::Withdrawn => ("Đã rút hồ sơ", "Withdrawn"),
        Status::Stopped => ("Dừng giải quyết", "Stopped"),
        Status::RecordedOpen => ("Nhập dữ liệu, chưa kết thúc", "Recorded, not ended"),
        Status::RecordedEnded => ("Nhập dữ liệu, đã kết thúc", "Recorded, ended"),
    };
    language.pick(vi, en)
}

/// How a status is to look: open, waiting, good, bad, or over.
pub(super) fn look(name: &str) -> &'static str {
    match status_named(name) {
        Some(
            Status::Submitted
            | Status::Accepted
            | Status::InConsultation
            | Status::WithDecider
            | Status::RecordedOpen,
        ) => "open",
        Some(Status::SupplementRequested) => "waiting",
        Some(Status::Granted | Status::Returned) => "good",
        Some(Status::Refused | Status::IntakeRefused) => "bad",
        Some(Status::Withdrawn | Status::Stopped | Status::RecordedEnded) | None => "over",
    }
}

/// A status of the National Public Service Portal: its code and its name.
pub(super) fn portal_status(language: Language, status: PortalStatus) -> (u8, &'static str) {
    let (vi, en) = match status {
        PortalStatus::NewlyRegistered => ("Mới đăng ký", "Newly registered"),
        PortalStatus::Accepted => ("Được tiếp nhận", "Accepted"),
        PortalStatus::NotAccepted => ("Không được tiếp nhận", "Not accepted"),
        PortalStatus::InProcess => ("Đang xử lý", "In process"),
        PortalStatus::SupplementRequested => ("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
        PortalStatus::FinancialDuty => (
            "Yêu cầu thực hiện nghĩa vụ tài chính",
            "Financial duty requested",
        ),
        PortalStatus::Withdrawn => ("Công dân yêu cầu rút hồ sơ", "Withdrawn by the applicant"),
        PortalStatus::Stopped => ("Dừng xử lý", "Stopped"),
        PortalStatus::Processed => ("Đã xử lý xong", "Processed"),
        PortalStatus::Returned => ("Đã trả kết quả", "Result returned"),
    };
    (status as u8, language.pick(vi, en))
}

/// A paper that people are handed.
pub(super) fn slip(language: Language, kind: SlipKind) -> &'static str {
    let (vi, en) = match kind {
        SlipKind::Receipt => (
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
            "Receipt with appointment",
        ),
        SlipKind::SupplementRequest => ("Phiếu yêu cầu bổ sung hồ sơ", "Supplement request"),
        SlipKind::Refusal => ("Phiếu từ chối, không chấp thuận", "Refusal"),
        SlipKind::Apology => ("Văn bản xin lỗi và hẹn lại", "Apology and new date"),
        SlipKind::StoppingNotice => ("Thông báo dừng giải quyết hồ sơ", "Notice of stopping"),
        SlipKind::ControlSlip => (
            "Phiếu kiểm soát quá trình giải quyết",
            "Process control slip",
        ),
        SlipKind::Certificate => ("Giấy đăng ký", "Certificate"),
    };
    language.pick(vi, en)
}

/// A role, from its name on the wire.
pub(super) fn role(language: Language, name: &str) -> String {
    let Some(role) = ROLES.into_iter().find(|it| it.name() == name) else {
        return name.to_owned();
    };
    let (vi, en) = match role {
        Role::Applicant => ("người nộp hồ sơ", "applicant"),
        Role::Receiver => ("cơ quan tiếp nhận", "receiver"),
        Role::Decider => ("cơ quan quyết định", "decider"),
        Role::Consultee => ("cơ quan được lấy ý kiến", "consulted agency"),
        Role::Controller => ("cơ quan kiểm soát dữ liệu", "data controller"),
        Role::Registrar => ("cơ quan giữ sổ đăng ký", "registrar"),
        Role::Reporter => ("cơ quan báo cáo", "reporter"),
        Role::Outsider => ("bên ngoài hồ sơ", "outsider"),
        Role::System => ("hệ thống", "system"),
    };
    language.pick(vi, en).to_owned()
}

/// The direction of an opinion.
pub(super) fn of_opinion(language: Language, opinion: OpinionKind) -> &'static str {
    let (vi, en) = match opinion {
        OpinionKind::Agree => ("Đồng ý", "In favour"),
        OpinionKind::AgreeWithConditions => ("Đồng ý kèm điều kiện", "In favour, with conditions"),
        OpinionKind::Disagree => ("Không đồng ý", "Against"),
        OpinionKind::NoPosition => ("Không có ý kiến", "No position"),
    };
    language.pick(vi, en)
}

/// The direction of an opinion, from its name on the wire.
pub(super) fn opinion(language: Language, name: &str) -> String {
    let found = OPINIONS.into_iter().find(|it| it.name() == name);
    found.map_or_else(|| name.to_owned(), |it| of_opinion(language, it).to_owned())
}

/// An event, from its name on the wire.
pub(super) fn event(language: Language, name: &str) -> String {
    called(&EVENTS, language, name)
}

/// A command, from its name in the audit trail.
pub(super) fn command(language: Language, name: &str) -> String {
    called(&COMMANDS, language, name)
}

/// A way of filing; what a source of imported cases calls its own is left as it is.
pub(crate) fn channel(language: Language, name: &str) -> String {
    called(&CHANNELS, language, name)
}

/// A field of operation.
pub(crate) fn field(law: &Law, language: Language, name: &str) -> String {
    let id = name.parse().ok();
    let title = id.and_then(|it| law.field_title(&it));
    title.map_or(name, |it| language.of(it)).to_owned()
}

/// A kind of certificate, or of another paper.
pub(crate) fn certificate_kind(law: &Law, language: Language, name: &str) -> String {
    let kind = name.parse().ok();
    let title = kind.and_then(|it| law.kind_title(&it));
    title.map_or(name, |it| language.of(it)).to_owned()
}

/// A procedure, by the title of its newest version.
pub(crate) fn procedure(law: &Law, language: Language, id: &str) -> String {
    let found = id.parse().ok().and_then(|it| law.newest_procedure(&it));
    found.map_or(id, |it| language.of(&it.title)).to_owned()
}

/// A province.
pub(crate) fn province(law: &Law, language: Language, id: &str) -> String {
    let versions = law.territories().all().filter(|it| it.id.as_str() == id);
    if let Some(newest) = versions.last() {
        return language.of(&newest.name).to_owned();
    }
    // Logs from before the catalogue had provinces know them by whoever governs them.
    let governs = |it: &&Agency| it.province.as_ref().is_some_and(|it| it.as_str() == id);
    let Some(committee) = law.agencies().find(governs) else {
        return id.to_owned();
    };
    let name = language.of(&committee.name);
    let place = match language {
        Language::Vi => name.strip_prefix("Ủy ban nhân dân "),
        Language::En => name.strip_prefix("People's Committee of "),
    };
    place.unwrap_or(name).to_owned()
}

/// A kind of thing that acts are done to.
pub(super) fn subject(language: Language, name: &str) -> String {
    called(&SUBJECTS, language, name)
}

/// Every channel of the catalogue's procedures that has a name here.
pub(super) fn channels(language: Language) -> Vec<(&'static str, &'static str)> {
    let named = CHANNELS.iter();
    named.map(|it| (it.0, language.pick(it.1, it.2))).collect()
}

fn called(names: &[(&str, &str, &str)], language: Language, name: &str) -> String {
    let found = names.iter().find(|it| it.0 == name);
    let text = found.map_or(name, |it| language.pick(it.1, it.2));
    text.to_owned()
}

#[cfg(test)]
mod tests;
