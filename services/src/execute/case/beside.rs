//! What a case means for what it is about, beside deciding on it.

use domain::aid::{Aid, AidCommand};
use domain::case::{Case, CaseEvent};
use domain::certificate::CertificateCommand;
use domain::law::{AidPart, Effect, Procedure, Rules};
use domain::{Acting, Aggregate as _, CaseId, Law};
use eventstore::StreamWrite;

use super::{Effects, Parts};
use crate::App;
use crate::duties::founded;
use crate::execute::wire::{Bodies, filed};
use crate::execute::{ExecuteError, load, submission};

impl Effects {
    /// What the events of a case mean for what the case is about, beside deciding on it.
    pub(super) async fn beside(
        &mut self,
        (app, law, by): (&App, &Law, &Acting),
        id: CaseId,
        case: &Case,
        (events, procedure, bodies): (&[CaseEvent], &Procedure, Bodies<'_>),
    ) -> Result<(), ExecuteError> {
        let parts = Parts {
            app,
            law,
            procedure,
            bodies,
        };
        self.renew(parts, events, by).await?;
        self.on_aid(parts, id, (case, events), by).await
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

    /// Ends or changes the aid that the case is about, where the case decided so.
    async fn on_aid(
        &mut self,
        parts: Parts<'_>,
        id: CaseId,
        (case, events): (&Case, &[CaseEvent]),
        by: &Acting,
    ) -> Result<(), ExecuteError> {
        let Parts {
            app,
            law,
            procedure,
            bodies,
        } = parts;
        let approved = |it: &CaseEvent| matches!(it, CaseEvent::ApplicationApproved { .. });
        let rules = procedure.rules().filter(|_| events.iter().any(approved));
        let (Some(rules), Some(approval)) = (rules, case.approval()) else {
            return Ok(());
        };
        let Some(command) = about_aid(rules, approval, id, bodies) else {
            return Ok(());
        };
        let stream = submission::aid_stream(approval);
        let (aid, expected) = load::<Aid>(app, stream.id).await?;
        let events = aid.decide(&command, by, law)?;
        let agency = Some(bodies.competent.receiver.as_str());
        let filed = events.iter().map(|it| filed(it, agency, Some(procedure)));
        self.writes.push(StreamWrite {
            stream,
            expected,
            events: filed.collect::<Result<_, _>>()?,
        });
        Ok(())
    }
}

/// What a case under an approval means for the aid, once it was decided in favour.
fn about_aid(
    rules: &Rules,
    approval: CaseId,
    case: CaseId,
    bodies: Bodies<'_>,
) -> Option<AidCommand> {
    if rules.under.as_ref()?.closes {
        return Some(AidCommand::Close { approval, case });
    }
    let part = rules.value.as_ref()?.counts_as;
    (part == Some(AidPart::Change)).then(|| AidCommand::Change {
        approval,
        case,
        decider: bodies.competent.decider.clone(),
    })
}
