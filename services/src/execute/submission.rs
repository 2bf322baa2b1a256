//! What a command on a case rests on beside the case: as the log has it when it is decided.

use domain::case::{Approval, Case, CaseCommand, CaseEvent, CaseRejection, Grant, Submission};
use domain::certificate::Certificate;
use domain::{Aggregate as _, CaseId, CertificateId};
use eventstore::{Recorded, Stream, Version};

use super::organisation::merged_into;
use super::{ExecuteError, load};
use crate::App;

/// The command, with what it rests on.
pub(super) async fn looked_up(
    app: &App,
    case: &Case,
    command: &CaseCommand,
) -> Result<CaseCommand, ExecuteError> {
    if let CaseCommand::SubmitDossier(submission) = command {
        return submit(app, submission.clone()).await;
    }
    if let (CaseCommand::GrantCertificate(grant), Some(applicant)) = (command, case.applicant()) {
        return Ok(CaseCommand::GrantCertificate(Grant {
            holder: merged_into(app, applicant).await?,
            ..grant.clone()
        }));
    }
    Ok(command.clone())
}

/// A dossier, with as whom its applicant is entered.
async fn submit(app: &App, mut submission: Box<Submission>) -> Result<CaseCommand, ExecuteError> {
    submission.merged_into = merged_into(app, submission.applicant).await?;
    Ok(CaseCommand::SubmitDossier(submission))
}

/// A dossier about a certificate, as that stands.
pub(super) async fn upon(
    app: &App,
    mut submission: Box<Submission>,
    certificate: CertificateId,
) -> Result<CaseCommand, ExecuteError> {
    let (held, _) = load::<Certificate>(app, certificate.0).await?;
    // One that was never issued is none.
    submission.particulars.holding = match held.holding() {
        Some(mut holding) => {
            // One that was over when its holder was merged did not pass.
            let holder = merged_into(app, holding.holder).await?;
            holding.holder = holder.unwrap_or(holding.holder);
            Some(Box::new(holding))
        }
        None => None,
    };
    submit(app, submission).await
}

/// A dossier about aid that a case approved.
pub(super) async fn under(
    app: &App,
    mut submission: Box<Submission>,
    approval: CaseId,
) -> Result<CaseCommand, ExecuteError> {
    let stream = Stream {
        kind: Case::KIND,
        id: approval.0,
    };
    let history = app.store.load_stream(stream, Version(0)).await?;
    let history = history.iter().map(Recorded::decode);
    let history = history.collect::<Result<Vec<CaseEvent>, _>>()?;
    let approved = Approval::of(approval, &history).ok_or(CaseRejection::NoApproval)?;
    submission.particulars.approval = Some(Box::new(approved));
    submit(app, submission).await
}
