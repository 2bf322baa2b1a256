//! Carrying the plan out.
//!
//! Commands of different cases are decided side by side, and appended in the order of the plan. So
//! the log always holds a beginning of the plan, and whoever was interrupted finds where to go on.

mod confiding;
mod turn;

use std::collections::HashMap;

use domain::focal_point::{FocalPointCommand, Naming};
use eventstore::{AppendError, Fingerprint, Position, ReadError, VaultError};
use futures_util::future::{Shared, ready};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use projections::{CATALOGUE, ProjectionError, Projector};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::confiding::{confide, confided};
use self::turn::{Turn, Turns};
use super::step::{Plan, What};
use crate::clock::SetClock;
use crate::confide::Confidences;
use crate::execute::{self, Envelope, ExecuteError, Order, chain};
use crate::{App, Clock, timers};

/// How many commands are under way at a time.
const IN_FLIGHT: usize = 64;

/// How far to go back when going on: further than what can have been under way.
const GO_BACK: usize = 4 * IN_FLIGHT;

/// Stands for the book that dossier codes are taken from.
const BOOK: Uuid = Uuid::nil();

/// What came of playing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Played {
    /// How many steps of the plan are done now, from its beginning.
    pub steps: usize,
    /// How many commands were carried out that had not been before.
    pub fresh: usize,
    /// How many were refused, because somebody else had acted on the case in the meantime.
    pub passed_over: usize,
}

/// Why playing ended early. What was played stays, and the next play goes on.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The log holds something else.
    #[error("the database holds other data than this scenario's")]
    OtherData,
    /// A command failed.
    #[error("playing step {step}")]
    Step {
        /// Which step of the plan.
        step: usize,
        /// Why it failed.
        source: Box<ExecuteError>,
    },
    /// A personal value could not be confided.
    #[error("confiding personal values")]
    Vault(#[from] VaultError),
    /// The log could not be asked what it holds.
    #[error("asking the log for a command")]
    Find(#[from] AppendError),
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Certificates could not be brought up to date.
    #[error("bringing certificates up to date")]
    Projection(#[from] ProjectionError),
    /// Certificates could not be let expire.
    #[error("letting certificates expire")]
    Expiry(#[source] Box<ExecuteError>),
}

/// Plays what the log does not hold yet, until told to stop. Tells how many steps are done.
pub async fn play(
    app: &App,
    plan: &Plan,
    stop: &CancellationToken,
    mut tell: impl FnMut(usize),
) -> Result<Played, PlayError> {
    let Some(first) = plan.steps.first() else {
        return Ok(Played::default());
    };
    let clock = SetClock::at(first.at);
    let stage = Player {
        app: App {
            clock: Clock::Set(clock.clone()),
            ..app.clone()
        },
        clock,
        plan,
        held: held(app, plan).await?,
        stop,
    };
    if stage.held == 0 && holds_more_than_the_catalogue(app).await? {
        return Err(PlayError::OtherData);
    }

    let mut played = Played {
        steps: stage.held.saturating_sub(GO_BACK),
        ..Played::default()
    };
    while played.steps < plan.steps.len() && !stop.is_cancelled() {
        tell(played.steps);
        match &plan.steps[played.steps].what {
            What::Case { .. } | What::Duty { .. } => {
                stage.play_cases(&mut played, &mut tell).await?;
            }
            What::Expiry => {
                stage.expire(played.steps).await?;
                played.steps += 1;
            }
            What::FocalPoint { .. } | What::Merge { .. } | What::Report { .. } => {
                let outcome = stage.carry_out_alone(played.steps).await?;
                played.note(&outcome);
            }
        }
    }
    tell(played.steps);
    Ok(played)
}

/// How many steps of the plan the log holds, which always holds a beginning of it.
async fn held(app: &App, plan: &Plan) -> Result<usize, PlayError> {
    let steps = 0..plan.steps.len();
    let commands: Vec<usize> = steps.filter(|it| plan.is_command(*it)).collect();
    let (mut known, mut unknown) = (0, commands.len());
    while known < unknown {
        let middle = usize::midpoint(known, unknown);
        if is_held(app, plan, commands[middle]).await? {
            known = middle + 1;
        } else {
            unknown = middle;
        }
    }
    Ok(known.checked_sub(1).map_or(0, |last| commands[last] + 1))
}

async fn is_held(app: &App, plan: &Plan, step: usize) -> Result<bool, AppendError> {
    let found = app
        .store
        .find_command(plan.command_id(step), &fingerprint(app, plan, step))
        .await?;
    Ok(found.is_some())
}

fn fingerprint(app: &App, plan: &Plan, step: usize) -> Fingerprint {
    // The id follows from the whole plan.
    app.vault
        .fingerprint("demo", plan.command_id(step).as_bytes())
}

async fn holds_more_than_the_catalogue(app: &App) -> Result<bool, PlayError> {
    let mut events = app.store.stream_after(Position(0));
    while let Some(event) = events.next().await {
        if event?.stream_kind != CATALOGUE.kind {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Plays a plan.
struct Player<'a> {
    app: App,
    clock: SetClock,
    plan: &'a Plan,
    /// How many steps were in the log before.
    held: usize,
    stop: &'a CancellationToken,
}

/// What came of a step.
enum Outcome {
    Fresh,
    Repeated,
    PassedOver,
}

/// Resolves when a step is done.
type Done = Shared<oneshot::Receiver<()>>;

impl Player<'_> {
    /// Brings what the timers look at up to date and lets those end whose last day has passed.
    async fn expire(&self, step: usize) -> Result<(), PlayError> {
        let app = self.app.clone();
        Projector::new(app.store, app.vault, app.pool, timers::looked_at())
            .catch_up()
            .await?;
        self.clock.set(self.plan.steps[step].at);
        let expired = if self.plan.opens_a_month(step) {
            timers::tick(&self.app).await
        } else {
            timers::expire(&self.app).await
        };
        expired.map_err(|it| PlayError::Expiry(Box::new(it)))?;
        Ok(())
    }

    /// Carries out what is about no case, when all before it is done.
    async fn carry_out_alone(&self, step: usize) -> Result<Outcome, PlayError> {
        if step < self.held && is_held(&self.app, self.plan, step).await? {
            return Ok(Outcome::Repeated);
        }
        let mut confidences = Confidences::of(self.plan.command_id(step));
        let carried = match &self.plan.steps[step].what {
            What::FocalPoint { by, naming, texts } => {
                let mut naming = Naming::clone(naming);
                let places = std::iter::once(&mut naming.name).chain(&mut naming.contact);
                confide(places, texts, &mut confidences)?;
                let command = FocalPointCommand::Name(naming);
                let envelope = self.envelope(step, confidences);
                execute::focal_point(&self.app, &command, by, envelope).await
            }
            What::Merge { by, merge } => {
                let envelope = self.envelope(step, confidences);
                execute::merge_organisations(&self.app, merge, by, envelope).await
            }
            What::Report { by, command } => {
                let envelope = self.envelope(step, confidences);
                execute::agency_report(&self.app, command, by, envelope).await
            }
            What::Case { .. } | What::Duty { .. } | What::Expiry => {
                return Ok(Outcome::Repeated);
            }
        };
        told(step, carried)
    }

    fn envelope(&self, step: usize, confidences: Confidences) -> Envelope {
        Envelope {
            command_id: self.plan.command_id(step),
            fingerprint: fingerprint(&self.app, self.plan, step),
            confide: confidences.values(),
            if_match: None,
        }
    }

    /// Plays the commands on cases up to whatever is to be done for itself.
    async fn play_cases(
        &self,
        played: &mut Played,
        tell: &mut impl FnMut(usize),
    ) -> Result<(), PlayError> {
        let from = played.steps;
        let mut turns = Turns::default();
        let mut done_of = HashMap::new();
        let outcomes = stream::iter(from..self.plan.steps.len())
            .take_while(|it| ready(self.plan.is_about_a_case(*it) && !self.stop.is_cancelled()))
            .map(|step| {
                let (done, after) = self.after(step, &mut done_of);
                self.step(step, turns.next(), after, done)
            })
            .buffered(IN_FLIGHT);
        let mut outcomes = std::pin::pin!(outcomes);
        while let Some(outcome) = outcomes.next().await {
            played.note(&outcome?);
            tell(played.steps);
        }
        Ok(())
    }

    /// What a step waits for: the step before it in its case, and for a code from the day's book
    /// whoever took one before.
    fn after(
        &self,
        step: usize,
        done_of: &mut HashMap<Uuid, Done>,
    ) -> (oneshot::Sender<()>, Vec<Done>) {
        let (done, wait) = oneshot::channel();
        let wait = wait.shared();
        let after = match &self.plan.steps[step].what {
            What::Case { case, order, .. } => match **order {
                Order::AcceptDossier => [Some(case.0), Some(BOOK)],
                // What an approval of aid decided, those who report on it look up.
                Order::SubmitUnder(_, approval) => [Some(case.0), Some(approval.0)],
                Order::SubmitUpon(..) | Order::Command(_) => [Some(case.0), None],
            },
            What::Duty { case, .. } => [Some(case.0), None],
            What::FocalPoint { .. } | What::Merge { .. } | What::Report { .. } | What::Expiry => {
                [None, None]
            }
        };
        let after = after
            .into_iter()
            .flatten()
            .filter_map(|it| done_of.insert(it, wait.clone()))
            .collect();
        (done, after)
    }

    async fn step(
        &self,
        step: usize,
        mut turn: Turn,
        after: Vec<Done>,
        done: oneshot::Sender<()>,
    ) -> Result<Outcome, PlayError> {
        let outcome = self.carry_out(step, &mut turn, after).await;
        // Whoever has nothing to append lets the next one by.
        turn.come().await;
        drop(done);
        outcome
    }

    async fn carry_out(
        &self,
        step: usize,
        turn: &mut Turn,
        after: Vec<Done>,
    ) -> Result<Outcome, PlayError> {
        if step < self.held && is_held(&self.app, self.plan, step).await? {
            return Ok(Outcome::Repeated);
        }
        let mut confidences = Confidences::of(self.plan.command_id(step));
        let what = &self.plan.steps[step].what;
        let order = match what {
            What::Case { order, texts, .. } => Some(confided(order, texts, &mut confidences)?),
            What::Duty { .. }
            | What::FocalPoint { .. }
            | What::Merge { .. }
            | What::Report { .. }
            | What::Expiry => None,
        };
        let envelope = self.envelope(step, confidences);
        for it in after {
            // Whoever was dropped has changed nothing.
            drop(it.await);
        }
        let turn = turn.come();
        let carried = match (what, order) {
            (What::Case { case, by, .. }, Some(order)) => {
                execute::case_in_turn(&self.app, *case, &order, by, envelope, turn).await
            }
            (
                What::Duty {
                    certificate,
                    by,
                    command,
                    ..
                },
                _,
            ) => {
                let app = &self.app;
                execute::certificate_in_turn(app, *certificate, command, by, envelope, turn).await
            }
            (_, _) => return Ok(Outcome::Repeated),
        };
        told(step, carried)
    }
}

/// What came of a step. Rules refuse what somebody else has made impossible in the meantime.
fn told(step: usize, carried: Result<execute::Done, ExecuteError>) -> Result<Outcome, PlayError> {
    match carried {
        Ok(done) if done.repeated => Ok(Outcome::Repeated),
        Ok(_) => Ok(Outcome::Fresh),
        Err(
            error @ (ExecuteError::Case(_)
            | ExecuteError::Certificate(_)
            | ExecuteError::Organisation(_)
            | ExecuteError::FocalPoint(_)
            | ExecuteError::AgencyReport(_)
            | ExecuteError::NothingToDo { .. }),
        ) => {
            let error = chain(&error);
            tracing::warn!(step, error, "a step of the scenario is refused");
            Ok(Outcome::PassedOver)
        }
        Err(source) => {
            let source = Box::new(source);
            Err(PlayError::Step { step, source })
        }
    }
}

impl Played {
    fn note(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Fresh => self.fresh += 1,
            Outcome::Repeated => (),
            Outcome::PassedOver => self.passed_over += 1,
        }
        self.steps += 1;
    }
}
