//! Correcting a calendar: which open terms and duties move, before it is done and after.

use std::collections::HashMap;

use domain::case::{Case, CaseCommand, Moved};
use domain::{Calendar, CaseId, Code, Law};
use projections::deadline::counted_before;
use projections::{ProjectionError, case_list};
use time::Date;
use uuid::Uuid;

use crate::App;
use crate::agency_reports::ReportState;
use crate::duties::{DutyLine, Wanted, listed_under};
use crate::execute::{ExecuteError, load};
use crate::timers::{of_time, or_told};

/// How many cases to look at, at a time.
const BATCH: i64 = 500;

/// The open terms of a case that a correction moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMoves {
    /// Which case.
    pub case: CaseId,
    /// Its dossier's code, once it has one.
    pub code: Option<String>,
    /// The terms.
    pub moved: Vec<Moved>,
}

/// Something that is owed, by another day than until now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyMoves {
    /// The certificate that it is owed under, or the case that approved the aid.
    pub under: Uuid,
    /// The number of that.
    pub number: String,
    /// Which duty.
    pub duty: Code,
    /// The day from which it is counted, by which it is known.
    pub counted_from: Date,
    /// Its last day until now.
    pub was_due: Date,
    /// Its last day by the calendar.
    pub due: Date,
}

/// What is open and would be owed by another day if this were the calendar, in the order of the days.
/// Nothing has to be done about it: whoever asks is told by the calendar as it stands.
pub async fn preview_of_duties(
    app: &App,
    calendar: &Calendar,
) -> Result<Vec<DutyMoves>, ExecuteError> {
    let law = app.law.current();
    let wanted = Wanted::default();
    let now = listed_under::<ProjectionError>(app, &law, &wanted).await?;
    let law = Law::clone(&law).with_calendar(calendar.clone());
    let then = listed_under::<ProjectionError>(app, &law, &wanted).await?;
    let name = |it: &DutyLine| Some((it.under.id, it.duty.clone(), it.counted_from?));
    let then: HashMap<_, _> = then
        .iter()
        .filter_map(|it| Some((name(it)?, it.due)))
        .collect();
    let open = now.into_iter().filter(|it| it.state == ReportState::Open);
    let moved = open.filter_map(|it| {
        let due = *then.get(&name(&it)?)?;
        (due != it.due).then_some(DutyMoves {
            under: it.under.id,
            number: it.under.number,
            duty: it.duty,
            counted_from: it.counted_from?,
            was_due: it.due,
            due,
        })
    });
    Ok(moved.collect())
}

/// The open terms that would move if this were the calendar. Nothing is changed.
pub async fn preview(app: &App, calendar: &Calendar) -> Result<Vec<CaseMoves>, ExecuteError> {
    let law = Law::clone(&*app.law.current()).with_calendar(calendar.clone());
    let mut all = vec![];
    let mut cases = Counted::with(calendar);
    while let Some(batch) = cases.next(app).await? {
        for id in batch {
            let (case, _) = load::<Case>(app, id).await?;
            // Whatever was decided since has no open terms.
            let moved = case.would_move(&law).unwrap_or_default();
            if moved.is_empty() {
                continue;
            }
            let line = case_list::one(&app.pool, id).await;
            let line = line.map_err(ProjectionError::from)?;
            all.push(CaseMoves {
                case: CaseId(id),
                code: line.and_then(|it| it.code),
                moved,
            });
        }
    }
    Ok(all)
}

/// Counts the open terms again that were counted with an older version of a calendar, and says of
/// how many cases some moved.
pub async fn recount(app: &App, calendar: &Calendar) -> Result<usize, ExecuteError> {
    let mut moved = 0;
    let mut cases = Counted::with(calendar);
    while let Some(batch) = cases.next(app).await? {
        for id in batch {
            let done = of_time(app, CaseId(id), CaseCommand::RecountDeadlines).await;
            moved += usize::from(or_told(id, done)?);
        }
    }
    Ok(moved)
}

/// The cases with open terms that were counted with an older version of a calendar.
struct Counted {
    calendar: String,
    version: i32,
    after: Option<Uuid>,
}

impl Counted {
    fn with(calendar: &Calendar) -> Self {
        Self {
            calendar: calendar.id.to_string(),
            version: i32::try_from(calendar.version).unwrap_or(i32::MAX),
            after: None,
        }
    }

    async fn next(&mut self, app: &App) -> Result<Option<Vec<Uuid>>, ExecuteError> {
        let (pool, version) = (&app.pool, self.version);
        let cases = counted_before(pool, &self.calendar, version, self.after, BATCH)
            .await
            .map_err(ProjectionError::from)?;
        let Some(last) = cases.last() else {
            return Ok(None);
        };
        self.after = Some(*last);
        Ok(Some(cases))
    }
}
