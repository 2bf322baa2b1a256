//! A version of a procedure: what Decree 63/2010/NĐ-CP Art. 8.2 wants to be public of it, part by part,
//! and what else its cases go by.

mod parts;

use std::fmt::Display;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::law::Procedure as Entry;
use domain::{Law, ProcedureId};
use serde::Deserialize;

use self::parts::{Part, parts};
use super::address::address;
use super::citation::basis;
use super::frame::{Frame, PageError, Place, Reader};
use super::reckoning;
use super::wording::PublicWording;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    version: Option<u32>,
}

#[derive(Template)]
#[template(path = "procedure.html")]
struct Procedure {
    frame: Frame,
    p: &'static PublicWording,
    title: String,
    id: String,
    version: u32,
    /// How it stands today: the class, and in words.
    standing: (&'static str, &'static str),
    from: String,
    until: String,
    basis: String,
    parts: Vec<Part>,
    unverified: Vec<String>,
    versions: Vec<Version>,
    json: String,
}

/// A version that may be looked at instead.
struct Version {
    version: u32,
    href: String,
    from: String,
    current: bool,
}

/// A version of a procedure; that of today, or else the newest, where none is asked for.
pub(super) async fn show(reader: Reader, Path(id): Path<String>) -> Response {
    let page = match id.parse() {
        Ok(id) => page(&reader, &id),
        Err(_) => Err(PageError::NotFound),
    };
    reader.answer(page)
}

fn page(reader: &Reader, id: &ProcedureId) -> Result<Procedure, PageError> {
    let Asked { version } = reader.query(&["version"])?;
    let law = &reader.law;
    let found = match version {
        Some(version) => law.procedure(id, version),
        None => law
            .procedure_at(id, reader.now)
            .or_else(|| law.newest_procedure(id)),
    };
    let found = found.ok_or(PageError::NotFound)?;
    let language = reader.language;
    let title = language.of(&found.title).to_owned();
    Ok(Procedure {
        frame: reader.bare_frame(title.clone(), Place::Procedures),
        p: reader.public(),
        title,
        id: id.to_string(),
        version: found.version,
        standing: standing(found, reader),
        from: reckoning::date(language, found.valid_from),
        until: last_day(found, law).map_or_else(String::new, |it| reckoning::date(language, it)),
        basis: basis(language, &found.basis),
        parts: parts(found, reader),
        unverified: unverified(found, law),
        versions: versions(found, reader),
        json: address(
            &format!("/v1/procedures/{id}"),
            &[("version", &found.version.to_string())],
        ),
    })
}

/// Where a version of a procedure is shown.
pub(super) fn href(id: &str, version: impl Display) -> String {
    address(
        &format!("/procedures/{id}"),
        &[("version", &version.to_string())],
    )
}

fn last_day(procedure: &Entry, law: &Law) -> Option<time::Date> {
    let repealed = law.repealed(&procedure.id, procedure.version);
    procedure.valid_to.into_iter().chain(repealed).min()
}

fn standing(procedure: &Entry, reader: &Reader) -> (&'static str, &'static str) {
    let (law, p) = (&reader.law, reader.public());
    if procedure.draft {
        return ("waiting", p.drafted);
    }
    if procedure.rules().is_none() {
        return ("plain", p.only_recorded);
    }
    let today = law.procedure_at(&procedure.id, reader.now);
    if today.is_some_and(|it| it.version == procedure.version) {
        return ("good", p.in_force);
    }
    if reader.today() < procedure.valid_from {
        return ("waiting", p.not_yet_in_force);
    }
    ("plain", p.not_in_force)
}

/// What nobody has checked, of the rules and of what was made public of them.
fn unverified(procedure: &Entry, law: &Law) -> Vec<String> {
    let publicity = law.publicity(&procedure.id, procedure.version);
    let public = publicity.iter().flat_map(|it| &it.unverified);
    procedure.unverified.iter().chain(public).cloned().collect()
}

fn versions(shown: &Entry, reader: &Reader) -> Vec<Version> {
    let of_it = reader.law.versions().filter(|it| it.id == shown.id);
    let mut versions: Vec<_> = of_it
        .map(|it| Version {
            version: it.version,
            href: href(it.id.as_str(), it.version),
            from: reckoning::date(reader.language, it.valid_from),
            current: it.version == shown.version,
        })
        .collect();
    versions.sort_by_key(|it| std::cmp::Reverse(it.version));
    versions
}
