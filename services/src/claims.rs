//! The claims that follow from events, put together again.

use std::collections::HashMap;

use domain::case::{Case, CaseEvent};
use domain::certificate::{Certificate, CertificateEvent};
use domain::claim::Claims;
use domain::{Aggregate as _, replay};
use eventstore::{DecodeError, Recorded};
use uuid::Uuid;

/// Who holds what, and since when, after the events that it was shown. It remembers each key that is
/// held and each certificate that may still expire.
#[derive(Debug, Default)]
pub struct Held {
    /// The keys, who holds them, and the first event of the append that took them.
    pub keys: HashMap<String, (Uuid, i64)>,
    certificates: HashMap<Uuid, Certificate>,
    append: Option<(Uuid, i64)>,
}

impl Held {
    /// Takes the next event of the log.
    pub fn see(&mut self, event: &Recorded) -> Result<(), DecodeError> {
        let position = event.position.0;
        let append = self.append.filter(|it| it.0 == event.command_id);
        let (_, since) = *self
            .append
            .insert(append.unwrap_or((event.command_id, position)));
        let Claims { taken, released } = self.claims(event)?;
        for key in released {
            self.keys.remove(&key);
        }
        for key in taken {
            self.keys.entry(key).or_insert((event.stream_id, since));
        }
        Ok(())
    }

    fn claims(&mut self, event: &Recorded) -> Result<Claims, DecodeError> {
        if event.stream_kind == Case::KIND {
            return Ok(event.decode::<CaseEvent>()?.claims());
        }
        if event.stream_kind != Certificate::KIND {
            return Ok(Claims::default());
        }
        let decoded: CertificateEvent = event.decode()?;
        let before = self.certificates.remove(&event.stream_id);
        let before = before.unwrap_or_else(|| replay(&[]));
        let claims = before.claims(&decoded);
        let after = before.evolve(&decoded);
        // One that has expired claims nothing any more.
        if matches!(after, Certificate::Valid(_)) {
            self.certificates.insert(event.stream_id, after);
        }
        Ok(claims)
    }
}
