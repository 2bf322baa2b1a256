//! From what a term is counted, and what moved its end: what an applicant asks first.

use domain::calendar::{SkippedDay, Unit};
use domain::{Calendar, Language};
use projections::deadline::DeadlineLine;

use crate::pages::reckoning;

/// What happened on the day from which a term is counted.
pub(super) fn begun(language: Language, line: &DeadlineLine) -> Option<String> {
    let in_hours = line.limit().is_some_and(|it| it.unit == Unit::WorkingHours);
    let event = match line.moved {
        0 => first_begun(language, &line.clock)?,
        // Hours that stood still go on after the end of a day, on which nothing need have happened.
        _ if in_hours => return None,
        _ => begun_again(language, line.moved_by.as_deref()?)?,
    };
    let day = reckoning::date(language, line.counted_from);
    Some(language.pick(
        format!("Ngày {day} là ngày {event}."),
        format!("{day} is the day on which {event}."),
    ))
}

/// What begins a term. A dossier that arrives late in the day, or on a day off, counts as of the next
/// working day.
fn first_begun(language: Language, clock: &str) -> Option<&'static str> {
    let (vi, en) = match clock {
        "intake" => (
            "hồ sơ được tính là đã nhận",
            "the dossier counts as received",
        ),
        "total" | "consultation" => (
            "hồ sơ được tính là đã tiếp nhận đầy đủ, hợp lệ",
            "the dossier counts as accepted, full and valid",
        ),
        "supplement" => ("yêu cầu bổ sung hồ sơ", "the supplement was requested"),
        "pause" => ("hồ sơ bắt đầu tạm dừng", "the case came to a standstill"),
        "forwarding" => ("nhận đủ ý kiến", "the last opinion came"),
        "decision" => (
            "cơ quan quyết định có đủ hồ sơ",
            "whoever decides had all that is needed",
        ),
        "delivery" => ("có quyết định", "it was decided"),
        "follow_up" => ("trao kết quả", "the result was handed over"),
        other => {
            other.strip_prefix("opinion:")?;
            ("cơ quan nhận được văn bản", "the body received the letter")
        }
    };
    Some(language.pick(vi, en))
}

/// What lets a term begin or go on that was set before. A correction of the calendar leaves its
/// beginning where it was, whatever that is by then.
fn begun_again(language: Language, moved_by: &str) -> Option<&'static str> {
    let (vi, en) = match moved_by {
        "supplement" => (
            "hồ sơ được tính là đã bổ sung đầy đủ",
            "the supplement counts as brought",
        ),
        "pause" => ("hồ sơ hết tạm dừng", "the case went on"),
        "reappointment" => ("cơ quan hẹn lại", "another day was set"),
        _ => return None,
    };
    Some(language.pick(vi, en))
}

/// That a term which counts every day would end on a day off, and does not.
pub(super) fn moved_on(
    language: Language,
    line: &DeadlineLine,
    skipped: &[SkippedDay],
) -> Option<String> {
    line.limit().filter(|it| it.unit.counts_every_day())?;
    let last = reckoning::date(language, skipped.first()?.date);
    let due = reckoning::date(language, line.due_on);
    Some(language.pick(
        format!(
            "Ngày cuối của thời hạn, {last}, là ngày nghỉ, nên thời hạn kết thúc vào ngày làm việc \
             tiếp theo, {due} (khoản 5 Điều 148 Bộ luật Dân sự 2015)."
        ),
        format!(
            "Its last day, {last}, is a day off, so that it ends on the next working day, {due} \
             (Civil Code 2015 Art. 148.5)."
        ),
    ))
}

/// The weekly days off that are worked and count.
pub(super) fn worked(
    language: Language,
    line: &DeadlineLine,
    calendar: &Calendar,
) -> Option<String> {
    line.limit().filter(|it| !it.unit.counts_every_day())?;
    let worked = calendar.worked_between(line.counted_from, line.due_on);
    let days: Vec<_> = worked
        .iter()
        .map(|it| reckoning::date(language, it.date))
        .collect();
    let (first, days) = (days.first()?, days.join(", "));
    let several = first.len() < days.len();
    Some(language.pick(
        format!("Có tính ngày nghỉ hằng tuần phải làm bù: {days}."),
        if several {
            format!("These weekly days off are worked and count: {days}.")
        } else {
            format!("{days} is worked although it is a weekly day off, and counts.")
        },
    ))
}
