//! An event read from its document in one pass: where the data come, the name is known already.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor,
};
use serde_json::value::RawValue;

use super::tagged::Tagged;

/// The event of this name, from a document that says so too.
pub(super) fn read<E: DeserializeOwned>(name: &str, document: &[u8]) -> serde_json::Result<E> {
    // Checked once as a whole, which costs less than each string of it.
    let document = str::from_utf8(document).map_err(serde_json::Error::custom)?;
    let mut json = serde_json::Deserializer::from_str(document);
    let event = json.deserialize_map(Document {
        name,
        event: PhantomData,
    })?;
    json.end()?;
    Ok(event)
}

/// The members of a document that make the event.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Member {
    Type,
    Data,
    #[serde(other)]
    Other,
}

struct Document<'a, E> {
    name: &'a str,
    event: PhantomData<E>,
}

impl<'de, E: DeserializeOwned> Visitor<'de> for Document<'_, E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the document of an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<E, A::Error> {
        let (mut event, mut is_named) = (None, false);
        while let Some(member) = members.next_key()? {
            match member {
                Member::Data if event.is_some() => return Err(A::Error::duplicate_field("data")),
                Member::Data => event = Some(members.next_value_seed(Data(&self))?),
                Member::Type => {
                    members.next_value_seed(Name(self.name))?;
                    is_named = true;
                }
                Member::Other => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        if !is_named {
            return Err(A::Error::missing_field("type"));
        }
        match event {
            Some(event) => Ok(event),
            None => E::deserialize(Tagged {
                name: self.name,
                data: None::<&RawValue>,
            })
            .map_err(A::Error::custom),
        }
    }
}

struct Data<'a, 'd, E>(&'d Document<'a, E>);

impl<'de, E: DeserializeOwned> DeserializeSeed<'de> for Data<'_, '_, E> {
    type Value = E;

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<E, D::Error> {
        E::deserialize(Tagged {
            name: self.0.name,
            data: Some(data),
        })
    }
}

/// The name that the document has to give.
struct Name<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, name: D) -> Result<(), D::Error> {
        name.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, as the log says", self.0)
    }

    fn visit_str<F: serde::de::Error>(self, name: &str) -> Result<(), F> {
        if name == self.0 {
            return Ok(());
        }
        Err(F::invalid_value(serde::de::Unexpected::Str(name), &self))
    }
}
