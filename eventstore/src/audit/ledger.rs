//! Checking a log while it streams by: its documents, and the hashes they should have.

use std::collections::VecDeque;

use super::course::Course;
use super::difference::{WINDOW, difference};
use super::document::Said;
use super::sequence::{Misfit, Missing, Sequence};
use super::{Fault, Wrong};
use crate::checkpoint::Checkpoint;
use crate::merkle::{Frontier, Hash, leaf_hash};

/// What to check a log with.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// What the events call their log; any name will do if none is given.
    pub origin: Option<String>,
    /// The tree over what comes before the first document. A checkpoint after it proves it, too.
    pub before: Frontier,
    /// How many events the largest checkpoint covers.
    pub covered: u64,
    /// Up to which event the hash that each document should have will be told; 0 where none is.
    pub hashed: u64,
}

/// A check that goes on. It keeps the right edge of a tree, a version for each stream, and a window
/// of hashes once something is wrong.
#[derive(Debug)]
pub struct Ledger {
    course: Course,
    sequence: Sequence,
    covered: u64,
    hashed: u64,
    /// Hashes that were told and found, and not compared yet; once something is wrong, from there on.
    expected: VecDeque<Hash>,
    found: VecDeque<Hash>,
    suspect: Option<Suspect>,
}

/// Something is wrong; what follows will tell what.
#[derive(Debug)]
struct Suspect {
    fault: Fault,
    missing: Option<Missing>,
    /// Whether what is missing came after all.
    came: bool,
    looked_at: usize,
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How many events there were, with those before the first.
    pub size: u64,
    /// Up to where the events are those that were signed.
    pub proven: u64,
    /// The root over all of them; that of those before the fault, if there is one.
    pub root: Hash,
    /// The first thing that is wrong, if any.
    pub fault: Option<Fault>,
}

impl Ledger {
    /// A check that begins.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        let midway = terms.before.size() > 0;
        Self {
            course: Course::new(terms.before),
            sequence: Sequence::new(terms.origin, midway),
            covered: terms.covered,
            hashed: terms.hashed,
            expected: VecDeque::new(),
            found: VecDeque::new(),
            suspect: None,
        }
    }

    /// Says which checkpoints come next, the smallest first.
    pub fn announce(&mut self, checkpoints: impl IntoIterator<Item = Checkpoint>) {
        self.course.announce(checkpoints);
    }

    /// Whether it is past all checkpoints that it was told of.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.course.is_past()
    }

    /// Tells the hash that the next document should have, which counts for nothing where hashes were
    /// not announced. When the documents have ended, go on
    /// telling as long as [`Ledger::wants_hashes`].
    pub fn expect(&mut self, hash: Hash) {
        if self.hashed > 0 && self.expected.len() < WINDOW {
            self.expected.push_back(hash);
        }
    }

    /// Takes the next document.
    pub fn take(&mut self, document: &[u8]) {
        let hash = leaf_hash(document);
        if let Some(suspect) = &mut self.suspect {
            suspect.look_at(document);
            if self.found.len() < WINDOW {
                self.found.push_back(hash);
            }
            return;
        }
        let position = self.size() + 1;
        if let Some(expected) = self.expected.pop_front()
            && expected != hash
        {
            self.expected.push_front(expected);
            self.found.push_back(hash);
            self.suspect(Fault::at(position, Wrong::Edited), None);
            return;
        }
        if let Err(astray) = self.course.push(hash) {
            let fault = Fault {
                first: astray.proven + 1,
                last: astray.size,
                what: Wrong::Changed,
            };
            self.suspect(fault, None);
        } else if let Err(misfit) = self.check(document) {
            // What a checkpoint covers that was passed is all there.
            let after = misfit.after.map(|it| it.max(self.course.proven()) + 1);
            let fault = Fault {
                first: after.unwrap_or(position),
                last: position,
                what: misfit.wrong,
            };
            self.suspect(fault, misfit.missing);
        }
    }

    /// Says what is known to be wrong from elsewhere, at the document that was taken last or, with
    /// `Wrong::Removed`, at the one that should come next.
    pub fn reject(&mut self, wrong: Wrong) {
        let next = u64::from(wrong == Wrong::Removed);
        if self.suspect.is_none() {
            self.suspect(Fault::at(self.size() + next, wrong), None);
        }
    }

    /// Whether it has been told the hash of the next document, which then says more than anything.
    #[must_use]
    pub fn expects_next(&self) -> bool {
        !self.expected.is_empty()
    }

    /// Whether something is wrong.
    #[must_use]
    pub fn is_suspicious(&self) -> bool {
        self.suspect.is_some()
    }

    /// Whether it is known what is wrong, so that nothing that follows matters.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.suspect
            .as_ref()
            .is_some_and(|it| it.looked_at >= WINDOW)
    }

    /// Whether more hashes would help, though there are no more documents.
    #[must_use]
    pub fn wants_hashes(&self) -> bool {
        self.hashed > 0 && self.suspect.is_some() && self.expected.len() < WINDOW
    }

    /// How many events were right, with those before the first.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.course.tree().size()
    }

    /// Ends the check: nothing follows.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        let (size, root) = (self.size(), self.course.tree().root());
        let proven = self.course.proven();
        let fault = match self.suspect.take() {
            Some(suspect) => Some(self.judge(suspect)),
            None if size < self.covered => {
                let since = (self.hashed <= size).then_some(proven);
                Some(Fault::at(size + 1, Wrong::CutOff { since }))
            }
            None if size > self.covered => Some(Fault::at(self.covered + 1, Wrong::Uncovered)),
            None => None,
        };
        Outcome {
            size,
            proven,
            root,
            fault,
        }
    }

    fn check(&mut self, document: &[u8]) -> Result<(), Misfit> {
        let position = self.size();
        self.sequence.take(position, &Said::read(document)?)
    }

    fn suspect(&mut self, fault: Fault, missing: Option<Missing>) {
        self.suspect = Some(Suspect {
            fault,
            missing,
            came: false,
            looked_at: 0,
        });
    }

    /// Says what is wrong, now that it is known what follows.
    fn judge(&mut self, suspect: Suspect) -> Fault {
        let Suspect { mut fault, .. } = suspect;
        let differs = fault.what == Wrong::Edited && !self.expected.is_empty();
        if differs {
            let (expected, found) = (
                self.expected.make_contiguous(),
                self.found.make_contiguous(),
            );
            fault.what = difference(expected, found);
        } else if suspect.came {
            fault.what = Wrong::Reordered;
        }
        fault
    }
}

impl Suspect {
    /// Looks whether what is missing comes after all.
    fn look_at(&mut self, document: &[u8]) {
        self.looked_at += 1;
        if let Some(missing) = self.missing
            && !self.came
        {
            self.came = Said::read(document).is_ok_and(|it| missing.is(&it));
        }
    }
}
