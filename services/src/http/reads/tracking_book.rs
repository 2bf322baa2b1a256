//! The book of dossiers that a body keeps for a year.

use axum::extract::State;
use axum::response::Response;
use domain::AgencyId;
use domain::slip::Format;
use projections::tracking_book;
use time::{Date, Month};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::slips::{named, shown};
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::{Problem, bad};
use crate::slips::compose::{Book, book};
use crate::slips::issue::SlipError;
use crate::slips::{html, pdf};

/// The most lines that are printed at once: more than a body accepts in a year.
const LINES_MAX: i64 = 20_000;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Prints the book of a year as it stands now: every dossier that the body accepted, in order. It
/// names many people, so it is not kept; whoever prints it again gets it as it stands then.
#[utoipa::path(
    get, path = "/v1/tracking-books/{agency}/{year}/{file}", tag = "Cases",
    operation_id = "read_tracking_book",
    params(
        ("agency" = String, Path, description = "The body that accepted the dossiers."),
        ("year" = u16, Path, description = "The year."),
        ("file" = String, Path, description = "`vi.pdf`, `vi.html`, `en.pdf` or `en.html`.")
    ),
    responses(
        (status = OK, content((String = "application/pdf"), (String = "text/html"))),
        Problems
    )
)]
async fn read(
    State(api): State<Api>,
    Path((agency, year, file)): Path<(String, u16, String)>,
    _: NoQuery,
) -> Result<Response, Problem> {
    let unknown = || Problem::new(&bad::UNKNOWN_BOOK);
    let (language, format) = named(&file).ok_or_else(unknown)?;
    let law = api.app.law.current();
    let agency: AgencyId = agency.parse().map_err(|_| unknown())?;
    law.agency(&agency).ok_or_else(unknown)?;
    let offset = law.offset();
    let year = i32::from(year);
    let first = Date::from_calendar_date(year, Month::January, 1).map_err(|_| unknown())?;
    let next = Date::from_calendar_date(year + 1, Month::January, 1).map_err(|_| unknown())?;
    let span = [first, next].map(|it| it.midnight().assume_offset(offset));
    let lines = tracking_book::of_body(&api.app.pool, agency.as_str(), span.into(), LINES_MAX);
    let lines = lines.await?;
    let of = Book {
        agency: &agency,
        year,
        law: &law,
        offset,
        at: api.app.clock.now(),
    };
    let paper = book(&of, &lines, language);
    let bytes = match format {
        Format::Pdf => pdf::print(&paper).map_err(SlipError::from)?,
        Format::Html => html::write(&paper).map_err(SlipError::from)?.into_bytes(),
    };
    Ok(shown(
        bytes,
        format,
        &format!("tracking-book-{year}-{file}"),
    ))
}
