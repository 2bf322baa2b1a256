//! What the registries call things.

use domain::focal_point::{FocalRole, Office};
use projections::aid::Dimension;
use projections::organisation::{InForce, What};

use super::called;
use crate::agency_reports::ReportState;
use domain::Language;

/// Countries that organisations come from: code, Vietnamese, English. Others are shown by their code.
pub(super) const COUNTRIES: [(&str, &str, &str); 39] = [
    ("AT", "Áo", "Austria"),
    ("AU", "Úc", "Australia"),
    ("BE", "Bỉ", "Belgium"),
    ("BR", "Bra-xin", "Brazil"),
    ("CA", "Ca-na-đa", "Canada"),
    ("CH", "Thụy Sĩ", "Switzerland"),
    ("CN", "Trung Quốc", "China"),
    ("CZ", "Séc", "Czechia"),
    ("DE", "Đức", "Germany"),
    ("DK", "Đan Mạch", "Denmark"),
    ("ES", "Tây Ban Nha", "Spain"),
    ("FI", "Phần Lan", "Finland"),
    ("FR", "Pháp", "France"),
    ("GB", "Vương quốc Anh", "United Kingdom"),
    ("GR", "Hy Lạp", "Greece"),
    ("HK", "Hồng Công (Trung Quốc)", "Hong Kong (China)"),
    ("HU", "Hung-ga-ri", "Hungary"),
    ("ID", "In-đô-nê-xi-a", "Indonesia"),
    ("IE", "Ai-len", "Ireland"),
    ("IL", "I-xra-en", "Israel"),
    ("IN", "Ấn Độ", "India"),
    ("IT", "I-ta-li-a", "Italy"),
    ("JP", "Nhật Bản", "Japan"),
    ("KR", "Hàn Quốc", "Republic of Korea"),
    ("LU", "Lúc-xăm-bua", "Luxembourg"),
    ("MY", "Ma-lai-xi-a", "Malaysia"),
    ("NL", "Hà Lan", "Netherlands"),
    ("NO", "Na Uy", "Norway"),
    ("NZ", "Niu Di-lân", "New Zealand"),
    ("PH", "Phi-líp-pin", "Philippines"),
    ("PL", "Ba Lan", "Poland"),
    ("PT", "Bồ Đào Nha", "Portugal"),
    ("SE", "Thụy Điển", "Sweden"),
    ("SG", "Xinh-ga-po", "Singapore"),
    ("TH", "Thái Lan", "Thailand"),
    ("TR", "Thổ Nhĩ Kỳ", "Türkiye"),
    ("US", "Hoa Kỳ", "United States"),
    ("VN", "Việt Nam", "Viet Nam"),
    ("ZA", "Nam Phi", "South Africa"),
];

/// What can happen to organisations and certificates: name, Vietnamese, English.
pub(super) const WHAT: [(&str, &str, &str); 19] = [
    ("dossier_filed", "Nộp hồ sơ", "Dossier filed"),
    (
        "named_as_donor",
        "Được nêu là bên viện trợ",
        "Named as the donor",
    ),
    ("dossier_approved", "Phê duyệt hồ sơ", "Dossier approved"),
    (
        "dossier_refused",
        "Hồ sơ không được chấp thuận",
        "Dossier refused",
    ),
    (
        "dossier_ended",
        "Hồ sơ được rút hoặc dừng giải quyết",
        "Dossier withdrawn or stopped",
    ),
    ("merged", "Hợp nhất", "Merged"),
    (
        "certificate_issued",
        "Cấp giấy đăng ký",
        "Certificate issued",
    ),
    (
        "certificate_extended",
        "Gia hạn giấy đăng ký",
        "Certificate extended",
    ),
    (
        "certificate_amended",
        "Sửa đổi, bổ sung giấy đăng ký",
        "Certificate amended",
    ),
    (
        "certificate_reissued",
        "Cấp lại giấy đăng ký",
        "Certificate reissued",
    ),
    (
        "certificate_suspended",
        "Đình chỉ hoạt động",
        "Certificate suspended",
    ),
    (
        "certificate_reactivated",
        "Cho phép hoạt động trở lại",
        "Certificate active again",
    ),
    (
        "certificate_revoked",
        "Thu hồi giấy đăng ký",
        "Certificate revoked",
    ),
    (
        "certificate_ended",
        "Tự chấm dứt hoạt động",
        "Certificate given up",
    ),
    (
        "certificate_expired",
        "Giấy đăng ký hết hạn",
        "Certificate expired",
    ),
    (
        "certificate_passed",
        "Giấy đăng ký chuyển sang tổ chức được hợp nhất",
        "Certificate passed to the merged organisation",
    ),
    ("duty_fulfilled", "Đã thực hiện nghĩa vụ", "Duty fulfilled"),
    ("duty_waived", "Được miễn nghĩa vụ", "Duty waived"),
    (
        "duty_missed",
        "Chưa thực hiện nghĩa vụ đúng hạn",
        "Duty missed",
    ),
];

/// Standings of certificates and of aid: name, Vietnamese, English.
pub(super) const STANDINGS: [(&str, &str, &str); 8] = [
    ("valid", "Còn hiệu lực", "Valid"),
    ("suspended", "Đang bị đình chỉ", "Suspended"),
    ("expired", "Hết hiệu lực", "Expired"),
    ("revoked", "Đã thu hồi", "Revoked"),
    ("ended", "Đã chấm dứt", "Ended"),
    ("filed", "Đang xử lý", "In process"),
    ("approved", "Đã phê duyệt", "Approved"),
    ("refused", "Không phê duyệt", "Refused"),
];

/// What a case about aid is: name, Vietnamese, English.
pub(super) const AID: [(&str, &str, &str); 4] = [
    ("approval", "Phê duyệt", "Approval"),
    ("change", "Điều chỉnh", "Change"),
    ("disbursement", "Báo cáo giải ngân", "Disbursement report"),
    ("closing", "Báo cáo kết thúc", "Closing report"),
];

/// Why two organisations look like one, and why they were merged: name, Vietnamese, English.
pub(super) const LIKENESS: [(&str, &str, &str); 7] = [
    (
        "letters",
        "Tên trùng hoàn toàn, không kể dấu và chữ hoa",
        "The same name but for accents and capitals",
    ),
    (
        "words",
        "Tên cùng những từ riêng",
        "The same words of its own in the name",
    ),
    (
        "spelling",
        "Tên chỉ khác vài chữ cái",
        "The name differs in a few letters only",
    ),
    (
        "same",
        "Cùng quốc gia thành lập",
        "Founded in the same country",
    ),
    (
        "unknown",
        "Chưa biết quốc gia thành lập",
        "Where one was founded is not known",
    ),
    (
        "same_organisation",
        "Một tổ chức được ghi hai lần",
        "One organisation entered twice",
    ),
    ("union", "Hai tổ chức hợp nhất", "Two organisations united"),
];

/// A country.
pub(crate) fn country(language: Language, code: &str) -> String {
    called(&COUNTRIES, language, code)
}

/// Every country that has a name here.
pub(in crate::pages) fn countries(language: Language) -> Vec<(&'static str, &'static str)> {
    let each = COUNTRIES.iter();
    let mut named: Vec<_> = each.map(|it| (it.0, language.pick(it.1, it.2))).collect();
    named.sort_by_key(|it| projections::search::folded(it.1));
    named
}

/// What is told of an organisation.
pub(in crate::pages) fn particular(language: Language, what: What) -> &'static str {
    let (vi, en) = match what {
        What::Name => ("Tên", "Name"),
        What::Home => ("Quốc gia thành lập", "Founded in"),
        What::Representative => ("Người đại diện", "Representative"),
        What::Fields => ("Lĩnh vực", "Fields"),
        What::Provinces => ("Địa bàn", "Provinces"),
    };
    language.pick(vi, en)
}

/// Whether something that is told of an organisation holds, and how that is to look.
pub(in crate::pages) fn in_force(
    language: Language,
    in_force: InForce,
) -> (&'static str, &'static str) {
    match in_force {
        InForce::Now => (language.pick("Đang áp dụng", "In force"), "good"),
        InForce::Before => (language.pick("Trước đây", "Before"), "over"),
        InForce::Asked => (language.pick("Đang đề nghị", "Asked for"), "open"),
        InForce::NotGranted => (language.pick("Không được chấp thuận", "Not granted"), "bad"),
    }
}

/// What happened to an organisation or a certificate.
pub(in crate::pages) fn happened(language: Language, what: &str) -> String {
    called(&WHAT, language, what)
}

/// How a certificate stands, or a case about aid.
pub(in crate::pages) fn standing(language: Language, name: &str) -> String {
    called(&STANDINGS, language, name)
}

/// How a standing is to look: good, waiting, bad, open, or over.
pub(in crate::pages) fn look_of_standing(name: &str) -> &'static str {
    match name {
        "valid" | "approved" => "good",
        "suspended" => "waiting",
        "revoked" | "refused" => "bad",
        "filed" => "open",
        _ => "over",
    }
}

/// What a case about aid is.
pub(in crate::pages) fn aid(language: Language, kind: &str) -> String {
    called(&AID, language, kind)
}

/// Whether aid goes on or was closed.
pub(in crate::pages) fn aid_state(language: Language, closed: bool) -> &'static str {
    if closed {
        language.pick("Đã kết thúc", "Closed")
    } else {
        language.pick("Đang thực hiện", "Going on")
    }
}

/// Why two organisations look like one, or were merged.
pub(in crate::pages) fn likeness(language: Language, why: &str) -> String {
    called(&LIKENESS, language, why)
}

/// By what aid is added up.
pub(in crate::pages) fn dimension(language: Language, by: Dimension) -> &'static str {
    let (vi, en) = match by {
        Dimension::Year => ("Năm", "Year"),
        Dimension::Donor => ("Bên viện trợ", "Donor"),
        Dimension::Field => ("Lĩnh vực", "Field"),
        Dimension::Province => ("Địa bàn", "Province"),
    };
    language.pick(vi, en)
}

/// What became of a report, or of a duty.
pub(in crate::pages) fn report_state(language: Language, state: ReportState) -> &'static str {
    let (vi, en) = match state {
        ReportState::Open => ("Chưa đến hạn", "Open"),
        ReportState::Missed => ("Quá hạn", "Missed"),
        ReportState::Made => ("Đã thực hiện", "Done"),
        ReportState::MadeLate => ("Thực hiện trễ hạn", "Done late"),
        ReportState::Waived => ("Được miễn", "Waived"),
    };
    language.pick(vi, en)
}

/// How that is to look.
pub(in crate::pages) fn look_of_report(state: ReportState) -> &'static str {
    match state {
        ReportState::Open => "open",
        ReportState::Missed => "bad",
        ReportState::Made => "good",
        ReportState::MadeLate => "waiting",
        ReportState::Waived => "over",
    }
}

/// What a focal point is for.
pub(in crate::pages) fn focal_role(language: Language, role: FocalRole) -> &'static str {
    let (vi, en) = match role {
        FocalRole::FngoActivity => ("Quản lý hoạt động PCPNN", "Management of FNGO activity"),
        FocalRole::AidUse => ("Quản lý, sử dụng viện trợ", "Management and use of aid"),
        FocalRole::AidMobilisation => ("Vận động viện trợ", "Mobilisation of aid"),
    };
    language.pick(vi, en)
}

/// What kind of office a focal point is.
pub(in crate::pages) fn office(language: Language, name: &str) -> String {
    let Some(office) = Office::named(name) else {
        return name.to_owned();
    };
    let (vi, en) = match office {
        Office::Committee => ("Văn phòng UBND", "Committee's office"),
        Office::ForeignAffairs => ("Cơ quan ngoại vụ", "Foreign affairs"),
        Office::Finance => ("Sở Tài chính", "Finance"),
        Office::HomeAffairs => ("Sở Nội vụ", "Home affairs"),
        Office::FriendshipUnion => (
            "Liên hiệp các tổ chức hữu nghị",
            "Union of friendship organisations",
        ),
    };
    language.pick(vi, en).to_owned()
}
