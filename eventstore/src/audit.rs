//! Checking a log against what was signed about it, and against itself. No I/O but in
//! [`verify_log`].
//!
//! It needs what it checks, checkpoints, and the keys of those one trusts. With the hashes of the
//! tree's leaves it tells which event is wrong; without them, between which checkpoints.

mod course;
mod difference;
mod document;
mod fault;
mod ledger;
mod log;
mod sequence;
mod witness;

pub use self::course::{Astray, Course};
pub use self::fault::{Fault, Wrong};
pub use self::ledger::{Ledger, Outcome, Terms};
pub use self::log::{Kept, LogReport, Progress, TreeFault, WrongClaim, verify_claims, verify_log};
pub use self::witness::{Trusted, TrustedKey, Untrusted, trusted};

#[cfg(test)]
mod tests;
