use bytes::Bytes;
use domain::case::{Case, CaseEvent};
use domain::catalogue::{Catalogue, CatalogueEvent};
use domain::certificate::{Certificate, CertificateEvent};
use domain::data_subject::{DataSubject, DataSubjectEvent};
use domain::dossier_book::{DossierBook, DossierBookEvent};
use domain::{Aggregate as _, SubjectId};
use eventstore::{DecodeError, Envelope, Recorded};
use serde::de::Error as _;

/// An event, decoded, with all that surrounds it.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Where it stands, and its exact bytes.
    pub recorded: Recorded,
    /// Why it happened, and under what.
    pub envelope: Envelope,
    /// What happened.
    pub event: Event,
    /// The event's data as they stand in its document.
    pub data: Option<Bytes>,
}

/// Everything that can happen.
#[derive(Debug, Clone)]
pub enum Event {
    /// To a case.
    Case(CaseEvent),
    /// To a certificate.
    Certificate(CertificateEvent),
    /// In a unit's book of a day.
    DossierBook(DossierBookEvent),
    /// To the catalogue.
    Catalogue(CatalogueEvent),
    /// To what is kept about somebody.
    DataSubject(DataSubjectEvent),
}

impl TryFrom<Recorded> for Fact {
    type Error = DecodeError;

    fn try_from(recorded: Recorded) -> Result<Self, DecodeError> {
        let parts = recorded.parts()?;
        let event = match recorded.stream_kind.as_str() {
            Case::KIND => Event::Case(parts.decode()?),
            Certificate::KIND => Event::Certificate(parts.decode()?),
            DossierBook::KIND => Event::DossierBook(parts.decode()?),
            Catalogue::KIND => Event::Catalogue(parts.decode()?),
            DataSubject::KIND => Event::DataSubject(parts.decode()?),
            _ => parts.decode::<Never>().map(|it| match it {})?,
        };
        Ok(Self {
            data: parts.data(),
            envelope: parts.envelope(),
            event,
            recorded,
        })
    }
}

impl Event {
    /// Whose personal data this erases, if it does.
    #[must_use]
    pub fn erased(&self) -> Option<SubjectId> {
        match self {
            Event::DataSubject(DataSubjectEvent::PersonalDataErased { subject, .. }) => {
                Some(*subject)
            }
            Event::DataSubject(DataSubjectEvent::ErasureCompleted { .. })
            | Event::Case(_)
            | Event::Certificate(_)
            | Event::DossierBook(_)
            | Event::Catalogue(_) => None,
        }
    }
}

impl Fact {
    /// The number of its position.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.recorded.position.0
    }

    /// The event's own data, as JSON.
    #[must_use]
    pub(crate) fn data(&self) -> &str {
        let data = self.data.as_deref().unwrap_or(b"null");
        str::from_utf8(data).expect("what was read as JSON is UTF-8")
    }
}

/// No event decodes into this: a kind of stream that this build does not know is an error.
enum Never {}

impl<'de> serde::Deserialize<'de> for Never {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("this build knows no such kind of stream"))
    }
}
