use domain::Aggregate as _;
use domain::case::{Case, CaseEvent};
use domain::catalogue::{Catalogue, CatalogueEvent};
use domain::certificate::{Certificate, CertificateEvent};
use domain::dossier_book::{DossierBook, DossierBookEvent};
use domain::slip::{Slip, SlipEvent};
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
    /// To what people are handed.
    Slip(SlipEvent),
    /// To the catalogue.
    Catalogue(CatalogueEvent),
}

impl TryFrom<Recorded> for Fact {
    type Error = DecodeError;

    fn try_from(recorded: Recorded) -> Result<Self, DecodeError> {
        let event = match recorded.stream_kind.as_str() {
            Case::KIND => Event::Case(recorded.decode()?),
            Certificate::KIND => Event::Certificate(recorded.decode()?),
            DossierBook::KIND => Event::DossierBook(recorded.decode()?),
            Slip::KIND => Event::Slip(recorded.decode()?),
            Catalogue::KIND => Event::Catalogue(recorded.decode()?),
            _ => recorded.decode::<Never>().map(|it| match it {})?,
        };
        Ok(Self {
            envelope: recorded.envelope()?,
            event,
            recorded,
        })
    }
}

impl Fact {
    /// The number of its position.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.recorded.position.0
    }
}

/// No event decodes into this: a kind of stream that this build does not know is an error.
enum Never {}

impl<'de> serde::Deserialize<'de> for Never {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("this build knows no such kind of stream"))
    }
}
