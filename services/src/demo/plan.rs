//! Working the plan out: an agenda of what people are going to do, taken up in the order of time.

use std::collections::BTreeMap;

use domain::case::{Case, CaseCommand, CaseEvent, CaseRejection};
use domain::certificate::CertificateRejection;
use domain::law::Rules;
use domain::{
    Acting, AgencyId, Aggregate as _, Calendar, CaseId, DossierCode, Law, NameError,
    PaperNumberError, ProcedureId,
};
use time::macros::date;
use time::{Date, OffsetDateTime};

use super::cast::Cast;
use super::chance::Chance;
use super::duties::Settling;
use super::hours;
use super::organisation::{Organisation, organisations};
use super::reports;
use super::run::Run;
use super::season::Season;
use super::step::{Plan, Step, Text, What};
use super::{aid, registries};
use crate::execute::Order;

/// The procedure that is played.
const PROCEDURE: &str = "FNGO-OP-ISSUE";

/// The other one, which some ask for.
const OFFICE: &str = "FNGO-RO-ISSUE";

/// What is to be played.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// From which all chance follows.
    pub seed: u64,
    /// How many organisations apply.
    pub organisations: u32,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub through: Date,
}

impl Scenario {
    /// Two years of the real field, with invented organisations.
    pub const WHOLE: Self = Self {
        seed: 58,
        organisations: 1_200,
        from: date!(2024 - 11 - 25),
        through: date!(2026 - 11 - 20),
    };
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The catalogue lacks what is to be played.
    #[error("the catalogue lacks the procedure {PROCEDURE} of the scenario, or its calendar")]
    Law,
    /// The rules refuse a step.
    #[error("the scenario asks for {command} at {at} in case {case}")]
    Refused {
        /// What was asked for.
        command: &'static str,
        /// When.
        at: OffsetDateTime,
        /// Of which case.
        case: CaseId,
        /// Why it is refused.
        source: Box<CaseRejection>,
    },
    /// The rules about certificates refuse what is said of a duty.
    #[error("the scenario says at {at} what became of a duty under the certificate of case {case}")]
    NotOwed {
        /// When.
        at: OffsetDateTime,
        /// Of which case.
        case: CaseId,
        /// Why it is refused.
        source: Box<CertificateRejection>,
    },
    /// A name that the scenario makes up is none.
    #[error("making a name up")]
    Name(#[from] NameError),
    /// A number that the scenario makes up is none.
    #[error("making a number up")]
    Number(#[from] PaperNumberError),
}

/// What somebody is going to do in a case.
#[derive(Debug, Clone)]
pub(super) enum Act {
    File,
    Assign,
    Check,
    LookAgain,
    Supplement,
    GiveUp,
    Consult,
    Receive(AgencyId),
    Opine(AgencyId),
    Forward,
    TakeOver,
    Decide,
    /// To set another day, where the result is still due on this one.
    Apologise(Date),
    Announce,
    Return,
    Withdraw,
}

pub(super) enum Entry {
    /// An organisation files a new dossier.
    Begin(Organisation),
    /// Somebody acts in a case.
    Act(usize, Act),
    /// An agency reports, or need not.
    Report(What),
    /// What became of something that is owed under a certificate is put down.
    Duty(usize, Settling),
    /// Certificates have come to their end.
    Expiry,
}

/// The scenario as it unfolds.
pub(super) struct Unfolding<'a> {
    pub(super) cast: Cast<'a>,
    pub(super) procedure: ProcedureId,
    pub(super) runs: Vec<Run<'a>>,
    /// The procedure for a representative office, where the catalogue has one.
    pub(super) office: Option<(ProcedureId, &'a Rules)>,
    /// How many certificates were numbered in each year.
    pub(super) certificates: BTreeMap<i32, u32>,
    pub(super) scenario: Scenario,
    pub(super) steps: Vec<Step>,
    agenda: BTreeMap<(OffsetDateTime, u32), Entry>,
    entered: u32,
    codes: BTreeMap<Date, usize>,
}

/// The procedure for a representative office, where the catalogue has one.
fn office(law: &Law) -> Result<Option<(ProcedureId, &Rules)>, PlanError> {
    let office: ProcedureId = OFFICE.parse()?;
    let rules = law.newest_procedure(&office).and_then(|it| it.rules());
    Ok(rules.map(|it| (office, it)))
}

/// Everything that is done in the scenario, under this law.
pub fn plan(law: &Law, scenario: &Scenario) -> Result<Plan, PlanError> {
    let procedure: ProcedureId = PROCEDURE.parse()?;
    let rules = law.newest_procedure(&procedure).and_then(|it| it.rules());
    let rules = rules.ok_or(PlanError::Law)?;
    let calendar = law.calendar(&rules.calendar).ok_or(PlanError::Law)?;
    let mut unfolding = Unfolding {
        cast: Cast {
            law,
            rules,
            calendar,
        },
        procedure,
        runs: vec![],
        office: office(law)?,
        certificates: BTreeMap::new(),
        scenario: *scenario,
        agenda: BTreeMap::new(),
        entered: 0,
        codes: BTreeMap::new(),
        steps: vec![],
    };

    let season = Season::new(calendar, scenario.from, scenario.through);
    for organisation in organisations(scenario.seed, scenario.organisations) {
        let mut chance = Chance::of(scenario.seed, "first dossier", organisation.number);
        let at = hours::on(calendar, season.day(&mut chance), &mut chance);
        unfolding.enter(at, Entry::Begin(organisation));
    }
    for (at, what) in reports::made(&unfolding.cast, scenario) {
        unfolding.enter(at, Entry::Report(what));
    }
    unfolding.unfold()?;
    let Unfolding {
        mut steps,
        procedure,
        ..
    } = unfolding;
    let all = organisations(scenario.seed, scenario.organisations);
    steps.extend(aid::steps(law, calendar, scenario, &all)?);
    steps.extend(registries::focal_points(law, calendar, scenario));
    let about = (scenario, &procedure);
    let known = with_first_dossiers(calendar, &steps, all);
    let twice = registries::entered_twice((law, rules), calendar, about, &known)?;
    steps.extend(twice);
    let end = calendar.end_of(scenario.through);
    steps.retain(|it| it.at < end);
    steps.sort_by_key(|it| it.at);
    Ok(Plan::of(steps))
}

/// Organisations, each with the day on which it first applied.
fn with_first_dossiers(
    calendar: &Calendar,
    steps: &[Step],
    organisations: Vec<Organisation>,
) -> Vec<(Organisation, Date)> {
    let mut first = BTreeMap::new();
    for step in steps {
        if let What::Case { order, .. } = &step.what
            && let Order::Command(CaseCommand::SubmitDossier(submission)) = &**order
        {
            let day = calendar.day_of(step.at);
            let known = first.entry(submission.applicant).or_insert(day);
            *known = day.min(*known);
        }
    }
    let dated = organisations.into_iter().filter_map(|it| {
        let day = first.get(&it.subject).copied()?;
        Some((it, day))
    });
    dated.collect()
}

impl Unfolding<'_> {
    /// Takes up one thing after the other, until the last day is over.
    fn unfold(&mut self) -> Result<(), PlanError> {
        let end = self.cast.calendar.end_of(self.scenario.through);
        while let Some(((at, _), entry)) = self.agenda.pop_first() {
            if at >= end {
                return Ok(());
            }
            match entry {
                Entry::Begin(organisation) => {
                    let run = self.begin(organisation, at);
                    self.act(run, Act::File, at)?;
                }
                Entry::Act(run, act) => self.act(run, act, at)?,
                Entry::Duty(run, settling) => self.settle(run, &settling, at)?,
                Entry::Report(what) => self.steps.push(Step { at, what }),
                Entry::Expiry => self.steps.push(Step {
                    at,
                    what: What::Expiry,
                }),
            }
        }
        Ok(())
    }

    /// Somebody is going to do something in a case, so many working days from now.
    pub(super) fn later(&mut self, run: usize, from: OffsetDateTime, days: u32, act: Act) {
        let chance = &mut self.runs[run].chance;
        let at = hours::later(self.cast.calendar, from, days, chance);
        self.enter(at, Entry::Act(run, act));
    }

    /// The organisation files again, so many working days from now.
    pub(super) fn again(&mut self, run: usize, from: OffsetDateTime, days: u32) {
        let Run {
            chance,
            organisation,
            ..
        } = &mut self.runs[run];
        let at = hours::later(self.cast.calendar, from, days, chance);
        let organisation = organisation.clone();
        self.enter(at, Entry::Begin(organisation));
    }

    /// Certificates end with their last day; the next morning that is put down. The moment.
    pub(super) fn expire_after(&mut self, last_day: Date) -> OffsetDateTime {
        let next = last_day.next_day().unwrap_or(last_day);
        let at = hours::moment(self.cast.calendar, next, 7 * 60, 0);
        if self.agenda.range((at, 0)..=(at, u32::MAX)).next().is_none() {
            self.enter(at, Entry::Expiry);
        }
        at
    }

    /// Asks a case for something by its rules, puts the step down, and says what happened. Nothing,
    /// when others were faster in a way that people expect.
    pub(super) fn ask(
        &mut self,
        run: usize,
        by: Acting,
        order: Order,
        texts: Vec<Text>,
    ) -> Result<Vec<CaseEvent>, PlanError> {
        let case = self.runs[run].id;
        let at = by.at;
        let command = self.command(run, &order, at)?;
        let decided = self.runs[run].case.decide(&command, &by, self.cast.law);
        let events = match decided {
            Ok(events) => events,
            Err(
                CaseRejection::AlreadyDecided
                | CaseRejection::AlreadyReceived
                | CaseRejection::OpinionAlreadyGiven,
            ) => return Ok(vec![]),
            Err(rejection) => {
                return Err(PlanError::Refused {
                    command: command.name(),
                    at,
                    case,
                    source: Box::new(rejection),
                });
            }
        };
        if events.is_empty() {
            return Ok(events);
        }
        let before = std::mem::take(&mut self.runs[run].case);
        self.runs[run].case = events.iter().fold(before, Case::evolve);
        let order = Box::new(order);
        self.steps.push(Step {
            at,
            what: What::Case {
                case,
                by,
                order,
                texts,
            },
        });
        Ok(events)
    }

    /// The command that the shell will make of the order.
    fn command(
        &mut self,
        run: usize,
        order: &Order,
        at: OffsetDateTime,
    ) -> Result<CaseCommand, PlanError> {
        let Run { id, case, .. } = &self.runs[run];
        match order {
            Order::Command(command) => Ok(command.clone()),
            Order::SubmitUpon(submission, _) | Order::SubmitUnder(submission, _) => {
                Ok(CaseCommand::SubmitDossier(submission.clone()))
            }
            Order::AcceptDossier => {
                let wanted = case.code_wanted(*id, at, self.cast.law).map_err(|source| {
                    PlanError::Refused {
                        command: "accept_dossier",
                        at,
                        case: *id,
                        source: Box::new(source),
                    }
                })?;
                let assigned = self.codes.entry(wanted.day).or_default();
                *assigned += 1;
                let code = DossierCode::new(&wanted.prefix, wanted.day, *assigned);
                Ok(CaseCommand::AcceptDossier { code })
            }
        }
    }

    /// Something is going to happen at a moment.
    pub(super) fn enter(&mut self, at: OffsetDateTime, entry: Entry) {
        self.entered += 1;
        self.agenda.insert((at, self.entered), entry);
    }
}
