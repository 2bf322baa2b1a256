//! Papers as PDF/A-2a: tagged, with the letters they use embedded, and the same bytes every time.

mod font;
mod layout;
mod paint;
mod plan;

#[cfg(test)]
mod tests;

use krilla::error::KrillaError;

pub(super) use self::layout::{side, squares};

use super::content::Paper;

/// Why a paper could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The fonts that this build should hold are not there.
    #[error("the fonts of this build cannot be read")]
    Fonts,
    /// Too much for the squares of one code.
    #[error("the address is too long for a square code")]
    Code,
    /// The library refuses to write it.
    #[error("writing a PDF: {0:?}")]
    Write(KrillaError),
}

/// Prints a paper.
pub fn print(paper: &Paper) -> Result<Vec<u8>, PdfError> {
    let fonts = font::fonts().ok_or(PdfError::Fonts)?;
    let plan = layout::lay_out(paper, fonts)?;
    paint::paint(paper, &plan, fonts).map_err(PdfError::Write)
}
