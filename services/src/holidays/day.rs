use domain::calendar::HolidayKind;
use time::macros::format_description;
use time::{Date, Weekday};

use super::DayFault;

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

/// What a part of a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Date,
    Kind,
    Weekday,
    Vi,
    En,
    Name,
    Basis,
    /// The weekly day off that is worked for the day off beside it.
    WorkedInstead,
}

impl Part {
    /// The part that a column or a key of this name holds.
    pub(super) fn called(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        match name.as_str() {
            "date" | "day" | "ngày" | "ngay" | "holiday_date" | "day_off" | "off" => {
                Some(Part::Date)
            }
            "kind" | "type" | "loại" | "loai" | "status" => Some(Part::Kind),
            "weekday" | "day_of_week" | "thứ" | "thu" => Some(Part::Weekday),
            "name_vi" | "vi" | "tên" | "ten" | "localname" | "local_name" => Some(Part::Vi),
            "name_en" | "en" => Some(Part::En),
            "name" | "holiday" | "title" | "description" | "summary" => Some(Part::Name),
            "basis" | "source" | "note" | "căn_cứ" => Some(Part::Basis),
            "worked_saturday_instead"
            | "worked_saturday"
            | "worked_instead"
            | "worked_on"
            | "worked"
            | "makeup_day"
            | "make_up_day" => Some(Part::WorkedInstead),
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
        vi: vi.to_owned(),
        en: en.to_owned(),
        basis: part(Part::Basis).unwrap_or("").to_owned(),
        place: place.clone(),
    };
    let mut days = vec![];
    if let Some(worked) = instead {
        days.push(day(worked, DayKind::Worked));
    }
    match part(Part::Date).map(date).transpose()? {
        Some(on) => {
            weekday_fits(on, part(Part::Weekday))?;
            days.push(day(on, said.unwrap_or(DayKind::Off(usual))));
        }
        None if instead.is_some() => (),
        None => return Err(not_a_date("")),
    }
    Ok(days)
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
