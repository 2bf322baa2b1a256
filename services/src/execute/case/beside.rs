//! What a case means for what it is about, beside deciding on it.

use domain::aid::{Aid, AidCommand};
use domain::case::{Case, CaseEvent};
use domain::certificate::CertificateCommand;
use domain::law::{Effect, Procedure};
use domain::{Acting, Aggregate as _, CaseId, Law};
use eventstore::StreamWrite;

use super::{Effects, Parts};
use crate::App;
use crate::duties::founded;
use crate::execute::wire::filed;
use crate::execute::{ExecuteError, load, submission};

impl Effects {
    /// What the events of a case mean for what the case is about, beside deciding on it.
    pub(super) async fn beside(
        &mut self,
        (app, law, by): (&App, &Law, &Acting),
        id: CaseId,
        case: &Case,
        (events, procedure): (&[CaseEvent], &Procedure),
    ) -> Result<(), ExecuteError> {
        let parts = Parts {
            app,
            law,
            procedure,
        };
        self.renew(parts, events, by).await?;
        self.close_aid((app, law), id, case, (events, procedure), by)
            .await
    }

    /// Notes on a certificate that its extension was applied for, so that nobody misses it later.
    async fn renew(
        &mut self,
        parts: Parts<'_>,
        events: &[CaseEvent],
        by: &Acting,
    ) -> Result<(), ExecuteError> {
        let rules = parts.procedure.rules();
        let extends = rules.is_some_and(|it| it.result.effect == Effect::Extend);
        let held = events.iter().find_map(|it| {
            let CaseEvent::DossierSubmitted { particulars, .. } = it else {
                return None;
            };
            particulars.holding.as_ref()
        });
        let Some(held) = held.filter(|_| extends) else {
            return Ok(());
        };
        let Some((_, founded)) = founded(parts.app, held.certificate).await? else {
            return Ok(());
        };
        let command = CertificateCommand::NoteRenewal { founded };
        self.certify(parts, held.certificate, &command, by).await
    }

    /// Ends the aid that the case is about, where the case decided so.
    async fn close_aid(
        &mut self,
        (app, law): (&App, &Law),
        id: CaseId,
        case: &Case,
        (events, procedure): (&[CaseEvent], &Procedure),
        by: &Acting,
    ) -> Result<(), ExecuteError> {
        let under = procedure.rules().and_then(|it| it.under.as_ref());
        let approved = |it: &CaseEvent| matches!(it, CaseEvent::ApplicationApproved { .. });
        let closes = under.is_some_and(|it| it.closes) && events.iter().any(approved);
        let Some(approval) = case.approval().filter(|_| closes) else {
            return Ok(());
        };
        let stream = submission::aid_stream(approval);
        let (aid, expected) = load::<Aid>(app, stream.id).await?;
        let close = AidCommand::Close { approval, case: id };
        let events = aid.decide(&close, by, law)?;
        let agency = Some(procedure.agency().as_str());
        let filed = events.iter().map(|it| filed(it, agency, Some(procedure)));
        self.writes.push(StreamWrite {
            stream,
            expected,
            events: filed.collect::<Result<_, _>>()?,
        });
        Ok(())
    }
}
