//! The certificate that a case granted.

use domain::Language;
use domain::case::CaseEvent;

use super::matter::Matter;
use super::words::{act, day};
use super::{Block, Body, field, sealed};
use crate::pages::names;

pub(super) fn certificate(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let CaseEvent::CertificateGranted(terms) = matter.last()? else {
        return None;
    };
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let rules = matter.rules()?;
    let holder = matter.text(&terms.name);
    let decider = matter.decider(language);
    let blocks =
        vec![
        field(
            t("Căn cứ", "Under"),
            act(language, &matter.procedure()?.basis),
        ),
        Block::Text(language.pick(format!("{decider} cấp cho tổ chức phi chính phủ nước ngoài:"),
            format!("The {decider} registers the foreign non-governmental organisation:"),
        )),
        field(t("Tên tổ chức", "Name"), holder),
        field(
            t("Được phép hoạt động tại Việt Nam trong lĩnh vực", "To operate in these fields"),
            Matter::fields(language, &terms.fields),
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
    Some(Body {
        title: names::certificate_kind(language, terms.kind.as_str()).to_uppercase(),
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
