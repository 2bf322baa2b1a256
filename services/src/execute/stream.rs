//! A command about one stream and nothing beside it.

use domain::{Acting, Law, Role};
use eventstore::{Append, Claim, EncodeError, NewEvent, Stream, StreamWrite};
use futures_util::FutureExt as _;
use futures_util::future::{FusedFuture as _, ready};
use serde::de::DeserializeOwned;

use super::memory::Remembered;
use super::{
    ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done_before, load, unless_behind,
    unless_done, writing,
};
use crate::App;

/// A decision about one stream, as it is written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) events: Vec<NewEvent>,
    /// The part that whoever decided plays.
    pub(super) role: Role,
    pub(super) take: Vec<Claim>,
    pub(super) release: Vec<String>,
}

/// Carries out a command on one stream, and decides anew while others are faster.
pub(super) async fn on_stream<A>(
    app: &App,
    stream: Stream,
    order: (&A::Command, &'static str),
    (by, envelope): (&Acting, Envelope),
    written: impl Fn(&A, &[A::Event], &Law) -> Result<Written, EncodeError>,
) -> Result<Done, ExecuteError>
where
    A: Remembered<Event: DeserializeOwned>,
    ExecuteError: From<A::Rejection>,
{
    on_stream_in_turn(app, stream, order, (by, envelope, ready(())), written).await
}

/// The same, but it appends only when its turn has come.
pub(super) async fn on_stream_in_turn<A>(
    app: &App,
    stream: Stream,
    (command, name): (&A::Command, &'static str),
    (by, envelope, turn): (&Acting, Envelope, impl Future<Output = ()>),
    written: impl Fn(&A, &[A::Event], &Law) -> Result<Written, EncodeError>,
) -> Result<Done, ExecuteError>
where
    A: Remembered<Event: DeserializeOwned>,
    ExecuteError: From<A::Rejection>,
{
    let store = &app.store;
    if let Some(done) = done_before(store, &envelope, stream.id).await? {
        return Ok(done);
    }
    let mut turn = std::pin::pin!(turn.fuse());
    for _ in 0..ATTEMPTS_MAX {
        let (state, expected) = load::<A>(app, stream.id).await?;
        let law = app.law.current();
        let events = match state.decide(command, by, &law) {
            Ok(events) => events,
            Err(refused) => return unless_done(store, &envelope, stream.id, refused.into()).await,
        };
        if events.is_empty() {
            return Err(ExecuteError::NothingToDo { version: expected });
        }
        let written = written(&state, &events, &law)?;
        let write = StreamWrite {
            stream,
            expected,
            events: written.events,
        };
        let cause = cause(&envelope, name, by, written.role);
        let confide = app.vault.seal(&envelope.confide).await?;
        let append = Append {
            take: written.take,
            release: written.release,
            ..writing(write, cause, &envelope, confide)
        };
        if !turn.is_terminated() {
            turn.as_mut().await;
        }
        if let Some(done) = unless_behind(store.append(append).await, stream.id)? {
            return Ok(done);
        }
    }
    Err(ExecuteError::Contended)
}
