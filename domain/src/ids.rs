//! Identifiers that cannot be confused with one another.
//!
//! Names end up in NATS subjects, URLs and dossier codes, so they are short ASCII tokens and
//! can never hold personal data or a wildcard.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::form::NAME;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// Names one case.
    CaseId
}
id! {
    /// Names one certificate.
    CertificateId
}
id! {
    /// Names whoever acts: an officer, an applicant's user, a machine. Never tells who it is.
    ActorId
}
id! {
    /// Names a data subject of the vault: a person or an organisation.
    SubjectId
}

/// The longest name, in bytes.
const NAME_BYTES_MAX: usize = 64;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 64 ASCII letters, digits, hyphens or underscores")]
pub struct NameError;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                let fits = (1..=NAME_BYTES_MAX).contains(&text.len());
                let ascii = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
                if fits && text.bytes().all(ascii) {
                    Ok(Self(text))
                } else {
                    Err(NameError)
                }
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                text.to_owned().try_into()
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": NAME })
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

name! {
    /// Names a procedure of the catalogue, such as `FNGO-OP-ISSUE`.
    ProcedureId
}
name! {
    /// Names a public body, such as `MOFA`.
    AgencyId
}
name! {
    /// Names a working-day calendar, such as `VN`.
    CalendarId
}
name! {
    /// Names a form that an authority prescribed, such as `D58-03A`.
    FormId
}
name! {
    /// Names something that is to be paid, such as `BIRTH-MISSION`.
    FeeId
}
name! {
    /// Names an index by which authorities are measured, such as `Q766-2-1`.
    IndexId
}
name! {
    /// Names a way of scoring how dossiers were handled, such as `TT01-2018`.
    ScoringId
}
name! {
    /// Names a report that agencies owe, such as `D58-04`.
    ReportId
}
name! {
    /// Names a component of a dossier, such as `charter`.
    ComponentId
}
name! {
    /// Names a field of operation, such as `health`.
    FieldId
}
name! {
    /// Names a province, such as `VN34-01`: the set that it belongs to, and its official code there.
    ProvinceId
}
name! {
    /// Names a ground on which something is refused or stopped.
    GroundId
}
name! {
    /// Names a kind of certificate, such as `CERT-OP`.
    CertificateKind
}
name! {
    /// How a dossier reached the receiver, such as `online`.
    Channel
}
name! {
    /// Names a step of a procedure.
    StepId
}
name! {
    /// Names something that an application declares, such as that the donor is a foreign NGO.
    TraitId
}
name! {
    /// A short code without meaning of its own, such as the name of a duty.
    Code
}

/// The code of an accepted dossier: unit, day of acceptance, and its number of that day.
///
/// Unique for ever and never changed (Circular 13/2023/TT-BNV Art. 4-5).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DossierCode(String);

impl DossierCode {
    /// The code of the `number`th dossier (from 1) that the unit accepts on the day. Four digits,
    /// and more when a day has more than 9,999 dossiers.
    #[must_use]
    pub fn new(unit: &str, day: Date, number: usize) -> Self {
        Self(format!("{}{number:04}", beginning(unit, day)))
    }

    /// Whether the code is one of those that the unit gives on the day.
    #[must_use]
    pub fn is_of(&self, unit: &str, day: Date) -> bool {
        let number = self.0.strip_prefix(&beginning(unit, day));
        number.is_some_and(|it| {
            let digits = it.bytes().all(|it| it.is_ascii_digit());
            // Only a number that needs it has more than four digits.
            digits && (it.len() == 4 || it.len() > 4 && !it.starts_with('0'))
        })
    }

    /// Whether codes may begin with this: the identifier of a body, such as `G08` or
    /// `H15.50.05.13`, with the numbers of the bodies above it where it has them (`000.00.07.H26`).
    #[must_use]
    pub fn is_unit(unit: &str) -> bool {
        let mut parts = unit.split('.').peekable();
        parts.next_if(|it| is_number(it, 3..=3));
        for _ in 0..2 {
            parts.next_if(|it| is_number(it, 2..=2));
        }
        let own = parts.next();
        let own = own.and_then(|it| it.strip_prefix(|it: char| it.is_ascii_uppercase()));
        let below: Vec<&str> = parts.collect();
        own.is_some_and(|it| is_number(it, 2..=2))
            && below.len() <= 4
            && below.iter().all(|it| is_number(it, 1..=3))
    }

    /// Which dossier of the unit's day it is, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        let digits = self.0.rsplit('-').next();
        digits.and_then(|it| it.parse().ok()).unwrap_or_default()
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is digits, so many of them.
fn is_number(text: &str, length: RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

fn beginning(unit: &str, day: Date) -> String {
    let (year, month, day) = (day.year() % 100, u8::from(day.month()), day.day());
    format!("{unit}-{year:02}{month:02}{day:02}-")
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
