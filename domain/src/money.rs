//! Sums of money, exact to the last digit and each in its own currency.

mod currency;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use self::currency::{CURRENCY, Currency};

/// What an amount looks like: no sign, no thousands, at most four decimals.
pub const AMOUNT: &str = r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?$";

/// In how many parts one is counted.
const SCALE: u128 = 10_000;

/// The digits after the point.
const DECIMALS: usize = 4;

/// A sum in a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much, as a text such as `223700000.50`.
    pub amount: Amount,
    /// Of what, by its ISO 4217 code.
    pub currency: Currency,
}

/// How much, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(u128);

/// Why a text is not a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// It is not an amount.
    #[error("an amount is digits with a point and up to four decimals, such as 1500.25")]
    Amount,
    /// It is not a currency.
    #[error("a currency is three capital letters, such as USD")]
    Currency,
}

/// Why a sum that is written as it should be is none that anybody could hand over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    /// There is no such currency.
    #[error("ISO 4217 has no currency {currency}")]
    NoSuchCurrency {
        /// What was named.
        currency: Currency,
    },
    /// The amount has parts that the currency is not divided into.
    #[error("a sum in {currency} has {}", at_most(*decimals))]
    TooExact {
        /// The currency.
        currency: Currency,
        /// How many it has.
        decimals: u32,
    },
    /// The amount is nothing.
    #[error("the amount is 0")]
    Nothing,
}

fn at_most(decimals: u32) -> String {
    match decimals {
        0 => "no decimals".to_owned(),
        some => format!("at most {some} decimals"),
    }
}

impl Money {
    /// Whether there is such a sum: its currency exists, and is divided into such parts. Nothing at
    /// all is a sum, too; see [`Money::is_something`].
    pub fn exists(&self) -> Result<(), MoneyFault> {
        let currency = || self.currency.clone();
        let Some(decimals) = self.currency.decimals() else {
            let currency = currency();
            return Err(MoneyFault::NoSuchCurrency { currency });
        };
        if self.amount.has_decimals_beyond(decimals) {
            let currency = currency();
            return Err(MoneyFault::TooExact { currency, decimals });
        }
        Ok(())
    }

    /// Whether there is such a sum, and it is more than nothing.
    pub fn is_something(&self) -> Result<(), MoneyFault> {
        self.exists()?;
        if self.amount == Amount::ZERO {
            return Err(MoneyFault::Nothing);
        }
        Ok(())
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// One of the unit.
    pub const ONE: Amount = Amount(SCALE);

    /// So many parts of it, of which a whole has `among` times `whole`; rounded to a hundredth,
    /// halves up. A whole that is nothing gives nothing.
    #[must_use]
    pub fn share(self, of: u64, among: u64, whole: Amount) -> Self {
        const HUNDREDTH: u128 = SCALE / 100;
        let parts = self.0.saturating_mul(u128::from(of)).saturating_mul(SCALE);
        let all = u128::from(among).saturating_mul(whole.0);
        let unit = all.saturating_mul(HUNDREDTH);
        let hundredths = parts.saturating_add(unit / 2).checked_div(unit);
        Self(hundredths.unwrap_or(0) * HUNDREDTH)
    }

    /// The mean of so many that have this sum together, rounded to a tenth, halves up; nothing of none.
    #[must_use]
    pub fn mean(sum: u64, of: u64) -> Option<Self> {
        const TENTH: u128 = SCALE / 10;
        let of = u128::from(of);
        let tenths = (u128::from(sum) * 20 + of).checked_div(of * 2)?;
        Some(Self(tenths * TENTH))
    }

    /// So many whole ones.
    #[must_use]
    pub fn whole(number: u64) -> Self {
        Self(u128::from(number) * SCALE)
    }

    /// Whether it has parts of the unit that so many decimals cannot write.
    #[must_use]
    fn has_decimals_beyond(self, decimals: u32) -> bool {
        let step = SCALE.checked_div(10_u128.saturating_pow(decimals));
        step.is_some_and(|step| step > 0 && !self.0.is_multiple_of(step))
    }

    /// The sum of both, unless it is too large.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl FromStr for Amount {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |it: &str, most| {
            (1..=most).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit())
        };
        let leading = whole.len() > 1 && whole.starts_with('0');
        if leading || !digits(whole, 18) || !digits(part, DECIMALS) {
            return Err(MoneyError::Amount);
        }
        let whole: u128 = whole.parse().map_err(|_| MoneyError::Amount)?;
        let part: u128 = format!("{part:0<DECIMALS$}")
            .parse()
            .map_err(|_| MoneyError::Amount)?;
        Ok(Self(whole * SCALE + part))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / SCALE, self.0 % SCALE);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:04}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

macro_rules! as_text {
    ($name:ident, $pattern:ident) => {
        impl TryFrom<String> for $name {
            type Error = MoneyError;

            fn try_from(text: String) -> Result<Self, MoneyError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(it: $name) -> Self {
                it.to_string()
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
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

as_text!(Amount, AMOUNT);
as_text!(Currency, CURRENCY);
