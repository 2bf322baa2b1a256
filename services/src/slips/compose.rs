//! What each paper says: a function of the case's history up to the event that calls for it.

mod book;
mod certificate;
mod control;
mod matter;
mod notices;
mod receipt;
mod words;

use domain::Language;
use domain::slip::SlipKind;

pub use self::book::{Book, book};
pub use self::matter::Matter;
use super::content::{Block, Confirmation, Paper, Sheet, Signature};

/// What the confirmation's address begins with, and what only the paper tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub String);

/// What is particular to a kind of paper.
struct Body {
    title: String,
    subject: String,
    blocks: Vec<Block>,
    signatures: Vec<Signature>,
}

/// The paper that the last event of the history calls for; none if it calls for none.
#[must_use]
pub fn compose(matter: &Matter<'_>, language: Language, at: &Address) -> Option<Paper> {
    let kind = matter.last()?.slip()?;
    let body = match kind {
        SlipKind::Receipt => receipt::receipt(matter, language)?,
        SlipKind::SupplementRequest => notices::supplement(matter, language)?,
        SlipKind::Refusal => notices::refusal(matter, language)?,
        SlipKind::Apology => notices::apology(matter, language)?,
        SlipKind::StoppingNotice => notices::stopping(matter, language)?,
        SlipKind::ControlSlip => control::control_slip(matter, language)?,
        SlipKind::Certificate => certificate::certificate(matter, language)?,
    };
    let issuer = match kind {
        SlipKind::Certificate => matter.decider(language),
        SlipKind::Receipt
        | SlipKind::SupplementRequest
        | SlipKind::Refusal
        | SlipKind::Apology
        | SlipKind::StoppingNotice
        | SlipKind::ControlSlip => matter.issuer(language),
    };
    let moment = matter.at();
    Some(Paper {
        language,
        sheet: Sheet::Upright,
        form: matter.form(language, kind),
        issuer,
        number: matter.number(kind, language),
        day: words::day(language, moment.date()),
        at: moment,
        title: body.title,
        subject: body.subject,
        blocks: body.blocks,
        signatures: body.signatures,
        confirmation: Some(Confirmation {
            url: at.0.clone(),
            hint: language
                .pick(
                    "Quét mã hoặc mở địa chỉ dưới đây để đối chiếu giấy này với sổ sự kiện:",
                    "Scan the code or open the address below to compare this paper with the log:",
                )
                .to_owned(),
        }),
    })
}

fn field(name: &str, value: impl Into<String>) -> Block {
    Block::Field {
        name: name.to_owned(),
        value: value.into(),
    }
}

fn signature(language: Language, vi: &str, en: &str) -> Signature {
    Signature {
        role: language.pick(vi, en).to_owned(),
        hint: language
            .pick("(Ký, ghi rõ họ tên)", "(Signature and full name)")
            .to_owned(),
    }
}

fn sealed(language: Language, role: &str) -> Signature {
    Signature {
        role: role.to_uppercase(),
        hint: language
            .pick(
                "(Ký, ghi rõ họ tên, đóng dấu)",
                "(Signature, full name and seal)",
            )
            .to_owned(),
    }
}
