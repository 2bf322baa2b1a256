//! What stands on a certificate once a case has granted or changed it: its terms, and what dossiers
//! said of whoever holds it.

use domain::case::{CaseEvent, CertificateTerms};
use domain::certificate::{Certificate, CertificateEvent};
use domain::{Aggregate as _, CaseId, CertificateId, Country, PersonalRef};
use eventstore::{Stream, Version};
use projections::{Event, Fact};

use super::issue::SlipError;
use crate::App;
use crate::history::facts_of_case;

/// What stands on a certificate.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its terms.
    pub terms: CertificateTerms,
    /// The country under whose law its holder was founded, where a dossier said so.
    pub home: Option<Country>,
    /// Who represents its holder, where a dossier said so and the person is not erased.
    pub representative: Option<PersonalRef>,
}

/// What stands on the certificate once the last of these events, which are a case's, has granted or
/// changed it; nothing where it does neither.
pub(super) async fn after(
    app: &App,
    case: CaseId,
    facts: &[Fact],
) -> Result<Option<Held>, SlipError> {
    let Some(Event::Case(last)) = facts.last().map(|it| &it.event) else {
        return Ok(None);
    };
    let (mut held, before) = if let CaseEvent::CertificateGranted(terms) = last {
        (Held::of(CertificateTerms::clone(terms)), vec![])
    } else if let CaseEvent::CertificateChanged { certificate, .. } = last {
        let (terms, before) = changed(app, *certificate, case).await?;
        let Some(terms) = terms else {
            return Ok(None);
        };
        (Held::of(terms), before)
    } else {
        return Ok(None);
    };
    for earlier in before {
        held.note(&facts_of_case::<SlipError>(&app.store, earlier, None).await?);
    }
    held.note(facts);
    if let Some(representative) = &held.representative {
        let known = app.vault.reveal(&[representative.value]).await?;
        if known.into_values().all(|it| it.is_none()) {
            held.representative = None;
        }
    }
    Ok(Some(held))
}

/// The terms of a certificate after a case has changed it, and the cases that did so before.
async fn changed(
    app: &App,
    certificate: CertificateId,
    by: CaseId,
) -> Result<(Option<CertificateTerms>, Vec<CaseId>), SlipError> {
    let stream = Stream {
        kind: Certificate::KIND,
        id: certificate.0,
    };
    let (mut held, mut before) = (Certificate::default(), vec![]);
    for recorded in app.store.load_stream(stream, Version(0)).await? {
        let event = recorded.decode()?;
        held = held.evolve(&event);
        if let CertificateEvent::Granted { case, .. } | CertificateEvent::Changed { case, .. } =
            &event
        {
            if *case == by {
                break;
            }
            before.push(*case);
        }
    }
    let terms = match held {
        Certificate::Issued { terms, .. } => Some(*terms),
        Certificate::Unissued => None,
    };
    Ok((terms, before))
}

impl Held {
    fn of(terms: CertificateTerms) -> Self {
        Self {
            terms,
            home: None,
            representative: None,
        }
    }

    /// What the dossier of a case says takes the place of what one before it said.
    fn note(&mut self, facts: &[Fact]) {
        for fact in facts {
            if let Event::Case(CaseEvent::DossierSubmitted {
                representative,
                particulars,
                ..
            }) = &fact.event
            {
                self.home = particulars.home.or(self.home);
                self.representative = (representative.clone()).or(self.representative.take());
            }
        }
    }
}
