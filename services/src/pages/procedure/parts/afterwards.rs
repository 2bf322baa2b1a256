//! What comes of a case while it waits, when it is late, and when it is over.

use domain::law::{ClockAfterSupplement, Duty, DutyTerm, Every, PauseKind, ReportDue, Rules};

use super::{Line, Part, further, term};
use crate::pages::frame::Reader;
use crate::pages::{names, reckoning};

/// These parts, as far as there is something in them.
pub(super) fn parts(rules: &Rules, reader: &Reader) -> Vec<Part> {
    let language = reader.language;
    let parts = [
        further(
            "waiting",
            language.pick(
                "Bổ sung, tạm dừng, hẹn lại",
                "Supplements, pauses, another day",
            ),
            waiting(rules, reader),
        ),
        further(
            "result",
            language.pick("Kết quả", "Result"),
            result(rules, reader),
        ),
        further(
            "duties",
            language.pick("Nghĩa vụ sau khi có kết quả", "What is owed afterwards"),
            rules.duties.iter().map(|it| duty(it, reader)).collect(),
        ),
    ];
    parts.into_iter().flatten().collect()
}

fn waiting(rules: &Rules, reader: &Reader) -> Vec<Line> {
    let language = reader.language;
    let supplements = &rules.supplements;
    let max = supplements.requests_max;
    let requests = language.pick(
        format!("Yêu cầu bổ sung tối đa {max} lần"),
        format!("At most {max} requests for a supplement"),
    );
    let mut lines = vec![
        Line::of(requests)
            .noted(after(supplements.clock, reader))
            .under(reader, &supplements.basis),
    ];
    let limited = [
        (
            language.pick(
                "Yêu cầu sau khi tiếp nhận, trong",
                "A request after acceptance, within",
            ),
            &supplements.after_acceptance,
        ),
        (
            language.pick("Người nộp bổ sung trong", "The applicant's answer, within"),
            &supplements.answer_within,
        ),
    ];
    let limited = limited.into_iter();
    lines.extend(limited.filter_map(|(name, limit)| Some(term(name, limit.as_ref()?, reader))));
    lines.extend(rules.pauses.iter().map(|it| {
        Line::of(paused_for(it.pause, reader))
            .noted(after(it.total, reader))
            .under(reader, &it.basis)
    }));
    lines.extend(rules.reappointment.iter().map(|it| {
        let max = it.times_max;
        let notice = reckoning::limit(language, it.notice.limit);
        Line::of(language.pick(
            format!("Hẹn lại ngày trả kết quả tối đa {max} lần"),
            format!("Another day for the result, at most {max} time(s)"),
        ))
        .noted(language.pick(
            format!("báo trước ít nhất {notice}, kèm lời xin lỗi"),
            format!("with an apology, at least {notice} before"),
        ))
        .under(reader, &it.basis)
    }));
    lines
}

fn paused_for(kind: PauseKind, reader: &Reader) -> &'static str {
    let language = reader.language;
    match kind {
        PauseKind::Supplement => language.pick("Chờ bổ sung hồ sơ", "Waiting for a supplement"),
        PauseKind::Payment => language.pick("Chờ nộp phí, lệ phí", "Waiting for a payment"),
        PauseKind::Applicant => language.pick("Chờ người nộp", "Waiting for the applicant"),
        PauseKind::Suspension => language.pick(
            "Chờ việc khác có trước",
            "Waiting for something that comes first",
        ),
    }
}

fn after(clock: ClockAfterSupplement, reader: &Reader) -> &'static str {
    match clock {
        ClockAfterSupplement::Restart => reader.language.pick(
            "sau đó thời hạn tính lại từ đầu",
            "then the term starts again",
        ),
        ClockAfterSupplement::Resume => reader
            .language
            .pick("sau đó thời hạn tính tiếp", "then the term goes on"),
    }
}

fn result(rules: &Rules, reader: &Reader) -> Vec<Line> {
    let (language, result) = (reader.language, &rules.result);
    let kind = names::certificate_kind(&reader.law, language, result.certificate.as_str());
    let years = result.validity_years_max.map(|years| {
        let plural = if years == 1 { "year" } else { "years" };
        language.pick(
            format!("có giá trị không quá {years} năm"),
            format!("valid for at most {years} {plural}"),
        )
    });
    let line = Line::of(kind).noted(years.unwrap_or_default());
    let mut lines = vec![line.under(reader, &result.basis)];
    lines.extend(
        result
            .follow_up
            .iter()
            .map(|it| term(language.of(&it.title), &it.term, reader)),
    );
    lines
}

fn duty(duty: &Duty, reader: &Reader) -> Line {
    Line::of(reader.language.of(&duty.title))
        .noted(due(duty.due, reader))
        .under(reader, &duty.basis)
}

/// By when something is owed, in words.
fn due(term: DutyTerm, reader: &Reader) -> String {
    let language = reader.language;
    let within = |limit| reckoning::limit(language, limit);
    match term {
        DutyTerm::AfterIssue(limit) => language.pick(
            format!("{} kể từ khi cấp", within(limit)),
            format!("{} from the issue", within(limit)),
        ),
        DutyTerm::AfterCertificate(limit) => language.pick(
            format!("{} kể từ khi cấp, gia hạn, sửa đổi, bổ sung", within(limit)),
            format!(
                "{} from the issue, an extension or an amendment",
                within(limit)
            ),
        ),
        DutyTerm::AfterReceipt(limit) => language.pick(
            format!("{} kể từ khi nhận", within(limit)),
            format!("{} from the hand-over", within(limit)),
        ),
        DutyTerm::AfterEachReceipt(limit) => language.pick(
            format!(
                "{} kể từ mỗi lần nhận khi cấp, gia hạn, sửa đổi, bổ sung",
                within(limit)
            ),
            format!(
                "{} from each hand-over: of the issue, an extension, an amendment",
                within(limit)
            ),
        ),
        DutyTerm::AfterChange(limit) => language.pick(
            format!("{} kể từ khi thay đổi", within(limit)),
            format!("{} from the change", within(limit)),
        ),
        DutyTerm::Yearly { month, day, closes } => {
            let closed = closes.map_or_else(String::new, |it| {
                let (day, month) = (it.day, it.month);
                language.pick(
                    format!(", số liệu đến ngày {day:02}/{month:02}"),
                    format!(", about the time up to {day:02}/{month:02}"),
                )
            });
            language.pick(
                format!("trước hết ngày {day:02}/{month:02} hằng năm{closed}"),
                format!("by {day:02}/{month:02} (day/month) of each year{closed}"),
            )
        }
        DutyTerm::BeforeEnd { days } => language.pick(
            format!("ít nhất {days} ngày trước ngày hết hạn"),
            format!("at least {days} days before the last day"),
        ),
        DutyTerm::Within { months } => language.pick(
            format!("không quá {months} tháng liên tục"),
            format!("never {months} months without it"),
        ),
        DutyTerm::EachPeriod { every, due } => each_period(every, due, reader),
        DutyTerm::AfterEnd(limit) => language.pick(
            format!("{} kể từ khi kết thúc", within(limit)),
            format!("{} from the end", within(limit)),
        ),
    }
}

fn each_period(every: Every, due: ReportDue, reader: &Reader) -> String {
    let language = reader.language;
    let every = match every {
        Every::Month => language.pick("hằng tháng", "for each month"),
        Every::HalfYear => language.pick("mỗi 6 tháng", "for each half of a year"),
        Every::Year => language.pick("hằng năm", "for each year"),
    };
    let ReportDue { months_after, day } = due;
    language.pick(
        format!("{every}, đến ngày {day} của tháng thứ {months_after} sau kỳ"),
        format!("{every}, by day {day} of month {months_after} after it"),
    )
}
