//! An event as read models get it: decoded once for all of them.

use std::fmt;
use std::iter;

use bytes::Bytes;
use domain::agency_report::{AgencyReport, AgencyReportEvent};
use domain::aid::{Aid, AidEvent};
use domain::case::{Case, CaseEvent};
use domain::catalogue::{Catalogue, CatalogueEvent};
use domain::certificate::{Certificate, CertificateEvent};
use domain::data_subject::{DataSubject, DataSubjectEvent};
use domain::dossier_book::{DossierBook, DossierBookEvent};
use domain::focal_point::{FocalPoint, FocalPointEvent};
use domain::organisation::{Organisation, OrganisationEvent};
use domain::score::Happened;
use domain::slip::{Slip, SlipEvent};
use domain::{Aggregate as _, SubjectId};
use eventstore::{DecodeError, Envelope, Recorded};
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Error as _};

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
    /// To an organisation's entry.
    Organisation(OrganisationEvent),
    /// To a focal point.
    FocalPoint(FocalPointEvent),
    /// To a report that an agency owes.
    AgencyReport(AgencyReportEvent),
    /// To aid that was approved.
    Aid(AidEvent),
    /// In a unit's book of a day.
    DossierBook(DossierBookEvent),
    /// To what people are handed.
    Slip(SlipEvent),
    /// To the catalogue.
    Catalogue(CatalogueEvent),
    /// To what is kept about somebody.
    DataSubject(DataSubjectEvent),
}

/// An event that cannot be read, and why.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) recorded: Recorded,
    pub(crate) error: DecodeError,
}

impl Unreadable {
    /// Whether this build knows events of this name: it is this one event that is wrong then, and
    /// not the build that is too old for it.
    pub(crate) fn is_of_a_known_name(&self) -> bool {
        let name = &self.recorded.name;
        match self.recorded.stream_kind.as_str() {
            Case::KIND => knows::<CaseEvent>(name),
            Certificate::KIND => knows::<CertificateEvent>(name),
            Organisation::KIND => knows::<OrganisationEvent>(name),
            FocalPoint::KIND => knows::<FocalPointEvent>(name),
            AgencyReport::KIND => knows::<AgencyReportEvent>(name),
            Aid::KIND => knows::<AidEvent>(name),
            DossierBook::KIND => knows::<DossierBookEvent>(name),
            Slip::KIND => knows::<SlipEvent>(name),
            Catalogue::KIND => knows::<CatalogueEvent>(name),
            DataSubject::KIND => knows::<DataSubjectEvent>(name),
            _ => false,
        }
    }
}

impl TryFrom<Recorded> for Fact {
    type Error = DecodeError;

    fn try_from(recorded: Recorded) -> Result<Self, DecodeError> {
        Self::read(recorded).map_err(|it| it.error)
    }
}

impl Event {
    /// What happened to a case, if it did to one.
    #[must_use]
    pub fn case(&self) -> Option<&CaseEvent> {
        match self {
            Event::Case(event) => Some(event),
            Event::Certificate(_)
            | Event::Organisation(_)
            | Event::FocalPoint(_)
            | Event::AgencyReport(_)
            | Event::Aid(_)
            | Event::DossierBook(_)
            | Event::Slip(_)
            | Event::Catalogue(_)
            | Event::DataSubject(_) => None,
        }
    }

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
            | Event::Organisation(_)
            | Event::FocalPoint(_)
            | Event::AgencyReport(_)
            | Event::Aid(_)
            | Event::DossierBook(_)
            | Event::Slip(_)
            | Event::Catalogue(_) => None,
        }
    }
}

impl Fact {
    /// Reads an event, or gives it back.
    pub(crate) fn read(recorded: Recorded) -> Result<Self, Box<Unreadable>> {
        match decoded(&recorded) {
            Ok((event, envelope, data)) => Ok(Self {
                recorded,
                envelope,
                event,
                data,
            }),
            Err(error) => Err(Box::new(Unreadable { recorded, error })),
        }
    }

    /// The number of its position.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.recorded.position.0
    }

    /// What happened to a case, as its handling is scored by it.
    #[must_use]
    pub fn happened(&self) -> Option<Happened<'_>> {
        let cause = &self.envelope.cause;
        Some(Happened {
            position: self.position(),
            at: self.recorded.recorded_at,
            competent: self.envelope.agency.as_deref(),
            acted: cause.agency.as_deref(),
            role: &cause.role,
            event: self.event.case()?,
        })
    }

    /// The event's own data, as JSON.
    #[must_use]
    pub(crate) fn data(&self) -> &str {
        let data = self.data.as_deref().unwrap_or(b"null");
        str::from_utf8(data).expect("what was read as JSON is UTF-8")
    }
}

fn decoded(recorded: &Recorded) -> Result<(Event, Envelope, Option<Bytes>), DecodeError> {
    let parts = recorded.parts()?;
    let event = match recorded.stream_kind.as_str() {
        Case::KIND => Event::Case(parts.decode()?),
        Certificate::KIND => Event::Certificate(parts.decode()?),
        Organisation::KIND => Event::Organisation(parts.decode()?),
        FocalPoint::KIND => Event::FocalPoint(parts.decode()?),
        AgencyReport::KIND => Event::AgencyReport(parts.decode()?),
        Aid::KIND => Event::Aid(parts.decode()?),
        DossierBook::KIND => Event::DossierBook(parts.decode()?),
        Slip::KIND => Event::Slip(parts.decode()?),
        Catalogue::KIND => Event::Catalogue(parts.decode()?),
        DataSubject::KIND => Event::DataSubject(parts.decode()?),
        _ => parts.decode::<Never>().map(|it| match it {})?,
    };
    Ok((event, parts.envelope(), parts.data()))
}

/// Whether there is an event of this name, told by trying to read one that has nothing else.
fn knows<E: DeserializeOwned>(name: &str) -> bool {
    let only_type = MapDeserializer::<_, Missing>::new(iter::once(("type", name)));
    !matches!(E::deserialize(only_type), Err(Missing::Name))
}

/// What an event lacks that has nothing but a name.
#[derive(Debug, thiserror::Error)]
enum Missing {
    #[error("there is no such name")]
    Name,
    #[error("it has no data")]
    Data,
}

impl serde::de::Error for Missing {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Data
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Name
    }
}

/// No event decodes into this: a kind of stream that this build does not know is an error.
enum Never {}

impl<'de> serde::Deserialize<'de> for Never {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("this build knows no such kind of stream"))
    }
}

#[cfg(test)]
mod tests;
