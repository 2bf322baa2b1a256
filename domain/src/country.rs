//! Countries, as ISO 3166-1 lists them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::form::COUNTRY;

/// The codes that ISO 3166-1 has given to countries and territories.
const ASSIGNED: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM \
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS \
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN \
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI \
    VN VU WF WS YE YT ZA ZM ZW";

/// A country, by its two letters of ISO 3166.
///
/// Events may hold any two letters: whether a country has them was not asked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// Why a text is not a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two capital letters of ISO 3166, such as SE")]
pub struct CountryError;

impl Country {
    /// Those that there are, in the order of their letters.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = &'static str> {
        ASSIGNED.split(' ')
    }

    /// Its letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Both are ASCII letters.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether ISO 3166-1 gave the letters to a country or a territory. Those that it leaves to its
    /// users, such as XX and ZZ, are none.
    #[must_use]
    pub fn exists(&self) -> bool {
        ASSIGNED.split(' ').any(|it| it == self.as_str())
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

impl JsonSchema for Country {
    fn schema_name() -> Cow<'static, str> {
        "Country".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": COUNTRY })
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

    #[test]
    fn letters_that_no_country_has_can_be_read_and_are_none() {
        let exists = |text: &str| text.parse::<Country>().unwrap().exists();
        for assigned in ["AD", "SE", "VN", "XK", "ZW"] {
            assert_eq!(exists(assigned), assigned != "XK", "{assigned}");
        }
        for free in ["XX", "ZZ", "AA", "QM", "EU", "UK", "SU"] {
            assert!(!exists(free), "{free}");
        }
    }
}
