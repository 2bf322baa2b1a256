//! Why each deadline of a case stands where it stands, in sentences that everybody can read.

mod reasons;

use domain::calendar::{Skipped, SkippedDay, Unit};
use domain::law::Bilingual;
use domain::{Calendar, Language};
use projections::deadline::DeadlineLine;
use time::{Date, UtcOffset};

use super::citation::basis;
use super::frame::Reader;
use super::reckoning::{self, Standing};

/// A deadline as the page shows it.
pub(super) struct Term {
    /// Names it among those of its case.
    pub(super) id: String,
    /// Which term it is.
    pub(super) title: String,
    /// Its last day.
    pub(super) end: String,
    pub(super) standing: &'static str,
    /// How it stands, in words.
    pub(super) remaining: String,
    pub(super) responsible: String,
    /// Why it ends there.
    pub(super) sentences: Vec<String>,
    pub(super) skipped: Vec<SkippedLine>,
}

/// A day that was not counted.
pub(super) struct SkippedLine {
    pub(super) date: String,
    pub(super) why: String,
}

impl Term {
    pub(super) fn of(line: &DeadlineLine, reader: &Reader) -> Self {
        let language = reader.language;
        let calendar = line.counted_with(&reader.law);
        let offset = calendar.map_or(reader.offset, Calendar::offset);
        let skipped = match (calendar, line.term()) {
            (Some(calendar), Some(deadline)) => calendar.skipped(&deadline),
            (None, _) | (_, None) => vec![],
        };
        let (standing, remaining) = stands(line, reader, calendar, offset);
        let sentences = sentences(language, line, calendar, offset, &skipped);
        Self {
            id: line.clock.replace(':', "-"),
            title: named(&line.clock, reader),
            end: reckoning::date(language, line.due_on),
            standing,
            remaining,
            responsible: reader.agency(&line.agency),
            sentences,
            skipped: skipped
                .iter()
                .map(|it| skipped_line(language, it))
                .collect(),
        }
    }
}

/// Why a term ends where it ends, in both languages.
pub(crate) fn explanation(
    line: &DeadlineLine,
    calendar: Option<&Calendar>,
    skipped: &[SkippedDay],
) -> Bilingual {
    let offset = calendar.map_or(UtcOffset::UTC, Calendar::offset);
    let told = |language| sentences(language, line, calendar, offset, skipped).join(" ");
    Bilingual {
        vi: told(Language::Vi),
        en: told(Language::En),
    }
}

fn sentences(
    language: Language,
    line: &DeadlineLine,
    calendar: Option<&Calendar>,
    offset: UtcOffset,
    skipped: &[SkippedDay],
) -> Vec<String> {
    let mut sentences = vec![counted(language, line, skipped)];
    sentences.extend(reasons::begun(language, line));
    sentences.extend(reasons::moved_on(language, line, skipped));
    sentences.extend(calendar.and_then(|it| reasons::worked(language, line, it)));
    sentences.extend(moved(language, line));
    sentences.extend(paused(language, line));
    sentences.extend(end_hour(language, line, offset));
    sentences.extend(calendar.and_then(|it| not_known(language, line, it)));
    sentences
}

/// What a term is called.
pub(super) fn named(clock: &str, reader: &Reader) -> String {
    let language = reader.language;
    let (vi, en) = match clock {
        "total" => ("Thời hạn giải quyết", "The whole procedure"),
        "intake" => ("Kiểm tra thành phần hồ sơ", "Check of the dossier"),
        "supplement" => ("Tổ chức bổ sung hồ sơ", "The applicant's supplement"),
        "pause" => ("Chờ việc đã nêu", "What the case waits for"),
        "consultation" => (
            "Gửi văn bản lấy ý kiến",
            "Sending the letters of consultation",
        ),
        "forwarding" => (
            "Chuyển hồ sơ đến cơ quan quyết định",
            "Handing over to the decider",
        ),
        "delivery" => ("Trả kết quả", "Handing over"),
        "follow_up" => (
            "Việc phải làm sau quyết định",
            "What has to be done afterwards",
        ),
        "decision" => ("Thẩm định và quyết định", "Appraisal and decision"),
        other => {
            let agency = reader.agency(other.strip_prefix("opinion:").unwrap_or(other));
            return language.pick(
                format!("Ý kiến của {agency}"),
                format!("Opinion of {agency}"),
            );
        }
    };
    language.pick(vi, en).to_owned()
}

fn stands(
    line: &DeadlineLine,
    reader: &Reader,
    calendar: Option<&Calendar>,
    offset: UtcOffset,
) -> (&'static str, String) {
    let language = reader.language;
    if let Some(met) = line.met_at {
        let (standing, text) = reckoning::outcome(language, line.due_at, met, offset);
        let day = reckoning::date(language, met.to_offset(offset).date());
        let done = language.pick(
            format!("xong ngày {day}, {text}"),
            format!("done {day}, {text}"),
        );
        return (standing.class(), done);
    }
    if line.dropped {
        let text = language.pick("không còn áp dụng", "no longer applies");
        return (Standing::Kept.class(), text.to_owned());
    }
    if line.paused_from.is_some() {
        return (
            "paused",
            language.pick("tạm dừng", "stands still").to_owned(),
        );
    }
    let now = reader.now;
    let (standing, text) = reckoning::remaining(language, calendar, line.due_at, now, offset);
    (standing.class(), text)
}

/// From when, how long, past which days off, and under which article.
fn counted(language: Language, line: &DeadlineLine, skipped: &[SkippedDay]) -> String {
    let from = reckoning::date(language, line.counted_from);
    let unit = line.limit().map(|it| it.unit);
    let limit = line.limit();
    let limit = limit.map_or_else(String::new, |it| reckoning::limit(language, it));
    let passed = if unit.is_some_and(Unit::counts_every_day) {
        String::new()
    } else {
        passed_over(language, skipped)
    };
    // Hours run on the day itself, too.
    let without = if unit == Some(Unit::WorkingHours) {
        ""
    } else {
        language.pick(" (không tính ngày này)", " (not counted itself)")
    };
    let basis = basis(language, &line.basis);
    language.pick(
        format!("Tính từ ngày {from}{without}, {limit}{passed}; căn cứ {basis}."),
        format!("Counted from {from}{without}, {limit}{passed}, under {basis}."),
    )
}

/// How many days off were passed over, and which holidays were among them.
fn passed_over(language: Language, skipped: &[SkippedDay]) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let mut holidays: Vec<&str> = vec![];
    for day in skipped {
        if let Skipped::Holiday { vi, en, .. } = &day.why {
            let name = language.pick(vi, en).as_str();
            if !holidays.contains(&name) {
                holidays.push(name);
            }
        }
    }
    let count = i64::try_from(skipped.len()).unwrap_or(i64::MAX);
    let plural = if count == 1 { "day" } else { "days" };
    let names = if holidays.is_empty() {
        String::new()
    } else {
        language.pick(
            format!(", trong đó có {}", holidays.join(", ")),
            format!(", among them {}", holidays.join(", ")),
        )
    };
    language.pick(
        format!(", bỏ qua {count} ngày nghỉ{names}"),
        format!(", passing over {count} {plural} off{names}"),
    )
}

fn moved(language: Language, line: &DeadlineLine) -> Option<String> {
    if line.moved == 0 {
        return None;
    }
    let first = reckoning::date(language, line.first_due_on);
    let (times_vi, times_en) = match line.moved {
        1 => ("một lần".to_owned(), "once".to_owned()),
        2 => ("hai lần".to_owned(), "twice".to_owned()),
        more => (format!("{more} lần"), format!("{more} times")),
    };
    let (why_vi, why_en) = match line.moved_by.as_deref() {
        Some("reappointment") => (
            "cơ quan đã xin lỗi và hẹn lại ngày trả kết quả",
            "the agency apologised and set another day",
        ),
        Some("calendar") => (
            "lịch làm việc được đính chính",
            "the calendar of working days was corrected",
        ),
        Some("pause") => ("hồ sơ phải tạm dừng", "the case had to wait"),
        _ => ("phải chờ tổ chức bổ sung hồ sơ", "a supplement was awaited"),
    };
    let (last_vi, last_en) = match line.moved {
        1 => ("", ""),
        _ => ("lần cuối ", "the last time "),
    };
    Some(language.pick(
        format!("Đã dời {times_vi}, từ ngày {first}, {last_vi}vì {why_vi}."),
        format!("Moved {times_en}, from {first}, {last_en}because {why_en}."),
    ))
}

fn paused(language: Language, line: &DeadlineLine) -> Option<String> {
    let since = paused_since(line)?;
    let since = reckoning::date(language, since);
    Some(language.pick(
        format!("Tạm dừng tính từ ngày {since} vì hồ sơ đang phải chờ."),
        format!("It stands still since {since}, because the case has to wait."),
    ))
}

/// At what time of its last day a term in hours ends.
fn end_hour(language: Language, line: &DeadlineLine, offset: UtcOffset) -> Option<String> {
    let in_hours = line.limit().is_some_and(|it| it.unit == Unit::WorkingHours);
    let at = reckoning::moment(language, line.due_at, offset);
    in_hours.then(|| {
        language.pick(
            format!("Tính theo giờ làm việc, hết hạn lúc {at}."),
            format!("Only hours of work are counted; it ends at {at}."),
        )
    })
}

/// A term that reaches into a year whose holidays nobody has set yet may still move.
fn not_known(language: Language, line: &DeadlineLine, calendar: &Calendar) -> Option<String> {
    let open = line.met_at.is_none() && !line.dropped;
    let mut years = line.counted_from.year()..=line.due_on.year();
    let year = years.find(|it| !calendar.covers(*it)).filter(|_| open)?;
    Some(language.pick(
        format!("Lịch nghỉ năm {year} chưa có; ngày này có thể thay đổi."),
        format!("The holidays of {year} are not set yet, so this day may still move."),
    ))
}

fn paused_since(line: &DeadlineLine) -> Option<Date> {
    line.paused_from
        .filter(|_| line.met_at.is_none() && !line.dropped)
}

fn skipped_line(language: Language, day: &SkippedDay) -> SkippedLine {
    let why = match &day.why {
        Skipped::WeeklyDayOff => language.pick("nghỉ hằng tuần", "weekly day off"),
        Skipped::Holiday { vi, en, .. } => language.pick(vi, en).as_str(),
    };
    SkippedLine {
        date: reckoning::date(language, day.date),
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests;
