//! An event's name and its data, as serde's adjacently tagged enums want them: the name first.
//!
//! In canonical JSON `data` stands before `type`. From the document itself such an enum could only
//! be read by keeping all of the data aside until the name is known; from here it is read straight
//! into its variant.

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer as _, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// `{"type": name, "data": data}`, with the data from anywhere.
pub(super) struct Tagged<'a, D> {
    pub(super) name: &'a str,
    pub(super) data: Option<D>,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tagged<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_map(Members {
            name: Some(self.name),
            data: self.data,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// The members that were not read yet.
struct Members<'a, D> {
    name: Option<&'a str>,
    data: Option<D>,
}

impl<'de, D: Deserializer<'de>> MapAccess<'de> for Members<'_, D> {
    type Error = D::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, D::Error> {
        let key = match (self.name, &self.data) {
            (Some(_), _) => "type",
            (None, Some(_)) => "data",
            (None, None) => return Ok(None),
        };
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, D::Error> {
        match (self.name.take(), self.data.take()) {
            (Some(name), data) => {
                self.data = data;
                seed.deserialize(name.into_deserializer())
            }
            (None, Some(data)) => seed.deserialize(data),
            (None, None) => Err(D::Error::custom("a value without its key")),
        }
    }
}
