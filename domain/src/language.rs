//! The languages of pages and papers.

use serde::{Deserialize, Serialize};

use crate::law::Bilingual;

/// A language of pages and papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Language {
    /// Every language, the first of them the one that counts.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language with this tag.
    #[must_use]
    pub fn tagged(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.tag() == tag)
    }

    /// The one of two texts that is in this language.
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// The text in this language.
    #[must_use]
    pub fn of(self, text: &Bilingual) -> &str {
        self.pick(&text.vi, &text.en)
    }
}
