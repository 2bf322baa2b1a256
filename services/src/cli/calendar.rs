//! `hoso calendar`: terms, and corrections of what they are counted with.

mod correct;
mod due;
mod told;

use std::process::ExitCode;

use clap::Subcommand;
use services::holidays::HolidayFaults;
use services::settings::Settings;

/// What was given is wrong, as clap says it.
const WRONG_INPUT: u8 = 2;

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    Due(due::Due),
    Correct(correct::Correct),
}

impl Calendar {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        match self {
            Calendar::Due(due) => due.run(),
            Calendar::Correct(correct) => correct.run(settings).await,
        }
    }
}

/// Tells what is wrong with files of days.
fn refused(faults: &HolidayFaults) -> ExitCode {
    eprintln!("{faults}");
    ExitCode::from(WRONG_INPUT)
}
