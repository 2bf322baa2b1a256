//! The claims that follow from events, put together again.

use std::collections::HashMap;

use domain::case::{Case, CaseEvent};
use domain::certificate::{Certificate, CertificateEvent};
use domain::claim::Claims;
use domain::{Aggregate as _, replay};
use eventstore::audit::{WrongClaim, verify_claims};
use eventstore::{DecodeError, EventStore, Position, ReadError, Recorded, TreeError};
use uuid::Uuid;

/// How many events to look at at a time.
const PAGE: i64 = 5_000;

/// Who holds what, and since when, after the events that it was shown. It remembers each key that is
/// held and each certificate that may still expire.
#[derive(Debug, Default)]
pub struct Held {
    /// The keys, who holds them, and the first event of the append that took them.
    pub keys: HashMap<String, (Uuid, i64)>,
    certificates: HashMap<Uuid, Certificate>,
    append: Option<(Uuid, i64)>,
}

impl Held {
    /// Takes the next event of the log.
    pub fn see(&mut self, event: &Recorded) -> Result<(), DecodeError> {
        let position = event.position.0;
        let append = self.append.filter(|it| it.0 == event.command_id);
        let (_, since) = *self
            .append
            .insert(append.unwrap_or((event.command_id, position)));
        let Claims { taken, released } = self.claims(event)?;
        for key in released {
            self.keys.remove(&key);
        }
        for key in taken {
            self.keys.entry(key).or_insert((event.stream_id, since));
        }
        Ok(())
    }

    fn claims(&mut self, event: &Recorded) -> Result<Claims, DecodeError> {
        if event.stream_kind == Case::KIND {
            return Ok(event.decode::<CaseEvent>()?.claims());
        }
        if event.stream_kind != Certificate::KIND {
            return Ok(Claims::default());
        }
        let decoded: CertificateEvent = event.decode()?;
        let before = self.certificates.remove(&event.stream_id);
        let before = before.unwrap_or_else(|| replay(&[]));
        let claims = before.claims(&decoded);
        let after = before.evolve(&decoded);
        // One that is over claims nothing any more.
        if after.holds_its_claim() {
            self.certificates.insert(event.stream_id, after);
        }
        Ok(claims)
    }
}

/// Why the claims could not be compared or put right. They are as they were.
#[derive(Debug, thiserror::Error)]
pub enum ClaimsError {
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log holds something that this build does not understand.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The claims could not be read.
    #[error("reading the claims")]
    Claims(#[from] TreeError),
    /// The claims could not be written.
    #[error("writing the claims")]
    Write(#[from] sqlx::Error),
}

/// What to do with claims that are not what the events say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenWrong {
    /// Leave them.
    Keep,
    /// Put those that follow from the events in their place.
    Replace,
}

/// Puts the claims together again from the log, and says which of those in the table is wrong, if one
/// is. Most of the log is read beforehand; nothing is appended while its end is compared.
pub async fn rebuild(
    store: &EventStore,
    when_wrong: WhenWrong,
    mut report: impl FnMut(Position),
) -> Result<Option<WrongClaim>, ClaimsError> {
    let mut held = Held::default();
    let mut seen = Position(0);
    while see_more(store, &mut held, &mut seen).await? {
        report(seen);
    }
    let standing = store.stand().await?;
    while seen < standing.head {
        see_more(store, &mut held, &mut seen).await?;
    }
    let wrong = verify_claims(store, &mut held.keys.clone()).await?;
    if wrong.is_some() && when_wrong == WhenWrong::Replace {
        let keys = held.keys.into_iter();
        let due: Vec<_> = keys
            .map(|(key, (holder, since))| (key, holder, since))
            .collect();
        standing.replace_claims(&due).await?;
    }
    Ok(wrong)
}

/// Looks at some more events, and says whether there were any.
async fn see_more(
    store: &EventStore,
    held: &mut Held,
    seen: &mut Position,
) -> Result<bool, ClaimsError> {
    let events = store.read_after(*seen, PAGE).await?;
    for event in &events {
        held.see(event)?;
        *seen = event.position;
    }
    Ok(!events.is_empty())
}
