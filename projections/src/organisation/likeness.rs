//! Whether two organisations may be one that was entered twice, and why it looks so.
//!
//! What is found is shown to people, who decide; nothing is merged by likeness alone.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::search::folded;

/// Words of names that say what kind of organisation it is, or nothing at all. Two names that differ
/// in them alone may well be one.
const COMMON: [&str; 42] = [
    "a",
    "an",
    "and",
    "association",
    "asbl",
    "charity",
    "charitable",
    "co",
    "corp",
    "de",
    "des",
    "du",
    "e",
    "ev",
    "for",
    "foundation",
    "fund",
    "gmbh",
    "in",
    "inc",
    "incorporated",
    "international",
    "la",
    "le",
    "limited",
    "ltd",
    "ngo",
    "of",
    "ong",
    "org",
    "organisation",
    "organization",
    "society",
    "stiftung",
    "the",
    "to",
    "chuc",
    "trust",
    "quy",
    "hoi",
    "v",
    "vietnam",
];

/// Beyond how many letters of a name one may be another, missing or too many.
const LETTERS_PER_SLIP: usize = 8;

/// Why two organisations may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// What of their names is the same.
    pub name: SameName,
    /// What is known of their homes.
    pub home: SameHome,
}

/// What of two names is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SameName {
    /// All of it, but for diacritics, case and punctuation.
    Letters,
    /// The words that tell it from others, in whichever order.
    Words,
    /// All but a few letters.
    Spelling,
}

/// What is known of two homes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SameHome {
    /// They are one country.
    Same,
    /// One of them was never told.
    Unknown,
}

impl SameName {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Words => "words",
            Self::Spelling => "spelling",
        }
    }
}

impl SameHome {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Unknown => "unknown",
        }
    }
}

/// A name as it is compared with others.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    folded: String,
    words: BTreeSet<String>,
    /// The words again, in the order of the name.
    letters: Vec<char>,
}

impl Compared {
    pub(super) fn of(name: &str) -> Self {
        let folded = folded(name);
        let told = |it: &&str| !COMMON.contains(it);
        let words: Vec<&str> = folded.split(' ').filter(told).collect();
        // A name of common words alone is compared as it is.
        let words = if words.is_empty() {
            folded.split(' ').collect()
        } else {
            words
        };
        Self {
            letters: words.join(" ").chars().collect(),
            words: words.into_iter().map(ToOwned::to_owned).collect(),
            folded,
        }
    }

    /// What of two names is the same; spelling is looked at only where a guess is good enough.
    fn like(&self, other: &Self, guesses: bool) -> Option<SameName> {
        if self.folded.is_empty() || other.folded.is_empty() {
            return None;
        }
        if self.folded == other.folded {
            return Some(SameName::Letters);
        }
        if self.words == other.words {
            return Some(SameName::Words);
        }
        if !guesses {
            return None;
        }
        let shorter = self.letters.len().min(other.letters.len());
        let slips_max = shorter / LETTERS_PER_SLIP;
        within(&self.letters, &other.letters, slips_max).then_some(SameName::Spelling)
    }
}

/// Whether two names with their homes look like one organisation, and why. Where a home was never
/// told, only the very same words count; where both were told, they have to be the same.
#[must_use]
pub fn likeness(
    (name, home): (&str, Option<&str>),
    (other_name, other_home): (&str, Option<&str>),
) -> Option<Likeness> {
    judged(
        (&Compared::of(name), home),
        (&Compared::of(other_name), other_home),
    )
}

pub(super) fn judged(
    (name, home): (&Compared, Option<&str>),
    (other_name, other_home): (&Compared, Option<&str>),
) -> Option<Likeness> {
    let home = match (home, other_home) {
        (Some(one), Some(other)) if one != other => return None,
        (Some(_), Some(_)) => SameHome::Same,
        (None, _) | (_, None) => SameHome::Unknown,
    };
    let name = name.like(other_name, home == SameHome::Same)?;
    Some(Likeness { name, home })
}

/// Whether one text becomes the other by so many letters put in, left out, changed or swapped with
/// their neighbour, at most.
fn within(one: &[char], other: &[char], slips_max: usize) -> bool {
    if one.len().abs_diff(other.len()) > slips_max {
        return false;
    }
    let mut before: Vec<usize> = vec![];
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, against) in other.iter().enumerate() {
            let changed = row[j] + usize::from(letter != against);
            let mut least = changed.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *against {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        if next.iter().all(|it| *it > slips_max) {
            return false;
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().is_some_and(|it| *it <= slips_max)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Likeness, SameHome, SameName, likeness};

    fn named(one: &str, other: &str) -> Option<SameName> {
        let found = likeness((one, Some("SE")), (other, Some("SE")));
        found.map(|it| it.name)
    }

    #[test]
    fn names_are_alike_by_letters_words_or_spelling() {
        for (one, other, why) in [
            ("Quỹ Hoà Bình", "QUỸ HÒA BÌNH", SameName::Letters),
            ("Lotus Bridge, Ltd.", "lotus-bridge ltd", SameName::Letters),
            (
                "Alderwyck Green Delta Foundation",
                "The Green Delta Alderwyck Trust",
                SameName::Words,
            ),
            ("Tổ chức Ánh Dương", "Quỹ Ánh Dương", SameName::Words),
            (
                "Alderwyck Green Delta",
                "Aldrewyck Green Delta",
                SameName::Spelling,
            ),
            (
                "Alderwyck Green Delta",
                "Alderwick Gren Delta",
                SameName::Spelling,
            ),
        ] {
            assert_eq!(named(one, other), Some(why), "{one} / {other}");
            assert_eq!(named(other, one), Some(why), "{other} / {one}");
        }
        for (one, other) in [
            ("Alderwyck Green Delta", "Alderwyck Blue Delta"),
            ("Ánh Dương", "Ánh Sáng"),
            ("Sun", "Son"),
            ("Foundation", "Trust"),
            ("", ""),
            ("", "Ánh Dương"),
        ] {
            assert_eq!(named(one, other), None, "{one} / {other}");
        }
    }

    #[test]
    fn homes_have_to_be_the_same_where_both_were_told() {
        let alike = |one, other| likeness(("Ánh Dương", one), ("Anh Duong", other));
        let (name, home) = (SameName::Letters, SameHome::Same);
        assert_eq!(alike(Some("SE"), Some("SE")), Some(Likeness { name, home }));
        assert_eq!(alike(Some("SE"), Some("NO")), None);
        let home = SameHome::Unknown;
        assert_eq!(alike(Some("SE"), None), Some(Likeness { name, home }));
        assert_eq!(alike(None, None), Some(Likeness { name, home }));
        let misspelt = likeness(("Alderwyck Green", None), ("Aldrewyck Green", Some("SE")));
        assert_eq!(misspelt, None, "a guess about the name needs a home");
    }

    proptest! {
        #[test]
        fn likeness_goes_both_ways(one in "[a-zÀ-ỹ ]{0,24}", other in "[a-zÀ-ỹ ]{0,24}") {
            let (home, none) = (Some("SE"), None);
            for (one_home, other_home) in [(home, home), (home, none), (none, none)] {
                prop_assert_eq!(
                    likeness((&one, one_home), (&other, other_home)),
                    likeness((&other, other_home), (&one, one_home))
                );
            }
        }

        #[test]
        fn one_letter_of_a_long_name_may_be_missing(name in "[b-z]{9,40}", at in 0..9usize) {
            let mut shorter = name.clone();
            shorter.remove(at);
            prop_assert!(named(&name, &shorter).is_some(), "{} / {}", name, shorter);
        }
    }
}
