//! How the handling of dossiers is scored, computed from the same events as everything else, as of any
//! position of the log.

use std::collections::BTreeMap;

use domain::law::{Period, Scoring};
use domain::score::{Handled, Sheet, Tally, Whom};
use domain::{AgencyId, CaseId, Law, ProcedureId};
use eventstore::{EventStore, Position};
use projections::ProjectionError;
use projections::handling::{self, By, Span};
use time::{Date, OffsetDateTime, Time};

use crate::App;
use crate::history::{self, Until};

/// Of what scores are computed.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// For which time.
    pub period: Period,
    /// A day in it.
    pub on: Date,
    /// By what dossiers are told apart.
    pub by: By,
    /// Dossiers of this procedure only.
    pub procedure: Option<ProcedureId>,
    /// Dossiers that this body accepted only.
    pub agency: Option<AgencyId>,
    /// By what stood in the log up to there.
    pub position: Position,
}

/// The points of the dossiers of a period.
#[derive(Debug, Clone)]
pub struct Scores {
    /// The first day of the period.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// Up to where the log was heeded.
    pub position: Position,
    /// How points are given; nothing where no way of scoring is for such a period.
    pub scoring: Option<Scoring>,
    /// The points of each body, procedure or official; of nobody those of dossiers for which none is
    /// named. Where dossiers are not told apart there is one tally, of nobody.
    pub tallies: BTreeMap<Option<String>, Tally>,
    whom: Whom,
}

impl Scores {
    /// Each with its indices and its class.
    pub fn sheets(&self) -> impl Iterator<Item = (Option<&str>, Sheet<'_>)> {
        self.scoring.iter().flat_map(move |scoring| {
            let tallies = self.tallies.iter();
            tallies.map(move |(of, tally)| (of.as_deref(), tally.sheet(scoring, self.whom)))
        })
    }
}

/// A dossier with what is needed to give it points.
#[derive(Debug, Clone)]
pub struct OfCase {
    /// How it was handled; nothing where it was not conducted here.
    pub handled: Option<Handled>,
    /// How points were given when it was over; nothing before that.
    pub scoring: Option<Scoring>,
    /// The law of then.
    pub law: Law,
}

/// Scores the dossiers of a period.
pub async fn compute(app: &App, wanted: &Wanted) -> Result<Scores, ProjectionError> {
    let (law, _) = projections::load_law_until(&app.store, Some(wanted.position)).await?;
    let whom = match wanted.by {
        By::Officer => Whom::Official,
        By::Nothing | By::Agency | By::Procedure => Whom::Agency,
    };
    let (from, to) = wanted.period.around(wanted.on);
    let last = to.previous_day().unwrap_or(to);
    let scoring = law.scoring(last, wanted.period, whom).cloned();
    let mut scores = Scores {
        from,
        to: last,
        position: wanted.position,
        scoring: None,
        tallies: BTreeMap::new(),
        whom,
    };
    let Some(scoring) = scoring else {
        return Ok(scores);
    };
    if wanted.by == By::Nothing {
        scores.tallies.insert(None, Tally::of(&scoring));
    }
    let outcomes: Vec<_> = scoring
        .outcomes
        .iter()
        .map(|it| it.name().to_owned())
        .collect();
    let span = Span {
        from: begins(&law, from),
        to: begins(&law, to),
        position: wanted.position.0,
        outcomes: &outcomes,
        procedure: wanted.procedure.as_ref().map(ProcedureId::as_str),
        agency: wanted.agency.as_ref().map(AgencyId::as_str),
    };
    handling::each(&app.pool, span, wanted.by, |alike| {
        let measured = alike.measured(&law);
        let tally = scores.tallies.entry(alike.of);
        let tally = tally.or_insert_with(|| Tally::of(&scoring));
        tally.add(&scoring, &measured, alike.dossiers.unsigned_abs());
    })
    .await?;
    scores.scoring = Some(scoring);
    Ok(scores)
}

/// The moment at which a day begins where the law holds.
fn begins(law: &Law, day: Date) -> OffsetDateTime {
    day.with_time(Time::MIDNIGHT).assume_offset(law.offset())
}

/// How one case was handled, from the log alone; nothing where there is no such case, or was none then.
pub async fn of_case(
    store: &EventStore,
    case: CaseId,
    until: Option<Position>,
) -> Result<Option<OfCase>, ProjectionError> {
    let (law, _) = projections::load_law_until(store, until).await?;
    let part = until.map_or(Until::Now, Until::Position);
    let history = history::of_case(store, &law, case, part).await?;
    let Some(history) = history.filter(|it| !it.facts.is_empty()) else {
        return Ok(None);
    };
    let happened = history.facts.iter().filter_map(projections::Fact::happened);
    let handled = Handled::through(happened, &law);
    let over = handled.as_ref().and_then(|it| it.over);
    let scoring = over.and_then(|over| {
        let mut all = law.scorings().all_on(law.day_of(over.at));
        all.find(|it| it.outcomes.contains(&over.outcome)).cloned()
    });
    Ok(Some(OfCase {
        handled,
        scoring,
        law,
    }))
}
