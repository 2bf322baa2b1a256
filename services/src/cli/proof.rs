//! `hoso proof`: one proof from standard input.

use std::io::Read as _;
use std::process::ExitCode;

use clap::Subcommand;
use services::execute::chain;
use services::proof::Proof;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check one proof, which is read as JSON from standard input.
    ///
    /// It is of the shape of the test vectors of transparency-dev: `leafIdx`, `treeSize`, `root`,
    /// `leafHash` and `proof`, or `size1`, `size2`, `root1`, `root2` and `proof`, hashes in base64.
    /// Exits with 0 if the proof holds, with 1 if it does not, and with 2 if it cannot be read.
    Check,
}

impl Command {
    pub(crate) fn run(self) -> ExitCode {
        let Command::Check = self;
        let mut json = vec![];
        if let Err(error) = std::io::stdin().lock().take(8 << 20).read_to_end(&mut json) {
            eprintln!("hoso: reading standard input: {error}");
            return ExitCode::from(2);
        }
        match Proof::read(&json) {
            Ok(proof) if proof.holds() => {
                eprintln!("the proof holds");
                ExitCode::SUCCESS
            }
            Ok(_) => {
                eprintln!("the proof does not hold");
                ExitCode::from(1)
            }
            Err(error) => {
                eprintln!("hoso: {}", chain(&error));
                ExitCode::from(2)
            }
        }
    }
}
