//! Calendars that were corrected, and calendars that end.

use std::collections::BTreeMap;

use domain::CalendarId;
use time::{Date, Duration, OffsetDateTime};

use crate::App;
use crate::correction;
use crate::execute::ExecuteError;

/// How long before the last year of a calendar ends it is mentioned.
const AHEAD: Duration = Duration::days(183);

/// How often to look again for terms that were counted with an older calendar: a command may have
/// been decided just before the correction reached it.
const LOOK_AGAIN: Duration = Duration::hours(1);

/// What was done about calendars so far.
#[derive(Debug, Default)]
pub(super) struct Calendars {
    recounted: BTreeMap<CalendarId, (u32, OffsetDateTime)>,
    warned_on: Option<Date>,
}

impl Calendars {
    /// Counts the open terms again where a calendar was corrected since it was last looked at.
    pub(super) async fn recount_if_corrected(&mut self, app: &App) -> Result<usize, ExecuteError> {
        let (now, law) = (app.clock.now(), app.law.current());
        let mut moved = 0;
        for calendar in law.calendars() {
            let seen = self.recounted.get(&calendar.id);
            let is_fresh =
                |it: &(u32, OffsetDateTime)| it.0 == calendar.version && now - it.1 < LOOK_AGAIN;
            if !seen.is_some_and(is_fresh) {
                moved += correction::recount(app, calendar).await?;
                let done = (calendar.version, now);
                self.recounted.insert(calendar.id.clone(), done);
            }
        }
        Ok(moved)
    }

    /// Says once a day that the holidays of a year that comes soon are not known.
    pub(super) fn warn_of_their_ends(&mut self, app: &App) {
        let now = app.clock.now();
        let today = Some(now.date());
        if self.warned_on == today {
            return;
        }
        self.warned_on = today;
        for (calendar, year) in ends_soon(app, now) {
            tracing::warn!(
                calendar.id = %calendar, year,
                "the holidays of the year are not known; publish a version of the calendar with them",
            );
        }
    }
}

/// The calendars that know nothing of a year that comes soon, and that year.
pub(super) fn ends_soon(app: &App, now: OffsetDateTime) -> Vec<(CalendarId, i32)> {
    let law = app.law.current();
    let soon = law.calendars().filter_map(|it| {
        let (first, last) = (it.day_of(now).year(), it.day_of(now + AHEAD).year());
        let year = (first..=last).find(|year| !it.covers(*year))?;
        Some((it.id.clone(), year))
    });
    soon.collect()
}
