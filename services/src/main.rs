//! The command line. Each command is a file in `cli/`.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use services::execute::chain;

#[tokio::main]
async fn main() -> ExitCode {
    let command = cli::Cli::parse();
    match command.run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hoso: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}
