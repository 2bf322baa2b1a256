//! Example data at the size of the real field: two years of applications by organisations that do
//! not exist, with aid that some of them give, the focal points of provinces, and organisations that
//! were entered twice; all of it played through real commands.
//!
//! Invariant: nothing here writes events. A [`Plan`] says who asks for what, and when; it is worked
//! out by the rules of `domain` and follows from the seed and the law alone. [`play`] carries it out
//! as anybody's commands are, each under an id of its own, so that playing again changes nothing.

mod aid;
mod cast;
mod chance;
mod course;
mod duties;
mod fate;
mod hours;
mod names;
mod organisation;
mod plan;
mod play;
mod registries;
mod reports;
mod run;
mod season;
mod sequel;
mod step;
mod texts;

#[cfg(test)]
mod tests;

use uuid::Uuid;

pub use self::plan::{PlanError, Scenario, plan};
pub use self::play::{PlayError, Played, play};
pub use self::step::{Plan, Step, Text, What};

/// Within which the ids of the scenario are made.
const DEMO: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0004);
