//! An organisation: what it is, what it holds, and what happened to it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use projections::certificate::{self, CertificateLine};
use projections::organisation::{self, Moment, Particular, Suspected, What};
use projections::registry_entry;
use serde::Deserialize;
use uuid::Uuid;

use super::address::address;
use super::case::Paper;
use super::frame::{Frame, PageError, Place, Reader};
use super::organisations::{home, named};
use super::registry::{self, Happened, PAGE};
use super::{names, reckoning};
use crate::App;

/// How many certificates a page shows: nobody has that many.
const CERTIFICATES: i64 = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    before: String,
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct Organisation {
    frame: Frame,
    id: Uuid,
    name: String,
    decided: bool,
    asked_for: Option<String>,
    home: String,
    representative: Option<String>,
    particulars: Vec<Told>,
    fields: String,
    provinces: String,
    merged: Vec<String>,
    certificates: Vec<(String, Paper)>,
    alike: Vec<(String, String, String)>,
    entries: Vec<Happened>,
    next: Option<String>,
    first: Option<String>,
}

/// Something that is, was or is to be told of it.
struct Told {
    what: &'static str,
    of_merged: bool,
    value: String,
    since: Occasion,
    until: Occasion,
    in_force: &'static str,
    look: &'static str,
}

/// A day, and the case behind it.
struct Occasion {
    day: String,
    case_href: Option<String>,
}

/// An organisation; whoever asks for one that was merged is led to the one that survived.
pub(super) async fn show(
    reader: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<Uuid>() else {
        return reader.explain(&PageError::NotFound);
    };
    match organisation::survivor_of(&app.pool, id).await {
        Ok(Some(survivor)) if survivor != id => {
            Redirect::permanent(&format!("/organisations/{survivor}")).into_response()
        }
        Ok(_) => reader.answer(page(&reader, &app, id).await),
        Err(error) => reader.explain(&error.into()),
    }
}

async fn page(reader: &Reader, app: &App, id: Uuid) -> Result<Organisation, PageError> {
    let Asked { before } = reader.query(&["before"])?;
    let before = registry::before_entry(&before)?;
    let line = organisation::one(&app.pool, id).await?;
    let line = line.ok_or(PageError::NotFound)?;
    let name = named(line.name.as_deref(), reader);
    let frame = reader
        .frame(app, name.clone(), Place::Organisations)
        .await?;
    let held = certificate::Filter {
        holder: Some(id),
        ..certificate::Filter::default()
    };
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let (certificates, mut entries, alike) = tokio::try_join!(
        certificate::list(&app.pool, &held, None, CERTIFICATES),
        registry_entry::of_organisation(&app.pool, id, before, limit),
        organisation::suspected(&app.pool, Some(id)),
    )?;
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let turned = |before: &str| address(&format!("/organisations/{id}"), &[("before", before)]);
    let last = entries.last().filter(|_| more);
    let next = last.map(|it| turned(&registry::ended_at(it)));
    let language = reader.language;
    let fields = line
        .fields
        .iter()
        .map(|it| names::field(&reader.law, language, it));
    let provinces = line.provinces.iter().map(|it| reader.province(it));
    Ok(Organisation {
        id,
        home: home(line.home.as_deref(), reader),
        representative: representative(app, line.representative).await?,
        particulars: particulars(reader, app, id).await?,
        decided: line.decided,
        asked_for: line.name_asked_for,
        fields: fields.collect::<Vec<_>>().join(", "),
        provinces: provinces.collect::<Vec<_>>().join(", "),
        merged: line.merged.iter().map(ToString::to_string).collect(),
        certificates: certificates.iter().map(|it| held_one(it, reader)).collect(),
        alike: alike.iter().map(|it| other(it, id, reader)).collect(),
        entries: registry::told(reader, app, &entries).await?,
        next,
        first: before.map(|_| turned("")),
        name,
        frame,
    })
}

fn held_one(line: &CertificateLine, reader: &Reader) -> (String, Paper) {
    let href = format!("/certificates/{}", line.certificate_id);
    (href, Paper::of(line, reader))
}

/// Of a pair, the other one: where it is, what it is called, and why it may be this one.
fn other(pair: &Suspected, id: Uuid, reader: &Reader) -> (String, String, String) {
    let (other, name) = if pair.organisation_id == id {
        (pair.other_id, &pair.other_name)
    } else {
        (pair.organisation_id, &pair.name)
    };
    let why = [pair.likeness.name.name(), pair.likeness.home.name()];
    let why = why.map(|it| names::likeness(reader.language, it));
    (
        format!("/organisations/{other}"),
        name.clone(),
        why.join("; "),
    )
}

async fn representative(app: &App, value: Option<Uuid>) -> Result<Option<String>, PageError> {
    let Some(value) = value else { return Ok(None) };
    Ok(super::revealed(app, &[value]).await?.remove(&value))
}

/// What is, was and is to be told of an organisation.
async fn particulars(reader: &Reader, app: &App, id: Uuid) -> Result<Vec<Told>, PageError> {
    let (statements, entries) = tokio::try_join!(
        organisation::statements(&app.pool, id),
        registry_entry::of_its_certificates(&app.pool, id),
    )?;
    let refs: Vec<Uuid> = (statements.iter())
        .filter_map(|it| it.representative)
        .collect();
    let revealed = super::revealed(app, &refs).await?;
    let told = organisation::particulars(id, &statements, &entries, &revealed)?;
    Ok(told.iter().map(|it| Told::of(it, id, reader)).collect())
}

impl Told {
    fn of(told: &Particular, id: Uuid, reader: &Reader) -> Self {
        let language = reader.language;
        let called = |it: &String| match told.what {
            What::Name | What::Representative => it.clone(),
            What::Home => names::country(language, it),
            What::Fields => names::field(&reader.law, language, it),
            What::Provinces => reader.province(it),
        };
        let values: Vec<String> = told.values.iter().map(called).collect();
        let (in_force, look) = names::in_force(language, told.in_force);
        Self {
            what: names::particular(language, told.what),
            of_merged: told.organisation != id,
            value: if values.is_empty() {
                reader.w.erased.to_owned()
            } else {
                values.join(", ")
            },
            since: Occasion::of(told.since.or(told.asked), reader),
            until: Occasion::of(told.until, reader),
            in_force,
            look,
        }
    }
}

impl Occasion {
    fn of(moment: Option<Moment>, reader: &Reader) -> Self {
        let day = |at: time::OffsetDateTime| {
            reckoning::date(reader.language, at.to_offset(reader.offset).date())
        };
        Self {
            day: moment.map_or_else(String::new, |it| day(it.at)),
            case_href: moment
                .and_then(|it| it.case_id)
                .map(|it| format!("/cases/{it}")),
        }
    }
}
