//! Aggregates as they were when they were loaded last, so that a long history is read once.
//!
//! What is remembered is never believed: a load asks the log for what came after, and the expected
//! version of the append sees to it that no decision rests on less than all of it. And no personal
//! value is in it, since events have none: an erasure leaves nothing to forget here.

use std::any::type_name;
use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Aggregate;
use domain::agency_report::AgencyReport;
use domain::aid::Aid;
use domain::case::Case;
use domain::catalogue::Catalogue;
use domain::certificate::Certificate;
use domain::data_subject::DataSubject;
use domain::focal_point::FocalPoint;
use domain::organisation::Organisation;
use domain::slip::Slip;
use eventstore::Version;
use uuid::Uuid;

/// How much one generation of one kind of aggregate may take; there are two. What an aggregate takes
/// is taken to be what its events take in the log.
const GENERATION_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What is remembered of every kind of aggregate. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    cases: Shelf<Case>,
    subjects: Shelf<DataSubject>,
    certificates: Shelf<Certificate>,
    catalogues: Shelf<Catalogue>,
    slips: Shelf<Slip>,
    organisations: Shelf<Organisation>,
    focal_points: Shelf<FocalPoint>,
    agency_reports: Shelf<AgencyReport>,
    aid: Shelf<Aid>,
}

/// A kind of aggregate that is remembered.
pub(crate) trait Remembered: Aggregate + Clone {
    /// Where it is kept.
    fn shelf(memory: &Memory) -> &Shelf<Self>;
}

impl Remembered for Case {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.cases
    }
}

impl Remembered for DataSubject {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.subjects
    }
}

impl Remembered for Certificate {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.certificates
    }
}

impl Remembered for Catalogue {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.catalogues
    }
}

impl Remembered for Slip {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.slips
    }
}

impl Remembered for Organisation {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.organisations
    }
}

impl Remembered for FocalPoint {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.focal_points
    }
}

impl Remembered for AgencyReport {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.agency_reports
    }
}

impl Remembered for Aid {
    fn shelf(memory: &Memory) -> &Shelf<Self> {
        &memory.aid
    }
}

/// An aggregate as it was at a version.
#[derive(Debug)]
pub(crate) struct Kept<A> {
    pub(crate) state: Arc<A>,
    pub(crate) version: Version,
    bytes: usize,
}

impl<A> Clone for Kept<A> {
    fn clone(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
            version: self.version,
            bytes: self.bytes,
        }
    }
}

impl<A: Default> Default for Kept<A> {
    fn default() -> Self {
        Self {
            state: Arc::default(),
            version: Version(0),
            bytes: 0,
        }
    }
}

/// What came after a version of an aggregate.
#[derive(Debug)]
pub(crate) struct News<E> {
    pub(crate) events: Vec<E>,
    /// The version of the last.
    pub(crate) version: Version,
    pub(crate) bytes: usize,
}

/// The aggregates of one kind: those used lately, and those used before that.
pub(crate) struct Shelf<A>(Arc<Mutex<Generations<A>>>);

struct Generations<A> {
    recent: HashMap<Uuid, Kept<A>>,
    recent_bytes: usize,
    former: HashMap<Uuid, Kept<A>>,
}

impl<A: Aggregate + Clone> Shelf<A> {
    /// The aggregate as it was last, or as it is before anything happens.
    pub(crate) fn get(&self, id: Uuid) -> Kept<A> {
        self.with(|shelf| {
            let kept = shelf.recent.get(&id).or(shelf.former.get(&id));
            kept.cloned().unwrap_or_default()
        })
    }

    /// The aggregate after the news, which came after what was got; remembers it too.
    pub(crate) fn tell(&self, id: Uuid, mut got: Kept<A>, news: &News<A::Event>) -> Kept<A> {
        self.with(|shelf| {
            match shelf.take(id) {
                // Somebody else told more by now.
                Some(kept) if kept.version > got.version && kept.version >= news.version => {
                    shelf.keep(id, kept.clone());
                    return kept;
                }
                // Only one of the two is left, so that it can be changed without a copy.
                Some(kept) if kept.version == got.version => got = kept,
                Some(_) | None => (),
            }
            if got.version < news.version {
                let state = Arc::make_mut(&mut got.state);
                *state = news.events.iter().fold(mem::take(state), A::evolve);
                got.version = news.version;
                got.bytes += news.bytes;
            }
            if got.version > Version(0) {
                shelf.keep(id, got.clone());
            }
            got
        })
    }

    fn with<R>(&self, work: impl FnOnce(&mut Generations<A>) -> R) -> R {
        // Whoever panicked left at most a state too few.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<A> Generations<A> {
    fn take(&mut self, id: Uuid) -> Option<Kept<A>> {
        let recent = self.recent.remove(&id);
        if let Some(kept) = &recent {
            self.recent_bytes -= kept.bytes;
        }
        let former = self.former.remove(&id);
        recent.or(former)
    }

    fn keep(&mut self, id: Uuid, kept: Kept<A>) {
        self.take(id);
        if self.recent_bytes + kept.bytes > GENERATION_BYTES_MAX {
            self.former = mem::take(&mut self.recent);
            self.recent_bytes = 0;
        }
        if kept.bytes <= GENERATION_BYTES_MAX {
            self.recent_bytes += kept.bytes;
            self.recent.insert(id, kept);
        }
    }
}

impl<A> Clone for Shelf<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A> Default for Shelf<A> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Generations {
            recent: HashMap::new(),
            recent_bytes: 0,
            former: HashMap::new(),
        })))
    }
}

impl<A> fmt::Debug for Shelf<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(type_name::<A>())
    }
}

#[cfg(test)]
mod tests {
    use domain::dossier_book::{DossierBook, DossierBookEvent};
    use domain::{CaseId, DossierCode};
    use time::macros::date;

    use super::*;

    fn assigned(numbers: std::ops::RangeInclusive<usize>, bytes: usize) -> News<DossierBookEvent> {
        let version = Version(i64::try_from(*numbers.end()).unwrap());
        let events = numbers.map(|n| DossierBookEvent::CodeAssigned {
            case: CaseId(Uuid::from_u128(n as u128)),
            code: DossierCode::new("G01", date!(2026 - 03 - 02), n),
        });
        News {
            events: events.collect(),
            version,
            bytes,
        }
    }

    fn has(kept: &Kept<DossierBook>, n: u128) -> bool {
        kept.state.code_of(CaseId(Uuid::from_u128(n))).is_some()
    }

    #[test]
    fn what_was_told_is_remembered_and_added_to() {
        let (shelf, id) = (Shelf::<DossierBook>::default(), Uuid::from_u128(1));
        let new = shelf.get(id);
        assert_eq!(new.version, Version(0));
        shelf.tell(id, new, &assigned(1..=2, 10));
        let got = shelf.get(id);
        assert_eq!((got.version, has(&got, 2)), (Version(2), true));
        let after = shelf.tell(id, got, &assigned(3..=3, 10));
        assert_eq!((after.version, has(&after, 3)), (Version(3), true));
    }

    #[test]
    fn what_two_loads_tell_at_once_is_told_once() {
        let (shelf, id) = (Shelf::<DossierBook>::default(), Uuid::from_u128(1));
        let (slow, quick) = (shelf.get(id), shelf.get(id));
        shelf.tell(id, quick, &assigned(1..=3, 10));
        // The slow one read less, and gets more.
        let got = shelf.tell(id, slow, &assigned(1..=2, 10));
        assert_eq!((got.version, has(&got, 3)), (Version(3), true));
        // Another one read from further back than what is kept, and to beyond it.
        let late = shelf.tell(id, Kept::default(), &assigned(1..=4, 10));
        assert_eq!((late.version, has(&late, 4)), (Version(4), true));
    }

    #[test]
    fn memory_is_bounded() {
        let shelf = Shelf::<DossierBook>::default();
        let large = GENERATION_BYTES_MAX / 2;
        for n in 1..=9 {
            let id = Uuid::from_u128(n);
            shelf.tell(id, shelf.get(id), &assigned(1..=1, large));
        }
        let kept = (1..=9).filter(|n| shelf.get(Uuid::from_u128(*n)).version > Version(0));
        assert_eq!(kept.collect::<Vec<_>>(), [7, 8, 9]);
        let id = Uuid::from_u128(10);
        shelf.tell(
            id,
            shelf.get(id),
            &assigned(1..=1, GENERATION_BYTES_MAX + 1),
        );
        assert_eq!(shelf.get(id).version, Version(0));
    }
}
