//! What the process says about itself.

use tracing_subscriber::EnvFilter;

/// Writes JSON lines to standard error, as `RUST_LOG` says, or what matters to an operator.
pub fn start_json() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,async_nats=warn"));
    // A second start in one process, as in tests, changes nothing.
    drop(
        tracing_subscriber::fmt()
            .json()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .try_init(),
    );
}
