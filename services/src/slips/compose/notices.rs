//! Forms 02 to 05: what the applicant is asked for, and why the case does not go on as hoped.

use domain::Language;
use domain::calendar::Deadline;
use domain::case::CaseEvent;
use domain::law::ClockAfterSupplement;
use domain::{GroundId, PersonalRef};
use time::Date;

use super::matter::Matter;
use super::words::{act, day};
use super::{Block, Body, field, sealed, signature};
use crate::slips::content::Table;

/// Form 02.
pub(super) fn supplement(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let CaseEvent::SupplementRequested {
        missing,
        reason,
        waits_from,
        deadline,
    } = matter.last()?
    else {
        return None;
    };
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let mut blocks = addressed(matter, language)?;
    blocks.push(Block::Text(
        t(
            "Để có đủ cơ sở giải quyết, đề nghị bổ sung, hoàn thiện các nội dung sau, một lần, \
             đầy đủ và chính xác:",
            "So that the dossier can be resolved, please supplement the following, once, \
             completely and exactly:",
        )
        .to_owned(),
    ));
    let row = |(number, paper): (usize, _)| {
        vec![(number + 1).to_string(), matter.component(language, paper)]
    };
    blocks.push(Block::Table(Table {
        columns: vec![
            (t("STT", "No.").to_owned(), 8),
            (
                t("Nội dung cần bổ sung, hoàn thiện", "To be supplemented").to_owned(),
                92,
            ),
        ],
        rows: missing.iter().enumerate().map(row).collect(),
    }));
    if let Some(reason) = reason {
        blocks.push(field(t("Hướng dẫn", "Guidance"), matter.text(reason)));
    }
    blocks.extend(time_limit(matter, language, *waits_from)?);
    if let Some(deadline) = deadline {
        blocks.extend(to_be_brought(matter, language, deadline)?);
    }
    Some(Body {
        title: t(
            "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
            "REQUEST TO SUPPLEMENT THE DOSSIER",
        )
        .to_owned(),
        subject: coded(matter, language),
        blocks,
        signatures: vec![
            signature(language, "NGƯỜI NHẬN PHIẾU", "HANDED TO"),
            signature(language, "NGƯỜI HƯỚNG DẪN", "GUIDED BY"),
        ],
    })
}

/// What becomes of the time limit while the dossier waits, and afterwards.
fn time_limit(matter: &Matter<'_>, language: Language, waits_from: Date) -> Option<Vec<Block>> {
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    // Before the acceptance nothing runs that could stand still.
    if matter.code().is_none() {
        return Some(vec![Block::Text(
            t(
                "Thời hạn giải quyết được tính từ ngày nhận đủ hồ sơ hợp lệ.",
                "The time limit is counted from the day on which the dossier is full and valid.",
            )
            .to_owned(),
        )]);
    }
    let afterwards = match matter.rules()?.supplements.clock {
        ClockAfterSupplement::Restart => t(
            "Khi nhận đủ hồ sơ, thời hạn giải quyết được tính lại từ đầu.",
            "Once the dossier is complete, the time limit begins anew.",
        ),
        ClockAfterSupplement::Resume => t(
            "Khi nhận đủ hồ sơ, thời hạn giải quyết được tính tiếp.",
            "Once the dossier is complete, the time limit goes on.",
        ),
    };
    let stands = t(
        "Thời gian giải quyết tạm dừng từ",
        "The time limit is suspended from",
    );
    Some(vec![
        field(stands, day(language, waits_from)),
        Block::Text(afterwards.to_owned()),
    ])
}

/// By when the supplement has to be there, where the procedure says so, and what happens otherwise.
fn to_be_brought(
    matter: &Matter<'_>,
    language: Language,
    deadline: &Deadline,
) -> Option<Vec<Block>> {
    let due = format!(
        "{} ({})",
        matter.last_moment(language, deadline),
        act(language, &deadline.basis)
    );
    let by = field(language.pick("Bổ sung chậm nhất", "To be brought by"), due);
    let lapses = matter.rules()?.supplements.lapse_ground.is_some();
    let otherwise = lapses.then(|| {
        let told = language.pick(
            "Quá ngày này mà chưa bổ sung, việc giải quyết hồ sơ dừng lại.",
            "If it is not brought by then, processing stops.",
        );
        Block::Text(told.to_owned())
    });
    Some([by].into_iter().chain(otherwise).collect())
}

/// Form 03.
pub(super) fn refusal(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let last = matter.last()?;
    let (title, told, why) = if let CaseEvent::IntakeRefused { ground, reason } = last {
        (
            t(
                "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
                "REFUSAL TO TAKE IN THE DOSSIER",
            ),
            t(
                "Qua kiểm tra, hồ sơ không được tiếp nhận với lý do cụ thể như sau:",
                "After examination the dossier is not taken in, for this reason:",
            ),
            (ground, reason),
        )
    } else if let CaseEvent::ApplicationRefused { ground, reason } = last {
        (
            t(
                "THÔNG BÁO KHÔNG CHẤP THUẬN HỒ SƠ",
                "REFUSAL OF THE APPLICATION",
            ),
            t(
                "Qua thẩm định, hồ sơ không được chấp thuận với lý do cụ thể như sau:",
                "After appraisal the application is not approved, for this reason:",
            ),
            (ground, reason),
        )
    } else {
        return None;
    };
    let mut blocks = addressed(matter, language)?;
    blocks.push(Block::Text(told.to_owned()));
    blocks.extend(because(matter, language, why));
    Some(Body {
        title: title.to_owned(),
        subject: coded(matter, language),
        blocks,
        signatures: vec![
            signature(language, "NGƯỜI NHẬN PHIẾU", "HANDED TO"),
            sealed(language, &matter.issuer(language)),
        ],
    })
}

/// Form 04.
pub(super) fn apology(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let CaseEvent::Reappointed {
        was_due,
        deadline,
        reason,
    } = matter.last()?
    else {
        return None;
    };
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let mut blocks = addressed(matter, language)?;
    blocks.push(Block::Text(
        t(
            "Hồ sơ chưa thể có kết quả đúng ngày đã hẹn. Cơ quan tiếp nhận xin lỗi và hẹn lại ngày \
             trả kết quả như sau:",
            "The result cannot be given on the day that was set. The receiving body apologises, and \
             sets another day:",
        )
        .to_owned(),
    ));
    let days = [
        (t("Ngày đã hẹn", "Set before"), *was_due),
        (t("Ngày hẹn lại", "Set now"), deadline.due),
    ];
    blocks.extend(days.map(|(name, date)| field(name, day(language, date))));
    if let Some(reason) = reason {
        blocks.push(field(t("Lý do", "Reason"), matter.text(reason)));
    }
    Some(Body {
        title: t(
            "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
            "APOLOGY AND NEW DAY FOR THE RESULT",
        )
        .to_owned(),
        subject: coded(matter, language),
        blocks,
        signatures: vec![
            signature(language, "NGƯỜI NHẬN PHIẾU", "HANDED TO"),
            sealed(language, &matter.issuer(language)),
        ],
    })
}

/// Form 05.
pub(super) fn stopping(matter: &Matter<'_>, language: Language) -> Option<Body> {
    let t = |vi: &'static str, en: &'static str| language.pick(vi, en);
    let mut blocks = addressed(matter, language)?;
    let last = matter.last()?;
    if let CaseEvent::DossierWithdrawn { reason } = last {
        blocks.push(Block::Text(
            t(
                "Theo đề nghị rút hồ sơ của tổ chức, việc giải quyết hồ sơ dừng từ ngày ra \
                 thông báo này.",
                "The applicant has withdrawn the dossier; processing stops on the day of \
                 this notice.",
            )
            .to_owned(),
        ));
        if let Some(reason) = reason {
            blocks.push(field(t("Lý do", "Reason"), matter.text(reason)));
        }
    } else if let CaseEvent::ProcessingStopped { ground, reason } = last {
        blocks.push(Block::Text(
            t(
                "Việc giải quyết hồ sơ dừng từ ngày ra thông báo này với lý do cụ thể như sau:",
                "Processing stops on the day of this notice, for this reason:",
            )
            .to_owned(),
        ));
        blocks.extend(because(matter, language, (ground, reason)));
    } else {
        return None;
    }
    Some(Body {
        title: t(
            "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
            "NOTICE THAT PROCESSING STOPS",
        )
        .to_owned(),
        subject: coded(matter, language),
        blocks,
        signatures: vec![
            signature(language, "NGƯỜI NHẬN THÔNG BÁO", "HANDED TO"),
            sealed(language, &matter.issuer(language)),
        ],
    })
}

/// To whom, and about which dossier.
fn addressed(matter: &Matter<'_>, language: Language) -> Option<Vec<Block>> {
    let (applicant, contact) = matter.applicant()?;
    let mut blocks = vec![field(language.pick("Kính gửi", "To"), applicant)];
    if !contact.is_empty() {
        blocks.push(field(
            language.pick("Thông tin liên hệ", "Contact"),
            contact,
        ));
    }
    blocks.push(field(
        language.pick("Nội dung yêu cầu giải quyết", "Procedure requested"),
        language.of(&matter.procedure()?.title),
    ));
    Some(blocks)
}

fn because(
    matter: &Matter<'_>,
    language: Language,
    (ground, reason): (&GroundId, &Option<PersonalRef>),
) -> Vec<Block> {
    let ground = matter.ground(language, ground);
    let mut blocks = vec![field(language.pick("Căn cứ", "Ground"), ground)];
    if let Some(reason) = reason {
        let name = language.pick("Giải thích", "Explanation");
        blocks.push(field(name, matter.text(reason)));
    }
    blocks
}

fn coded(matter: &Matter<'_>, language: Language) -> String {
    matter.code().map_or_else(String::new, |code| {
        language.pick(format!("Mã hồ sơ: {code}"), format!("Dossier code: {code}"))
    })
}
