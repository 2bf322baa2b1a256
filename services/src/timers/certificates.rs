//! Certificates whose last day has passed.

use domain::CertificateId;
use domain::certificate::CertificateCommand;
use projections::certificate::past_their_end;
use time::Date;

use super::{BATCH, envelope, system, unless_refused, whether_done};
use crate::App;
use crate::execute::{self, Envelope, ExecuteError};

pub(super) async fn expire_all(app: &App, today: Date) -> Result<usize, ExecuteError> {
    let mut expired = 0;
    let ended = past_their_end(&app.pool, today, BATCH)
        .await
        .map_err(projections::ProjectionError::from)?;
    for id in ended {
        let done = unless_refused(expire_one(app, CertificateId(id), today).await, |error| {
            tracing::error!(certificate.id = %id, error, "it does not expire");
        })?;
        expired += usize::from(done);
    }
    Ok(expired)
}

pub(super) async fn expire_one(
    app: &App,
    id: CertificateId,
    today: Date,
) -> Result<bool, ExecuteError> {
    let command = CertificateCommand::Expire { today };
    let envelope = Envelope {
        fingerprint: app.vault.fingerprint(command.name(), id.0.as_bytes()),
        ..envelope(app, id.0, (command.name(), "expiry's id"))
    };
    let by = system(app.clock.now());
    whether_done(execute::certificate(app, id, &command, &by, envelope).await)
}
