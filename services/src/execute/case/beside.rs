//! What a case means for what it is about, beside deciding on it.

use domain::aid::{Aid, AidCommand};
use domain::case::{Case, CaseEvent};
use domain::certificate::CertificateCommand;
use domain::law::Effect;
use domain::{Acting, Aggregate as _, CaseId};
use eventstore::StreamWrite;

use super::{Effects, Parts};
use crate::duties::founded;
use crate::execute::wire::filed;
use crate::execute::{ExecuteError, load, submission};

impl Effects {
    /// What the events of a case mean for what the case is about, beside deciding on it.
    pub(super) async fn beside(
        &mut self,
        parts: Parts<'_>,
        (id, by): (CaseId, &Acting),
        (case, after): (&Case, &Case),
        events: &[CaseEvent],
    ) -> Result<(), ExecuteError> {
        self.renew(parts, events, by).await?;
        let meant = case.meant_for_aid((id, after), events, by, parts.law);
        match meant {
            Some(command) => self.about_aid(parts, &command, by).await,
            None => Ok(()),
        }
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

    /// Does to aid what the case means for it, on the aid's own stream.
    async fn about_aid(
        &mut self,
        parts: Parts<'_>,
        command: &AidCommand,
        by: &Acting,
    ) -> Result<(), ExecuteError> {
        let Parts {
            app,
            law,
            procedure,
            bodies,
        } = parts;
        let stream = submission::aid_stream(command.approval());
        let (aid, expected) = load::<Aid>(app, stream.id).await?;
        let events = aid.decide(command, by, law)?;
        if events.is_empty() {
            return Ok(());
        }
        let after = events.iter().fold(Aid::clone(&aid), Aid::evolve);
        let agency = after
            .term()
            .map_or(&bodies.competent.receiver, |it| &it.agency);
        let filed = events
            .iter()
            .map(|it| filed(it, Some(agency.as_str()), Some(procedure)));
        self.writes.push(StreamWrite {
            stream,
            expected,
            events: filed.collect::<Result<_, _>>()?,
        });
        Ok(())
    }
}
