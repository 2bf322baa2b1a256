//! The indices by which authorities are measured, computed from the same events as everything else.
//!
//! Whatever the catalogue defines is told: with its two counts and its points where they can be
//! counted, and otherwise with the reason why not.

use std::collections::BTreeSet;

use domain::law::{Bilingual, Counted, Index, Measure, Period, Procedure};
use domain::money::Amount;
use domain::{AgencyId, Calendar, Channel, Law, ProcedureId};
use projections::index_counts::{IndexCounts, Span, count};
use time::{Date, Time, UtcOffset};

use crate::App;

mod told;

#[cfg(test)]
mod tests;

pub use self::told::told;

/// Of what indices are computed.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// For which time.
    pub period: Period,
    /// A day in it.
    pub on: Date,
    /// For this procedure only.
    pub procedure: Option<ProcedureId>,
    /// For this body only.
    pub agency: Option<AgencyId>,
}

/// An index, computed or not.
#[derive(Debug, Clone)]
pub struct Computed {
    /// Its definition.
    pub index: Index,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an index.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was counted.
    Counted {
        /// How many.
        of: u64,
        /// Among how many.
        among: u64,
        /// What that gives; nothing where there is nothing to measure and no text says what then.
        points: Option<Amount>,
    },
    /// Nobody can compute it here.
    NotRecorded {
        /// Why.
        why: Bilingual,
    },
}

/// Every index that is computed for such a period, with the days of the period.
pub async fn compute(
    app: &App,
    wanted: &Wanted,
) -> Result<(Date, Date, Vec<Computed>), sqlx::Error> {
    let law = app.law.current();
    let (from, to) = wanted.period.around(wanted.on);
    let calendar = law.calendars().next();
    let moment = |day: Date| match calendar {
        Some(calendar) => day
            .with_time(Time::MIDNIGHT)
            .assume_offset(calendar.offset()),
        None => day.midnight().assume_utc(),
    };
    let span = Span {
        from: moment(from),
        to: moment(to),
        procedure: wanted.procedure.as_ref().map(ProcedureId::as_str),
        agency: wanted.agency.as_ref().map(AgencyId::as_str),
        offset: calendar.map_or(UtcOffset::UTC, Calendar::offset),
    };
    let now = app.clock.now();
    let dossiers = count(&app.pool, span, now).await?;
    let last = to.previous_day().unwrap_or(to);
    let today = calendar.map_or(now.date(), |it| it.day_of(now));
    let counts = Counts {
        law: &law,
        wanted,
        from,
        last: last.min(today).max(from),
        dossiers,
    };
    let defined = law.indexes().all_on(last);
    let computed = defined
        .filter(|it| it.periods.contains(&wanted.period))
        .map(|it| counts.computed(it));
    Ok((from, last, computed.collect()))
}

/// What is counted for a period.
struct Counts<'a> {
    law: &'a Law,
    wanted: &'a Wanted,
    /// The first day of the period.
    from: Date,
    /// Its last day, or today while it runs.
    last: Date,
    dossiers: IndexCounts,
}

impl Counts<'_> {
    fn computed(&self, index: &Index) -> Computed {
        let outcome = match &index.measure {
            Measure::Share { of, among } => {
                let (of, among) = (self.of(*of), self.of(*among));
                let points = index.points(of, among);
                Outcome::Counted { of, among, points }
            }
            Measure::NotRecorded { why } => Outcome::NotRecorded { why: why.clone() },
        };
        Computed {
            index: index.clone(),
            outcome,
        }
    }

    fn of(&self, what: Counted) -> u64 {
        let dossiers = &self.dossiers;
        let counted = match what {
            Counted::ProceduresAnnounced => return self.announced(|_, _| true),
            Counted::ProceduresAnnouncedInTime => {
                return self.announced(|it, calendar| {
                    let public = self.law.publicity(&it.id, it.version);
                    it.announced_on_time(public, calendar) == Some(true)
                });
            }
            Counted::ProceduresEntryDue => {
                return self.announced(|it, calendar| {
                    let public = self.law.publicity(&it.id, it.version);
                    public.is_some_and(|it| it.is_entry_due(calendar, self.last))
                });
            }
            Counted::ProceduresEnteredInTime => {
                return self.announced(|it, calendar| {
                    let public = self.law.publicity(&it.id, it.version);
                    public.is_some_and(|it| {
                        it.is_entry_due(calendar, self.last)
                            && it.entered_on_time(calendar, self.last) == Some(true)
                    })
                });
            }
            Counted::ProceduresPublished => return self.procedures(|it| self.is_announced(it)),
            Counted::ProceduresPublishedInFull => {
                return self.procedures(|it| {
                    let public = self.law.publicity(&it.id, it.version);
                    self.is_announced(it) && it.parts_missing(public).is_empty()
                });
            }
            Counted::Procedures => return self.procedures(|_| true),
            Counted::ProceduresPublicInFull => {
                return self.procedures(|it| {
                    let public = self.law.publicity(&it.id, it.version);
                    it.parts_missing(public).is_empty()
                });
            }
            Counted::ProceduresOnline => return self.procedures(is_online),
            Counted::ProceduresWithFee => {
                return self.procedures(|it| {
                    let mut fees = self.law.fees_of(&it.id, self.last);
                    fees.any(|it| it.sum().is_some())
                });
            }
            Counted::ProceduresOnlineUsed => dossiers.procedures_filed_online,
            Counted::DossiersAccepted => dossiers.accepted,
            Counted::DossiersSynchronised => dossiers.synchronised,
            Counted::DossiersInTime => dossiers.in_time,
            Counted::DossiersFiledOnline => dossiers.filed_online,
            Counted::DossiersWithFee => dossiers.with_fee,
            Counted::DossiersPaidOnline => dossiers.paid_online,
            Counted::DossiersDecided => dossiers.decided,
            Counted::DossiersWithResultFile => dossiers.with_result_file,
            Counted::ComponentsFiled => dossiers.components,
            Counted::ComponentsDigitised => dossiers.components_with_file,
        };
        u64::try_from(counted).unwrap_or_default()
    }

    /// Procedures in force on the last day, each in its version of that day.
    fn procedures(&self, fits: impl Fn(&Procedure) -> bool) -> u64 {
        let noon = self.last.with_time(Time::MIDNIGHT).assume_utc();
        let ids: BTreeSet<_> = self.law.versions().map(|it| &it.id).collect();
        let in_force = ids
            .into_iter()
            .filter_map(|it| self.law.procedure_at(it, noon))
            .filter(|it| it.rules().is_some() && self.is_wanted(it));
        in_force.filter(|it| fits(it)).count() as u64
    }

    /// Versions that came into force in the period and were announced.
    fn announced(&self, fits: impl Fn(&Procedure, &Calendar) -> bool) -> u64 {
        let of_period = self.law.versions().filter(|it| {
            let begins = self.from <= it.valid_from && it.valid_from <= self.last;
            !it.draft && self.is_announced(it) && begins && self.is_wanted(it)
        });
        let fitting = of_period.filter(|it| {
            let calendar = it.rules().and_then(|it| self.law.calendar(&it.calendar));
            calendar.is_some_and(|calendar| fits(it, calendar))
        });
        fitting.count() as u64
    }

    fn is_announced(&self, procedure: &Procedure) -> bool {
        let public = self.law.publicity(&procedure.id, procedure.version);
        public.is_some_and(|it| it.announcement.is_some())
    }

    fn is_wanted(&self, procedure: &Procedure) -> bool {
        let wanted = self.wanted;
        wanted
            .procedure
            .as_ref()
            .is_none_or(|it| *it == procedure.id)
            && wanted
                .agency
                .as_ref()
                .is_none_or(|it| match procedure.rules() {
                    Some(rules) => self.law.may_receive(rules, it, self.last),
                    None => it == procedure.agency(),
                })
    }
}

fn is_online(procedure: &Procedure) -> bool {
    let online = |it: &Channel| it.as_str() == "online";
    procedure
        .rules()
        .is_some_and(|it| it.channels.iter().any(online))
}
