//! Carries the log to JetStream: each event once, in the log's order, under the sequence number
//! that is its position.
//!
//! The stream itself refuses what would break that: every message says which sequence it follows.
//! A lost stream is filled again from the log. A stream that is ahead of the log, or holds another
//! one, is left alone, and the operator is told.

mod publish;

use std::time::Duration;

use async_nats::jetstream::Context;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RawMessageErrorKind, Stream};
use eventstore::{EventStore, Position, ReadError, RoleLock};
use projections::STREAM_NAME;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::execute::chain;

/// How long to wait before trying again after a failure.
const RETRY: Duration = Duration::from_secs(1);

/// How long to wait before looking again whether the process that relays is gone.
const STAND_BY: Duration = Duration::from_secs(2);

/// How far the relay is, and what keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelayState {
    /// Whether this process relays; another one does when it stands by.
    pub active: bool,
    /// The last event that JetStream confirmed.
    pub published: i64,
    /// What keeps it from going on; nothing while it does.
    pub trouble: Option<String>,
}

/// Why the relay does not go on.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// Another process took over.
    #[error("the relay's lock was lost")]
    LockLost,
    /// The stream could not be opened or asked.
    #[error("asking JetStream about the stream {STREAM_NAME}")]
    Stream(#[source] async_nats::Error),
    /// The stream holds more than the log.
    #[error(
        "the stream {STREAM_NAME} stands at {stream}, beyond the log's end at {log}: the database \
         was restored from an older backup, or NATS_URL names another installation's broker, or \
         somebody else has published under hoso.>, which only the relay may. Point to the right \
         broker, or forbid it to the others and delete the stream: it is filled again from the log"
    )]
    Ahead {
        /// Where the stream stands.
        stream: u64,
        /// Where the log ends.
        log: i64,
    },
    /// The stream holds other events than the log.
    #[error(
        "message {position} of the stream {STREAM_NAME} is not the event at that position: \
         NATS_URL names another installation's broker, or the database was restored, or somebody \
         else has published under hoso.>, which only the relay may. Point to the right broker, \
         or forbid it to the others and delete the stream: it is filled again from the log"
    )]
    OtherLog {
        /// Where they differ.
        position: i64,
    },
    /// A message was not confirmed.
    #[error("publishing the event at position {position}")]
    Publish {
        /// Its position.
        position: i64,
        /// Why.
        #[source]
        source: async_nats::Error,
    },
    /// The log could not be read.
    #[error("reading the log")]
    Read(#[from] ReadError),
    /// An event could not be read.
    #[error("understanding the log")]
    Decode(#[from] eventstore::DecodeError),
    /// The lock could not be asked for.
    #[error("asking for the relay's lock")]
    Lock(#[from] sqlx::Error),
}

/// Relays until told to stop. At any time, one process relays and the others stand by.
#[derive(Debug)]
pub struct Relay {
    store: EventStore,
    pool: PgPool,
    jetstream: Context,
    state: watch::Sender<RelayState>,
}

impl Relay {
    /// A relay from this log to this JetStream.
    #[must_use]
    pub fn new(store: EventStore, pool: PgPool, jetstream: Context) -> Self {
        let (state, _) = watch::channel(RelayState::default());
        Self {
            store,
            pool,
            jetstream,
            state,
        }
    }

    /// Tells how it is doing, now and whenever that changes.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<RelayState> {
        self.state.subscribe()
    }

    /// Relays, or stands by, until told to stop.
    pub async fn run(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match RoleLock::try_acquire(&self.pool, "relay").await {
                Ok(Some(mut lock)) => {
                    self.while_elected(&mut lock, &stop).await;
                    self.state.send_modify(|it| it.active = false);
                    // A lost connection has given it up already.
                    drop(lock.release().await);
                }
                Ok(None) => {
                    self.state.send_replace(RelayState::default());
                    stop.run_until_cancelled(tokio::time::sleep(STAND_BY)).await;
                }
                Err(error) => self.in_trouble(&error.into(), &stop).await,
            }
        }
    }

    async fn while_elected(&self, lock: &mut RoleLock, stop: &CancellationToken) {
        while !stop.is_cancelled() && lock.still_held().await {
            match self.relay(lock, stop).await {
                Ok(()) => (),
                Err(RelayError::LockLost) => return,
                Err(error) => self.in_trouble(&error, stop).await,
            }
        }
    }

    async fn in_trouble(&self, error: &RelayError, stop: &CancellationToken) {
        let trouble = chain(error);
        // Said once, and not with every attempt.
        if self.state.borrow().trouble.as_ref() != Some(&trouble) {
            tracing::error!(error = %trouble, "the relay stands still");
        }
        self.state.send_modify(|it| it.trouble = Some(trouble));
        stop.run_until_cancelled(tokio::time::sleep(RETRY)).await;
    }

    /// Publishes what the stream lacks, then whatever is appended.
    async fn relay(&self, lock: &mut RoleLock, stop: &CancellationToken) -> Result<(), RelayError> {
        let mut head = self.store.follow();
        let mut published = self.where_the_stream_stands().await?;
        loop {
            self.state.send_replace(RelayState {
                active: true,
                published: published.0,
                trouble: None,
            });
            if !lock.still_held().await {
                return Err(RelayError::LockLost);
            }
            let moved = tokio::time::timeout(STAND_BY, head.beyond(published));
            published = match stop.run_until_cancelled(moved).await {
                None => return Ok(()),
                Some(Ok(_)) => self.publish_after(published).await?,
                // Nothing happened: time to see whether the stream is still what it was.
                Some(Err(_)) => self.where_the_stream_stands().await?,
            };
        }
    }

    /// The position up to which the stream holds the log, having made sure that it does.
    async fn where_the_stream_stands(&self) -> Result<Position, RelayError> {
        let stream = self.open_stream().await?;
        let info = stream
            .get_info()
            .await
            .map_err(|error| RelayError::Stream(error.into()))?;
        let last = info.state.last_sequence;
        let log = self.store.head().await?;
        let Some(position) = i64::try_from(last).ok().filter(|it| *it <= log.0) else {
            return Err(RelayError::Ahead {
                stream: last,
                log: log.0,
            });
        };
        if info.state.messages > 0 {
            self.same_log(&stream, position).await?;
        }
        Ok(Position(position))
    }

    async fn open_stream(&self) -> Result<Stream, RelayError> {
        let config = Config {
            name: STREAM_NAME.to_owned(),
            description: Some("Every event of the log, at its position".to_owned()),
            subjects: vec!["hoso.>".to_owned()],
            discard: DiscardPolicy::New,
            // Positions make duplicates impossible; no window has to remember ids.
            duplicate_window: Duration::from_millis(100),
            deny_delete: true,
            deny_purge: true,
            ..Config::default()
        };
        self.jetstream
            .get_or_create_stream(config)
            .await
            .map_err(|error| RelayError::Stream(error.into()))
    }

    /// Compares the last message of the stream with the event at its position.
    async fn same_log(&self, stream: &Stream, position: i64) -> Result<(), RelayError> {
        let sequence = u64::try_from(position).unwrap_or_default();
        let message = match stream.get_raw_message(sequence).await {
            Ok(message) => message,
            // It was deleted; then the sequence alone has to do.
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => return Ok(()),
            Err(error) => return Err(RelayError::Stream(error.into())),
        };
        let events = self.store.read_after(Position(position - 1), 1).await?;
        match events.first() {
            Some(event) if event.document == message.payload => Ok(()),
            Some(_) | None => Err(RelayError::OtherLog { position }),
        }
    }
}
