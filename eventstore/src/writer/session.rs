//! The writer's connection, and what is done when it fails.

use std::error::Error;
use std::io;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::timeout;

use super::Prepared;
use super::decide::{Answers, Plan, decide};
use super::erase::erase;
use super::heads::Heads;
use super::statement::{lock_head, survey, write};
use super::swift::Bet;
use crate::AppendError;
use crate::store::connection_options;

/// When to give a connection up that does not answer: longer than the server's own limits.
const ATTEMPT_MAX: Duration = Duration::from_secs(45);

/// The writer's session with the database.
#[derive(Debug)]
pub(super) struct Session {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
    /// What is known of streams.
    heads: Heads,
    /// Where the log ended when we last wrote.
    own_head: i64,
    /// Whether other processes append too, so that it is better to queue for the head.
    contended: bool,
}

/// Why a batch was not carried out as a whole.
#[derive(Debug)]
enum Failure {
    /// Nothing was written, perhaps because of what is in one of the appends.
    Data(sqlx::Error),
    /// Nothing was written.
    Refused(sqlx::Error),
    /// The connection is gone, and nothing was written.
    Lost(sqlx::Error),
    /// The connection is gone, and it may have been written.
    InDoubt(sqlx::Error),
}

impl Session {
    /// A session that connects when it must.
    pub(super) fn new(pool: &PgPool) -> Self {
        let options = connection_options(pool, "writer").options([
            // Planning the big statements anew would cost more than carrying them out.
            ("plan_cache_mode", "force_generic_plan"),
            // A plan made while the tables are empty must still be right when they are not.
            ("enable_seqscan", "off"),
            ("enable_hashjoin", "off"),
            ("enable_mergejoin", "off"),
            ("jit", "off"),
            ("lock_timeout", "10s"),
            ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ]);
        Self {
            options,
            connection: None,
            heads: Heads::default(),
            own_head: 0,
            contended: false,
        }
    }

    /// Forgets a connection whose state is unknown.
    pub(super) fn disconnect(&mut self) {
        self.connection = None;
    }

    /// Takes leave of the server.
    pub(super) async fn close(self) {
        if let Some(connection) = self.connection {
            // The server notices by itself when this fails.
            let _ = connection.close().await;
        }
    }

    /// Carries a batch out. What fails as a whole for the data of one append is carried out again
    /// one by one, so that only that append fails.
    pub(super) async fn carry_out(&mut self, batch: &[Prepared]) -> Answers {
        match self.insist(batch).await {
            Ok(answers) => answers,
            Err(Failure::Data(_)) if batch.len() > 1 => {
                let mut answers = Vec::with_capacity(batch.len());
                for append in batch {
                    let answer = self.insist(std::slice::from_ref(append)).await;
                    answers.extend(answer.unwrap_or_else(|failure| vec![Err(failure.into())]));
                }
                answers
            }
            Err(failure) => vec![Err(failure.into()); batch.len()],
        }
    }

    /// Tries again, once, when the connection is lost: it may just have been idle for too long. If
    /// the first attempt did write, the second waits for it at the head and then finds its commands.
    async fn insist(&mut self, batch: &[Prepared]) -> Result<Answers, Failure> {
        let first = self.attempt(batch, Way::Swift).await;
        if !matches!(first, Err(Failure::Lost(_) | Failure::InDoubt(_))) {
            return first;
        }
        let second = self.attempt(batch, Way::Queueing).await;
        match (first, second) {
            (Err(in_doubt @ Failure::InDoubt(_)), Err(_)) => Err(in_doubt),
            (_, second) => second,
        }
    }

    async fn attempt(&mut self, batch: &[Prepared], way: Way) -> Result<Answers, Failure> {
        let attempt = timeout(ATTEMPT_MAX, self.transact(batch, way)).await;
        let result = attempt.unwrap_or_else(|_elapsed| {
            let silence = io::Error::from(io::ErrorKind::TimedOut);
            Err(Failure::InDoubt(silence.into()))
        });
        if let Err(Failure::Lost(error) | Failure::InDoubt(error)) = &result {
            tracing::warn!(
                error = error as &dyn Error,
                "the writer lost its connection"
            );
            self.disconnect();
        }
        result
    }

    /// One transaction, in the first way that succeeds.
    async fn transact(&mut self, batch: &[Prepared], way: Way) -> Result<Answers, Failure> {
        if self.connection.is_none() {
            let connected = self.options.connect().await.map_err(Failure::Lost)?;
            self.connection = Some(connected);
        }
        // An erasure has to see what the same batch stores.
        if way == Way::Swift && !erases(batch) {
            if let Some(answers) = self.bet(batch).await? {
                return Ok(answers);
            }
            if !self.contended
                && let Some(answers) = self.look_and_write(batch).await?
            {
                return Ok(answers);
            }
        }
        self.queue_and_write(batch).await
    }

    /// One round trip: writes as if everything were as it should be, and nothing if it is not.
    async fn bet(&mut self, batch: &[Prepared]) -> Result<Option<Answers>, Failure> {
        let Some(bet) = Bet::on(batch, &self.heads) else {
            return Ok(None);
        };
        let before = match bet.place(connected(&mut self.connection)).await {
            Ok(Some(before)) => before,
            Ok(None) => return Ok(None),
            Err(error) => match while_writing(error) {
                Failure::Data(_) => return Ok(None),
                failure @ (Failure::Refused(_) | Failure::Lost(_) | Failure::InDoubt(_)) => {
                    return Err(failure);
                }
            },
        };
        for (stream, version) in bet.versions() {
            self.heads.saw(stream, version);
        }
        self.contended = before != self.own_head;
        self.own_head = bet.new_head(before);
        Ok(Some(bet.answers(before)))
    }

    /// Two round trips: surveys without a lock, and writes if the log has not moved since.
    async fn look_and_write(&mut self, batch: &[Prepared]) -> Result<Option<Answers>, Failure> {
        let db = connected(&mut self.connection);
        let plan = decide(survey(db, batch).await.map_err(before_writing)?, batch);
        if !plan.accepted.is_empty() && !write(db, &plan).await.map_err(while_writing)? {
            return Ok(None);
        }
        Ok(Some(self.written(plan)))
    }

    /// Five round trips, which succeed however much others append: queues for the head first.
    async fn queue_and_write(&mut self, batch: &[Prepared]) -> Result<Answers, Failure> {
        let db = connected(&mut self.connection);
        let mut tx = db.begin().await.map_err(before_writing)?;
        let head = lock_head(&mut tx).await.map_err(before_writing)?;
        // Nobody else appended since: there is no need to queue next time.
        self.contended = head != self.own_head;
        let plan = decide(survey(&mut tx, batch).await.map_err(before_writing)?, batch);
        if !plan.accepted.is_empty() {
            let written = write(&mut tx, &plan).await.map_err(while_writing)?;
            assert!(written, "the head cannot move while it is locked");
            if erases(batch) {
                erase(&mut tx, &plan).await.map_err(while_writing)?;
            }
        }
        tx.commit().await.map_err(while_writing)?;
        Ok(self.written(plan))
    }

    fn written(&mut self, plan: Plan<'_>) -> Answers {
        self.own_head = plan.new_head;
        for (stream, version) in plan.versions {
            self.heads.saw(stream, version);
        }
        plan.answers
    }
}

/// Whether something is destroyed with the batch.
fn erases(batch: &[Prepared]) -> bool {
    batch.iter().any(|it| !it.erase.is_empty())
}

/// How to carry a batch out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// In the quickest way that succeeds.
    Swift,
    /// Behind whatever is being written now, perhaps by a connection of ours that was lost.
    Queueing,
}

fn connected(connection: &mut Option<PgConnection>) -> &mut PgConnection {
    connection
        .as_mut()
        .expect("a transaction begins by connecting")
}

impl From<Failure> for AppendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Data(error) if is_about_a_value(&error) => Self::ValueTaken,
            Failure::Data(error) | Failure::Refused(error) | Failure::Lost(error) => error.into(),
            Failure::InDoubt(_) => Self::OutcomeUnknown,
        }
    }
}

fn before_writing(error: sqlx::Error) -> Failure {
    server_refusal(error).unwrap_or_else(Failure::Lost)
}

fn while_writing(error: sqlx::Error) -> Failure {
    server_refusal(error).unwrap_or_else(Failure::InDoubt)
}

/// What the server says, when it is still there to say it.
fn server_refusal(error: sqlx::Error) -> Result<Failure, sqlx::Error> {
    match error.as_database_error().and_then(DatabaseError::code) {
        Some(code) if is_about_data(&code) => Ok(Failure::Data(error)),
        Some(code) if !is_disconnect(&code) => Ok(Failure::Refused(error)),
        _ => Err(error),
    }
}

/// Whether a personal value is kept already under the id of a new one.
fn is_about_a_value(error: &sqlx::Error) -> bool {
    let constraint = error
        .as_database_error()
        .and_then(DatabaseError::constraint);
    constraint == Some("vault_value_pkey")
}

/// Data exceptions, constraint violations and exceeded limits: one append can cause them.
fn is_about_data(code: &str) -> bool {
    ["22", "23", "54"].iter().any(|it| code.starts_with(it))
}

/// Connection exceptions, and an administrator's or the server's own shutdown.
fn is_disconnect(code: &str) -> bool {
    code.starts_with("08") || code.starts_with("57P")
}
