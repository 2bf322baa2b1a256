//! How far streams had come when they were last seen, in bounded memory.

use std::collections::HashMap;
use std::mem;

use uuid::Uuid;

use crate::Version;

/// The most streams that one generation remembers; there are two.
const GENERATION_STREAMS_MAX: usize = 64 * 1024;

/// What the writer knows of streams without asking.
///
/// Versions only grow, so what is remembered stays true as "at least this version", whatever other
/// processes append, and need never be taken back.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// Those seen lately, and those seen before that: when the first are many, the second go.
    recent: HashMap<Uuid, Version>,
    former: HashMap<Uuid, Version>,
}

impl Heads {
    /// The version that a stream has at least, if anything is known of it.
    pub(super) fn at_least(&self, stream: Uuid) -> Option<Version> {
        let known = self.recent.get(&stream).or(self.former.get(&stream));
        known.copied()
    }

    /// Remembers a version that a stream is known to have.
    pub(super) fn saw(&mut self, stream: Uuid, version: Version) {
        let known = self.at_least(stream);
        if self.recent.len() >= GENERATION_STREAMS_MAX {
            self.former = mem::take(&mut self.recent);
        }
        self.recent
            .insert(stream, known.map_or(version, |it| it.max(version)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_never_taken_back() {
        let (mut heads, stream) = (Heads::default(), Uuid::from_u128(1));
        assert_eq!(heads.at_least(stream), None);
        heads.saw(stream, Version(3));
        heads.saw(stream, Version(2));
        assert_eq!(heads.at_least(stream), Some(Version(3)));
    }

    #[test]
    fn memory_is_bounded_and_what_is_used_stays() {
        let (mut heads, used) = (Heads::default(), Uuid::from_u128(0));
        for n in 1..=3 * GENERATION_STREAMS_MAX {
            heads.saw(used, Version(1));
            heads.saw(Uuid::from_u128(n as u128), Version(1));
            assert!(heads.recent.len() <= GENERATION_STREAMS_MAX);
        }
        assert_eq!(heads.at_least(used), Some(Version(1)));
        assert_eq!(heads.at_least(Uuid::from_u128(1)), None);
    }
}
