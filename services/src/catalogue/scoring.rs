//! What may be wrong with a way of scoring dossiers.

use std::collections::BTreeSet;

use domain::law::{Band, Criterion, ScoreClass, Scoring};
use domain::money::Amount;

use super::entry::Entry;
use super::entry::Step::{self, Item, Key};
use super::{CatalogueFault, Entries, Fault, ScoringFault, versions};

pub(super) fn check(entries: &Entries<'_>, faults: &mut Vec<CatalogueFault>) {
    versions::check(&entries.scorings, faults);
    for entry in &entries.scorings {
        nothing_is_empty(entry, faults);
        numbers(entry, faults);
        for (at, criterion) in entry.value.criteria.iter().enumerate() {
            let path = [Key("criteria"), Item(at), Key("bands")];
            bands(entry, criterion, &path, faults);
        }
        classes(entry, &entry.value.agencies, &[Key("agencies")], faults);
        let path = [Key("officials"), Key("classes")];
        classes(entry, &entry.value.officials.classes, &path, faults);
    }
}

fn nothing_is_empty(entry: &Entry<'_, Scoring>, faults: &mut Vec<CatalogueFault>) {
    let scoring = &entry.value;
    let officials = &scoring.officials;
    let of_agencies = [
        ("criteria", scoring.criteria.is_empty()),
        ("outcomes", scoring.outcomes.is_empty()),
        ("periods", scoring.periods.is_empty()),
    ];
    for (what, _) in of_agencies.into_iter().filter(|it| it.1) {
        faults.extend(entry.fault_at(&[Key(what)], Fault::Empty { what }));
    }
    let of_officials = [
        ("criteria", officials.criteria.is_empty()),
        ("periods", officials.periods.is_empty()),
    ];
    for (what, _) in of_officials.into_iter().filter(|it| it.1) {
        let path = [Key("officials"), Key(what)];
        faults.extend(entry.fault_at(&path, Fault::Empty { what }));
    }
}

/// Each number is that of one criterion, and officials are scored by criteria that there are.
fn numbers(entry: &Entry<'_, Scoring>, faults: &mut Vec<CatalogueFault>) {
    let mut seen = BTreeSet::new();
    for (at, criterion) in entry.value.criteria.iter().enumerate() {
        let number = criterion.number.as_str();
        if !seen.insert(number) {
            let number = number.to_owned();
            let path = [Key("criteria"), Item(at), Key("number")];
            faults.extend(entry.fault_at(&path, ScoringFault::CriterionTwice { number }));
        }
    }
    for (at, number) in entry.value.officials.criteria.iter().enumerate() {
        if !seen.contains(number.as_str()) && !entry.is_mended(&[Key("criteria")]) {
            let number = number.clone();
            let path = [Key("officials"), Key("criteria"), Item(at)];
            faults.extend(entry.fault_at(&path, ScoringFault::UnknownCriterion { number }));
        }
    }
}

/// Every value that there can be gives points, and gives them once.
fn bands(
    entry: &Entry<'_, Scoring>,
    criterion: &Criterion,
    path: &[Step],
    faults: &mut Vec<CatalogueFault>,
) {
    if criterion.bands.is_empty() {
        if criterion.not_recorded().is_none() {
            let what = "bands";
            faults.extend(entry.fault_at(path, Fault::Empty { what }));
        }
        return;
    }
    let (lowest, highest) = criterion.measure.values();
    // No whole number is between a bound and the next.
    let after = |it: Option<i64>| it.map(|it| it.saturating_add(1));
    let row = |it: &Band| (Reach::from(it.from), Reach::below(after(it.to)));
    let rows: Vec<_> = criterion.bands.iter().map(row).collect();
    let all = (Reach::from(lowest), Reach::below(after(highest)));
    tell(entry, path, seams(&rows, all, value), faults);
}

/// Every sum has a class, and one only.
fn classes(
    entry: &Entry<'_, Scoring>,
    classes: &[ScoreClass],
    path: &[Step],
    faults: &mut Vec<CatalogueFault>,
) {
    if classes.is_empty() {
        let what = "the list of classes";
        faults.extend(entry.fault_at(path, Fault::Empty { what }));
        return;
    }
    let row = |it: &ScoreClass| (Reach::from(it.from), Reach::below(it.below));
    let rows: Vec<_> = classes.iter().map(row).collect();
    let all = (Reach::To(Amount::ZERO), Reach::End);
    tell(entry, path, seams(&rows, all, sum), faults);
}

fn tell(
    entry: &Entry<'_, Scoring>,
    path: &[Step],
    seams: Vec<(usize, ScoringFault)>,
    faults: &mut Vec<CatalogueFault>,
) {
    for (at, fault) in seams {
        let path = [path, &[Item(at)]].concat();
        faults.extend(entry.fault_at(&path, fault));
    }
}

/// How far something reaches: to before everything, to a bound, or over everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach<T> {
    Start,
    To(T),
    End,
}

impl<T> Reach<T> {
    fn from(bound: Option<T>) -> Self {
        bound.map_or(Self::Start, Self::To)
    }

    fn below(bound: Option<T>) -> Self {
        bound.map_or(Self::End, Self::To)
    }
}

/// What begins with the one and ends before the other.
type Row<T> = (Reach<T>, Reach<T>);

/// Where rows do not follow on one another or do not reach from end to end, each with the number of the
/// row at which that shows.
fn seams<T: Ord + Copy>(
    rows: &[Row<T>],
    all: Row<T>,
    told: impl Fn(Row<T>) -> String,
) -> Vec<(usize, ScoringFault)> {
    let reversed: Vec<_> = (rows.iter().enumerate())
        .filter(|(_, row)| row.1 <= row.0)
        .map(|(at, row)| (at, ScoringFault::BoundsReversed { what: told(*row) }))
        .collect();
    if !reversed.is_empty() {
        return reversed;
    }
    let mut order: Vec<_> = rows.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, row)| *row);
    let mut found = vec![];
    // What begins before everything that there can be overlaps with nothing.
    let mut reached = all.0;
    for (number, (at, row)) in order.iter().enumerate() {
        if row.0 > reached {
            let what = told((reached, row.0));
            found.push((*at, ScoringFault::BoundsGap { what }));
        } else if number > 0 && row.0 < reached {
            let what = told((row.0, row.1.min(reached)));
            found.push((*at, ScoringFault::BoundsOverlap { what }));
        }
        reached = reached.max(row.1);
    }
    if let Some((at, _)) = order.last().filter(|_| reached < all.1) {
        let what = told((reached, all.1));
        found.push((*at, ScoringFault::BoundsGap { what }));
    }
    found
}

fn value((from, below): Row<i64>) -> String {
    match (from, below) {
        (Reach::To(from), Reach::To(below)) if from.saturating_add(1) == below => {
            format!("the value {from}")
        }
        (Reach::To(from), Reach::To(below)) => {
            format!("a value from {from} to {}", below.saturating_sub(1))
        }
        (Reach::To(from), Reach::Start | Reach::End) => format!("a value from {from} on"),
        (Reach::Start | Reach::End, Reach::To(below)) => {
            format!("a value up to {}", below.saturating_sub(1))
        }
        (Reach::Start | Reach::End, Reach::Start | Reach::End) => "any value".to_owned(),
    }
}

fn sum((from, below): Row<Amount>) -> String {
    match (from, below) {
        (Reach::To(from), Reach::To(below)) => format!("a sum from {from} and below {below}"),
        (Reach::To(from), Reach::Start | Reach::End) => format!("a sum from {from} on"),
        (Reach::Start | Reach::End, Reach::To(below)) => format!("a sum below {below}"),
        (Reach::Start | Reach::End, Reach::Start | Reach::End) => "any sum".to_owned(),
    }
}
