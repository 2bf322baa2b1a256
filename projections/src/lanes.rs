//! The connections over which read models follow the log.

use std::time::Duration;

use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool};
use tokio::time::Instant;

/// How many transactions share a page.
pub(crate) const LANES: usize = 4;

/// How many connections there are in all: the lanes, and one for those that are behind.
#[expect(clippy::cast_possible_truncation, reason = "there are a handful")]
pub(crate) const CONNECTIONS: u32 = LANES as u32 + 1;

/// What was not used for longer may have been lost without our noticing.
const STALE: Duration = Duration::from_secs(1);

/// How a connection is set on which read models are written.
///
/// What a crash of the server takes back with it, is read from the log again: nobody needs to wait
/// until it is on the disk. And the statements are the same for ever: each is planned once, and
/// always finds its rows by an index. A plan that is made while a table is empty would read all of
/// it, and go on so for as long as nobody analyses the table.
pub(crate) const SETTINGS: [(&str, &str); 4] = [
    ("synchronous_commit", "off"),
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_seqscan", "off"),
    ("jit", "off"),
];

/// Connections that are kept from page to page, since asking each whether it is still there would
/// cost as much as a statement.
#[derive(Debug)]
pub(crate) struct Lanes {
    pool: PgPool,
    kept: Vec<PoolConnection<Postgres>>,
    used: Instant,
}

impl Lanes {
    /// Lanes to the database of a pool, which are opened when they are needed.
    pub(crate) fn to(pool: PgPool) -> Self {
        Self {
            pool,
            kept: vec![],
            used: Instant::now(),
        }
    }

    /// So many of them, for the next page.
    pub(crate) async fn take(
        &mut self,
        count: usize,
    ) -> sqlx::Result<&mut [PoolConnection<Postgres>]> {
        if self.used.elapsed() > STALE {
            // The pool asks those that it hands out.
            self.kept.clear();
        }
        while self.kept.len() < count {
            self.kept.push(self.pool.acquire().await?);
        }
        self.used = Instant::now();
        Ok(&mut self.kept[..count])
    }
}

/// A pool for writing read models in the database of another pool.
pub(crate) fn pool_beside(pool: &PgPool) -> PgPool {
    let options = pool.connect_options();
    let service = options.get_application_name().unwrap_or("hoso");
    let name = format!("{service} projector");
    let options = PgConnectOptions::clone(&options)
        .application_name(&name)
        .options(SETTINGS);
    (pool.options().clone())
        .min_connections(0)
        .max_connections(CONNECTIONS)
        .connect_lazy_with(options)
}
