//! Currencies, as ISO 4217 lists them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::MoneyError;

/// What a currency looks like.
pub const CURRENCY: &str = "^[A-Z]{3}$";

/// Those that have no smaller unit.
const WITHOUT_DECIMALS: &str =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

/// Those that are divided into a hundred.
const WITH_TWO_DECIMALS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV \
    BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN \
    ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR \
    KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN \
    NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES \
    WST XAD XCD XCG YER ZAR ZMW ZWG";

/// Those that are divided into a thousand.
const WITH_THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// Units of account in ten-thousandths, and what ISO 4217 divides into no parts at all: metals,
/// drawing rights and the like.
const WITH_FOUR_DECIMALS: &str = "CLF UYW XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA";

/// Those that were withdrawn while texts and aid were in force that are dealt with here: what was
/// set or promised in them stays so. All of them had hundredths.
const WITHDRAWN: &str = "ANG BGN CUC HRK SLL ZWL";

/// The code of a currency.
///
/// Events may hold any three letters: whether there is such a currency was not asked at first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

impl Currency {
    /// Those that there are, and those that were withdrawn.
    #[cfg(test)]
    pub(crate) fn all() -> [&'static str; 5] {
        [
            WITHOUT_DECIMALS,
            WITH_TWO_DECIMALS,
            WITH_THREE_DECIMALS,
            WITH_FOUR_DECIMALS,
            WITHDRAWN,
        ]
    }

    /// How many decimals a sum in it may have; nothing where ISO 4217 has no such currency. The codes
    /// for no currency (XXX) and for trials (XTS) are none.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        let lists = [
            (WITHOUT_DECIMALS, 0),
            (WITH_TWO_DECIMALS, 2),
            (WITH_THREE_DECIMALS, 3),
            (WITH_FOUR_DECIMALS, 4),
            (WITHDRAWN, 2),
        ];
        let has = |list: &str| list.split(' ').any(|it| it == self.0);
        let found = lists.into_iter().find(|(list, _)| has(list))?;
        Some(found.1)
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let three = text.len() == 3 && text.bytes().all(|it| it.is_ascii_uppercase());
        three
            .then(|| Self(text.to_owned()))
            .ok_or(MoneyError::Currency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
