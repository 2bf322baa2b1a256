//! Which agency owes which report for which period, and by when.

use time::Date;

use super::{Agency, Law, Owers, Report, ReportPeriod, Versioned as _};
use crate::{AgencyId, Calendar, ReportId};

/// A report that an agency owes for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwedReport<'a> {
    /// Which report, in the version that holds for the period.
    pub report: &'a Report,
    /// Who owes it.
    pub agency: &'a AgencyId,
    /// For which period.
    pub period: ReportPeriod,
    /// The first and the last day of its data.
    pub window: (Date, Date),
    /// The last day.
    pub due: Date,
}

impl Law {
    /// Every report that agencies owe here whose data had begun by this day, in the order of
    /// reports, periods and agencies. What was owed before a report was entered here was kept
    /// elsewhere, and is not listed.
    #[must_use]
    pub fn reports_owed(&self, by: Date) -> Vec<OwedReport<'_>> {
        let mut owed = vec![];
        for report in self.reports().all() {
            let Some(kept_from) = self.report_kept_from(&report.id) else {
                continue;
            };
            // No period is owed more than two years after it began.
            let first = kept_from.replace_year(kept_from.year() - 3);
            let first = first.unwrap_or(kept_from).max(report.valid_from);
            let mut next = ReportPeriod::around(report.every, first);
            while let Some(period) = next {
                let begins = report.window(period).map(|it| it.0);
                if begins.is_none_or(|it| by < it) {
                    break;
                }
                owed.extend(self.owed_for(report, period));
                next = period.next();
            }
        }
        owed
    }

    /// What an agency owes under a report for a period; nothing where it owes nothing.
    #[must_use]
    pub fn report_owed(
        &self,
        id: &ReportId,
        agency: &AgencyId,
        period: ReportPeriod,
    ) -> Option<OwedReport<'_>> {
        let versions = self.reports().all().filter(|it| it.id == *id);
        let mut owed = versions.flat_map(|it| self.owed_for(it, period));
        owed.find(|it| it.agency == agency)
    }

    /// What is owed under a version of a report for a period.
    fn owed_for<'a>(&'a self, report: &'a Report, period: ReportPeriod) -> Vec<OwedReport<'a>> {
        let Some((window, due)) = self.when_owed(report, period) else {
            return vec![];
        };
        let owers = self.owers(&report.owed_by, &report.to, due);
        let of = |agency: &'a Agency| OwedReport {
            report,
            agency: &agency.id,
            period,
            window,
            due,
        };
        owers.into_iter().map(of).collect()
    }

    /// The days of the data and the last day, where this version holds for the period and the report
    /// is kept here by then.
    fn when_owed(&self, report: &Report, period: ReportPeriod) -> Option<((Date, Date), Date)> {
        if period.every() != report.every {
            return None;
        }
        let window = report.window(period)?;
        let holds = self.reports().on(report.name(), window.1)?;
        let due = report.due(period, self.calendar(&report.calendar)?)?;
        let is_kept = self.report_kept_from(&report.id)? <= due;
        (holds.version == report.version && is_kept).then_some((window, due))
    }

    /// Everybody who owes something on the day, each once, but those whom it goes to.
    fn owers<'a>(&'a self, owers: &'a Owers, to: &[AgencyId], day: Date) -> Vec<&'a Agency> {
        let named = owers.agencies.iter();
        let named = named.filter_map(|it| self.holder_on(it, day));
        let of_a_kind = self.agencies().filter(|it| {
            let wanted =
                owers.ministries && it.ministry || owers.provinces && it.province.is_some();
            wanted && it.exists_on(day)
        });
        let mut all: Vec<&Agency> = named.chain(of_a_kind).collect();
        all.sort_by_key(|it| &it.id);
        all.dedup_by_key(|it| &it.id);
        let recipients: Vec<_> = to
            .iter()
            .filter_map(|it| self.holder_on(it, day))
            .map(|it| &it.id)
            .collect();
        all.retain(|it| !recipients.contains(&&it.id));
        all
    }
}

impl OwedReport<'_> {
    /// The calendar of the report.
    pub(crate) fn calendar<'l>(&self, law: &'l Law) -> Option<&'l Calendar> {
        law.calendar(&self.report.calendar)
    }
}
