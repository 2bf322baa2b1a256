//! What is owed: the reports of agencies, and the duties of organisations under their certificates.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::certificate::DutyState;
use domain::law::ReportPeriod;
use serde::Deserialize;
use time::{Date, Duration};
use uuid::Uuid;

use super::address::address;
use super::frame::{Frame, PageError, Place, Reader};
use super::{names, reckoning};
use crate::App;
use crate::agency_reports::{self, ReportLine, ReportState, Wanted};
use crate::duties::{self, DutyLine};

/// How many lines a page has.
const PAGE: usize = 50;

/// How far ahead what is due comes before what was due.
const SOON: Duration = Duration::days(60);

/// Whose duties there are.
const PARTS: [&str; 2] = ["agencies", "organisations"];

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    of: String,
    agency: String,
    period: String,
    state: String,
    after: String,
}

#[derive(Template)]
#[template(path = "duties.html")]
struct Duties {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    of_agencies: bool,
    parts: Vec<(&'static str, String, bool)>,
    states: Vec<(&'static str, &'static str)>,
    agencies: Vec<(String, String)>,
    counts: Vec<Count>,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
}

/// How many there are in a state.
struct Count {
    look: &'static str,
    name: &'static str,
    number: String,
    href: String,
}

/// Something that is owed.
pub(super) struct Line {
    pub(super) who: String,
    pub(super) who_href: String,
    /// The period, or the number of the certificate.
    pub(super) mark: String,
    pub(super) what: String,
    pub(super) due: String,
    pub(super) state: &'static str,
    pub(super) look: &'static str,
    pub(super) done: String,
    pub(super) basis: String,
}

/// Something that is owed, before it is told.
struct Owed {
    due: Date,
    state: ReportState,
    line: Line,
}

/// The page of what is owed.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Duties, PageError> {
    let mut asked: Asked = reader.query(&["of", "agency", "period", "state", "after"])?;
    let of_agencies = match asked.of.as_str() {
        "" | "agencies" => true,
        "organisations" => false,
        _ => return Err(PageError::UnknownValue("of")),
    };
    PARTS[usize::from(!of_agencies)].clone_into(&mut asked.of);
    let state = match asked.state.as_str() {
        "" => None,
        name => Some(ReportState::named(name).ok_or(PageError::UnknownValue("state"))?),
    };
    let after: usize = match asked.after.as_str() {
        "" => 0,
        text => text.parse().map_err(|_| PageError::BadAddress)?,
    };
    let mut all = if of_agencies {
        of_the_agencies(reader, app, &asked).await?
    } else {
        of_the_organisations(reader, app).await?
    };
    let soon = reader.today().saturating_add(SOON);
    all.sort_by_cached_key(|it| it.place(soon));
    let counts = counts(reader, &asked, &all);
    let wanted = all
        .into_iter()
        .filter(|it| state.is_none_or(|state| state == it.state));
    let mut shown: Vec<Owed> = wanted.skip(after).take(PAGE + 1).collect();
    let more = shown.len() > PAGE;
    shown.truncate(PAGE);
    let turned = |after: usize| {
        let after = if after == 0 {
            String::new()
        } else {
            after.to_string()
        };
        with(&asked, &asked.state, &after)
    };
    Ok(Duties {
        frame: reader
            .frame(app, reader.w.duties_title, Place::Duties)
            .await?,
        filtered: [&asked.agency, &asked.period, &asked.state]
            .iter()
            .any(|it| !it.is_empty()),
        of_agencies,
        parts: parts(reader, of_agencies),
        states: ReportState::ALL
            .map(|it| (it.name(), names::report_state(reader.language, it)))
            .into(),
        agencies: agencies(reader, app),
        counts,
        lines: shown.into_iter().map(|it| it.line).collect(),
        next: more.then(|| turned(after + PAGE)),
        first: (after > 0).then(|| turned(0)),
        asked,
    })
}

fn with(asked: &Asked, state: &str, after: &str) -> String {
    let query = [
        ("of", asked.of.as_str()),
        ("agency", &asked.agency),
        ("period", &asked.period),
        ("state", state),
        ("after", after),
    ];
    address("/duties", &query)
}

fn parts(reader: &Reader, of_agencies: bool) -> Vec<(&'static str, String, bool)> {
    let w = reader.w;
    let part = |name: &str| address("/duties", &[("of", name)]);
    vec![
        (w.duties_of_agencies, part(PARTS[0]), of_agencies),
        (w.duties_of_organisations, part(PARTS[1]), !of_agencies),
    ]
}

fn counts(reader: &Reader, asked: &Asked, all: &[Owed]) -> Vec<Count> {
    let each = ReportState::ALL.into_iter().map(|state| {
        let count = all.iter().filter(|it| it.state == state).count();
        Count {
            look: names::look_of_report(state),
            name: names::report_state(reader.language, state),
            number: reckoning::number(reader.language, i64::try_from(count).unwrap_or(i64::MAX)),
            href: with(asked, state.name(), ""),
        }
    });
    each.collect()
}

/// Every agency that owes something today, by its name.
fn agencies(reader: &Reader, app: &App) -> Vec<(String, String)> {
    let law = app.law.current();
    let owed = law.reports_owed(reader.today());
    let ids: std::collections::BTreeSet<_> = owed.iter().map(|it| it.agency.as_str()).collect();
    let mut named: Vec<_> = ids
        .into_iter()
        .map(|it| (it.to_owned(), reader.agency(it)))
        .collect();
    named.sort_by_key(|it| projections::search::folded(&it.1));
    named
}

async fn of_the_agencies(
    reader: &Reader,
    app: &App,
    asked: &Asked,
) -> Result<Vec<Owed>, PageError> {
    let agency = match asked.agency.as_str() {
        "" => None,
        name => Some(
            name.parse()
                .map_err(|_| PageError::UnknownValue("agency"))?,
        ),
    };
    let period: Option<ReportPeriod> = match asked.period.trim() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|_| PageError::UnknownValue("period"))?,
        ),
    };
    let wanted = Wanted {
        agency,
        period,
        ..Wanted::default()
    };
    let lines = agency_reports::list(app, &wanted).await?;
    Ok(lines.iter().map(|it| Owed::by_agency(it, reader)).collect())
}

async fn of_the_organisations(reader: &Reader, app: &App) -> Result<Vec<Owed>, PageError> {
    let lines = duties::listed::<PageError>(app, None).await?;
    let today = reader.today();
    let each = lines.iter();
    Ok(each
        .map(|it| Owed::by_organisation(it, today, reader))
        .collect())
}

/// What is owed under a certificate, in the order of the days.
pub(super) async fn of_certificate(
    reader: &Reader,
    app: &App,
    certificate: Uuid,
) -> Result<Vec<Line>, PageError> {
    let mut lines = duties::listed::<PageError>(app, Some(certificate)).await?;
    lines.sort_by_key(|it| it.due);
    let today = reader.today();
    let told = |it: &DutyLine| told(it, state_of(it.due, it.state, today), reader);
    Ok(lines.iter().map(told).collect())
}

impl Owed {
    /// What is due soon or was missed comes first, that of the latest day before all else; then what
    /// lies further away, in the order of its days.
    fn place(&self, soon: Date) -> (bool, i64, String, String) {
        let away = (self.due - soon).whole_days();
        let (who, mark) = (self.line.who.clone(), self.line.mark.clone());
        (away > 0, away.abs(), who, mark)
    }

    fn by_agency(line: &ReportLine, reader: &Reader) -> Self {
        let language = reader.language;
        let done = line.done_on.map(|it| reckoning::date(language, it));
        Self {
            due: line.due,
            state: line.state,
            line: Line {
                who: reader.agency(line.agency.as_str()),
                who_href: address("/duties", &[("agency", line.agency.as_str())]),
                mark: line.period.to_string(),
                what: language.of(&line.title).to_owned(),
                due: reckoning::date(language, line.due),
                state: names::report_state(language, line.state),
                look: names::look_of_report(line.state),
                done: done.or(line.decision.clone()).unwrap_or_default(),
                basis: line.basis.clone(),
            },
        }
    }

    fn by_organisation(line: &DutyLine, today: Date, reader: &Reader) -> Self {
        let state = state_of(line.due, line.state, today);
        Self {
            due: line.due,
            state,
            line: Line {
                who_href: format!("/certificates/{}", line.certificate),
                who: (line.name.clone()).unwrap_or_else(|| reader.w.erased.to_owned()),
                mark: line.number.clone(),
                ..told(line, state, reader)
            },
        }
    }
}

/// A duty, as any page tells it.
fn told(line: &DutyLine, state: ReportState, reader: &Reader) -> Line {
    let language = reader.language;
    let done = match line.state {
        Some(DutyState::Fulfilled { on }) => reckoning::date(language, on),
        Some(DutyState::Waived | DutyState::Missed) | None => String::new(),
    };
    Line {
        who: String::new(),
        who_href: String::new(),
        mark: String::new(),
        what: language.of(&line.title).to_owned(),
        due: reckoning::date(language, line.due),
        state: names::report_state(language, state),
        look: names::look_of_report(state),
        done,
        basis: line.basis.clone(),
    }
}

/// What became of a duty, in the words that reports have as well.
fn state_of(due: Date, state: Option<DutyState>, today: Date) -> ReportState {
    match state {
        Some(DutyState::Fulfilled { on }) if on <= due => ReportState::Made,
        Some(DutyState::Fulfilled { .. }) => ReportState::MadeLate,
        Some(DutyState::Waived) => ReportState::Waived,
        Some(DutyState::Missed) => ReportState::Missed,
        None if due < today => ReportState::Missed,
        None => ReportState::Open,
    }
}
