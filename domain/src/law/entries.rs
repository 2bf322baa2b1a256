//! What the law holds beside procedures, calendars and agencies, each for the days of its version.

use time::Date;

use super::{EntryKind, Fee, Form, Index, Law, Report, Scoring, Territory, Versions};
use crate::{ComponentId, ProcedureId, ProvinceId, ReportId};

impl Law {
    /// Every version of every province.
    #[must_use]
    pub fn territories(&self) -> &Versions<Territory> {
        &self.territories
    }

    /// Every version of every form.
    #[must_use]
    pub fn forms(&self) -> &Versions<Form> {
        &self.forms
    }

    /// Every version of every fee.
    #[must_use]
    pub fn fees(&self) -> &Versions<Fee> {
        &self.fees
    }

    /// Every version of every index.
    #[must_use]
    pub fn indexes(&self) -> &Versions<Index> {
        &self.indexes
    }

    /// Every version of every report that agencies owe.
    #[must_use]
    pub fn reports(&self) -> &Versions<Report> {
        &self.reports
    }

    /// Every version of every way of scoring dossiers.
    #[must_use]
    pub fn scorings(&self) -> &Versions<Scoring> {
        &self.scorings
    }

    /// The day from which a report is kept here: that on which it was first published. What was owed
    /// before was kept elsewhere.
    #[must_use]
    pub fn report_kept_from(&self, report: &ReportId) -> Option<Date> {
        self.reports_kept_from.get(report).copied()
    }

    /// Whether there is such a province on the day. One that was merged is none any more.
    #[must_use]
    pub fn is_province_on(&self, province: &ProvinceId, day: Date) -> bool {
        // Logs from before the catalogue had provinces know them by whoever governs them.
        if self.territories.is_empty() {
            let mut agencies = self.agencies();
            return agencies.any(|it| it.province.as_ref() == Some(province) && it.exists_on(day));
        }
        self.territories.on(province.as_str(), day).is_some()
    }

    /// The province that has this code on the day. A code may have been another's before.
    #[must_use]
    pub fn province_with_code(&self, code: &str, day: Date) -> Option<&Territory> {
        self.territories.all_on(day).find(|it| it.code == code)
    }

    /// The province that has the place of this one on the day: itself, or what it became part of.
    #[must_use]
    pub fn province_on(&self, province: &ProvinceId, day: Date) -> Option<&Territory> {
        let mut id = province;
        // A chain longer than the number of provinces goes in a circle.
        for _ in 0..=self.territories.all().count() {
            if let Some(found) = self.territories.on(id.as_str(), day) {
                return Some(found);
            }
            let versions = self.territories.all().filter(|it| it.id == *id);
            id = versions.filter_map(|it| it.successor.as_ref()).last()?;
        }
        None
    }

    /// The form on which a paper of a procedure is made out on the day.
    #[must_use]
    pub fn form_of(
        &self,
        procedure: &ProcedureId,
        component: &ComponentId,
        day: Date,
    ) -> Option<&Form> {
        let mut forms = self.forms.all_on(day);
        forms.find(|it| it.is_for(procedure, component))
    }

    /// What is to be paid for a procedure on the day.
    pub fn fees_of(&self, procedure: &ProcedureId, day: Date) -> impl Iterator<Item = &Fee> {
        let fees = self.fees.all_on(day);
        fees.filter(|it| it.procedures.contains(procedure))
    }

    /// The snapshot with one more version of a province.
    #[must_use]
    pub fn with_territory(mut self, territory: Territory) -> Self {
        self.territories.add(territory);
        self
    }

    /// The snapshot with one more version of a form.
    #[must_use]
    pub fn with_form(mut self, form: Form) -> Self {
        self.forms.add(form);
        self
    }

    /// The snapshot with one more version of a fee.
    #[must_use]
    pub fn with_fee(mut self, fee: Fee) -> Self {
        self.fees.add(fee);
        self
    }

    /// The snapshot with one more version of an index.
    #[must_use]
    pub fn with_index(mut self, index: Index) -> Self {
        self.indexes.add(index);
        self
    }

    /// The snapshot with one more version of a way of scoring dossiers.
    #[must_use]
    pub fn with_scoring(mut self, scoring: Scoring) -> Self {
        self.scorings.add(scoring);
        self
    }

    /// The snapshot with one more version of a report, which is kept from that day unless it was
    /// before.
    #[must_use]
    pub fn with_report(mut self, report: Report, kept_from: Date) -> Self {
        let kept = self.reports_kept_from.entry(report.id.clone());
        kept.or_insert(kept_from);
        self.reports.add(report);
        self
    }

    /// The snapshot in which a version of an entry ends with that day.
    #[must_use]
    pub fn with_entry_repealed(
        mut self,
        kind: EntryKind,
        name: &str,
        version: u32,
        last_day: Date,
    ) -> Self {
        match kind {
            EntryKind::Territory => self.territories.repeal(name, version, last_day),
            EntryKind::Form => self.forms.repeal(name, version, last_day),
            EntryKind::Fee => self.fees.repeal(name, version, last_day),
            EntryKind::Index => self.indexes.repeal(name, version, last_day),
            EntryKind::Report => self.reports.repeal(name, version, last_day),
            EntryKind::Scoring => self.scorings.repeal(name, version, last_day),
        }
        self
    }

    /// Whether a version of an entry was published.
    pub(crate) fn has_entry(&self, kind: EntryKind, name: &str, version: u32) -> bool {
        match kind {
            EntryKind::Territory => self.territories.version(name, version).is_some(),
            EntryKind::Form => self.forms.version(name, version).is_some(),
            EntryKind::Fee => self.fees.version(name, version).is_some(),
            EntryKind::Index => self.indexes.version(name, version).is_some(),
            EntryKind::Report => self.reports.version(name, version).is_some(),
            EntryKind::Scoring => self.scorings.version(name, version).is_some(),
        }
    }

    /// The last day of a version of an entry that was repealed.
    pub(crate) fn entry_repealed(&self, kind: EntryKind, name: &str, version: u32) -> Option<Date> {
        match kind {
            EntryKind::Territory => self.territories.repealed(name, version),
            EntryKind::Form => self.forms.repealed(name, version),
            EntryKind::Fee => self.fees.repealed(name, version),
            EntryKind::Index => self.indexes.repealed(name, version),
            EntryKind::Report => self.reports.repealed(name, version),
            EntryKind::Scoring => self.scorings.repealed(name, version),
        }
    }
}
