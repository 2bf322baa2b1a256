//! The country under whose law somebody was founded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country, by its two letters of ISO 3166.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// Why a text is not a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two capital letters of ISO 3166, such as SE")]
pub struct CountryError;

impl Country {
    /// Its letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Both are ASCII letters.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Country {
    type Err = CountryError;

    fn from_str(text: &str) -> Result<Self, CountryError> {
        let letters: [u8; 2] = text.as_bytes().try_into().map_err(|_| CountryError)?;
        let capital = letters.iter().all(u8::is_ascii_uppercase);
        capital.then_some(Self(letters)).ok_or(CountryError)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Country {
    type Error = CountryError;

    fn try_from(text: String) -> Result<Self, CountryError> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Country;

    #[test]
    fn a_country_is_two_capital_letters() {
        assert_eq!("SE".parse::<Country>().unwrap().to_string(), "SE");
        for wrong in ["", "S", "se", "SWE", "S1", "Đ", "S "] {
            assert!(wrong.parse::<Country>().is_err(), "{wrong}");
        }
    }
}
