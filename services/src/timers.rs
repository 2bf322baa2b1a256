//! Turns the passage of time into commands.
//!
//! Each command has an id that follows from what it is about, so that it is carried out once,
//! however often and by however many it is tried.

use std::time::Duration;

use domain::{Acting, ActorId, Calendar, CertificateId, Party};
use projections::certificate::past_their_end;
use time::{Date, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::execute::{Envelope, ExecuteError, chain, expire};
use crate::{App, erasure};

/// How often to look what time has brought.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// How much to do at a time.
const BATCH: i64 = 500;

/// Whoever acts when nobody does: an id of its own in the audit trail.
pub const SYSTEM: ActorId = ActorId(Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0003));

/// The system, acting at this moment.
#[must_use]
pub fn system(at: OffsetDateTime) -> Acting {
    Acting {
        actor: SYSTEM,
        party: Party::System,
        at,
    }
}

/// Does what is due, until told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match tick(&app).await {
            Ok(0) => (),
            Ok(expired) => tracing::info!(expired, "certificates expired"),
            Err(error) => tracing::error!(error = chain(&error), "timers stand still"),
        }
        match erasure::finish_all(&app).await {
            Ok(0) => (),
            Ok(finished) => tracing::info!(finished, "erasures are finished"),
            Err(error) => tracing::error!(error = chain(&error), "erasures stand still"),
        }
        stop.run_until_cancelled(tokio::time::sleep(LOOK_AGAIN))
            .await;
    }
}

/// Does what is due now, and says how much that was.
pub async fn tick(app: &App) -> Result<usize, ExecuteError> {
    let now = app.clock.now();
    let law = app.law.current();
    // Certificates end with the day of their country; before that is known, there are none.
    let Some(today) = law.calendars().map(|it: &Calendar| it.day_of(now)).min() else {
        return Ok(0);
    };
    let mut expired = 0;
    let ended = past_their_end(&app.pool, today, BATCH)
        .await
        .map_err(projections::ProjectionError::from)?;
    for id in ended {
        match expire_one(app, CertificateId(id), today).await {
            Ok(done) => expired += usize::from(done),
            // One certificate must not hold back those after it.
            Err(error) if error.is_about_state() => {
                tracing::error!(certificate.id = %id, error = chain(&error), "it does not expire");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(expired)
}

async fn expire_one(app: &App, id: CertificateId, today: Date) -> Result<bool, ExecuteError> {
    let by = system(app.clock.now());
    let envelope = Envelope {
        command_id: expiry_of(app, id),
        fingerprint: app.vault.fingerprint("expire_certificate", id.0.as_bytes()),
        confide: vec![],
        if_match: None,
    };
    match expire(app, id, today, &by, envelope).await {
        Ok(done) => Ok(!done.repeated),
        Err(ExecuteError::NothingToDo { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The id of the command that lets a certificate end. It follows from the certificate and a key of
/// the vault: nobody who sends commands can work it out, and use it up for one of their own.
fn expiry_of(app: &App, id: CertificateId) -> Uuid {
    let name = app.vault.fingerprint("expiry's id", id.0.as_bytes());
    Uuid::new_v5(&id.0, name.as_bytes())
}
