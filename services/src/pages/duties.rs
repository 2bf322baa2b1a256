//! What is owed: the reports of agencies, the duties of organisations under their certificates, and the
//! reports of the owners of aid.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::law::ReportPeriod;
use serde::Deserialize;
use time::{Date, Duration};
use uuid::Uuid;

use super::address::address;
use super::frame::{Frame, PageError, Place, Reader};
use super::{citation, names, reckoning};
use crate::App;
use crate::agency_reports::{self, ReportLine, ReportState, Wanted};
use crate::duties::{self, DutyLine, UnderKind};

/// How many lines a page has.
const PAGE: usize = 50;

/// How far ahead what is due comes before what was due.
const SOON: Duration = Duration::days(60);

/// Whose duties are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Agencies,
    Organisations,
    Aid,
}

impl Part {
    const ALL: [Self; 3] = [Self::Agencies, Self::Organisations, Self::Aid];

    /// The name in addresses.
    fn name(self) -> &'static str {
        match self {
            Self::Agencies => "agencies",
            Self::Organisations => "organisations",
            Self::Aid => "aid",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let name = if name.is_empty() { "agencies" } else { name };
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

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
    /// What the page is about, and whose duties it shows.
    about: &'static str,
    whose: &'static str,
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
    /// The period, or the number of the certificate or of the approval.
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
    let part = Part::named(&asked.of).ok_or(PageError::UnknownValue("of"))?;
    part.name().clone_into(&mut asked.of);
    let state = match asked.state.as_str() {
        "" => None,
        name => Some(ReportState::named(name).ok_or(PageError::UnknownValue("state"))?),
    };
    let after: usize = match asked.after.as_str() {
        "" => 0,
        text => text.parse().map_err(|_| PageError::BadAddress)?,
    };
    let mut all = match part {
        Part::Agencies => of_the_agencies(reader, app, &asked).await?,
        Part::Organisations => of_owners(reader, app, UnderKind::Certificate).await?,
        Part::Aid => of_owners(reader, app, UnderKind::Aid).await?,
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
        about: match part {
            Part::Agencies => reader.w.duties_of_agencies_about,
            Part::Organisations => reader.w.duties_of_organisations_about,
            Part::Aid => reader.w.duties_of_aid_about,
        },
        whose: match part {
            Part::Agencies => reader.w.agency,
            Part::Organisations => reader.w.holder,
            Part::Aid => reader.w.aid_owner,
        },
        of_agencies: part == Part::Agencies,
        parts: parts(reader, part),
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

fn parts(reader: &Reader, shown: Part) -> Vec<(&'static str, String, bool)> {
    let each = Part::ALL.into_iter().map(|part| {
        let called = match part {
            Part::Agencies => reader.w.duties_of_agencies,
            Part::Organisations => reader.w.duties_of_organisations,
            Part::Aid => reader.w.duties_of_aid,
        };
        let href = address("/duties", &[("of", part.name())]);
        (called, href, part == shown)
    });
    each.collect()
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

async fn of_owners(reader: &Reader, app: &App, kind: UnderKind) -> Result<Vec<Owed>, PageError> {
    let wanted = duties::Wanted {
        kind: Some(kind),
        ..duties::Wanted::default()
    };
    let lines = duties::listed::<PageError>(app, &wanted).await?;
    Ok(lines.iter().map(|it| Owed::by_owner(it, reader)).collect())
}

/// What is owed under a certificate, or under aid, in the order of the days.
pub(super) async fn under(
    reader: &Reader,
    app: &App,
    (kind, id): (UnderKind, Uuid),
) -> Result<Vec<Line>, PageError> {
    let wanted = duties::Wanted {
        kind: Some(kind),
        id: Some(id),
        ..duties::Wanted::default()
    };
    let lines = duties::listed::<PageError>(app, &wanted).await?;
    Ok(lines.iter().map(|it| told(it, reader)).collect())
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
                basis: citation::basis(language, &line.basis),
            },
        }
    }

    fn by_owner(line: &DutyLine, reader: &Reader) -> Self {
        let under = &line.under;
        let part = match under.kind {
            UnderKind::Certificate => "certificates",
            UnderKind::Aid => "aid",
        };
        let erased = || reader.w.erased.to_owned();
        Self {
            due: line.due,
            state: line.state,
            line: Line {
                who_href: format!("/{part}/{}", under.id),
                who: under.owner_name.clone().unwrap_or_else(erased),
                mark: under.number.clone(),
                ..told(line, reader)
            },
        }
    }
}

/// A duty, as any page tells it.
fn told(line: &DutyLine, reader: &Reader) -> Line {
    let language = reader.language;
    let title = language.of(&line.title);
    let done = line.done_on.map(|it| reckoning::date(language, it));
    Line {
        who: String::new(),
        who_href: String::new(),
        mark: String::new(),
        what: match line.period {
            Some(period) => format!("{title} ({period})"),
            None => title.to_owned(),
        },
        due: reckoning::date(language, line.due),
        state: names::report_state(language, line.state),
        look: names::look_of_report(line.state),
        done: done.unwrap_or_default(),
        basis: citation::basis(language, &line.basis),
    }
}
