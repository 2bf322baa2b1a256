//! Brings the read models forward, page by page.
//!
//! What a read model makes of a page and how far it has come are written in one transaction: nothing is
//! applied twice or left out.

use std::time::Duration;

use eventstore::{EventStore, Position, Vault};
use futures_util::future::join_all;
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::apply::{apply, together};
use crate::lanes::{self, LANES, Lanes, pool_beside};
use crate::page::Page;
use crate::{Desk, Feed, ProjectionError, ReadModel, checkpoint};

/// At most this many events are applied in one transaction.
const BATCH_EVENTS_MAX: i64 = 2_000;

/// Up to this many, what an event costs is mostly the ways to the database.
const SHORT_PAGE_EVENTS_MAX: usize = 100;

/// How many transactions share a short page: while the server works for one, the other is on its
/// way. A long one has all lanes.
const SHORT_PAGE_LANES: usize = 2;

/// A page that has more than this came while much is appended, if the one before it had, too; one
/// alone may have come after a pause.
const BUSY_PAGE_EVENTS: usize = 32;

/// How many events a page waits for then, and how long at most: one with ten events of a case costs
/// hardly more than one with a single event.
const GATHER_EVENTS: i64 = 1_000;
const GATHER: Duration = Duration::from_millis(25);

/// How long to wait before trying again after a failure.
const RETRY: Duration = Duration::from_secs(1);

/// Keeps every read model in step with the log.
#[derive(Debug)]
pub struct Projector {
    store: EventStore,
    vault: Vault,
    pool: PgPool,
    /// What read models are written over.
    writing: PgPool,
    models: Vec<Box<dyn ReadModel>>,
    state: watch::Sender<ProjectorState>,
}

/// How a projector is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectorState {
    /// How far all read models have come.
    pub position: i64,
    /// What keeps them from going on; nothing while they do.
    pub trouble: Option<String>,
}

impl std::fmt::Debug for dyn ReadModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Projector {
    /// How many connections it keeps beside its pool.
    pub const CONNECTIONS: u32 = lanes::CONNECTIONS;

    /// A projector of these read models. Connections of the pool have the schema of the tables
    /// on their search path.
    #[must_use]
    pub fn new(
        store: EventStore,
        vault: Vault,
        pool: PgPool,
        models: Vec<Box<dyn ReadModel>>,
    ) -> Self {
        let (state, _) = watch::channel(ProjectorState::default());
        Self {
            store,
            vault,
            writing: pool_beside(&pool),
            pool,
            models,
            state,
        }
    }

    /// Tells how it is doing, now and whenever that changes.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<ProjectorState> {
        self.state.subscribe()
    }

    /// Applies what happens until told to stop. What fails is tried again; nothing is skipped. A
    /// read model that cannot go on does not keep the others from it.
    pub async fn run(&self, mut feed: Feed, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let Some(caught_up) = stop.run_until_cancelled(self.catch_up_each()).await else {
                return;
            };
            let outcome = match caught_up {
                Ok(attempt) if attempt.goes_on.is_empty() => {
                    self.stands_still(&attempt);
                    stop.run_until_cancelled(sleep(RETRY)).await;
                    Ok(())
                }
                Ok(attempt) => Box::pin(self.keep(&attempt, &mut feed, stop)).await,
                Err(error) => Err(error),
            };
            if let Err(error) = outcome {
                self.in_trouble(chain(&error));
                stop.run_until_cancelled(sleep(RETRY)).await;
            }
        }
    }

    /// Brings every read model to the end of the log, as it is now. One that fails does not keep
    /// the others from it.
    pub async fn catch_up(&self) -> Result<Position, ProjectionError> {
        let attempt = self.catch_up_each().await?;
        match attempt.behind.into_iter().next() {
            Some((_, error)) => Err(error),
            None => Ok(checkpoint::of_all(&self.pool).await?),
        }
    }

    /// Fails only where none can go on.
    async fn catch_up_each(&self) -> Result<Attempt<'_>, ProjectionError> {
        let mut desk = Desk::open(&self.store, self.vault.clone()).await?;
        // Not to wherever it ends by then: under load, the first would run for ever.
        let head = self.store.head().await?;
        let mut attempt = Attempt {
            after: Position(i64::MAX),
            goes_on: vec![],
            behind: vec![],
        };
        for model in &self.models {
            match self.catch_up_one(model.as_ref(), head, &mut desk).await {
                Ok(position) => {
                    attempt.after = attempt.after.min(position);
                    attempt.goes_on.push(model.as_ref());
                }
                Err(error) => attempt.behind.push((model.as_ref(), error)),
            }
        }
        if !attempt.behind.is_empty() {
            let position = checkpoint::of_all(&self.pool).await?;
            self.state.send_modify(|it| it.position = position.0);
        }
        Ok(attempt)
    }

    async fn catch_up_one(
        &self,
        model: &dyn ReadModel,
        head: Position,
        desk: &mut Desk,
    ) -> Result<Position, ProjectionError> {
        let mut after = checkpoint::of(&self.pool, model.name()).await?;
        while after < head {
            let events = self.store.read_after(after, BATCH_EVENTS_MAX).await?;
            let page = desk.read(&self.store, events).await?;
            let mut connection = self.writing.acquire().await?;
            apply(&mut connection, model, &page, desk).await?;
            if let Some(error) = page.not_understood {
                return Err(error.into());
            }
            let Some(last) = page.last else { break };
            after = last;
        }
        Ok(after)
    }

    /// Keeps those that go on in step, until one of those behind can go on as well.
    async fn keep(
        &self,
        attempt: &Attempt<'_>,
        feed: &mut Feed,
        stop: &CancellationToken,
    ) -> Result<(), ProjectionError> {
        let lag = attempt.trouble();
        if let Some(trouble) = &lag {
            self.in_trouble(trouble.clone());
        }
        tokio::select! {
            outcome = self.follow(attempt, lag.as_deref(), feed, stop) => outcome,
            () = self.one_recovers(attempt) => Ok(()),
        }
    }

    async fn follow(
        &self,
        attempt: &Attempt<'_>,
        trouble: Option<&str>,
        feed: &mut Feed,
        stop: &CancellationToken,
    ) -> Result<(), ProjectionError> {
        let mut after = attempt.after;
        let mut desk = Desk::open(&self.store, self.vault.clone()).await?;
        let mut lanes = Lanes::to(self.writing.clone());
        let (mut was_busy, mut lanes_served) = (false, false);
        self.reached(after, trouble);
        loop {
            let next = stop.run_until_cancelled(feed.next(after, BATCH_EVENTS_MAX));
            let Some(batch) = next.await else {
                return Ok(());
            };
            let page = desk.read(&self.store, batch?).await?;
            let applying = self.apply_to_all(&attempt.goes_on, &page, &desk, &mut lanes);
            match applying.await {
                // The server may have closed a lane since the page before, as when it was started
                // anew. Whether it is there again shows in catching up, which is no trouble yet.
                Err(error) if lanes_served && error.is_a_lost_connection() => return Ok(()),
                applied => applied?,
            }
            lanes_served = true;
            if let Some(error) = page.not_understood {
                return Err(error.into());
            }
            let Some(last) = page.last else { continue };
            after = last;
            self.reached(after, trouble);
            let is_busy = page.facts.len() > BUSY_PAGE_EVENTS;
            if std::mem::replace(&mut was_busy, is_busy) && is_busy {
                feed.gather(after, GATHER_EVENTS, GATHER).await;
            }
        }
    }

    /// Tries those that are behind again, and returns when one has come to the end of the log;
    /// never, when none is behind.
    async fn one_recovers(&self, attempt: &Attempt<'_>) {
        if attempt.behind.is_empty() {
            return std::future::pending().await;
        }
        loop {
            sleep(RETRY).await;
            let (desk, head) = tokio::join!(
                Desk::open(&self.store, self.vault.clone()),
                self.store.head()
            );
            let (Ok(mut desk), Ok(head)) = (desk, head) else {
                continue;
            };
            for (model, _) in &attempt.behind {
                if self.catch_up_one(*model, head, &mut desk).await.is_ok() {
                    return;
                }
            }
        }
    }

    /// Applies a page to all of them, each lane taking every so-manieth of them.
    async fn apply_to_all(
        &self,
        models: &[&dyn ReadModel],
        page: &Page,
        desk: &Desk,
        lanes: &mut Lanes,
    ) -> Result<(), ProjectionError> {
        let count = if page.facts.len() <= SHORT_PAGE_EVENTS_MAX {
            SHORT_PAGE_LANES
        } else {
            LANES
        };
        let lanes = lanes.take(count).await?;
        let applying = lanes.iter_mut().enumerate().map(|(nth, lane)| {
            let share = models.iter().copied().skip(nth).step_by(count);
            apply_share(lane, share.collect(), page, desk)
        });
        join_all(applying).await.into_iter().collect()
    }

    fn reached(&self, position: Position, trouble: Option<&str>) {
        self.state.send_if_modified(|it| {
            let next = ProjectorState {
                // How far every one has come: those that are behind stand still.
                position: if trouble.is_some() {
                    it.position
                } else {
                    position.0
                },
                trouble: trouble.map(str::to_owned),
            };
            let changed = *it != next;
            *it = next;
            changed
        });
    }

    fn stands_still(&self, attempt: &Attempt<'_>) {
        if let Some(trouble) = attempt.trouble() {
            self.in_trouble(trouble);
        }
    }

    /// Said once, and not with every attempt.
    fn in_trouble(&self, trouble: String) {
        if self.state.borrow().trouble.as_ref() != Some(&trouble) {
            tracing::error!(error = %trouble, "read models stand still");
        }
        self.state.send_modify(|it| it.trouble = Some(trouble));
    }
}

/// Applies a page to read models in one transaction, since most of what a short one costs are the
/// ways to the database; where not all can take it, to each for itself.
async fn apply_share(
    lane: &mut PgConnection,
    models: Vec<&dyn ReadModel>,
    page: &Page,
    desk: &Desk,
) -> Result<(), ProjectionError> {
    if together(lane, &models, page, desk).await? {
        return Ok(());
    }
    for model in models {
        apply(lane, model, page, desk).await?;
    }
    Ok(())
}

/// How the read models stand after an attempt to bring each to the end of the log.
struct Attempt<'a> {
    /// How far those have come that go on.
    after: Position,
    goes_on: Vec<&'a dyn ReadModel>,
    behind: Vec<(&'a dyn ReadModel, ProjectionError)>,
}

impl Attempt<'_> {
    /// What keeps read models from going on; said once where it is the same for all.
    fn trouble(&self) -> Option<String> {
        let mut told: Vec<(String, Vec<&str>)> = vec![];
        for (model, error) in &self.behind {
            let text = chain(error);
            match told.iter_mut().find(|it| it.0 == text) {
                Some((_, models)) => models.push(model.name()),
                None => told.push((text, vec![model.name()])),
            }
        }
        if told.is_empty() {
            return None;
        }
        let told = told.into_iter();
        let told = told.map(|(text, models)| format!("{}: {text}", models.join(", ")));
        Some(told.collect::<Vec<_>>().join("; "))
    }
}

/// An error with all that led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
