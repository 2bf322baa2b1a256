//! The command line. Each command is a file in `cli/`.

mod cli;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use services::execute::chain;

/// What a shell says of a program that a closed pipe ended: 128 and the number of `SIGPIPE`.
const CLOSED_OUTPUT: u8 = 141;

#[tokio::main]
async fn main() -> ExitCode {
    let command = cli::Cli::parse();
    match command.run().await {
        Ok(code) => code,
        Err(error) if is_of_closed_output(&error) => ExitCode::from(CLOSED_OUTPUT),
        Err(error) => {
            eprintln!("hoso: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Whether whoever read our output has gone, as `head` does: that is nobody's fault.
fn is_of_closed_output(error: &anyhow::Error) -> bool {
    // A connection to the database can be closed as well, and that is a fault.
    let is_of_database = error
        .chain()
        .any(<dyn std::error::Error + 'static>::is::<sqlx::Error>);
    let is_closed = |it: &(dyn std::error::Error + 'static)| {
        let kind = it.downcast_ref::<io::Error>().map(io::Error::kind);
        let written = it.downcast_ref::<serde_json::Error>();
        let kind = kind.or(written.and_then(serde_json::Error::io_error_kind));
        kind == Some(io::ErrorKind::BrokenPipe)
    };
    !is_of_database && error.chain().any(is_closed)
}
