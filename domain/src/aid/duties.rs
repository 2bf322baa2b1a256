//! What is owed under aid: what was done about it, and what was not.

use std::collections::BTreeMap;

use time::Date;

use super::{Aid, AidEvent, AidRejection, DutyOwed};
use crate::certificate::DutyState;
use crate::law::{Duty, KnownBy, Owed, ReportPeriod, Rules};
use crate::{Acting, Calendar, CaseId, Code, Law, PaperNumber, Role};

/// What became of everything that was owed, by duty and by what that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settled(BTreeMap<(Code, KnownBy), Became>);

/// What became of something that was owed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Became {
    /// What that was, as it was noted last.
    owed: DutyOwed,
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

    /// The same, of which more became.
    fn merge(&mut self, other: Self) {
        self.filed.extend(other.filed);
        self.waived |= other.waived;
        self.missed |= other.missed;
    }
}

impl DutyOwed {
    fn known_by(&self) -> KnownBy {
        match (self.period, self.counted_from) {
            (Some(period), _) => KnownBy::Period(period),
            (None, Some(day)) => KnownBy::From(day),
            (None, None) => KnownBy::Due(self.due),
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
        let key = (owed.duty.clone(), owed.known_by());
        let became = self.0.entry(key).or_insert_with(|| Became {
            owed: owed.clone(),
            filed: BTreeMap::new(),
            waived: false,
            missed: false,
        });
        became.owed = owed.clone();
        became
    }

    /// What is owed, with what became of it, and after it what is owed no more and of which something
    /// became.
    fn told<'a>(
        &self,
        duty: &'a Duty,
        owed: Vec<Owed<'a>>,
        calendars: &[&Calendar],
    ) -> Vec<(Owed<'a>, Option<DutyState>)> {
        let of_it = self.0.iter().filter(|it| it.0.0 == duty.id);
        let of_it = of_it.map(|((_, known_by), became)| (*known_by, became.clone()));
        let mut noted = duty.noted(of_it, &owed, calendars, Became::merge);
        let mut told: Vec<_> = (owed.into_iter())
            .map(|it| {
                let became = noted.remove(&it.known_by());
                (it, became.and_then(|it| it.state()))
            })
            .collect();
        told.extend(noted.into_values().filter_map(|became| {
            let before = Owed {
                duty,
                due: became.owed.due,
                counted: None,
                period: became.owed.period,
            };
            Some((before, Some(became.state()?)))
        }));
        told
    }

    /// What a case filed.
    fn filed_in(&self, case: CaseId) -> Option<DutyOwed> {
        let mut all = self.0.values();
        let became = all.find(|it| it.filed.contains_key(&case))?;
        Some(became.owed.clone())
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

    /// Everything that is owed under it, in the order of the days, with what became of it; nothing
    /// where no rules are known. Of what is owed no more, since it was closed or runs otherwise, that
    /// is listed of which something became.
    #[must_use]
    pub fn owed<'a>(&self, law: &'a Law) -> Vec<(Owed<'a>, Option<DutyState>)> {
        let Some((rules, calendar)) = self.rules(law) else {
            return vec![];
        };
        let calendars: Vec<_> = law.calendar_versions(&calendar.id).collect();
        let each = rules.duties.iter().flat_map(|duty| {
            let owed = self.owed_still(duty, calendar);
            self.settled.told(duty, owed, &calendars)
        });
        let mut owed: Vec<_> = each.collect();
        owed.sort_by(|a, b| (a.0.due, a.0.duty.id.as_str()).cmp(&(b.0.due, b.0.duty.id.as_str())));
        owed
    }

    /// What is owed as it runs now. Nothing is owed for a time before the approval.
    fn owed_still<'a>(&self, duty: &'a Duty, calendar: &Calendar) -> Vec<Owed<'a>> {
        let Some(term) = self.term.as_ref().filter(|_| !self.closed) else {
            return vec![];
        };
        let first = term.runs.from.max(term.approved_on);
        duty.owed_while((first, term.runs.until), calendar)
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
        let Some((_, calendar)) = self.rules(law) else {
            return vec![];
        };
        let all = self.owed(law);
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
        decision: &PaperNumber,
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
        let all = self.owed(law);
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
        let Some((_, calendar)) = self.rules(law) else {
            return vec![];
        };
        let today = calendar.day_of(by.at);
        let all = self.owed(law).into_iter();
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
        counted_from: owed.counted_from(),
    }
}
