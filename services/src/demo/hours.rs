//! When offices are open in Viet Nam: 8:00 to 11:30 and 13:30 to 17:00 on working days.

use domain::Calendar;
use domain::calendar::{Limit, Unit};
use time::{Date, Duration, OffsetDateTime, Time, UtcOffset};

use super::chance::Chance;

/// The first minute of the morning and how many it has; then the same for the afternoon.
const MORNING: (i64, i64) = (8 * 60, 210);
const AFTERNOON: (i64, i64) = (13 * 60 + 30, 210);

/// The day so many working days later; the next working day when it is none and the count is 0.
pub(super) fn working_day(calendar: &Calendar, from: Date, count: u32) -> Date {
    let limit = Limit {
        count: u16::try_from(count).unwrap_or(u16::MAX),
        unit: Unit::WorkingDays,
    };
    calendar.due(from, limit)
}

/// A moment of a working day's office hours.
pub(super) fn on(calendar: &Calendar, day: Date, chance: &mut Chance) -> OffsetDateTime {
    in_hours(calendar, day, 0, chance)
}

/// A moment in office hours so many working days later; with 0 a later one of the same day, or
/// of the next working day when the day is over.
pub(super) fn later(
    calendar: &Calendar,
    from: OffsetDateTime,
    count: u32,
    chance: &mut Chance,
) -> OffsetDateTime {
    let today = calendar.day_of(from);
    if count > 0 {
        return on(calendar, working_day(calendar, today, count), chance);
    }
    // A few minutes pass before anybody takes up what has just come in.
    let worked = worked_minutes(calendar, from) + 3;
    if calendar.is_working_day(today) && worked < MORNING.1 + AFTERNOON.1 - 5 {
        return in_hours(calendar, today, worked, chance);
    }
    on(calendar, working_day(calendar, today, 1), chance)
}

/// A moment of a day by the calendar's clock.
pub(super) fn moment(calendar: &Calendar, day: Date, minutes: i64, seconds: i64) -> OffsetDateTime {
    let midnight = day
        .with_time(Time::MIDNIGHT)
        .assume_offset(calendar.offset());
    let at = midnight + Duration::minutes(minutes) + Duration::seconds(seconds);
    at.to_offset(UtcOffset::UTC)
}

fn in_hours(calendar: &Calendar, day: Date, after: i64, chance: &mut Chance) -> OffsetDateTime {
    let left = u32::try_from(MORNING.1 + AFTERNOON.1 - after).unwrap_or(1);
    let minute = after + i64::from(chance.below(left));
    let seconds = i64::from(chance.below(60));
    let of_day = if minute < MORNING.1 {
        MORNING.0 + minute
    } else {
        AFTERNOON.0 + minute - MORNING.1
    };
    moment(calendar, day, of_day, seconds)
}

/// How many minutes of the day's office hours have passed.
fn worked_minutes(calendar: &Calendar, at: OffsetDateTime) -> i64 {
    let today = calendar.day_of(at);
    let of_day = (at - moment(calendar, today, 0, 0)).whole_minutes();
    let morning = (of_day - MORNING.0).clamp(0, MORNING.1);
    morning + (of_day - AFTERNOON.0).clamp(0, AFTERNOON.1)
}
