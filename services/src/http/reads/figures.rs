//! Numbers of everything, now.

use axum::extract::State;
use domain::{Calendar, ProcedureId};
use projections::figures;
use serde::{Deserialize, Serialize};
use time::macros::datetime;
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::iso_date;
use crate::http::Api;
use crate::http::openapi::Problems;
use crate::http::problem::Problem;
use crate::http::query::{Moment, procedure};
use crate::http::read::{AtLeast, AtLeastHeader, Read, Shown};
use crate::http::texts::Token;

pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(read))
}

/// How much there is of everything, now.
#[derive(Debug, Serialize, ToSchema)]
struct Figures {
    /// At which moment overdue cases were counted.
    #[serde(with = "time::serde::rfc3339")]
    counted_at: OffsetDateTime,
    /// Cases by status.
    by_status: Vec<Count>,
    /// Cases by the way in which they arrived; an empty name where nobody knows.
    by_channel: Vec<Count>,
    /// How cases stand against their due dates.
    timeliness: Timeliness,
    /// How the cases that ended in each month stood, the oldest month first.
    by_month: Vec<MonthFigures>,
    /// Who is registered, under whichever procedure.
    registered: Registered,
}

/// How many cases there are of something.
#[derive(Debug, Serialize, ToSchema)]
struct Count {
    /// Of what.
    of: String,
    /// How many.
    cases: i64,
}

/// How cases stand against their due dates. A case ends with its decision, with stopping or with
/// taking the dossier back, as index 2.1 of Decision 766/QĐ-TTg counts it, and not with the hand-over
/// of the result: its legal term may last until then, and is in the list of its deadlines.
#[derive(Debug, Serialize, ToSchema)]
struct Timeliness {
    /// Ended by their due date.
    on_time: i64,
    /// Ended after it.
    late: i64,
    /// Not ended.
    without_end: i64,
    /// Of those that have not ended, past their due date.
    overdue: i64,
    /// Ended without ever having had a due date.
    without_due: i64,
}

/// How the cases that ended in a month stood against their due dates; with what a case ends, the
/// figures of timeliness say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Month)]
struct MonthFigures {
    /// Its first day.
    #[serde(with = "iso_date")]
    month: Date,
    /// Ended by their due date.
    on_time: i64,
    /// Ended after it.
    late: i64,
}

/// Who is registered.
#[derive(Debug, Serialize, ToSchema)]
struct Registered {
    /// Organisations that ever applied.
    organisations: i64,
    /// Organisations that hold a valid certificate.
    active: i64,
}

/// What to count.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Cases under this procedure.
    #[param(value_type = Option<Token>)]
    procedure: Option<ProcedureId>,
    /// Months since this moment; all when absent.
    since: Option<Moment>,
}

/// Counts cases and organisations.
#[utoipa::path(
    get, path = "/v1/figures", tag = "Lists", operation_id = "read_figures",
    params(Which, AtLeast, AtLeastHeader),
    responses((status = OK, body = Figures), Problems)
)]
async fn read(State(api): State<Api>, read: Read<Which>) -> Result<Shown<Figures>, Problem> {
    let (pool, now) = (&api.app.pool, api.app.clock.now());
    let name = procedure(read.query.procedure.as_ref());
    let name = name.as_deref();
    let since = read
        .query
        .since
        .map_or(datetime!(0001-01-01 0:00 UTC), |it| it.0);
    let hours = hours_from_utc(&api, read.query.procedure.as_ref());
    let timeliness = figures::timeliness(pool, name, now).await?;
    let registered = figures::registered(pool).await?;
    let by_month = figures::by_month(pool, name, since, hours).await?;
    let figures = Figures {
        counted_at: now,
        by_status: counts(figures::by_status(pool, name).await?),
        by_channel: counts(figures::by_channel(pool, name).await?),
        timeliness: Timeliness {
            on_time: timeliness.on_time,
            late: timeliness.late,
            without_end: timeliness.without_end,
            overdue: timeliness.overdue,
            without_due: timeliness.without_due,
        },
        by_month: by_month.into_iter().map(MonthFigures::from).collect(),
        registered: Registered {
            organisations: registered.organisations,
            active: registered.active,
        },
    };
    Ok(read.show(figures))
}

impl From<figures::Month> for MonthFigures {
    fn from(it: figures::Month) -> Self {
        Self {
            month: it.month,
            on_time: it.on_time,
            late: it.late,
        }
    }
}

fn counts(counts: Vec<figures::Count>) -> Vec<Count> {
    let counts = counts.into_iter();
    counts
        .map(|it| Count {
            of: it.of,
            cases: it.cases,
        })
        .collect()
}

/// Months are those of the procedure's calendar, or else of the catalogue's first one.
fn hours_from_utc(api: &Api, procedure: Option<&ProcedureId>) -> i32 {
    let law = api.app.law.current();
    let rules = procedure.and_then(|it| law.newest_procedure(it)?.rules());
    let own = rules.and_then(|it| law.calendar(&it.calendar));
    let calendar: Option<&Calendar> = own.or_else(|| law.calendars().next());
    calendar.map_or(0, |it| it.utc_offset_hours.into())
}
