//! Certificates whose last day has passed.

use domain::CertificateId;
use projections::certificate::past_their_end;
use time::Date;
use uuid::Uuid;

use super::{BATCH, system};
use crate::App;
use crate::execute::{Envelope, ExecuteError, chain, expire};

pub(super) async fn expire_all(app: &App, today: Date) -> Result<usize, ExecuteError> {
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

pub(super) async fn expire_one(
    app: &App,
    id: CertificateId,
    today: Date,
) -> Result<bool, ExecuteError> {
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
