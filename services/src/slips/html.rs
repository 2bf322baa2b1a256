//! Papers as pages: the same words, whole in one file that needs nothing beside it.

use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

use super::content::{Block, Paper, Sheet, motto, state};
use super::pdf::{side, squares};

/// Light squares around the code, which its readers need.
const QUIET: u16 = 4;

#[derive(Template)]
#[template(path = "slip.html")]
struct Page<'a> {
    paper: &'a Paper,
    state: &'static str,
    motto: &'static str,
    across: bool,
    code: Option<Code>,
}

/// The square code, as a path.
struct Code {
    side: u16,
    path: String,
}

/// Writes a paper as a page.
pub fn write(paper: &Paper) -> Result<String, askama::Error> {
    let page = Page {
        paper,
        state: state(paper.language),
        motto: motto(paper.language),
        across: paper.sheet == Sheet::Across,
        code: paper.confirmation.as_ref().and_then(|it| code(&it.url)),
    };
    page.render()
}

fn code(url: &str) -> Option<Code> {
    let code = QrCode::encode_text(url, QrCodeEcc::Medium).ok()?;
    let path = squares(&code).map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
    Some(Code {
        side: side(&code) + 2 * QUIET,
        path: path.collect(),
    })
}
