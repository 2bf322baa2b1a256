//! An event's name and its data, as serde's adjacently tagged enums want them: the name first.
//!
//! In canonical JSON `data` stands before `type`. From the document itself such an enum could only
//! be read by keeping all of the data aside until the name is known; from here it is read straight
//! into its variant.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Error;
use serde_json::value::RawValue;

/// `{"type": name, "data": data}`.
pub(super) struct Tagged<'a> {
    pub(super) name: &'a str,
    pub(super) data: Option<&'a RawValue>,
}

impl<'de> Deserializer<'de> for Tagged<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Members {
            name: Some(self.name),
            data: self.data,
            is_data: false,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// The members that were not read yet, and which one is being read.
struct Members<'de> {
    name: Option<&'de str>,
    data: Option<&'de RawValue>,
    is_data: bool,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let key = match (self.name, self.data) {
            (Some(_), _) => "type",
            (None, Some(_)) => "data",
            (None, None) => return Ok(None),
        };
        self.is_data = self.name.is_none();
        seed.deserialize(BorrowedStrDeserializer::new(key))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        if self.is_data {
            let data = self.data.take().unwrap_or(RawValue::NULL);
            seed.deserialize(data)
        } else {
            let name = self.name.take().unwrap_or_default();
            seed.deserialize(BorrowedStrDeserializer::new(name))
        }
    }
}
