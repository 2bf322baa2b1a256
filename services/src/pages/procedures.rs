//! The procedures: what may be applied for today, what is drafted, and what has ended.
//!
//! The law is for everybody to read, so these pages are open where those of cases are closed.

use askama::Template;
use axum::response::Response;
use domain::Law;
use domain::law::Procedure;

use super::citation::basis;
use super::frame::{Frame, PageError, Place, Reader};
use super::reckoning;
use super::wording::PublicWording;

#[derive(Template)]
#[template(path = "procedures.html")]
struct Procedures {
    frame: Frame,
    p: &'static PublicWording,
    groups: Vec<Group>,
}

/// Procedures of one kind of standing.
struct Group {
    title: &'static str,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    title: String,
    id: String,
    agency: String,
    total: String,
    basis: String,
}

/// How a procedure stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    InForce,
    Recorded,
    Draft,
    Ended,
}

/// The list of procedures.
pub(super) async fn show(reader: Reader) -> Response {
    reader.answer(page(&reader))
}

fn page(reader: &Reader) -> Result<Procedures, PageError> {
    reader.asks_nothing()?;
    let p = reader.public();
    let titles = [
        (Standing::InForce, p.procedures_in_force),
        (Standing::Draft, p.procedures_drafted),
        (Standing::Ended, p.procedures_ended),
        (Standing::Recorded, p.procedures_recorded),
    ];
    let groups = titles.map(|(standing, title)| Group {
        title,
        lines: lines(reader, standing),
    });
    Ok(Procedures {
        frame: reader.bare_frame(reader.w.procedures.to_owned(), Place::Procedures),
        p,
        groups: groups
            .into_iter()
            .filter(|it| !it.lines.is_empty())
            .collect(),
    })
}

/// Those that stand so, by the version of the day where there is one.
fn lines(reader: &Reader, wanted: Standing) -> Vec<Line> {
    let law = &reader.law;
    let newest = law.procedures();
    let shown = newest.map(|it| law.procedure_at(&it.id, reader.now).unwrap_or(it));
    let mut lines: Vec<_> = shown
        .filter(|it| standing(it, law, reader) == wanted)
        .map(|it| Line::of(it, reader))
        .collect();
    lines.sort_by_cached_key(|it| projections::search::folded(&it.title));
    lines
}

fn standing(procedure: &Procedure, law: &Law, reader: &Reader) -> Standing {
    if procedure.rules().is_none() {
        return Standing::Recorded;
    }
    if law.procedure_at(&procedure.id, reader.now).is_some() {
        return Standing::InForce;
    }
    let begins = procedure.draft || reader.today() < procedure.valid_from;
    if begins {
        Standing::Draft
    } else {
        Standing::Ended
    }
}

impl Line {
    fn of(procedure: &Procedure, reader: &Reader) -> Self {
        let language = reader.language;
        let rules = procedure.rules();
        let total = rules.map(|it| reckoning::limit(language, it.limits.total.limit));
        Self {
            href: format!("/procedures/{}", procedure.id),
            title: language.of(&procedure.title).to_owned(),
            id: procedure.id.to_string(),
            agency: reader.agency(procedure.agency().as_str()),
            total: total.unwrap_or_default(),
            basis: basis(language, &procedure.basis),
        }
    }
}
