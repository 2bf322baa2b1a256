//! What time brought, in a sentence.

use domain::AgencyId;
use domain::calendar::Deadline;
use domain::case::{Clock, GoesOn, Moved, Pause};
use domain::law::PauseKind;
use time::Date;

use super::super::frame::Reader;
use super::super::{citation, reckoning, terms};
use domain::Language;

pub(super) fn reappointed(language: Language, was_due: Date, deadline: &Deadline) -> String {
    let (first, due) = (
        reckoning::date(language, was_due),
        reckoning::date(language, deadline.due),
    );
    let basis = citation::basis(language, &deadline.basis);
    language.pick(
        format!("Xin lỗi và hẹn lại ngày trả kết quả từ {first} sang {due} ({basis})."),
        format!("With an apology, the result was put off from {first} to {due} ({basis})."),
    )
}

pub(super) fn paused(language: Language, pause: &Pause) -> String {
    match pause {
        Pause::Payment { sum, .. } => language.pick(
            format!("Yêu cầu nộp {sum}; thời hạn tạm dừng."),
            format!("A payment of {sum} was asked for; the terms stand still."),
        ),
        Pause::Applicant {} => language
            .pick(
                "Chờ người nộp hồ sơ; thời hạn tạm dừng.",
                "The case waits for the applicant; the terms stand still.",
            )
            .to_owned(),
        Pause::Suspension {} => language
            .pick(
                "Tạm dừng hồ sơ; thời hạn tạm dừng.",
                "The case is suspended; the terms stand still.",
            )
            .to_owned(),
    }
}

pub(super) fn resumed(reader: &Reader, pause: PauseKind, ends: &[GoesOn]) -> String {
    let language = reader.language;
    let each = ends.iter().map(|it| {
        let term = terms::named(&it.clock.to_string(), reader);
        let due = reckoning::date(language, it.deadline.due);
        language.pick(format!("{term}: đến {due}"), format!("{term}: until {due}"))
    });
    let each = each.collect::<Vec<_>>().join("; ");
    let (vi, en) = match pause {
        PauseKind::Payment => ("Đã nộp phí", "The fee was paid"),
        PauseKind::Applicant | PauseKind::Supplement => (
            "Người nộp hồ sơ đã thực hiện",
            "The applicant did what was waited for",
        ),
        PauseKind::Suspension => ("Hết tạm dừng", "The suspension ended"),
    };
    let (vi, en) = (
        format!("{vi}; thời hạn tính tiếp. {each}."),
        format!("{en}; the terms go on. {each}."),
    );
    language.pick(vi, en)
}

pub(super) fn recounted(reader: &Reader, moved: &[Moved]) -> String {
    let language = reader.language;
    let each = moved.iter().map(|it| {
        let term = terms::named(&it.clock.to_string(), reader);
        let (first, due) = (
            reckoning::date(language, it.was_due),
            reckoning::date(language, it.deadline.due),
        );
        language.pick(
            format!("{term}: từ {first} sang {due}"),
            format!("{term}: from {first} to {due}"),
        )
    });
    let each = each.collect::<Vec<_>>().join("; ");
    language.pick(
        format!("Lịch làm việc được đính chính, thời hạn tính lại. {each}."),
        format!("The calendar was corrected and terms were counted again. {each}."),
    )
}

pub(super) fn missed(
    reader: &Reader,
    clock: &Clock,
    agency: &AgencyId,
    due: Date,
    reported_to: Option<&AgencyId>,
) -> String {
    let language = reader.language;
    let term = terms::named(&clock.to_string(), reader);
    let due = reckoning::date(language, due);
    let agency = reader.agency(agency.as_str());
    let reported = reported_to.map_or_else(String::new, |it| {
        let to = reader.agency(it.as_str());
        if let Clock::Opinion(_) = clock {
            return language.pick(
                format!(" Đã báo cáo {to}; chậm trả lời không có nghĩa là đồng ý."),
                format!(" It was reported to {to}; silence is no consent."),
            );
        }
        language.pick(
            format!(" Đã báo cáo {to}."),
            format!(" It was reported to {to}."),
        )
    });
    language.pick(
        format!("Quá hạn ngày {due}: {term} ({agency}).{reported}"),
        format!("Overdue since {due}: {term} ({agency}).{reported}"),
    )
}
