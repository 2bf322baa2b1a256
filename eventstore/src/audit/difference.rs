//! What became of a row of events, told from the hashes that were expected and found.

use std::collections::HashSet;

use super::Wrong;
use crate::merkle::Hash;

/// How far to look for an event that is not where it should be.
pub(super) const WINDOW: usize = 4_096;

/// What is wrong with the first of those found, which is not the first of those expected.
pub(super) fn difference(expected: &[Hash], found: &[Hash]) -> Wrong {
    let (Some(due), Some(here)) = (expected.first(), found.first()) else {
        return Wrong::Edited;
    };
    let due_comes = found.contains(due);
    let here_is_due = expected.contains(here);
    match (due_comes, here_is_due) {
        (false, false) => edited_or_more(expected, found),
        (false, true) => Wrong::Removed,
        (true, false) => Wrong::Inserted,
        (true, true) => moved_or_more(expected, found),
    }
}

/// Neither is anywhere else. If all that follows has moved, more happened than an edit of one event.
fn edited_or_more(expected: &[Hash], found: &[Hash]) -> Wrong {
    match (expected.get(1), found.get(1)) {
        (Some(next), Some(after)) if next != after && found.contains(next) => Wrong::Inserted,
        (Some(next), Some(after)) if next != after && expected.contains(after) => Wrong::Removed,
        (Some(_) | None, Some(_) | None) => Wrong::Edited,
    }
}

/// Both are elsewhere, too: moved, unless one of them is there twice.
fn moved_or_more(expected: &[Hash], found: &[Hash]) -> Wrong {
    let wanted: HashSet<&Hash> = expected.iter().collect();
    let twice = found.len() > 1 && {
        let mut seen = HashSet::new();
        found
            .iter()
            .filter(|it| wanted.contains(it))
            .any(|it| !seen.insert(it))
    };
    if twice {
        Wrong::Inserted
    } else {
        Wrong::Reordered
    }
}
