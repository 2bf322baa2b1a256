//! The law as data: procedures, agencies and calendars, each with its versions.
//!
//! A [`Law`] is an immutable snapshot, folded from the catalogue's events. Decisions are made
//! against it, and a case keeps the version of the procedure under which it was accepted.

mod agency;
mod competent;
mod consultees;
mod course;
mod duty;
mod entries;
mod fee;
mod form;
mod home;
mod index;
mod known_by;
mod local;
mod paper;
mod pause;
mod procedure;
mod publicity;
mod reappointment;
mod report;
mod report_period;
mod reports_owed;
mod retention;
mod scope;
mod scoring;
mod territory;
mod versioned;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use time::{Date, OffsetDateTime, UtcOffset};

pub use self::agency::{Agency, Mandate};
pub use self::competent::Competent;
pub use self::consultees::{Consultees, LocalConsultees, Scope};
pub use self::course::{Act, Filer, Meeting, MeetingWhen, Step};
pub use self::duty::{Duty, DutyTerm, Owed, Registered};
pub use self::fee::{Fee, FeeAmount};
pub use self::form::{Form, FormUse};
pub use self::home::Home;
pub use self::index::{Counted, Index, Measure, Period, Thing, WhenNone};
pub use self::known_by::KnownBy;
pub use self::pause::{PauseKind, PauseRule};
pub use self::procedure::{
    Bilingual, ClockAfterSupplement, Component, Conduct, Ground, Limits, Procedure, Rules,
    Supplements, TermLimit, TotalEnds,
};
pub use self::publicity::{Announcement, Authority, NationalField, Part, PublicFee, Publicity};
pub use self::reappointment::Reappointment;
pub use self::report::{DayOff, Every, Owers, Report, ReportDue, YearDay};
pub use self::report_period::{ReportPeriod, ReportPeriodError};
pub use self::reports_owed::OwedReport;
pub use self::retention::RetentionClass;
pub use self::scope::{
    AidPart, Competence, ConsultedWhen, ConsulteeScope, Effect, ExtensionFrom, FollowUp,
    ResultKind, Seat, Trait, Under, Upon, Valued,
};
pub use self::scoring::{
    Band, Criterion, OfficialScoring, POINTS_MAX, ScoreClass, ScoreMeasure, Scored, Scoring,
};
pub use self::territory::Territory;
pub use self::versioned::{EntryKind, Versioned, Versions};
use crate::case::Approval;
use crate::{AgencyId, Calendar, CalendarId, FieldId, GroundId, ProcedureId, ReportId};

/// Everything that decisions look up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Law {
    procedures: BTreeMap<ProcedureId, BTreeMap<u32, Procedure>>,
    calendars: BTreeMap<CalendarId, BTreeMap<u32, Calendar>>,
    agencies: BTreeMap<AgencyId, Agency>,
    /// The bodies that ministries have in provinces.
    local: local::LocalBodies,
    publicity: BTreeMap<(ProcedureId, u32), Publicity>,
    /// The last days of versions that were repealed.
    repealed: BTreeMap<(ProcedureId, u32), Date>,
    retention: BTreeMap<GroundId, BTreeMap<u32, RetentionClass>>,
    territories: Versions<Territory>,
    forms: Versions<Form>,
    fees: Versions<Fee>,
    indexes: Versions<Index>,
    reports: Versions<Report>,
    scorings: Versions<Scoring>,
    /// The days from which reports are kept here.
    reports_kept_from: BTreeMap<ReportId, Date>,
}

impl Law {
    /// The version of the procedure that is in force at the moment, by the day of its calendar.
    /// A version is in force until the next one begins, or until its own last day; what came before
    /// it does not come back. One that begins on the day of the version before it corrects it.
    #[must_use]
    pub fn procedure_at(&self, id: &ProcedureId, at: OffsetDateTime) -> Option<&Procedure> {
        self.procedure_on(id, |it| {
            let calendar = it.rules().and_then(|it| self.calendar(&it.calendar));
            calendar.map_or(at.date(), |it| it.day_of(at))
        })
    }

    /// The version of the procedure that is in force on the day that it is for the version.
    fn procedure_on(
        &self,
        id: &ProcedureId,
        day_of: impl Fn(&Procedure) -> Date,
    ) -> Option<&Procedure> {
        let versions = self.procedures.get(id)?;
        let begun = |it: &&Procedure| !it.draft && it.valid_from <= day_of(it);
        let newest = versions.values().rev().find(begun)?;
        let day = day_of(newest);
        let repealed = self.repealed(&newest.id, newest.version);
        let in_force = newest.in_force_on(day) && repealed.is_none_or(|it| day <= it);
        in_force.then_some(newest)
    }

    /// The version of the procedure under which a dossier is judged at the moment. Where it is about aid,
    /// that may be the version of the day on which the aid was approved.
    #[must_use]
    pub fn procedure_for(
        &self,
        id: &ProcedureId,
        approval: Option<&Approval>,
        at: OffsetDateTime,
    ) -> Option<&Procedure> {
        let outlasts = |it: &&Procedure| {
            let under = it.rules().and_then(|it| it.under.as_ref());
            under.is_some_and(|it| it.outlasts)
        };
        let approved_on = approval.and_then(|it| it.approved_on);
        let of_then = approved_on.and_then(|day| self.procedure_on(id, |_| day));
        of_then
            .filter(outlasts)
            .or_else(|| self.procedure_at(id, at))
    }

    /// The last day of a version that was repealed.
    #[must_use]
    pub fn repealed(&self, id: &ProcedureId, version: u32) -> Option<Date> {
        self.repealed.get(&(id.clone(), version)).copied()
    }

    /// What was made public of a version.
    #[must_use]
    pub fn publicity(&self, id: &ProcedureId, version: u32) -> Option<&Publicity> {
        self.publicity.get(&(id.clone(), version))
    }

    /// The snapshot with what was made public of a version, in place of what was known of it.
    #[must_use]
    pub fn with_publicity(mut self, publicity: Publicity) -> Self {
        let version = (publicity.procedure.clone(), publicity.version);
        self.publicity.insert(version, publicity);
        self
    }

    /// Every version of every procedure.
    pub fn versions(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.values().flat_map(BTreeMap::values)
    }

    /// One version of a procedure.
    #[must_use]
    pub fn procedure(&self, id: &ProcedureId, version: u32) -> Option<&Procedure> {
        self.procedures.get(id)?.get(&version)
    }

    /// The newest version of every procedure.
    pub fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.values().filter_map(newest)
    }

    /// The newest version of a procedure.
    #[must_use]
    pub fn newest_procedure(&self, id: &ProcedureId) -> Option<&Procedure> {
        self.procedures.get(id).and_then(newest)
    }

    /// The calendar as it stands.
    #[must_use]
    pub fn calendar(&self, id: &CalendarId) -> Option<&Calendar> {
        self.calendars.get(id).and_then(newest)
    }

    /// Every calendar as it stands.
    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars
            .values()
            .filter_map(|it| it.values().next_back())
    }

    /// How far clocks are ahead of UTC where the law holds: by its first calendar, and not at all
    /// while there is none.
    #[must_use]
    pub fn offset(&self) -> UtcOffset {
        self.calendars()
            .next()
            .map_or(UtcOffset::UTC, Calendar::offset)
    }

    /// The day it is at a moment where the law holds.
    #[must_use]
    pub fn day_of(&self, moment: OffsetDateTime) -> Date {
        let calendar = self.calendars().next();
        calendar.map_or(moment.date(), |it| it.day_of(moment))
    }

    /// The calendar as it stood in one version.
    #[must_use]
    pub fn calendar_version(&self, id: &CalendarId, version: u32) -> Option<&Calendar> {
        self.calendars.get(id)?.get(&version)
    }

    /// A calendar in all its versions, the newest first.
    pub fn calendar_versions(&self, id: &CalendarId) -> impl Iterator<Item = &Calendar> {
        let versions = self.calendars.get(id).into_iter();
        versions.flat_map(|it| it.values().rev())
    }

    /// A public body.
    #[must_use]
    pub fn agency(&self, id: &AgencyId) -> Option<&Agency> {
        self.agencies.get(id).or_else(|| self.local_entry(id))
    }

    /// Every public body that is entered.
    pub fn agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values()
    }

    /// Who holds the powers of this body on the day: itself, or whoever succeeded it.
    #[must_use]
    pub fn holder_on(&self, id: &AgencyId, day: Date) -> Option<&Agency> {
        let Some(mut agency) = self.agencies.get(id) else {
            return self.local_holder_on(id, day);
        };
        // A chain longer than the number of agencies goes in a circle.
        for _ in 0..self.agencies.len() {
            if agency.exists_on(day) {
                return Some(agency);
            }
            agency = self.agencies.get(agency.successor.as_ref()?)?;
        }
        None
    }

    /// Whether somebody manages the field on the day.
    #[must_use]
    pub fn is_field_on(&self, field: &FieldId, day: Date) -> bool {
        let mut agencies = self.agencies.values();
        agencies.any(|it| it.manages_on(field, day) && self.holder_on(&it.id, day).is_some())
    }

    /// One version of a class of retention.
    #[must_use]
    pub fn retention(&self, id: &GroundId, version: u32) -> Option<&RetentionClass> {
        self.retention.get(id)?.get(&version)
    }

    /// How long is kept what is about a case of this procedure that ended in this way.
    #[must_use]
    pub fn retention_of(&self, procedure: &str, outcome: &str) -> Option<&RetentionClass> {
        let mut classes = self.retention.values().filter_map(newest);
        classes.find(|it| it.is_about(procedure, outcome))
    }

    /// The snapshot with one more version of a class of retention.
    #[must_use]
    pub fn with_retention(mut self, class: RetentionClass) -> Self {
        let versions = self.retention.entry(class.id.clone()).or_default();
        versions.insert(class.version, class);
        self
    }

    /// The snapshot with one more version of a procedure.
    #[must_use]
    pub fn with_procedure(mut self, procedure: Procedure) -> Self {
        let versions = self.procedures.entry(procedure.id.clone()).or_default();
        versions.insert(procedure.version, procedure);
        self
    }

    /// The snapshot in which a version of a procedure ends with that day.
    #[must_use]
    pub fn with_repeal(mut self, id: ProcedureId, version: u32, last_day: Date) -> Self {
        self.repealed.insert((id, version), last_day);
        self
    }

    /// The snapshot with one more version of a calendar.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        let versions = self.calendars.entry(calendar.id.clone()).or_default();
        versions.insert(calendar.version, calendar);
        self
    }

    /// The snapshot with this agency, in place of what was known of it.
    #[must_use]
    pub fn with_agency(mut self, agency: Agency) -> Self {
        self.enter_local(&agency);
        self.agencies.insert(agency.id.clone(), agency);
        self
    }
}

fn newest<T>(versions: &BTreeMap<u32, T>) -> Option<&T> {
    versions.values().next_back()
}
