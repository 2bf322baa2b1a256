use std::time::Duration;

use eventstore::{EventStore, Position, Vault};
use futures_util::future::join_all;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{Desk, Fact, Feed, ProjectionError, ReadModel, checkpoint};

/// At most this many events are applied in one transaction.
const BATCH_EVENTS_MAX: i64 = 2_000;

/// How long to wait before trying again after a failure.
const RETRY: Duration = Duration::from_secs(1);

/// Keeps every read model in step with the log.
#[derive(Debug)]
pub struct Projector {
    store: EventStore,
    vault: Vault,
    pool: PgPool,
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

    /// Applies what happens until told to stop. What fails is tried again; nothing is skipped.
    pub async fn run(&self, mut feed: Feed, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let Err(error) = self.follow(&mut feed, stop).await else {
                continue;
            };
            let trouble = chain(&error);
            // Said once, and not with every attempt.
            if self.state.borrow().trouble.as_ref() != Some(&trouble) {
                tracing::error!(error = %trouble, "read models stand still");
            }
            self.state.send_modify(|it| it.trouble = Some(trouble));
            stop.run_until_cancelled(tokio::time::sleep(RETRY)).await;
        }
    }

    /// Brings every read model to the end of the log, as it is now.
    pub async fn catch_up(&self) -> Result<Position, ProjectionError> {
        let mut desk = Desk::open(&self.store, self.vault.clone()).await?;
        // Not to wherever it ends by then: under load, the first would run for ever.
        let head = self.store.head().await?;
        for model in &self.models {
            let mut after = checkpoint::of(&self.pool, model.name()).await?;
            while after < head {
                let page = self.store.read_after(after, BATCH_EVENTS_MAX).await?;
                let Some(last) = page.last().map(|it| it.position) else {
                    break;
                };
                let (facts, not_understood) = desk.facts(&self.store, page).await?;
                self.apply(model.as_ref(), &facts, &desk).await?;
                if let Some(error) = not_understood {
                    return Err(error.into());
                }
                after = last;
            }
        }
        Ok(checkpoint::of_all(&self.pool).await?)
    }

    async fn follow(
        &self,
        feed: &mut Feed,
        stop: &CancellationToken,
    ) -> Result<(), ProjectionError> {
        let Some(caught_up) = stop.run_until_cancelled(self.catch_up()).await else {
            return Ok(());
        };
        let mut after = caught_up?;
        let mut desk = Desk::open(&self.store, self.vault.clone()).await?;
        self.reached(after);
        loop {
            let next = stop.run_until_cancelled(feed.next(after, BATCH_EVENTS_MAX));
            let Some(batch) = next.await else {
                return Ok(());
            };
            let batch = batch?;
            let Some(last) = batch.last().map(|it| it.position) else {
                continue;
            };
            let (facts, not_understood) = desk.facts(&self.store, batch).await?;
            let applied = self
                .models
                .iter()
                .map(|it| self.apply(it.as_ref(), &facts, &desk));
            join_all(applied)
                .await
                .into_iter()
                .collect::<Result<(), ProjectionError>>()?;
            if let Some(error) = not_understood {
                return Err(error.into());
            }
            after = last;
            self.reached(after);
        }
    }

    /// Applies what a read model does not hold yet, together with its checkpoint.
    async fn apply(
        &self,
        model: &dyn ReadModel,
        facts: &[Fact],
        desk: &Desk,
    ) -> Result<(), ProjectionError> {
        let mut tx = self.pool.begin().await?;
        apply(&mut tx, model, facts, desk).await?;
        tx.commit().await?;
        Ok(())
    }

    fn reached(&self, position: Position) {
        self.state.send_if_modified(|it| {
            let next = ProjectorState {
                position: position.0,
                trouble: None,
            };
            let changed = *it != next;
            *it = next;
            changed
        });
    }
}

/// Applies what a read model does not hold yet; the caller commits.
pub(crate) async fn apply(
    db: &mut sqlx::PgConnection,
    model: &dyn ReadModel,
    facts: &[Fact],
    desk: &Desk,
) -> Result<(), ProjectionError> {
    let held = checkpoint::take(db, model.name()).await?;
    let known = facts.iter().take_while(|it| it.position() <= held).count();
    let fresh = &facts[known..];
    let (Some(first), Some(last)) = (fresh.first(), fresh.last()) else {
        return Ok(());
    };
    if first.position() != held + 1 {
        return Err(ProjectionError::Gap {
            expected: held + 1,
            actual: first.position(),
        });
    }
    model.apply(db, fresh, desk).await?;
    checkpoint::advance(db, model.name(), last.position()).await?;
    Ok(())
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
