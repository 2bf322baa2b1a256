//! Who acts: applicants, the officers of the receiver and the decider, those of consulted bodies.

use domain::law::Rules;
use domain::{Acting, ActorId, AgencyId, Calendar, Law, Party};
use time::OffsetDateTime;

use super::DEMO;
use super::chance::Chance;
use super::organisation::Organisation;
use crate::clock::derived_id;

/// How many officers the receiver has who process cases.
const RECEIVER_OFFICERS: u32 = 14;

/// How many officers the decider has.
const DECIDER_OFFICERS: u32 = 8;

/// How many people stand at the receiver's desk.
const DESK_CLERKS: u32 = 3;

/// The law of the scenario, and the people who act under it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cast<'a> {
    pub(super) law: &'a Law,
    pub(super) rules: &'a Rules,
    pub(super) calendar: &'a Calendar,
}

impl Cast<'_> {
    /// Whoever speaks for the organisation itself.
    pub(super) fn applicant(organisation: &Organisation, at: OffsetDateTime) -> Acting {
        Acting {
            actor: organisation.applicant,
            party: Party::Applicant,
            at,
        }
    }

    /// Somebody at the receiver's desk.
    pub(super) fn clerk(&self, chance: &mut Chance, at: OffsetDateTime) -> Acting {
        let number = chance.below(DESK_CLERKS);
        self.officer(&self.rules.receiver, "clerk", number, at)
    }

    /// The receiver's officer who processes a case.
    pub(super) fn receiver(&self, number: u32, at: OffsetDateTime) -> Acting {
        self.officer(&self.rules.receiver, "officer", number, at)
    }

    /// The decider's officer who has a case.
    pub(super) fn decider(&self, number: u32, at: OffsetDateTime) -> Acting {
        self.officer(&self.rules.decider, "officer", number, at)
    }

    /// Whoever speaks for a body that was asked: itself, or its successor.
    pub(super) fn consultee(&self, asked: &AgencyId, at: OffsetDateTime) -> Acting {
        self.officer(asked, "officer", 0, at)
    }

    /// A number of one of the receiver's officers, and of one of the decider's.
    pub(super) fn hands(chance: &mut Chance) -> (u32, u32) {
        (
            chance.below(RECEIVER_OFFICERS),
            chance.below(DECIDER_OFFICERS),
        )
    }

    pub(super) fn officer(
        &self,
        agency: &AgencyId,
        post: &str,
        number: u32,
        at: OffsetDateTime,
    ) -> Acting {
        let today = self.calendar.day_of(at);
        let holder = self.law.holder_on(agency, today).map(|it| it.id.clone());
        let agency = holder.unwrap_or_else(|| agency.clone());
        Acting {
            actor: ActorId(derived_id(DEMO, &format!("{agency}/{post}/{number}"))),
            party: Party::Agency(agency),
            at,
        }
    }
}
