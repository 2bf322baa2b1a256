mod due;
mod told;

use std::process::ExitCode;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    Due(due::Due),
}

impl Calendar {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Calendar::Due(due) => due.run(),
        }
    }
}
