//! One row of a file of holidays: which days it names, and what they are.

use domain::calendar::HolidayKind;
use time::macros::format_description;
use time::{Date, Weekday};

use super::DayFault;
use super::part::Part;
use crate::http::turns_direction;

/// No holiday is this long, so a longer one is a slip.
const DAYS_MAX: i64 = 62;

/// A day that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which day.
    pub date: Date,
    /// What is the case on it.
    pub kind: DayKind,
    /// Whether the file says the kind in words, and not only by naming the day.
    pub kind_said: bool,
    /// Its name in Vietnamese, or in whatever language there is.
    pub vi: String,
    /// Its name in English, or in whatever language there is.
    pub en: String,
    /// Where it is laid down; empty when the file does not say.
    pub basis: String,
    /// Where it stands.
    pub place: Place,
}

/// Where a day stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
}

impl Place {
    /// The place without the folder, which is nobody else's business.
    pub(super) fn in_its_folder(&self) -> Self {
        let name = std::path::Path::new(&self.file).file_name();
        Self {
            file: name.map_or_else(String::new, |it| it.to_string_lossy().into_owned()),
            line: self.line,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl Day {
    /// What is wrong with its texts: they are shown on terminals and pages, and a day that stands
    /// where its name should would be lost.
    pub(super) fn fault(&self) -> Option<DayFault> {
        let texts = [&self.vi, &self.en, &self.basis];
        let unseen = |it: &&&String| it.chars().any(|it| it.is_control() || turns_direction(it));
        if let Some(text) = texts.iter().find(unseen) {
            let text = (*text).clone();
            return Some(DayFault::Unseen { text });
        }
        let named = [&self.vi, &self.en];
        let day = named.iter().find(|it| date(it).is_ok())?;
        let text = (*day).clone();
        Some(DayFault::DayAsName { text })
    }
}

/// What is the case on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Nobody works.
    Off(HolidayKind),
    /// It would be a weekly day off, and is worked.
    Worked,
}

impl DayKind {
    /// The name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DayKind::Off(HolidayKind::Holiday) => "a holiday",
            DayKind::Off(HolidayKind::Compensation) => "a compensation day",
            DayKind::Off(HolidayKind::Swapped) => "a swapped day off",
            DayKind::Worked => "a worked day",
        }
    }

    fn called(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase().replace(['_', ' '], "-");
        let off = |kind| Some(DayKind::Off(kind));
        match word.as_str() {
            "holiday" | "public-holiday" | "national-holiday" | "public" | "off" | "day-off"
            | "lễ" | "ngày-lễ" | "nghỉ-lễ" | "nghỉ" => off(HolidayKind::Holiday),
            "compensatory" | "compensation" | "compensated" | "observed" | "in-lieu"
            | "substitute" | "nghỉ-bù" => off(HolidayKind::Compensation),
            "swap-off" | "swapped" | "swapped-off" | "swap" | "hoán-đổi" | "nghỉ-hoán-đổi" => {
                off(HolidayKind::Swapped)
            }
            "swap-work" | "work" | "worked" | "working" | "working-day" | "workday" | "make-up"
            | "makeup" | "make-up-day" | "làm-bù" => Some(DayKind::Worked),
            _ => None,
        }
    }
}

/// The days that a row names: one, or a day off and the day that is worked for it.
pub(super) fn days(row: &[(Part, &str)], place: &Place) -> Result<Vec<Day>, DayFault> {
    let part = |wanted: Part| {
        let found = row.iter().find(|(part, _)| *part == wanted);
        found
            .map(|(_, text)| text.trim())
            .filter(|it| !it.is_empty())
    };
    say_one_thing(row)?;
    let instead = part(Part::WorkedInstead).map(date).transpose()?;
    let said = part(Part::Kind)
        .map(|text| DayKind::called(text).ok_or_else(|| unknown_kind(text)))
        .transpose()?;
    let usual = match instead {
        Some(_) => HolidayKind::Swapped,
        None => HolidayKind::Holiday,
    };
    let name = part(Part::Name);
    let vi = part(Part::Vi).or(name).or(part(Part::En)).unwrap_or("");
    let en = part(Part::En).or(name).or(part(Part::Vi)).unwrap_or("");
    let day = |date, kind| Day {
        date,
        kind,
        kind_said: said.is_some() || instead.is_some(),
        vi: in_one_line(vi),
        en: in_one_line(en),
        basis: in_one_line(part(Part::Basis).unwrap_or("")),
        place: place.clone(),
    };
    let mut days = vec![];
    if let Some(worked) = instead {
        days.push(day(worked, DayKind::Worked));
    }
    match part(Part::Date).map(date).transpose()? {
        Some(on) => {
            weekday_fits(on, part(Part::Weekday))?;
            let kind = said.unwrap_or(DayKind::Off(usual));
            let through = part(Part::Through).map(date).transpose()?;
            days.extend(each(on, through)?.map(|it| day(it, kind)));
        }
        None if instead.is_some() => (),
        None => return Err(not_a_date("")),
    }
    Ok(days)
}

/// A list and a day in it may both say its kind, and then the same one.
fn say_one_thing(row: &[(Part, &str)]) -> Result<(), DayFault> {
    let twice = row.iter().enumerate().find(|(number, (part, text))| {
        let before = row.iter().take(*number).find(|it| it.0 == *part);
        before.is_some_and(|(_, other)| match part {
            Part::Kind => DayKind::called(text) != DayKind::called(other),
            Part::Date | Part::Through | Part::WorkedInstead => text != other,
            Part::Weekday | Part::Vi | Part::En | Part::Name | Part::Basis => false,
        })
    });
    let name = |text: &str| text.to_owned();
    twice.map_or(Ok(()), |(_, (_, text))| {
        Err(DayFault::Twice { name: name(text) })
    })
}

/// The days from one to another, both among them; the one alone where there is no other.
fn each(from: Date, through: Option<Date>) -> Result<impl Iterator<Item = Date>, DayFault> {
    let through = through.unwrap_or(from);
    if !(0..DAYS_MAX).contains(&(through - from).whole_days()) {
        return Err(DayFault::NotARange { from, through });
    }
    let days = std::iter::successors(Some(from), |it| it.next_day());
    Ok(days.take_while(move |it| *it <= through))
}

/// The day that the text names as ISO 8601 writes it.
pub(super) fn date(text: &str) -> Result<Date, DayFault> {
    let form = format_description!("[year]-[month]-[day]");
    let date = Date::parse(text.trim(), form).ok();
    let counted = date.filter(|it| (1..=9999).contains(&it.year()));
    counted.ok_or_else(|| not_a_date(text))
}

pub(super) fn is_kind(text: &str) -> bool {
    DayKind::called(text).is_some()
}

pub(super) fn is_weekday(text: &str) -> bool {
    weekday(text).is_some()
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn weekday_fits(date: Date, text: Option<&str>) -> Result<(), DayFault> {
    match text.and_then(|it| weekday(it).map(|day| (it, day))) {
        Some((text, day)) if day != date.weekday() => Err(DayFault::AnotherWeekday {
            date,
            weekday: date.weekday(),
            text: text.to_owned(),
        }),
        Some(_) | None => Ok(()),
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    let word = text.trim().to_lowercase();
    match word.as_str() {
        "mon" | "monday" | "thứ hai" | "thứ 2" | "t2" => Some(Weekday::Monday),
        "tue" | "tues" | "tuesday" | "thứ ba" | "thứ 3" | "t3" => Some(Weekday::Tuesday),
        "wed" | "wednesday" | "thứ tư" | "thứ 4" | "t4" => Some(Weekday::Wednesday),
        "thu" | "thur" | "thurs" | "thursday" | "thứ năm" | "thứ 5" | "t5" => {
            Some(Weekday::Thursday)
        }
        "fri" | "friday" | "thứ sáu" | "thứ 6" | "t6" => Some(Weekday::Friday),
        "sat" | "saturday" | "thứ bảy" | "thứ 7" | "t7" => Some(Weekday::Saturday),
        "sun" | "sunday" | "chủ nhật" | "cn" => Some(Weekday::Sunday),
        _ => None,
    }
}

fn not_a_date(text: &str) -> DayFault {
    DayFault::NotADate {
        text: text.to_owned(),
    }
}

fn unknown_kind(text: &str) -> DayFault {
    DayFault::UnknownKind {
        text: text.to_owned(),
    }
}
