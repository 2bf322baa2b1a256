//! How many dossiers which day brings.

use domain::Calendar;
use time::{Date, Duration};

use super::chance::Chance;

/// How busy each month is, from January on.
const MONTHS: [u32; 12] = [8, 7, 12, 13, 10, 9, 8, 9, 12, 14, 14, 11];

/// How many calendar days before the end the rush begins: the new year's programmes need their
/// certificates in time.
const RUSH_DAYS: i64 = 50;

/// How much busier the rush is, in percent.
const RUSH_PERCENT: u32 = 400;

/// The working days of a span, each with its share of the filings.
pub(super) struct Season {
    days: Vec<(u32, Date)>,
}

impl Season {
    pub(super) fn new(calendar: &Calendar, from: Date, through: Date) -> Self {
        let all = std::iter::successors(Some(from), |it| it.next_day());
        let days = all
            .take_while(|it| *it <= through)
            .filter(|it| calendar.is_working_day(*it))
            .map(|day| (weight(calendar, day, through), day))
            .collect();
        Self { days }
    }

    /// A day on which somebody files.
    pub(super) fn day(&self, chance: &mut Chance) -> Date {
        *chance.weighted(&self.days)
    }
}

fn weight(calendar: &Calendar, day: Date, through: Date) -> u32 {
    let month = usize::from(u8::from(day.month())) - 1;
    let mut weight = MONTHS[month] * 10;
    // Around Tết nobody files much: most of the days about are off.
    let about = (-7..=7).map(|it| day.saturating_add(Duration::days(it)));
    if about.filter(|it| !calendar.is_working_day(*it)).count() > 7 {
        weight /= 3;
    }
    if through - day < Duration::days(RUSH_DAYS) {
        weight = weight * RUSH_PERCENT / 100;
    }
    weight
}
