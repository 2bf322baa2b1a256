//! The reports that an owner of aid owes for each half of a year, while the aid runs.

use domain::aid::Span;
use domain::case::Approval;
use domain::law::{Every, ReportPeriod};
use time::{Date, Duration, OffsetDateTime};

use super::{Aid, Gift};
use crate::demo::chance::Chance;
use crate::demo::hours;
use crate::demo::plan::PlanError;

/// How many working days after the half of a year a report comes, each as often as its weight says.
const COMES_AFTER: [(u32, (u32, u32)); 2] = [(80, (1, 5)), (20, (9, 25))];

/// For so many days before the end of the plan no more reports are begun.
const DECIDED_WITHIN: Duration = Duration::days(40);

impl Aid<'_> {
    /// Most approvals say from when to when the aid runs.
    pub(super) fn runs(&self, number: u32, approved: OffsetDateTime) -> Option<Span> {
        let mut chance = Chance::of(self.seed, "aid/runs", number);
        if !chance.percent(85) {
            return None;
        }
        let from = self.calendar.day_of(approved) + Duration::days(20);
        let until = from + Duration::days(i64::from(chance.between(120, 900)));
        Some(Span { from, until })
    }

    /// The half of a year before this moment, where the owner owes a report on it and made none.
    pub(super) fn owed_at(&self, gift: &Gift, at: OffsetDateTime) -> Option<ReportPeriod> {
        let runs = gift.runs?;
        let today = ReportPeriod::around(Every::HalfYear, self.calendar.day_of(at))?;
        let before = today.first_day()?.previous_day()?;
        let period = ReportPeriod::around(Every::HalfYear, before)?;
        let owed = runs.from <= before && period.first_day()? <= runs.until;
        (owed && !gift.reported.contains(&period)).then_some(period)
    }

    /// Files what is still owed while the aid runs; now and then late, and now and then not at all.
    pub(super) fn report(
        &mut self,
        name: &str,
        approval: &Approval,
        gift: &Gift,
        (number, through): (u32, Date),
    ) -> Result<(), PlanError> {
        let Some(runs) = gift.runs else {
            return Ok(());
        };
        let mut chance = Chance::of(self.seed, "aid/reports", number);
        let report = "AID-DISBURSEMENT".parse()?;
        let mut next = ReportPeriod::around(Every::HalfYear, runs.from);
        while let Some(period) = next {
            next = period.next();
            let (Some(first), Some(last)) = (period.first_day(), period.last_day()) else {
                break;
            };
            if runs.until < first || through < last + DECIDED_WITHIN {
                break;
            }
            let (soonest, latest) = *chance.weighted(&COMES_AFTER);
            let days = chance.between(soonest, latest);
            if !chance.percent(75) || gift.reported.contains(&period) {
                continue;
            }
            let day = hours::working_day(self.calendar, last, days);
            let at = hours::on(self.calendar, day, &mut chance);
            let paid = Gift {
                value: gift.value / 50,
                period: Some(period),
                ..gift.clone()
            };
            let name = format!("{name}/half/{period}");
            let about = (&report, Some(approval));
            self.decide(&name, about, &paid, (at, false), &mut chance)?;
        }
        Ok(())
    }
}
