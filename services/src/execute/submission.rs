//! What a command on a case rests on beside the case: as the log has it when it is decided.

use domain::case::{Approval, Case, CaseCommand, CaseEvent, CaseRejection, Grant, Submission};
use domain::certificate::Certificate;
use domain::{Aggregate as _, CaseId, CertificateId};
use eventstore::{Recorded, Stream, StreamWrite, Version};

use super::organisation::entered;
use super::{ExecuteError, load};
use crate::App;

/// The command, with what it rests on, and what a certificate that it grants insists on.
pub(super) async fn looked_up(
    app: &App,
    case: &Case,
    command: &CaseCommand,
) -> Result<(CaseCommand, Option<StreamWrite>), ExecuteError> {
    if let CaseCommand::SubmitDossier(submission) = command {
        return Ok((submit(app, submission.clone()).await?, None));
    }
    if let (CaseCommand::GrantCertificate(grant), Some(applicant)) = (command, case.applicant()) {
        let entered = entered(app, applicant).await?;
        let grant = Grant {
            holder: entered.merged_into,
            ..grant.clone()
        };
        let still = Some(entered.still);
        return Ok((CaseCommand::GrantCertificate(grant), still));
    }
    Ok((command.clone(), None))
}

/// A dossier, with as whom its applicant is entered.
async fn submit(app: &App, mut submission: Box<Submission>) -> Result<CaseCommand, ExecuteError> {
    submission.merged_into = entered(app, submission.applicant).await?.merged_into;
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
            let entered = entered(app, holding.holder).await?;
            holding.holder = entered.merged_into.unwrap_or(holding.holder);
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
