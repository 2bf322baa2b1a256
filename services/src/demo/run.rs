//! A case of the scenario, and how it begins: most organisations apply for a certificate of
//! operation, some for one of a representative office.

use domain::case::Case;
use domain::law::Rules;
use domain::{CaseId, ComponentId, ProcedureId, ProvinceId};
use time::{Date, OffsetDateTime};

use super::DEMO;
use super::cast::Cast;
use super::chance::Chance;
use super::duties::Held;
use super::fate::Fate;
use super::organisation::Organisation;
use super::plan::Unfolding;
use crate::clock::derived_id;

/// Of a hundred dossiers, so many are for a representative office.
const OFFICES: u32 = 12;

/// A case as it goes.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) id: CaseId,
    pub(super) organisation: Organisation,
    pub(super) procedure: ProcedureId,
    pub(super) rules: &'a Rules,
    /// Where an office is to be.
    pub(super) seat: Option<ProvinceId>,
    pub(super) case: Case,
    pub(super) fate: Fate,
    pub(super) chance: Chance,
    /// The receiver's officer and the decider's.
    pub(super) hands: (u32, u32),
    /// What the applicant was last asked for.
    pub(super) asked_for: Vec<ComponentId>,
    /// The last day of the applicant's registration at home.
    pub(super) home_until: Option<Date>,
    /// Whether one of the bodies has kept its silence.
    pub(super) silence_kept: bool,
    /// The day by which the result is due, once the dossier is accepted.
    pub(super) due: Option<Date>,
    /// The certificate that the case granted.
    pub(super) held: Option<Held>,
}

impl Unfolding<'_> {
    pub(super) fn begin(&mut self, organisation: Organisation, at: OffsetDateTime) -> usize {
        let run = self.runs.len();
        let number = u32::try_from(run).unwrap_or(u32::MAX);
        let seed = self.scenario.seed;
        let today = self.cast.calendar.day_of(at);
        let seat = self.seat(number, today);
        let (procedure, rules) = match &self.office {
            Some((procedure, rules)) if seat.is_some() => (procedure.clone(), *rules),
            Some(_) | None => (self.procedure.clone(), self.cast.rules),
        };
        let mut chance = Chance::of(seed, "case", number);
        self.runs.push(Run {
            id: CaseId(derived_id(DEMO, &format!("{seed}/case/{number}"))),
            organisation,
            procedure,
            rules,
            seat,
            case: Case::default(),
            fate: Fate::drawn(&mut chance, self.cast.law, rules, today),
            hands: Cast::hands(&mut chance),
            asked_for: vec![],
            home_until: None,
            silence_kept: false,
            due: None,
            held: None,
            chance,
        });
        run
    }

    /// Where the office is to be that somebody applies for; nothing where somebody applies for
    /// another certificate.
    fn seat(&self, number: u32, today: Date) -> Option<ProvinceId> {
        let mut chance = Chance::of(self.scenario.seed, "office", number);
        let (_, rules) = self.office.as_ref()?;
        let places = &rules.seat.as_ref()?.provinces;
        // Before the provinces were merged, two of the three cities were others.
        let there = |it: &&ProvinceId| {
            let mut bodies = self.cast.law.agencies();
            bodies.any(|body| body.province.as_ref() == Some(*it) && body.exists_on(today))
        };
        let there: Vec<_> = places.iter().filter(there).cloned().collect();
        let applies = chance.percent(OFFICES) && !there.is_empty();
        applies.then(|| chance.pick(&there).clone())
    }
}
