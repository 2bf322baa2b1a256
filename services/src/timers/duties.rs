//! What is owed under certificates by days that have passed, and certificates that end while they are
//! suspended. Looked at once a day: nothing of it is counted in hours.

use domain::CertificateId;
use domain::certificate::CertificateCommand;
use projections::certificate::{CertificateLine, Filter, list};
use time::Date;

use super::{BATCH, certificates, envelope, system, unless_refused, whether_done};
use crate::App;
use crate::duties::founded;
use crate::execute::{self, ExecuteError};

/// Notes what was missed, and says of how many certificates.
pub(super) async fn of_all(app: &App, today: Date) -> Result<usize, ExecuteError> {
    let (mut noted, mut before) = (0, None);
    loop {
        let lines = list(&app.pool, &Filter::default(), before, BATCH)
            .await
            .map_err(projections::ProjectionError::from)?;
        let Some(last) = lines.last() else {
            return Ok(noted);
        };
        before = Some(last.position);
        for line in &lines {
            let done = unless_refused(of_one(app, line, today).await, |error| {
                let id = line.certificate_id;
                tracing::error!(certificate.id = %id, error, "what is owed is not looked at");
            })?;
            noted += usize::from(done);
        }
    }
}

async fn of_one(app: &App, line: &CertificateLine, today: Date) -> Result<bool, ExecuteError> {
    let id = CertificateId(line.certificate_id);
    let ends = match line.status.as_str() {
        // The read model does not tell whether it ended as well; the certificate knows.
        "suspended" if line.valid_until < today => certificates::expire_one(app, id, today).await?,
        "revoked" | "ended" => return Ok(false),
        _ => false,
    };
    Ok(note(app, id, today).await? || ends)
}

async fn note(app: &App, id: CertificateId, today: Date) -> Result<bool, ExecuteError> {
    let Some((_, founded)) = founded(app, id).await? else {
        return Ok(false);
    };
    let command = CertificateCommand::NoteMissedDuties { founded };
    let envelope = envelope(app, id.0, (command.name(), &format!("duties of {today}")));
    let by = system(app.clock.now());
    whether_done(execute::certificate(app, id, &command, &by, envelope).await)
}
