//! By which names the columns of files of holidays go.

use super::DayFault;

/// What a part of a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Date,
    /// The last day, where a row names several that follow each other.
    Through,
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
        match plain(name).as_str() {
            "date" | "day" | "ngày" | "ngay" | "holiday_date" | "day_off" | "off" | "from"
            | "start" | "start_date" | "from_date" | "từ_ngày" => Some(Part::Date),
            "to" | "until" | "through" | "end" | "end_date" | "to_date" | "đến_ngày" => {
                Some(Part::Through)
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

    /// Whether it is a text for people, of which nothing follows.
    pub(super) fn is_text(self) -> bool {
        match self {
            Part::Vi | Part::En | Part::Name | Part::Basis => true,
            Part::Date | Part::Through | Part::Kind | Part::Weekday | Part::WorkedInstead => false,
        }
    }
}

/// What the columns or keys of these names hold. Of two that hold the same text the first is read;
/// two that say which day it is, or what is the case on it, could contradict each other.
pub(super) fn parts(names: &[&str]) -> Result<Vec<Option<Part>>, DayFault> {
    let has_date = names.iter().any(|it| plain(it) == "date");
    let mut parts = vec![];
    for name in names {
        let part = match Part::called(name) {
            // Beside a date, the day is that of the week.
            Some(Part::Date) if has_date && plain(name) == "day" => Some(Part::Weekday),
            part => part,
        };
        let twice = part.is_some() && parts.contains(&part);
        match part {
            Some(part) if twice && !part.is_text() && part != Part::Weekday => {
                let name = (*name).to_owned();
                return Err(DayFault::Twice { name });
            }
            part => parts.push(part.filter(|_| !twice)),
        }
    }
    Ok(parts)
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}
