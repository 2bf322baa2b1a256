//! What a command on a case rests on beside the case: as the log has it when it is decided.

use domain::aid::Aid;
use domain::case::{
    AidStanding, Approval, Case, CaseCommand, CaseEvent, CaseRejection, Grant, Submission,
};
use domain::certificate::Certificate;
use domain::{Aggregate as _, CaseId, CertificateId, Law};
use eventstore::{Recorded, Stream, StreamWrite, Version};
use uuid::Uuid;

use super::organisation::entered;
use super::{ExecuteError, load};
use crate::App;
use crate::clock::derived_id;

/// Within which the ids of aid are made.
const AID: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0101);

/// The stream of aid, by the case that approved it.
pub(super) fn aid_stream(approval: CaseId) -> Stream {
    Stream {
        kind: Aid::KIND,
        id: derived_id(AID, &Aid::stream_name(approval)),
    }
}

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
    submission.certificate = Some(certificate);
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
    law: &Law,
    mut submission: Box<Submission>,
    approval: CaseId,
) -> Result<CaseCommand, ExecuteError> {
    let stream = Stream {
        kind: Case::KIND,
        id: approval.0,
    };
    let history = app.store.load_stream(stream, Version(0)).await?;
    let decoded = history.iter().map(Recorded::decode);
    let decoded = decoded.collect::<Result<Vec<CaseEvent>, _>>()?;
    let moments = history.iter().map(|it| it.recorded_at);
    let approved = Approval::of(approval, decoded.iter().zip(moments), law);
    let (mut approved, owner) = approved.ok_or(CaseRejection::NoApproval)?;
    let (aid, _) = load::<Aid>(app, aid_stream(approval).id).await?;
    approved.decider = aid.changed_by().cloned().or(approved.decider);
    // Whoever owned it may be entered as somebody else by now.
    let owner = entered(app, owner).await?.merged_into.unwrap_or(owner);
    submission.aid = Some(AidStanding {
        owner,
        closed: aid.is_closed(),
    });
    submission.particulars.approval = Some(Box::new(approved));
    submit(app, submission).await
}
