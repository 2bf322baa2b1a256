//! Aid that was approved, and the reports that its owner owes, in the words of the scenarios.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::tell::counted;
use crate::aid::{Aid, AidCommand, AidEvent, DutyOwed, Span, Told};
use crate::case::{AidStanding, Approval};
use crate::certificate::DutyState;
use crate::law::Owed;
use crate::money::Money;
use crate::testing::{day, law};
use crate::{Acting, Aggregate, CaseId, SubjectId};

/// The version of the approving procedures under which the scenarios stand.
const VERSION: u32 = 3;

/// Aid that somebody was given.
#[derive(Default)]
pub(super) struct Given {
    approval: Option<Approval>,
    aid: Aid,
}

impl Given {
    /// `2024-03-18 applicant was-given AID-PROJECT 7-24 value=150000USD by=MOH`, and where the approval says
    /// so `managed-by=MOH runs-from=2024-04-01 runs-until=2026-03-31`
    pub(super) fn give(
        &mut self,
        (plain, named): (&[&str], &BTreeMap<&str, &str>),
        by: &Acting,
    ) -> Vec<String> {
        let case = CaseId(Uuid::from_u128(0xa1d));
        self.aid = Aid::default();
        self.approval = Some(Approval {
            case,
            number: plain[1].parse().unwrap(),
            value: money(named["value"]),
            procedure: Some(plain[0].parse().unwrap()),
            version: Some(VERSION),
            approved_on: Some(by.at.date()),
            decider: named.get("by").map(|it| it.parse().unwrap()),
        });
        let told = Told {
            procedure: plain[0].parse().unwrap(),
            version: VERSION,
            approved_on: by.at.date(),
            managing_agency: named.get("managed-by").map(|it| it.parse().unwrap()),
            receiver: "MPI".parse().unwrap(),
            changed_by: None,
            runs: runs(named),
        };
        let take = AidCommand::Take {
            approval: case,
            case,
            told: Box::new(told),
        };
        self.play(&take, by).unwrap()
    }

    /// What a dossier under it rests on.
    pub(super) fn known(&self, owner: SubjectId) -> Option<(Approval, AidStanding)> {
        let closed = self.aid.is_closed();
        Some((self.approval.clone()?, AidStanding { owner, closed }))
    }

    pub(super) fn play(
        &mut self,
        command: &AidCommand,
        by: &Acting,
    ) -> Result<Vec<String>, String> {
        let events = self.aid.decide(command, by, law());
        let events = events.map_err(|it| it.to_string())?;
        let before = std::mem::take(&mut self.aid);
        self.aid = events.iter().fold(before, Aid::evolve);
        Ok(events.iter().filter_map(told).collect())
    }

    /// `2026-07-13 system looks-at-aid`, `2026-07-13 MOH waives-of-aid half-year-report by=2026-07-10`,
    /// `2026-07-13 anybody lists-aid`
    pub(super) fn ask(
        &mut self,
        (verb, plain): (&str, &[&str]),
        named: &BTreeMap<&str, &str>,
        by: &Acting,
    ) -> Result<Vec<String>, String> {
        let approval = CaseId(Uuid::from_u128(0xa1d));
        let command = match verb {
            "looks-at-aid" => AidCommand::NoteMissed { approval },
            "waives-of-aid" => AidCommand::Waive {
                approval,
                duty: plain[0].parse().unwrap(),
                due: day(named["by"]),
                decision: "12-QD-2026".parse().unwrap(),
            },
            "lists-aid" => return Ok(self.listed(by)),
            verb => panic!("nobody {verb}"),
        };
        self.play(&command, by)
    }

    fn listed(&self, by: &Acting) -> Vec<String> {
        let Some((_, calendar)) = self.aid.rules(law()) else {
            return vec![];
        };
        let today = calendar.day_of(by.at);
        let owed = self.aid.owed(law());
        let line = |(owed, state): &(Owed<'_>, Option<DutyState>)| {
            let of = owed.period.map(|it| format!(" for {it}"));
            let how = owed
                .counted
                .as_ref()
                .map(|it| format!(" ({})", counted(it)));
            let (id, due, basis) = (&owed.duty.id, owed.due, &owed.duty.basis);
            let state = match state {
                Some(DutyState::Fulfilled { on }) if *on <= due => format!("done on {on}"),
                Some(DutyState::Fulfilled { on }) => format!("done late, on {on}"),
                Some(DutyState::Waived) => "waived".to_owned(),
                Some(DutyState::Missed) => "missed".to_owned(),
                None if due < today => "not yet noted as missed".to_owned(),
                None => "open".to_owned(),
            };
            let (of, how) = (of.unwrap_or_default(), how.unwrap_or_default());
            format!("the owner owes {id}{of} by {due}{how}: {state}; {basis}")
        };
        owed.iter().map(line).collect()
    }
}

/// From when to when aid runs, where the words say so.
pub(super) fn runs(named: &BTreeMap<&str, &str>) -> Option<Span> {
    Some(Span {
        from: day(named.get("runs-from")?),
        until: day(named.get("runs-until")?),
    })
}

pub(super) fn money(text: &str) -> Money {
    let (amount, currency) = text.split_at(text.len() - 3);
    Money {
        amount: amount.parse().unwrap(),
        currency: currency.parse().unwrap(),
    }
}

/// That aid was closed or changed, its case tells.
fn told(event: &AidEvent) -> Option<String> {
    let what = |owed: &DutyOwed| {
        let of = owed.period.map(|it| format!(" for {it}"));
        let (duty, due) = (&owed.duty, owed.due);
        format!("{duty}{}, due {due},", of.unwrap_or_default())
    };
    match event {
        AidEvent::Closed { .. } | AidEvent::Changed { .. } => None,
        AidEvent::TermSet { term, .. } => {
            let (from, until, agency) = (term.runs.from, term.runs.until, &term.agency);
            Some(format!(
                "the aid runs from {from} to {until}, reported to {agency}"
            ))
        }
        AidEvent::DutyFulfilled { owed, on, .. } => {
            Some(format!("{} was filed on {on}", what(owed)))
        }
        AidEvent::DutyReopened { owed, .. } => Some(format!("{} is owed again", what(owed))),
        AidEvent::DutyWaived { owed, decision, .. } => {
            Some(format!("{} need not be done ({decision})", what(owed)))
        }
        AidEvent::DutyMissed { owed, .. } => Some(format!("{} was missed", what(owed))),
    }
}
