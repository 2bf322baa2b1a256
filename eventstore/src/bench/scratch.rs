//! A database that is made for measurements and dropped again.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use crate::MIGRATOR;

/// A database for measurements.
#[derive(Debug)]
pub struct Scratch {
    name: String,
    server: PgConnectOptions,
    pool: PgPool,
}

impl Scratch {
    /// Makes a database on the server of an address, with the schema of the log. Every flush is made
    /// to wait `slower` by sleeping before it, which takes a superuser.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn create(
        url: &str,
        name: &str,
        connections_max: u32,
        slower: Duration,
    ) -> sqlx::Result<Self> {
        let server: PgConnectOptions = url.parse()?;
        let mut statements = vec![format!("create database {name} template template0")];
        if !slower.is_zero() {
            let micros = slower.as_micros();
            statements.push(format!("alter database {name} set commit_delay = {micros}"));
            statements.push(format!("alter database {name} set commit_siblings = 0"));
        }
        run(&server, statements).await?;
        let scratch = Self::join(url, name, connections_max).await?;
        MIGRATOR.run(&scratch.pool).await?;
        Ok(scratch)
    }

    /// Opens the database that another process made for measurements, which also drops it.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn join(url: &str, name: &str, connections_max: u32) -> sqlx::Result<Self> {
        let server: PgConnectOptions = url.parse()?;
        let options = server
            .clone()
            .database(name)
            .application_name("hoso bench")
            .options([("search_path", "projections")])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(connections_max)
            .connect_with(options)
            .await?;
        Ok(Self {
            name: name.to_owned(),
            server,
            pool,
        })
    }

    /// What it is called on its server.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Connections to it.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Connections to it whose statements look in another schema.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn pool_for(&self, schema: &str, connections_max: u32) -> sqlx::Result<PgPool> {
        let options = PgConnectOptions::clone(&self.pool.connect_options());
        PgPoolOptions::new()
            .max_connections(connections_max)
            .connect_with(options.options([("search_path", schema)]))
            .await
    }

    /// A connection to it that is not the pool's.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn connect(&self) -> sqlx::Result<PgConnection> {
        self.pool.connect_options().connect().await
    }

    /// Drops it, whoever is still connected.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn remove(self) -> sqlx::Result<()> {
        self.pool.close().await;
        let drop = format!("drop database if exists {} with (force)", self.name);
        run(&self.server, vec![drop]).await
    }
}

/// Runs statements that name a database, which no checked statement can do.
async fn run(server: &PgConnectOptions, statements: Vec<String>) -> sqlx::Result<()> {
    let mut connection = server.clone().disable_statement_logging().connect().await?;
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await?;
    }
    Ok(())
}
