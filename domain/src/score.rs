//! How a dossier was handled, and the points that this gives.
//!
//! Invariant: everything is a function of the case's events and of the catalogue. The same fold tells
//! of one dossier with its evidence and of all of them, as of any position of the log.

mod handled;
mod sheet;

#[cfg(test)]
mod tests;

pub use self::handled::{Contact, Handled, Happened, Lateness, Over, Term};
pub use self::sheet::{DossierPoints, IndexScore, Measured, Sheet, Tally, Whom};
