//! How the handling of dossiers is scored, computed from the same events as everything else, as of any
//! position of the log.

use std::collections::BTreeMap;

use domain::law::{POINTS_MAX, Period, Scoring};
use domain::score::{DossierPoints, Handled, Sheet, Tally, Whom};
use domain::{AgencyId, CaseId, Law, ProcedureId};
use eventstore::{EventStore, Position};
use projections::handling::{self, By, Dossier, Span};
use projections::{Fact, ProjectionError};
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
    law: Law,
}

impl Scores {
    /// Each with its indices and its class.
    pub fn sheets(&self) -> impl Iterator<Item = (Option<&str>, Sheet<'_>)> {
        self.scoring.iter().flat_map(move |scoring| {
            let tallies = self.tallies.iter();
            tallies.map(move |(of, tally)| (of.as_deref(), tally.sheet(scoring, self.whom)))
        })
    }

    /// The dossiers that were scored, one by one, those that were over last first; before the one with
    /// this event.
    pub async fn dossiers(
        &self,
        app: &App,
        wanted: &Wanted,
        (before, limit): (Option<i64>, i64),
    ) -> Result<Vec<(Dossier, Tally)>, ProjectionError> {
        let Some(scoring) = &self.scoring else {
            return Ok(vec![]);
        };
        let outcomes = outcomes(scoring);
        let span = self.span(wanted, &outcomes);
        let found = handling::dossiers(&app.pool, span, before, limit).await?;
        let alone = found.into_iter().map(|it| {
            let mut tally = Tally::of(scoring);
            tally.add(scoring, &it.measured.measured(&self.law), 1);
            (it, tally)
        });
        Ok(alone.collect())
    }

    /// What came of one of these tallies.
    #[must_use]
    pub fn sheet<'a>(&'a self, tally: &'a Tally) -> Option<Sheet<'a>> {
        let scoring = self.scoring.as_ref();
        scoring.map(|it| tally.sheet(it, self.whom))
    }

    fn span<'a>(&self, wanted: &'a Wanted, outcomes: &'a [String]) -> Span<'a> {
        Span {
            from: begins(&self.law, self.from),
            to: begins(&self.law, self.to.next_day().unwrap_or(self.to)),
            position: wanted.position.0,
            outcomes,
            procedure: wanted.procedure.as_ref().map(ProcedureId::as_str),
            agency: wanted.agency.as_ref().map(AgencyId::as_str),
        }
    }
}

/// A dossier with what is needed to give it points.
#[derive(Debug, Clone)]
pub struct OfCase {
    /// What happened to it, in order.
    pub facts: Vec<Fact>,
    /// How it was handled; nothing where it was not conducted here.
    pub handled: Option<Handled>,
    /// How points were given when it was over; nothing before that.
    pub scoring: Option<Scoring>,
    /// The law of then.
    pub law: Law,
}

/// What came of the points of one dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The points that it was given.
    pub points: u64,
    /// What that which was measured could have given at most.
    pub reachable: u64,
    /// What everything could give at most.
    pub points_max: u64,
}

impl OfCase {
    /// What it is given for each thing; nothing before the end, and for what is not scored.
    #[must_use]
    pub fn points(&self) -> Vec<DossierPoints<'_>> {
        let scored = self.handled.as_ref().zip(self.scoring.as_ref());
        let points = scored.and_then(|(handled, scoring)| handled.points(scoring, &self.law));
        points.unwrap_or_default()
    }
}

impl Sum {
    /// Adds up what a dossier is given.
    #[must_use]
    pub fn of(points: &[DossierPoints<'_>]) -> Self {
        let given = points.iter().filter_map(|it| it.points);
        let most =
            |criteria: usize| u64::from(POINTS_MAX) * u64::try_from(criteria).unwrap_or(u64::MAX);
        Self {
            points: given.clone().map(u64::from).sum(),
            reachable: most(given.count()),
            points_max: most(points.len()),
        }
    }
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
    let mut scores = Scores {
        from,
        to: last,
        position: wanted.position,
        scoring: law.scoring(last, wanted.period, whom).cloned(),
        tallies: BTreeMap::new(),
        whom,
        law,
    };
    let Some(scoring) = &scores.scoring else {
        return Ok(scores);
    };
    let mut tallies = BTreeMap::new();
    if wanted.by == By::Nothing {
        tallies.insert(None, Tally::of(scoring));
    }
    let outcomes = outcomes(scoring);
    let span = scores.span(wanted, &outcomes);
    handling::each(&app.pool, span, wanted.by, |alike| {
        let measured = alike.measured(&scores.law);
        let tally = tallies.entry(alike.of);
        let tally = tally.or_insert_with(|| Tally::of(scoring));
        tally.add(scoring, &measured, alike.dossiers.unsigned_abs());
    })
    .await?;
    scores.tallies = tallies;
    Ok(scores)
}

/// How dossiers have to have ended to be scored, by the names that read models know.
fn outcomes(scoring: &Scoring) -> Vec<String> {
    let all = scoring.outcomes.iter();
    all.map(|it| it.name().to_owned()).collect()
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
    let happened = history.facts.iter().filter_map(Fact::happened);
    let handled = Handled::through(happened, &law);
    let over = handled.as_ref().and_then(|it| it.over);
    let scoring = over.and_then(|over| {
        let mut all = law.scorings().all_on(law.day_of(over.at));
        all.find(|it| it.outcomes.contains(&over.outcome)).cloned()
    });
    Ok(Some(OfCase {
        facts: history.facts,
        handled,
        scoring,
        law,
    }))
}
