//! Chance that falls the same way every time, on every machine.

use uuid::Uuid;

use super::DEMO;
use crate::clock::derived_id;

/// Draws numbers that follow from a seed and a name (`SplitMix64`, in integers only).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// Of its own for each thing, so that a change of one leaves all others as they were.
    pub(super) fn of(seed: u64, what: &str, number: u32) -> Self {
        Self::from_id(derived_id(DEMO, &format!("{seed}/{what}/{number}")))
    }

    fn from_id(id: Uuid) -> Self {
        Self(id.as_u64_pair().0)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the limit; 0 where there is none.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        let drawn = (u128::from(self.next()) * u128::from(limit)) >> 64;
        u32::try_from(drawn).unwrap_or_default()
    }

    /// A number in the range, both ends included.
    pub(super) fn between(&mut self, from: u32, through: u32) -> u32 {
        from + self.below(through.saturating_sub(from) + 1)
    }

    /// True in so many of a hundred draws.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of them, each as likely as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, choices: &'a [(u32, T)]) -> &'a T {
        let sum = choices.iter().map(|it| it.0).sum();
        let mut drawn = self.below(sum);
        for (weight, choice) in choices {
            if drawn < *weight {
                return choice;
            }
            drawn -= weight;
        }
        &choices[0].1
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let length = u32::try_from(of.len()).unwrap_or(u32::MAX);
        &of[self.below(length) as usize]
    }

    /// So many of them, in their order.
    pub(super) fn some<T: Clone>(&mut self, of: &[T], count: u32) -> Vec<T> {
        let mut left = count.min(u32::try_from(of.len()).unwrap_or(u32::MAX));
        let mut chosen = vec![];
        for (index, item) in of.iter().enumerate() {
            let remaining = u32::try_from(of.len() - index).unwrap_or(u32::MAX);
            if self.below(remaining) < left {
                chosen.push(item.clone());
                left -= 1;
            }
        }
        chosen
    }
}
