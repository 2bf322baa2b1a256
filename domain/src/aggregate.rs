//! How a decision is made from a history: state is folded from events, and decides.
//!
//! Nothing here waits, reads a clock or fails half way.

use std::error::Error;

use crate::{Acting, Law};

/// A consistency boundary whose state is what its events say.
pub trait Aggregate: Default {
    /// The first part of the name of every stream of this kind.
    const KIND: &'static str;

    /// What someone asks for.
    type Command;
    /// What happened.
    type Event;
    /// Why a command was refused.
    type Rejection: Error + 'static;

    /// The events this command causes now, under this law; empty when there is nothing left to do.
    fn decide(
        &self,
        command: &Self::Command,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// The state after the event. Total: history is never refused.
    #[must_use]
    fn evolve(self, event: &Self::Event) -> Self;
}

/// The state a history leads to.
pub fn replay<'a, A: Aggregate>(history: impl IntoIterator<Item = &'a A::Event>) -> A
where
    A::Event: 'a,
{
    history.into_iter().fold(A::default(), A::evolve)
}
