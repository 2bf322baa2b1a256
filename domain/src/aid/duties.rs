//! What is owed under aid: what was done about it, and what was not.

use std::collections::BTreeMap;

use time::Date;

use super::{Aid, AidEvent, AidRejection, DutyOwed};
use crate::certificate::DutyState;
use crate::law::{Owed, ReportPeriod, Rules};
use crate::{Acting, Calendar, CaseId, Code, Law, Role};

/// What became of everything that was owed, by duty and day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settled(BTreeMap<(Code, Date), Became>);

/// What became of something that was owed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Became {
    period: Option<ReportPeriod>,
    /// On which day it was filed, and in which case. Somebody may file it again before the first is
    /// sent back.
    filed: BTreeMap<CaseId, Date>,
    waived: bool,
    missed: bool,
}

impl Became {
    fn state(&self) -> Option<DutyState> {
        let filed = self.filed.values().min();
        match (filed, self.waived, self.missed) {
            (Some(on), _, _) => Some(DutyState::Fulfilled { on: *on }),
            (None, true, _) => Some(DutyState::Waived),
            (None, false, true) => Some(DutyState::Missed),
            (None, false, false) => None,
        }
    }
}

impl Settled {
    pub(super) fn file(&mut self, owed: &DutyOwed, case: CaseId, on: Date) {
        self.entry(owed).filed.insert(case, on);
    }

    pub(super) fn reopen(&mut self, owed: &DutyOwed, case: CaseId) {
        self.entry(owed).filed.remove(&case);
    }

    pub(super) fn waive(&mut self, owed: &DutyOwed) {
        self.entry(owed).waived = true;
    }

    pub(super) fn miss(&mut self, owed: &DutyOwed) {
        self.entry(owed).missed = true;
    }

    fn entry(&mut self, owed: &DutyOwed) -> &mut Became {
        let became = self.0.entry((owed.duty.clone(), owed.due)).or_default();
        became.period = owed.period;
        became
    }

    fn of(&self, duty: &Code, due: Date) -> Option<DutyState> {
        self.0.get(&(duty.clone(), due))?.state()
    }

    /// What a case filed.
    fn filed_in(&self, case: CaseId) -> Option<DutyOwed> {
        let mut all = self.0.iter();
        let ((duty, due), became) = all.find(|(_, it)| it.filed.contains_key(&case))?;
        Some(DutyOwed {
            duty: duty.clone(),
            due: *due,
            period: became.period,
        })
    }
}

impl Aid {
    /// The rules and the calendar by which its duties are counted; nothing where none are known.
    #[must_use]
    pub fn rules<'a>(&self, law: &'a Law) -> Option<(&'a Rules, &'a Calendar)> {
        let term = self.term.as_ref()?;
        let rules = law.procedure(&term.procedure, term.version)?.rules()?;
        Some((rules, law.calendar(&rules.calendar)?))
    }

    /// Everything that is owed under it, in the order of the days, with what became of it. Of what is
    /// owed no more, since it was closed or runs otherwise, that is listed of which something became.
    #[must_use]
    pub fn owed<'a>(
        &self,
        rules: &'a Rules,
        calendar: &Calendar,
    ) -> Vec<(Owed<'a>, Option<DutyState>)> {
        let mut owed = self.owed_still(rules, calendar);
        let computed = owed.len();
        for ((id, due), became) in &self.settled.0 {
            let known = |it: &Owed<'_>| it.duty.id == *id && it.due == *due;
            let duty = rules.duties.iter().find(|it| it.id == *id);
            if let Some(duty) = duty
                && became.state().is_some()
                && !owed[..computed].iter().any(known)
            {
                owed.push(Owed {
                    duty,
                    due: *due,
                    counted: None,
                    period: became.period,
                });
            }
        }
        owed.sort_by(|a, b| (a.due, a.duty.id.as_str()).cmp(&(b.due, b.duty.id.as_str())));
        let told = |it: Owed<'a>| {
            let state = self.settled.of(&it.duty.id, it.due);
            (it, state)
        };
        owed.into_iter().map(told).collect()
    }

    /// What is owed as it runs now. Nothing is owed for a time before the approval.
    fn owed_still<'a>(&self, rules: &'a Rules, calendar: &Calendar) -> Vec<Owed<'a>> {
        let Some(term) = self.term.as_ref().filter(|_| !self.closed) else {
            return vec![];
        };
        let first = term.runs.from.max(term.approved_on);
        let runs = (first, term.runs.until);
        let each = rules.duties.iter();
        each.flat_map(|it| it.owed_while(runs, calendar)).collect()
    }

    pub(super) fn filed(
        &self,
        (approval, case): (CaseId, CaseId),
        duty: &Code,
        period: Option<ReportPeriod>,
        by: &Acting,
        law: &Law,
    ) -> Vec<AidEvent> {
        // Whoever reports is not refused because of what nobody said, or the catalogue lacks.
        let Some((rules, calendar)) = self.rules(law) else {
            return vec![];
        };
        let all = self.owed(rules, calendar);
        let mut of_it = all
            .iter()
            .filter(|(it, _)| it.duty.id == *duty && it.period == period);
        // Where the aid came to run otherwise, the last day is what counts.
        let Some((owed, state)) = of_it.next_back() else {
            return vec![];
        };
        match state {
            Some(DutyState::Waived) => vec![],
            Some(DutyState::Fulfilled { .. } | DutyState::Missed) | None => {
                vec![AidEvent::DutyFulfilled {
                    approval,
                    case,
                    owed: as_it_is(owed),
                    on: calendar.day_of(by.at),
                }]
            }
        }
    }

    pub(super) fn set_aside(&self, approval: CaseId, case: CaseId) -> Vec<AidEvent> {
        let filed = self.settled.filed_in(case).filter(|_| !self.closed);
        let reopened = filed.map(|owed| AidEvent::DutyReopened {
            approval,
            case,
            owed,
        });
        reopened.into_iter().collect()
    }

    pub(super) fn waived(
        &self,
        (approval, duty, due): (CaseId, &Code, Date),
        decision: &Code,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<AidEvent>, AidRejection> {
        if !self.is_reported_to(by, law) {
            let needed = Role::Receiver;
            return Err(AidRejection::NotAllowed { needed });
        }
        let not_owed = || AidRejection::NotOwed {
            duty: duty.clone(),
            due,
        };
        let (rules, calendar) = self.rules(law).ok_or_else(not_owed)?;
        let all = self.owed(rules, calendar);
        let mut of_it = all.iter();
        let found = of_it.find(|(it, _)| it.duty.id == *duty && it.due == due);
        match found.ok_or_else(not_owed)? {
            (owed, None | Some(DutyState::Missed)) => Ok(vec![AidEvent::DutyWaived {
                approval,
                owed: as_it_is(owed),
                decision: decision.clone(),
            }]),
            (_, Some(DutyState::Fulfilled { .. } | DutyState::Waived)) => {
                let duty = duty.clone();
                Err(AidRejection::AlreadySettled { duty, due })
            }
        }
    }

    pub(super) fn missed(&self, approval: CaseId, by: &Acting, law: &Law) -> Vec<AidEvent> {
        let Some((rules, calendar)) = self.rules(law) else {
            return vec![];
        };
        let today = calendar.day_of(by.at);
        let all = self.owed(rules, calendar).into_iter();
        let passed = all.filter(|(it, state)| state.is_none() && it.due < today);
        passed
            .map(|(it, _)| AidEvent::DutyMissed {
                approval,
                owed: as_it_is(&it),
            })
            .collect()
    }

    /// Whether somebody acts for the body that the owner reports to, or for whoever succeeded it.
    pub(super) fn is_reported_to(&self, by: &Acting, law: &Law) -> bool {
        let (Some(term), Some((_, calendar))) = (&self.term, self.rules(law)) else {
            return false;
        };
        let holder = law.holder_on(&term.agency, calendar.day_of(by.at));
        let holder = holder.map(|it| &it.id);
        holder.is_some() && holder == by.party.agency()
    }
}

fn as_it_is(owed: &Owed<'_>) -> DutyOwed {
    DutyOwed {
        duty: owed.duty.id.clone(),
        due: owed.due,
        period: owed.period,
    }
}
