//! What the process says about itself.

use std::fs::File;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Writes JSON lines to standard error, as `RUST_LOG` says, or what matters to an operator.
pub fn start_json() {
    start(std::io::stderr);
}

/// Writes the same to the end of a file, where standard error is for people to read.
pub fn start_json_file(file: File) {
    start(Arc::new(file));
}

fn start(writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,async_nats=warn"));
    // A second start in one process, as in tests, changes nothing.
    drop(
        tracing_subscriber::fmt()
            .json()
            .with_env_filter(filter)
            .with_writer(writer)
            .try_init(),
    );
}
