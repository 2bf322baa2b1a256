//! Aid: what was approved and disbursed, added up, and what happened under an approval.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use projections::aid::{self, AidLine, Approved, Dimension, Filter, Total};
use serde::Deserialize;
use uuid::Uuid;

use super::address::address;
use super::frame::{Frame, PageError, Place, Reader};
use super::registry::{self, PAGE, asked};
use super::{duties, names, reckoning};
use crate::App;
use crate::duties::UnderKind;
use crate::succession;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    year: String,
    donor: String,
    recipient: String,
    home: String,
    status: String,
    field: String,
    province: String,
    currency: String,
    by: String,
    before: String,
}

/// What the address may ask for.
const KNOWN: [&str; 11] = [
    "q",
    "year",
    "donor",
    "recipient",
    "home",
    "status",
    "field",
    "province",
    "currency",
    "by",
    "before",
];

/// How an approval may stand.
const STATES: [&str; 2] = ["going_on", "closed"];

#[derive(Template)]
#[template(path = "aid.html")]
struct Aid {
    frame: Frame,
    asked: Asked,
    filtered: bool,
    found: String,
    states: Vec<(&'static str, &'static str)>,
    homes: Vec<(&'static str, &'static str)>,
    fields: Vec<(String, String)>,
    provinces: Vec<(String, String)>,
    dimensions: Vec<(&'static str, &'static str, String, bool)>,
    several: bool,
    totals: Vec<Sum>,
    lines: Vec<Line>,
    next: Option<String>,
    first: Option<String>,
}

struct Sum {
    of: String,
    href: Option<String>,
    currency: String,
    approvals: String,
    approved: String,
    disbursed: String,
}

struct Line {
    href: String,
    recipient: String,
    number: String,
    donor: String,
    donor_href: Option<String>,
    value: String,
    disbursed: String,
    year: String,
    fields: String,
    provinces: String,
    closed: bool,
}

#[derive(Template)]
#[template(path = "aid_one.html")]
struct One {
    frame: Frame,
    id: Uuid,
    line: Line,
    first_value: String,
    procedure: String,
    agency: String,
    runs: Option<String>,
    duties: Vec<duties::Line>,
    changes: Vec<Change>,
}

struct Change {
    kind: String,
    href: String,
    status: String,
    look: &'static str,
    number: String,
    amount: String,
    year: String,
    donor: String,
    fields: String,
    provinces: String,
    when: String,
}

/// The list of approvals, and what they add up to.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Aid, PageError> {
    let asked_for: Asked = reader.query(&KNOWN)?;
    let filter = asked_for.filter(reader)?;
    let by = match asked_for.by.as_str() {
        "" => Dimension::Year,
        name => Dimension::named(name).ok_or(PageError::UnknownValue("by"))?,
    };
    let before = registry::before(&asked_for.before)?;
    let frame = reader.frame(app, reader.w.aid, Place::Aid).await?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let (merged, into) = succession::provinces(&reader.law, reader.now);
    let (mut lines, count, totals) = tokio::try_join!(
        aid::approvals(&app.pool, &filter, before, limit),
        aid::count(&app.pool, &filter),
        aid::totals(&app.pool, by, filter.year, (&merged, &into)),
    )?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| more);
    let dimensions = Dimension::ALL.map(|it| {
        let called = names::dimension(reader.language, it);
        let href = asked_for.address(it.name(), "");
        (it.name(), called, href, it == by)
    });
    Ok(Aid {
        filtered: asked_for.filters(),
        found: registry::count(reader, count, ("khoản viện trợ", "approval", "approvals")),
        states: STATES
            .map(|it| (it, names::aid_state(reader.language, it == "closed")))
            .into(),
        homes: names::countries(reader.language),
        fields: registry::fields(reader),
        provinces: registry::provinces(reader),
        dimensions: dimensions.into(),
        several: matches!(by, Dimension::Field | Dimension::Province),
        totals: totals.iter().map(|it| Sum::of(it, by, reader)).collect(),
        next: last.map(|it| asked_for.address(&asked_for.by, &it.position.to_string())),
        first: before.map(|_: i64| asked_for.address(&asked_for.by, "")),
        lines: lines.iter().map(|it| Line::of(it, reader)).collect(),
        asked: asked_for,
        frame,
    })
}

impl Asked {
    fn filter(&self, reader: &Reader) -> Result<Filter, PageError> {
        let year = asked(&self.year).map(|it| it.parse());
        let donor = asked(&self.donor).map(|it| it.parse());
        let recipient = asked(&self.recipient).map(|it| it.parse());
        let closed = match self.status.trim() {
            "" => None,
            it if STATES.contains(&it) => Some(it == "closed"),
            _ => return Err(PageError::UnknownValue("status")),
        };
        Ok(Filter {
            year: year
                .transpose()
                .map_err(|_| PageError::UnknownValue("year"))?,
            donor: donor
                .transpose()
                .map_err(|_| PageError::UnknownValue("donor"))?,
            recipient: recipient
                .transpose()
                .map_err(|_| PageError::UnknownValue("recipient"))?,
            home: asked(&self.home),
            closed,
            field: asked(&self.field),
            provinces: registry::asked_provinces(reader, &self.province),
            currency: asked(&self.currency),
            text: asked(&self.q),
            case_id: None,
        })
    }

    fn filters(&self) -> bool {
        let all = [
            &self.q,
            &self.year,
            &self.donor,
            &self.recipient,
            &self.home,
            &self.status,
            &self.field,
            &self.province,
            &self.currency,
        ];
        all.into_iter().any(|it| !it.trim().is_empty())
    }

    fn address(&self, by: &str, before: &str) -> String {
        let query = [
            ("q", self.q.as_str()),
            ("year", &self.year),
            ("donor", &self.donor),
            ("recipient", &self.recipient),
            ("home", &self.home),
            ("status", &self.status),
            ("field", &self.field),
            ("province", &self.province),
            ("currency", &self.currency),
            ("by", by),
            ("before", before),
        ];
        address("/aid", &query)
    }
}

impl Sum {
    fn of(total: &Total, by: Dimension, reader: &Reader) -> Self {
        let language = reader.language;
        let called = |id: &str| match by {
            Dimension::Year => id.to_owned(),
            Dimension::Donor => total.name.clone().unwrap_or(reader.w.erased.to_owned()),
            Dimension::Field => names::field(&reader.law, language, id),
            Dimension::Province => reader.province(id),
        };
        let href = |id: &str| address("/aid", &[(by.name(), id), ("by", by.name())]);
        Self {
            of: (total.of.as_deref()).map_or_else(|| reader.w.not_told.to_owned(), called),
            href: total.of.as_deref().map(href),
            currency: total.currency.clone(),
            approvals: reckoning::number(language, total.approvals),
            approved: reckoning::amount(language, &total.approved),
            disbursed: reckoning::amount(language, &total.disbursed),
        }
    }
}

impl Line {
    fn of(line: &Approved, reader: &Reader) -> Self {
        let language = reader.language;
        let money = |it: &str| format!("{} {}", reckoning::amount(language, it), line.currency);
        let fields = line
            .fields
            .iter()
            .map(|it| names::field(&reader.law, language, it));
        let provinces = line.provinces.iter().map(|it| reader.province(it));
        let name = |it: &Option<String>| it.clone().unwrap_or(reader.w.erased.to_owned());
        Self {
            href: format!("/aid/{}", line.case_id),
            recipient: name(&line.recipient_name),
            number: line.number.clone().unwrap_or_default(),
            donor: line
                .donor
                .map_or(reader.w.not_told.to_owned(), |_| name(&line.donor_name)),
            donor_href: line.donor.map(|it| format!("/organisations/{it}")),
            value: money(&line.value),
            disbursed: money(&line.disbursed),
            year: line.year.map_or_else(String::new, |it| it.to_string()),
            fields: fields.collect::<Vec<_>>().join(", "),
            provinces: provinces.collect::<Vec<_>>().join(", "),
            closed: line.closed,
        }
    }
}

/// What happened under an approval.
pub(super) async fn one(
    reader: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Response {
    let page = match id.parse() {
        Ok(id) => approval(&reader, &app, id).await,
        Err(_) => Err(PageError::NotFound),
    };
    reader.answer(page)
}

async fn approval(reader: &Reader, app: &App, id: Uuid) -> Result<One, PageError> {
    reader.asks_nothing()?;
    let filter = Filter {
        case_id: Some(id),
        ..Filter::default()
    };
    let found = aid::approvals(&app.pool, &filter, None, 1).await?.pop();
    let found = found.ok_or(PageError::NotFound)?;
    let title = found.number.clone().unwrap_or_default();
    let frame = reader.frame(app, title, Place::Aid).await?;
    let changes = aid::under_approval(&app.pool, id).await?;
    let first = reckoning::amount(reader.language, &found.amount);
    let agency = found.agency.as_deref().map(|it| reader.agency(it));
    Ok(One {
        id,
        line: Line::of(&found, reader),
        first_value: format!("{first} {}", found.currency),
        procedure: reader.procedure(&found.procedure),
        agency: agency.unwrap_or_default(),
        runs: (found.runs_from.zip(found.runs_until)).map(|(from, until)| {
            let [from, until] = [from, until].map(|it| reckoning::date(reader.language, it));
            format!("{from} – {until}")
        }),
        duties: duties::under(reader, app, (UnderKind::Aid, id)).await?,
        changes: changes.iter().map(|it| Change::of(it, reader)).collect(),
        frame,
    })
}

impl Change {
    fn of(line: &AidLine, reader: &Reader) -> Self {
        let language = reader.language;
        let at = line.decided_at.unwrap_or(line.filed_at);
        let erased = || reader.w.erased.to_owned();
        let donor = line
            .donor
            .map(|_| line.donor_name.clone().unwrap_or_else(erased));
        let fields = line
            .fields
            .iter()
            .map(|it| names::field(&reader.law, language, it));
        let provinces = line.provinces.iter().map(|it| reader.province(it));
        Self {
            kind: names::aid(language, &line.kind),
            href: format!("/cases/{}", line.case_id),
            status: names::standing(language, &line.status),
            look: names::look_of_standing(&line.status),
            number: line.number.clone().unwrap_or_default(),
            amount: format!(
                "{} {}",
                reckoning::amount(language, &line.amount),
                line.currency
            ),
            year: line.year.map_or_else(String::new, |it| it.to_string()),
            donor: donor.unwrap_or_default(),
            fields: fields.collect::<Vec<_>>().join(", "),
            provinces: provinces.collect::<Vec<_>>().join(", "),
            when: reckoning::date(language, at.to_offset(reader.offset).date()),
        }
    }
}
