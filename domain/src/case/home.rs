//! Where an applicant is at home, and until when it is registered there.

use time::Date;

use super::{Dossier, Particulars, Submission};
use crate::Country;
use crate::law::{Effect, Rules};

/// Why a dossier is not taken because of where its applicant is at home.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HomeFault {
    /// Nobody from that country may file.
    #[error("the procedure is not for applicants that were founded in {home}")]
    NotThere {
        /// The country that was named.
        home: Country,
    },
    /// What is to be extended would not last longer: it ends with the registration at home.
    #[error(
        "the registration at home ends on {ends}, and the certificate lasts until {until} already"
    )]
    EndsFirst {
        /// The last day of the registration, as it was said last.
        ends: Date,
        /// The last day of the certificate.
        until: Date,
    },
}

impl Dossier {
    /// The last day of the applicant's registration at home: as the dossier says it, or else as it
    /// stands with the certificate that the case is about.
    pub(super) fn registered_at_home_until(&self) -> Option<Date> {
        let held = self.particulars.holding.as_ref();
        let held = held.and_then(|it| it.home_registration_until);
        self.home_registration_until.or(held)
    }
}

impl Particulars {
    /// The applicant is at home where the procedure has its applicants. Who does not say where, is not
    /// refused for it.
    pub(super) fn at_home(&self, rules: &Rules) -> Result<(), HomeFault> {
        let refused = self.home.filter(|it| !rules.is_open_to(*it));
        refused.map_or(Ok(()), |home| Err(HomeFault::NotThere { home }))
    }
}

impl Submission {
    /// Whoever is registered at home for no longer than the certificate lasts is told at the desk, and
    /// not by the decision: a dossier cannot say it afterwards.
    pub(super) fn can_be_extended(&self, rules: &Rules) -> Result<(), HomeFault> {
        let Some(held) = &self.particulars.holding else {
            return Ok(());
        };
        let until = held.valid_until;
        let known = self
            .home_registration_until
            .or(held.home_registration_until);
        let ends = known.filter(|it| rules.result.effect == Effect::Extend && *it <= until);
        ends.map_or(Ok(()), |ends| Err(HomeFault::EndsFirst { ends, until }))
    }
}
