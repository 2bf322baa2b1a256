//! Form 01: the receipt, with the day on which the result can be fetched.

use domain::ComponentId;
use domain::Language;
use domain::case::CaseEvent;

use super::matter::Matter;
use super::words::{moment, term};
use super::{Block, Body, field, signature};
use crate::pages::names;
use crate::slips::content::Table;

pub(super) fn receipt(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let (applicant, contact) = matter.applicant()?;
    let procedure = matter.procedure()?;
    let due = matter.due()?;
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let (channel, components) = filed(matter)?;

    let mut blocks = vec![field(
        t("Đã tiếp nhận hồ sơ của", "Received the dossier of"),
        applicant,
    )];
    if !contact.is_empty() {
        blocks.push(field(t("Thông tin liên hệ", "Contact"), contact));
    }
    blocks.push(field(
        t("Nội dung yêu cầu giải quyết", "Procedure requested"),
        language.of(&procedure.title),
    ));
    blocks.push(Block::Text(
        t("Thành phần hồ sơ nộp gồm:", "The dossier consists of:").to_owned(),
    ));
    let row = |(number, paper): (usize, &ComponentId)| {
        vec![(number + 1).to_string(), matter.component(language, paper)]
    };
    blocks.push(Block::Table(Table {
        columns: vec![
            (t("STT", "No.").to_owned(), 8),
            (t("Tên thành phần hồ sơ", "Component").to_owned(), 92),
        ],
        rows: components.iter().enumerate().map(row).collect(),
    }));
    if let Some(sets) = matter.sets() {
        let sets = language.pick(format!("{sets:02} (bộ)"), sets.to_string());
        blocks.push(field(t("Số lượng hồ sơ", "Number of sets"), sets));
    }
    blocks.extend([
        field(
            t("Cách thức nộp", "Filed"),
            names::channel(language, &channel),
        ),
        field(
            t("Thời gian nhận hồ sơ", "Accepted as full and valid at"),
            moment(language, matter.at()),
        ),
        field(
            t("Thời gian giải quyết theo quy định", "Legal time limit"),
            term(language, due),
        ),
        field(
            t("Thời gian hẹn trả kết quả", "Result to be collected by"),
            matter.last_moment(language, due),
        ),
        field(t("Nơi trả kết quả", "Where"), matter.issuer(language)),
    ]);
    Some(Body {
        title: t(
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "RECEIPT OF THE DOSSIER WITH APPOINTMENT FOR THE RESULT",
        )
        .to_owned(),
        subject: language.pick(
            format!("Mã hồ sơ: {}", matter.code()?),
            format!("Dossier code: {}", matter.code()?),
        ),
        blocks,
        signatures: vec![
            signature(language, "NGƯỜI NỘP HỒ SƠ", "FILED BY"),
            signature(language, "NGƯỜI TIẾP NHẬN HỒ SƠ", "RECEIVED BY"),
        ],
    })
}

/// How the dossier was filed, and all that is in it by now.
fn filed(matter: &Matter<'_>) -> Option<(String, Vec<ComponentId>)> {
    let mut filed = None;
    let mut papers: Vec<ComponentId> = vec![];
    for (_, event) in matter.events() {
        let brought = if let CaseEvent::DossierSubmitted {
            channel,
            components,
            ..
        } = event
        {
            filed = Some(channel.to_string());
            components
        } else if let CaseEvent::DossierSupplemented { components, .. } = event {
            components
        } else {
            continue;
        };
        for component in brought {
            if !papers.contains(component) {
                papers.push(component.clone());
            }
        }
    }
    Some((filed?, papers))
}
