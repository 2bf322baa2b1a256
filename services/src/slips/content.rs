//! What a paper says, whatever it is printed with.

use domain::Language;
use time::OffsetDateTime;

/// A paper in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its language.
    pub language: Language,
    /// How it lies.
    pub sheet: Sheet,
    /// Which form it is.
    pub form: String,
    /// Whoever hands it out.
    pub issuer: String,
    /// Its number, with what it is called.
    pub number: String,
    /// The day of its issue, as such papers write it.
    pub day: String,
    /// When it was handed out.
    pub at: OffsetDateTime,
    /// What it is.
    pub title: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Who signs it, from left to right.
    pub signatures: Vec<Signature>,
    /// Where it is confirmed; none for what is not kept.
    pub confirmation: Option<Confirmation>,
}

/// How a sheet of A4 lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Upright.
    Upright,
    /// Across.
    Across,
}

/// A part of what a paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A sentence or more.
    Text(String),
    /// Something, and its name.
    Field {
        /// The name.
        name: String,
        /// What it is.
        value: String,
    },
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its columns, each with its share of the width.
    pub columns: Vec<(String, u16)>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// Where somebody signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// As what.
    pub role: String,
    /// How.
    pub hint: String,
}

/// Where a paper is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The address, with what only the paper tells.
    pub url: String,
    /// What to do there.
    pub hint: String,
}

/// The name of the state, which heads every paper.
#[must_use]
pub fn state(language: Language) -> &'static str {
    match language {
        Language::Vi => "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        Language::En => "SOCIALIST REPUBLIC OF VIET NAM",
    }
}

/// The motto under it.
#[must_use]
pub fn motto(language: Language) -> &'static str {
    match language {
        Language::Vi => "Độc lập - Tự do - Hạnh phúc",
        Language::En => "Independence - Freedom - Happiness",
    }
}
