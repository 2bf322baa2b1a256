//! From what was measured to points, and from the points of many dossiers to indices and classes.

use super::Handled;
use crate::law::{
    Bilingual, Criterion, POINTS_MAX, Period, Procedure, ScoreClass, ScoreMeasure, Scoring,
};
use crate::money::Amount;
use crate::{Channel, Law, ProcedureId};

/// The channel by which a dossier is filed online.
const ONLINE: &str = "online";

/// Everything that can be measured of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// How many days after the due day the whole was done; nothing where no term ran.
    pub days_late: Option<i64>,
    /// How many terms of bodies were not kept.
    pub terms_missed: i64,
    /// How often the applicant was asked for a supplement.
    pub requests: i64,
    /// With how many bodies the applicant had to deal.
    pub bodies: i64,
    /// How many in a hundred of what the applicant had to do was at the desk.
    pub desk_share: i64,
    /// What of the procedure was not made public, or too late; nothing where it is not known.
    pub publicity_faults: Option<i64>,
    /// Whether it was filed online, or could have been; nothing where that is not known.
    pub online: Option<i64>,
}

impl Measured {
    /// What was measured of a dossier that is over.
    #[must_use]
    pub fn of(handled: &Handled, law: &Law) -> Option<Self> {
        handled.over?;
        let (procedure, version) = (&handled.procedure, handled.version);
        Some(Self {
            days_late: handled.lateness.map(|it| it.days),
            terms_missed: handled.terms_missed(),
            requests: i64::try_from(handled.requests.len()).unwrap_or(i64::MAX),
            bodies: handled.bodies(),
            desk_share: handled.desk_share(),
            publicity_faults: law.publicity_faults(procedure, version),
            online: law.online(procedure, version, &handled.channel),
        })
    }

    /// One of the values; nothing where it was not measured.
    #[must_use]
    pub fn value(&self, measure: &ScoreMeasure) -> Option<i64> {
        match measure {
            ScoreMeasure::DaysLate => self.days_late,
            ScoreMeasure::TermsMissed => Some(self.terms_missed),
            ScoreMeasure::Requests => Some(self.requests),
            ScoreMeasure::Bodies => Some(self.bodies),
            ScoreMeasure::DeskShare => Some(self.desk_share),
            ScoreMeasure::PublicityFaults => self.publicity_faults,
            ScoreMeasure::Online => self.online,
            ScoreMeasure::NotRecorded { .. } => None,
        }
    }
}

/// What a dossier is given for one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierPoints<'a> {
    /// For what.
    pub criterion: &'a Criterion,
    /// What was measured; nothing where nothing could be.
    pub value: Option<i64>,
    /// The points; nothing where nothing was measured.
    pub points: Option<u8>,
    /// Where the events stand in the log on which that rests. What rests on the catalogue alone has
    /// none.
    pub events: Vec<i64>,
}

impl Handled {
    /// What the dossier is given for each thing; nothing before it is over.
    #[must_use]
    pub fn points<'a>(&self, scoring: &'a Scoring, law: &Law) -> Option<Vec<DossierPoints<'a>>> {
        let measured = Measured::of(self, law)?;
        let each = scoring.criteria.iter().map(|criterion| {
            let value = measured.value(&criterion.measure);
            DossierPoints {
                criterion,
                value,
                points: value.and_then(|it| criterion.points(it)),
                events: self.events_of(&criterion.measure),
            }
        });
        Some(each.collect())
    }
}

impl Law {
    /// The way in which dossiers that ended on a day are scored in such a period.
    #[must_use]
    pub fn scoring(&self, on: time::Date, period: Period, whom: Whom) -> Option<&Scoring> {
        let mut all = self.scorings().all_on(on);
        all.find(|it| match whom {
            Whom::Agency => it.periods.contains(&period),
            Whom::Official => it.officials.periods.contains(&period),
        })
    }

    /// How many parts of a version of a procedure are not public, one more where it was announced too
    /// late, and one more where it was entered in the national database too late or never. Where no
    /// announcement is known, nothing is said about its time.
    #[must_use]
    pub fn publicity_faults(&self, procedure: &ProcedureId, version: u32) -> Option<i64> {
        let known: &Procedure = self.procedure(procedure, version)?;
        let calendar = self.calendar(&known.rules()?.calendar)?;
        let public = self.publicity(procedure, version);
        let parts = known.parts_missing(public).len();
        let announced = known.announced_on_time(public, calendar);
        // Dossiers come after the procedure is in force, and the entry was due before that.
        let entered = public.and_then(|it| it.entered_on_time(calendar, time::Date::MAX));
        let late = [announced, entered].into_iter().flatten().filter(|it| !it);
        i64::try_from(parts + late.count()).ok()
    }

    /// 2 where a dossier was filed online, 1 where it could have been, 0 where it could not.
    #[must_use]
    pub fn online(&self, procedure: &ProcedureId, version: u32, channel: &Channel) -> Option<i64> {
        if channel.as_str() == ONLINE {
            return Some(2);
        }
        let rules = self.procedure(procedure, version)?.rules()?;
        let could = rules.channels.iter().any(|it| it.as_str() == ONLINE);
        Some(i64::from(could))
    }
}

/// Who is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// A body, by every criterion.
    Agency,
    /// An official, by the criteria that tell of one.
    Official,
}

/// The points of many dossiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    dossiers: u64,
    /// For each criterion, how many were measured, and their points.
    sums: Vec<(u64, u64)>,
}

/// What comes of the points of many dossiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// How many dossiers there are.
    pub dossiers: u64,
    /// Each index.
    pub indices: Vec<IndexScore<'a>>,
    /// The sum of those that were measured.
    pub points: Amount,
    /// What these could have given at most.
    pub reachable: Amount,
    /// What all could give at most.
    pub points_max: Amount,
    /// The class, as the sum is or would be if what was not measured gave nothing.
    pub lowest: Option<&'a ScoreClass>,
    /// The class, as the sum is or would be if what was not measured gave all points.
    pub highest: Option<&'a ScoreClass>,
}

/// One index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexScore<'a> {
    /// For what points are given.
    pub criterion: &'a Criterion,
    /// How many dossiers were measured.
    pub dossiers: u64,
    /// Their points.
    pub points: u64,
    /// The points of one on the average, with one decimal; nothing where none was measured.
    pub index: Option<Amount>,
}

impl IndexScore<'_> {
    /// Why there is none, where that lies in what is not recorded.
    #[must_use]
    pub fn not_recorded(&self) -> Option<&Bilingual> {
        self.criterion.not_recorded()
    }
}

impl Tally {
    /// Of no dossiers yet.
    #[must_use]
    pub fn of(scoring: &Scoring) -> Self {
        Self {
            dossiers: 0,
            sums: vec![(0, 0); scoring.criteria.len()],
        }
    }

    /// Adds so many dossiers of which the same was measured.
    pub fn add(&mut self, scoring: &Scoring, measured: &Measured, dossiers: u64) {
        self.dossiers += dossiers;
        for (criterion, sum) in scoring.criteria.iter().zip(&mut self.sums) {
            let value = measured.value(&criterion.measure);
            if let Some(points) = value.and_then(|it| criterion.points(it)) {
                sum.0 += dossiers;
                sum.1 += u64::from(points) * dossiers;
            }
        }
    }

    /// The indices, their sum, and the class that it gives.
    #[must_use]
    pub fn sheet<'a>(&self, scoring: &'a Scoring, whom: Whom) -> Sheet<'a> {
        let classes = match whom {
            Whom::Agency => &scoring.agencies,
            Whom::Official => &scoring.officials.classes,
        };
        let indices: Vec<_> = (scoring.criteria.iter().zip(&self.sums))
            .filter(|(it, _)| scoring.tells_of(whom, it))
            .map(|(criterion, (dossiers, points))| IndexScore {
                criterion,
                dossiers: *dossiers,
                points: *points,
                index: Amount::mean(*points, *dossiers),
            })
            .collect();
        let known = indices.iter().filter_map(|it| it.index);
        let points = known.clone().fold(Amount::ZERO, plus);
        let most = |criteria: usize| {
            Amount::whole(u64::from(POINTS_MAX) * u64::try_from(criteria).unwrap_or(u64::MAX))
        };
        let unknown = indices.len() - known.clone().count();
        let class = |sum: Amount| classes.iter().find(|it| it.has(sum));
        let scored = self.dossiers > 0;
        Sheet {
            dossiers: self.dossiers,
            points,
            reachable: most(known.count()),
            points_max: most(indices.len()),
            lowest: class(points).filter(|_| scored),
            highest: class(plus(points, most(unknown))).filter(|_| scored),
            indices,
        }
    }
}

impl Scoring {
    /// Whether a criterion tells of whoever is scored.
    #[must_use]
    pub fn tells_of(&self, whom: Whom, criterion: &Criterion) -> bool {
        match whom {
            Whom::Agency => true,
            Whom::Official => self.officials.criteria.contains(&criterion.number),
        }
    }
}

fn plus(one: Amount, other: Amount) -> Amount {
    one.plus(other).unwrap_or(one)
}
