//! The certificate that a case granted, or that it changed, as it says afterwards.

use domain::Language;
use domain::case::{CaseEvent, CertificateChange};

use super::matter::Matter;
use super::words::{act, day};
use super::{Block, Body, field, sealed};
use crate::pages::names;

pub(super) fn certificate(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let terms = matter.terms()?;
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let rules = matter.rules()?;
    let holder = matter.text(&terms.name);
    let decider = matter.decider(language);
    let seat = terms.seat.as_ref().map(|it| {
        let seat = names::province(matter.law, language, it.as_str());
        field(
            t(
                "Nơi đặt Văn phòng đại diện",
                "Seat of the representative office",
            ),
            seat,
        )
    });
    let mut blocks =
        vec![
        field(
            t("Căn cứ", "Under"),
            act(language, &matter.procedure()?.basis),
        ),
        Block::Text(acted(matter, language, &decider)),
        field(t("Tên tổ chức", "Name"), holder),
        field(
            t("Được phép hoạt động tại Việt Nam trong lĩnh vực", "To operate in these fields"),
            matter.fields(language, &terms.fields),
        ),
        field(
            t("Tại các địa bàn", "In these localities"),
            matter.provinces(language, &terms.provinces),
        ),
        field(
            t("Có giá trị từ", "Valid from"),
            day(language, terms.valid_from),
        ),
        field(t("Đến hết", "Until"), day(language, terms.valid_until)),
        field(
            t("Thời hạn theo", "Validity under"),
            act(language, &rules.result.basis),
        ),
        Block::Text(
            t(
                "Tổ chức chỉ hoạt động trong lĩnh vực và địa bàn ghi trên giấy này, và tuân thủ \
                 pháp luật Việt Nam.",
                "The organisation operates only in the fields and localities named here, and \
                 under the law of Viet Nam.",
            )
            .to_owned(),
        ),
    ];
    // After the name, before what it may do.
    blocks.splice(3..3, holder_is(matter, language).into_iter().chain(seat));
    Some(Body {
        title: names::certificate_kind(matter.law, language, terms.kind.as_str()).to_uppercase(),
        subject: t(
            "của tổ chức phi chính phủ nước ngoài tại Việt Nam",
            "of a foreign non-governmental organisation in Viet Nam",
        )
        .to_owned(),
        blocks,
        signatures: vec![
            crate::slips::content::Signature {
                role: String::new(),
                hint: String::new(),
            },
            sealed(language, &decider),
        ],
    })
}

/// Where the holder was founded and who represents it, as far as dossiers said so.
fn holder_is(matter: &Matter<'_>, language: Language) -> Vec<Block> {
    let Some(held) = matter.held else {
        return vec![];
    };
    let home = held.home.map(|it| {
        field(
            language.pick("Quốc gia nơi thành lập", "Founded in"),
            names::country(language, it.as_str()),
        )
    });
    let role = if held.terms.seat.is_some() {
        language.pick(
            "Trưởng Văn phòng đại diện",
            "Head of the representative office",
        )
    } else {
        language.pick("Người đại diện", "Representative")
    };
    let person = held.representative.as_ref();
    let person = person.map(|it| field(role, matter.text(it)));
    home.into_iter().chain(person).collect()
}

/// What the decider did.
fn acted(matter: &Matter<'_>, language: Language, decider: &str) -> String {
    let change = if let Some(CaseEvent::CertificateChanged { change, .. }) = matter.last() {
        Some(change)
    } else {
        None
    };
    let (vi, en) = match change {
        Some(CertificateChange::Extended { .. }) => ("gia hạn", "extends the registration of"),
        Some(CertificateChange::Amended { .. }) => {
            ("sửa đổi, bổ sung", "amends the registration of")
        }
        Some(CertificateChange::Reissued { .. }) => ("cấp lại", "reissues the certificate of"),
        Some(
            CertificateChange::Suspended { .. }
            | CertificateChange::Reactivated {}
            | CertificateChange::Revoked { .. }
            | CertificateChange::Ended {},
        )
        | None => ("cấp", "registers"),
    };
    language.pick(
        format!("{decider} {vi} cho tổ chức phi chính phủ nước ngoài:"),
        format!("The {decider} {en} the foreign non-governmental organisation:"),
    )
}
