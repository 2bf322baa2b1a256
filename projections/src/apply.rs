//! Applying a page of the log to a read model.
//!
//! Invariant: what a page says and the checkpoint behind it are written together or not at all, and
//! an event that a read model cannot take holds back its own stream there and nothing else.

use std::borrow::Cow;
use std::collections::HashMap;

use eventstore::{Position, Recorded};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::fact::Unreadable;
use crate::page::Page;
use crate::{Desk, Fact, ProjectionError, ReadModel, checkpoint, held};

/// When a page would have a read model hold back more streams than this, it is the read model that
/// is wrong and not the events: it stands still instead of passing over the log.
const HELD_ANEW_MAX: usize = 20;

/// Applies what read models have not read yet in one transaction with their checkpoints: a short
/// page costs little but the ways to the database. Says whether that worked; if it did not, nothing
/// was written, and each read model has to see for itself.
pub(crate) async fn together(
    db: &mut PgConnection,
    models: &[&dyn ReadModel],
    page: &Page,
    desk: &Desk,
) -> Result<bool, ProjectionError> {
    let (Some(first), Some(last)) = (page.first, page.last) else {
        return Ok(true);
    };
    if !page.unreadable.is_empty() {
        return Ok(false);
    }
    match at_once(db, models, page, (first, last), desk).await {
        Err(error) if error.is_about_an_event() => Ok(false),
        outcome => outcome.map(|()| true),
    }
}

/// Applies what a read model has not read yet, together with its checkpoint.
pub(crate) async fn apply(
    db: &mut PgConnection,
    model: &dyn ReadModel,
    page: &Page,
    desk: &Desk,
) -> Result<(), ProjectionError> {
    let (Some(first), Some(last)) = (page.first, page.last) else {
        return Ok(());
    };
    if page.unreadable.is_empty() {
        match at_once(db, &[model], page, (first, last), desk).await {
            Err(error) if error.is_about_an_event() => (),
            outcome => return outcome,
        }
    }
    carefully(db, model, page, (first, last), desk).await
}

/// As if each event could be applied, which is quick.
async fn at_once(
    db: &mut PgConnection,
    models: &[&dyn ReadModel],
    page: &Page,
    (first, last): (Position, Position),
    desk: &Desk,
) -> Result<(), ProjectionError> {
    let mut tx = db.begin().await?;
    let names: Vec<_> = models.iter().map(|it| it.name()).collect();
    let taken = checkpoint::take_to(&mut tx, &names, last.0).await?;
    for (model, taken) in models.iter().zip(taken) {
        if !follows(taken.position, first, last)? {
            continue;
        }
        let held = if taken.held == 0 {
            HashMap::new()
        } else {
            held::streams(&mut tx, model.name()).await?
        };
        let facts = passing(fresh(&page.facts, taken.position), &held);
        if !facts.is_empty() {
            model.apply(&mut tx, &facts, desk).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Finds the events that cannot be applied, and applies the others.
async fn carefully(
    db: &mut PgConnection,
    model: &dyn ReadModel,
    page: &Page,
    (first, last): (Position, Position),
    desk: &Desk,
) -> Result<(), ProjectionError> {
    let mut tx = db.begin().await?;
    let taken = checkpoint::take_to(&mut tx, &[model.name()], last.0).await?;
    let position = taken[0].position;
    let held = held::streams(&mut tx, model.name()).await?;
    let mut sieve = Sieve::new(model, held);
    if follows(position, first, last)? {
        let unreadable = page.unreadable.iter();
        let unreadable = unreadable.filter(|it| it.recorded.position.0 > position);
        sieve
            .pass(&mut tx, fresh(&page.facts, position), unreadable, desk)
            .await?;
        checkpoint::count_held(&mut tx, model.name()).await?;
    }
    tx.commit().await?;
    sieve.tell();
    Ok(())
}

/// Whether the page brings anything new to a read model at this position.
fn follows(position: i64, first: Position, last: Position) -> Result<bool, ProjectionError> {
    if first.0 > position + 1 {
        return Err(ProjectionError::Gap {
            expected: position + 1,
            actual: first.0,
        });
    }
    Ok(last.0 > position)
}

/// The facts that a read model at this position has not read.
fn fresh(facts: &[Fact], position: i64) -> &[Fact] {
    let known = facts.iter().take_while(|it| it.position() <= position);
    &facts[known.count()..]
}

/// The facts of streams that are not held back.
fn passing<'a>(facts: &'a [Fact], held: &HashMap<Uuid, i64>) -> Cow<'a, [Fact]> {
    let passes = |fact: &Fact| {
        let from = held.get(&fact.recorded.stream_id);
        from.is_none_or(|it| fact.position() < *it)
    };
    if held.is_empty() || facts.iter().all(passes) {
        return Cow::Borrowed(facts);
    }
    Cow::Owned(facts.iter().filter(|it| passes(it)).cloned().collect())
}

/// Lets through what a read model can take, and holds back what it cannot.
pub(crate) struct Sieve<'a> {
    model: &'a dyn ReadModel,
    /// From which position on which streams are held back.
    held: HashMap<Uuid, i64>,
    anew: Vec<HeldAnew>,
}

/// A stream that was let through before.
struct HeldAnew {
    kind: String,
    stream: Uuid,
    position: i64,
    reason: String,
}

impl<'a> Sieve<'a> {
    /// A sieve that holds these streams back from these positions on.
    pub(crate) fn new(model: &'a dyn ReadModel, held: HashMap<Uuid, i64>) -> Self {
        let anew = vec![];
        Self { model, held, anew }
    }

    /// Whether it holds nothing back.
    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Applies what passes, in this transaction.
    pub(crate) async fn pass(
        &mut self,
        db: &mut PgConnection,
        facts: &[Fact],
        unreadable: impl Iterator<Item = &Unreadable>,
        desk: &Desk,
    ) -> Result<(), ProjectionError> {
        for it in unreadable {
            let reason = reason_of(&it.error);
            self.hold(db, &it.recorded, reason).await?;
        }
        self.sift(db, facts, desk).await
    }

    /// Applies facts together, or each half of them for itself.
    fn sift<'b>(
        &'b mut self,
        db: &'b mut PgConnection,
        facts: &'b [Fact],
        desk: &'b Desk,
    ) -> BoxFuture<'b, Result<(), ProjectionError>> {
        async move {
            let facts = passing(facts, &self.held).into_owned();
            if facts.is_empty() {
                return Ok(());
            }
            let mut savepoint = db.begin().await?;
            let error = match self.model.apply(&mut savepoint, &facts, desk).await {
                Ok(()) => return Ok(savepoint.commit().await?),
                Err(error) if error.is_about_an_event() => error,
                Err(error) => return Err(error),
            };
            savepoint.rollback().await?;
            if let [fact] = &facts[..] {
                return self.hold(db, &fact.recorded, error.reason()).await;
            }
            let (first, second) = facts.split_at(facts.len() / 2);
            self.sift(db, first, desk).await?;
            self.sift(db, second, desk).await
        }
        .boxed()
    }

    async fn hold(
        &mut self,
        db: &mut PgConnection,
        event: &Recorded,
        reason: String,
    ) -> Result<(), ProjectionError> {
        let position = event.position.0;
        let from = self.held.entry(event.stream_id).or_insert(i64::MAX);
        if *from <= position {
            return Ok(());
        }
        *from = position;
        if self.anew.len() == HELD_ANEW_MAX {
            return Err(ProjectionError::TooManyHeld { position, reason });
        }
        held::hold(db, self.model.name(), event, &reason).await?;
        self.anew.push(HeldAnew {
            kind: event.stream_kind.clone(),
            stream: event.stream_id,
            position,
            reason,
        });
        Ok(())
    }

    /// Warns of what is held back anew, once that is certain.
    fn tell(&self) {
        for it in &self.anew {
            tracing::warn!(
                read_model = self.model.name(),
                stream.kind = it.kind,
                stream.id = %it.stream,
                position = it.position,
                error = it.reason,
                "a read model holds a stream back; `hoso retry` has it tried again"
            );
        }
    }
}

/// An error of decoding with what it comes from. Documents hold no personal values.
fn reason_of(error: &eventstore::DecodeError) -> String {
    format!("{error}: {}", error.source)
}
