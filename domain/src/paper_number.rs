//! The numbers of papers, as authorities write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most letters, digits and marks of a number.
const CHARACTERS_MAX: usize = 64;

/// What may stand between letters and digits.
const MARKS: [char; 4] = ['-', '/', '.', '_'];

/// The number of a certificate or a decision, such as `12/2026/GP-BNG` or `05-HĐ`.
///
/// Numbers of papers have strokes in them, and letters such as Đ. They have no blanks, and so hardly
/// room for anything that is about a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaperNumber(String);

/// Why a text is no number of a paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the number of a paper is 1 to 64 letters, digits, `-`, `/`, `.` and `_`, and begins with a \
     letter or a digit"
)]
pub struct PaperNumberError;

impl PaperNumber {
    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PaperNumber {
    type Error = PaperNumberError;

    fn try_from(text: String) -> Result<Self, PaperNumberError> {
        let plain = |it: char| it.is_alphabetic() || it.is_ascii_digit();
        let begins = text.starts_with(plain);
        let fits = text.chars().all(|it| plain(it) || MARKS.contains(&it));
        if begins && fits && text.chars().count() <= CHARACTERS_MAX {
            Ok(Self(text))
        } else {
            Err(PaperNumberError)
        }
    }
}

impl FromStr for PaperNumber {
    type Err = PaperNumberError;

    fn from_str(text: &str) -> Result<Self, PaperNumberError> {
        text.to_owned().try_into()
    }
}

impl From<PaperNumber> for String {
    fn from(number: PaperNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::PaperNumber;

    #[test]
    fn a_number_is_what_authorities_write() {
        for good in ["12-26", "12/2026/GP-BNG", "05-HĐ", "CNV.7", "a", "1_2"] {
            assert_eq!(good.parse::<PaperNumber>().unwrap().to_string(), good);
        }
        let long = "9".repeat(65);
        // The last but one is an E and a mark that stands above it.
        for wrong in [
            "",
            "/7",
            "-7",
            "7 8",
            "7\n",
            "7;8",
            "\u{202e}7",
            "7\u{200b}",
            "E\u{302}7",
            &long,
        ] {
            assert!(wrong.parse::<PaperNumber>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_was_stored_as_a_code_is_a_number() {
        for stored in ["975-BNG-HD", "7-24", "A_1"] {
            assert!(stored.parse::<PaperNumber>().is_ok(), "{stored}");
        }
    }
}
