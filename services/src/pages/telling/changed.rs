//! What became of a certificate, and what else an agency says of a case.

use domain::calendar::Deadline;
use domain::case::CertificateChange;
use domain::{CertificateKind, PaperNumber};

use super::Teller;
use crate::pages::frame::Reader;
use crate::pages::{names, reckoning};
use domain::Language;

pub(super) fn escalated(language: Language, agency: &str) -> String {
    language.pick(
        format!("{agency} quá hạn trả lời; đã báo cáo người đứng đầu Bộ phận Một cửa."),
        format!("{agency} is late with its opinion; the head of the one-stop desk was told."),
    )
}

pub(super) fn met(language: Language) -> String {
    language
        .pick("Các cơ quan liên quan đã họp.", "The bodies concerned met.")
        .to_owned()
}

pub(super) fn ripened(language: Language, decider: &str, deadline: &Deadline) -> String {
    let due = reckoning::date(language, deadline.due);
    language.pick(
        format!("Hồ sơ đã đủ cơ sở quyết định; {decider} quyết định trước hết ngày {due}."),
        format!("All that is needed for a decision is there; {decider} is to decide by {due}."),
    )
}

pub(super) fn announced(language: Language) -> String {
    language
        .pick(
            "Kết quả đã sẵn sàng tại nơi trả kết quả; tổ chức đã được thông báo.",
            "The result lies ready at the desk, and the applicant was told.",
        )
        .to_owned()
}

pub(super) fn followed_up(language: Language) -> String {
    language
        .pick(
            "Tổ chức đã thực hiện việc mà quyết định yêu cầu.",
            "The holder has done what the decision asked for.",
        )
        .to_owned()
}

pub(super) fn approved(reader: &Reader, paper: &CertificateKind, number: &PaperNumber) -> String {
    let language = reader.language;
    let paper = names::certificate_kind(&reader.law, language, paper.as_str());
    language.pick(
        format!("Chấp thuận: {paper} số {number}."),
        format!("It was approved: {paper} no. {number}."),
    )
}

pub(super) fn sentence(language: Language, change: &CertificateChange) -> String {
    let (vi, en) = match change {
        CertificateChange::Extended { valid_until, .. } => {
            let until = reckoning::date(language, *valid_until);
            return language.pick(
                format!("Quyết định gia hạn Giấy đăng ký đến ngày {until}."),
                format!("The certificate was extended until {until}."),
            );
        }
        CertificateChange::Reissued { number } => {
            return language.pick(
                format!("Quyết định cấp lại Giấy đăng ký, số {number}."),
                format!("The certificate was issued again, no. {number}."),
            );
        }
        CertificateChange::Amended { .. } => (
            "Quyết định sửa đổi, bổ sung Giấy đăng ký.",
            "The certificate was amended.",
        ),
        CertificateChange::Suspended { .. } => (
            "Quyết định đình chỉ hoạt động.",
            "The operation was suspended.",
        ),
        CertificateChange::Reactivated {} => (
            "Quyết định cho phép hoạt động trở lại.",
            "The operation may go on.",
        ),
        CertificateChange::Revoked { .. } => (
            "Quyết định thu hồi Giấy đăng ký.",
            "The certificate was revoked.",
        ),
        CertificateChange::Ended {} => (
            "Ghi nhận việc tự chấm dứt hoạt động.",
            "The organisation ended its operation of itself.",
        ),
    };
    language.pick(vi, en).to_owned()
}

impl Teller<'_> {
    /// What a change of a certificate says beside.
    pub(super) fn changed(&self, change: &CertificateChange, into: &mut Vec<(String, String)>) {
        let language = self.reader.language;
        match change {
            CertificateChange::Amended {
                fields, provinces, ..
            } => {
                let named = language.pick("Lĩnh vực", "Fields").to_owned();
                into.push((named, self.fields(fields)));
                let named = language.pick("Địa bàn", "Provinces").to_owned();
                into.push((named, self.provinces(provinces)));
            }
            CertificateChange::Suspended { ground } | CertificateChange::Revoked { ground } => {
                into.push((
                    language.pick("Lý do", "Ground").to_owned(),
                    self.ground(ground),
                ));
            }
            CertificateChange::Extended { .. }
            | CertificateChange::Reissued { .. }
            | CertificateChange::Reactivated {}
            | CertificateChange::Ended {} => (),
        }
    }
}
