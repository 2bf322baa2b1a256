//! Keeps the Merkle tree and the checkpoints up with the log, and tells NATS of each checkpoint.
//!
//! One process does it and the others stand by. No append waits for it, and nothing is lost when it
//! stops: the next one goes on where the tree ends.

use std::time::Duration;

use eventstore::note::Note;
use eventstore::{EventStore, Position, RoleLock, SealError, Sealer};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::App;
use crate::execute::chain;
use crate::trust::Trust;

/// Where checkpoints are published: beside the stream of events, which takes `hoso.>`.
pub const SUBJECT: &str = "hoso_log.checkpoint";

/// How long to wait before trying again after a failure, or looking whether the sealer is gone.
const RETRY: Duration = Duration::from_secs(2);

/// How long to try to sign what was appended last before the process ends.
const LAST_WITHIN: Duration = Duration::from_secs(5);

/// How far the log is sealed, and what keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealState {
    /// How many events the last checkpoint of this process covers.
    pub signed: u64,
    /// What keeps it from going on; nothing while it does.
    pub trouble: Option<String>,
}

/// Seals the log until told to stop.
#[derive(Debug)]
pub struct Seal {
    store: EventStore,
    pool: PgPool,
    trust: Trust,
    nats: Option<async_nats::Client>,
    state: watch::Sender<SealState>,
}

impl Seal {
    /// A sealer of an application's log.
    #[must_use]
    pub fn new(app: &App, nats: Option<async_nats::Client>) -> Self {
        let (state, _) = watch::channel(SealState::default());
        Self {
            store: app.store.clone(),
            pool: app.pool.clone(),
            trust: app.trust.clone(),
            nats,
            state,
        }
    }

    /// Tells how it is doing, now and whenever that changes.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<SealState> {
        self.state.subscribe()
    }

    /// Seals, or stands by, until told to stop.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        if self.trust.signing_key_file.is_none() {
            let trouble = Some("HOSO_SIGNING_KEY_FILE is not set".to_owned());
            self.state.send_modify(|it| it.trouble = trouble);
            stop.cancelled().await;
            return Ok(());
        }
        while !stop.is_cancelled() {
            let result = match RoleLock::try_acquire(&self.pool, "sealer").await {
                Ok(Some(mut lock)) => {
                    let result = self.while_elected(&mut lock, &stop).await;
                    // A lost connection has given it up already.
                    drop(lock.release().await);
                    result
                }
                Ok(None) => {
                    // Whoever seals instead says what keeps it.
                    self.state.send_modify(|it| it.trouble = None);
                    Ok(())
                }
                Err(error) => Err(error.into()),
            };
            if let Err(error) = result {
                let trouble = chain(error.as_ref());
                tracing::error!(error = %trouble, "the log is not sealed");
                self.state.send_modify(|it| it.trouble = Some(trouble));
            }
            stop.run_until_cancelled(tokio::time::sleep(RETRY)).await;
        }
        Ok(())
    }

    async fn while_elected(
        &self,
        lock: &mut RoleLock,
        stop: &CancellationToken,
    ) -> anyhow::Result<()> {
        let Some(key) = self.trust.signing_key(&self.store).await? else {
            return Ok(());
        };
        let mut sealer = Sealer::open(self.store.clone(), key).await?;
        let mut head = self.store.follow();
        while !stop.is_cancelled() && lock.still_held().await {
            let advance = match sealer.advance().await {
                // A second one in the time between two looks at the lock.
                Err(SealError::Overtaken) => return Ok(()),
                advance => advance?,
            };
            self.state
                .send_if_modified(|it| it.trouble.take().is_some());
            if let Some(note) = advance.checkpoint {
                self.state.send_modify(|it| it.signed = advance.sealed);
                publish(self.nats.as_ref(), note.to_string()).await;
            }
            if !advance.caught_up {
                continue;
            }
            let sealed = i64::try_from(advance.sealed).unwrap_or(i64::MAX);
            let moved = timeout(RETRY, head.beyond(Position(sealed)));
            if stop.run_until_cancelled(moved).await.is_some() {
                stop.run_until_cancelled(tokio::time::sleep(sealer.rest()))
                    .await;
            }
        }
        Ok(())
    }
}

/// Whoever misses it finds it in the log's API.
async fn publish(nats: Option<&async_nats::Client>, note: String) {
    let Some(nats) = nats else { return };
    if nats.connection_state() != async_nats::connection::State::Connected {
        return;
    }
    if let Err(error) = nats.publish(SUBJECT, note.into()).await {
        tracing::warn!(error = %error, "a checkpoint was not published");
    }
}

/// Seals the log up to its end now, if this installation signs at all, so that what follows is
/// covered, and gives the last checkpoint that it made for that. Another process that does the same
/// does no harm.
pub async fn seal_now(store: &EventStore, trust: &Trust) -> anyhow::Result<Option<Note>> {
    let Some(key) = trust.signing_key(store).await? else {
        return Ok(None);
    };
    let mut sealer = Sealer::open(store.clone(), key).await?;
    let head = store.head().await?;
    let mut last = None;
    loop {
        let advance = match sealer.advance().await {
            // Whoever was faster signs as well.
            Err(SealError::Overtaken) => return Ok(last),
            advance => advance?,
        };
        // While much is appended, not every advance signs.
        let signed = advance.checkpoint.is_some();
        let reached = i64::try_from(advance.sealed).is_ok_and(|it| it >= head.0);
        last = advance.checkpoint.or(last);
        if advance.caught_up || (signed && reached) {
            return Ok(last);
        }
    }
}

/// Seals what was appended last, once this process appends no more: what is not signed when a service
/// stops could be changed unseen for as long as it is away.
pub async fn seal_last(app: &App, nats: Option<&async_nats::Client>) {
    let sealed = timeout(LAST_WITHIN, seal_now(&app.store, &app.trust)).await;
    match sealed.map_err(anyhow::Error::from).flatten() {
        Ok(None) => (),
        Ok(Some(note)) => {
            publish(nats, note.to_string()).await;
            if let Some(nats) = nats {
                // Without it, the message would end with the process.
                drop(timeout(LAST_WITHIN, nats.flush()).await);
            }
        }
        Err(error) => {
            let error = chain(error.as_ref());
            tracing::warn!(
                error,
                "the last events are not signed before the next start"
            );
        }
    }
}
