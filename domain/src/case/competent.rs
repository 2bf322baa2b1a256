//! Who takes a case in and who decides on it, as it stands.

use time::OffsetDateTime;

use super::Case;
use super::state::calendar;
use crate::Law;
use crate::law::Competent;

impl Case {
    /// Who is competent for the case at the moment; nobody before it is filed and when it is closed.
    #[must_use]
    pub fn competent(&self, at: OffsetDateTime, law: &Law) -> Option<Competent> {
        let dossier = self.dossier()?;
        let rules = dossier.rules(law).ok()?;
        let calendar = calendar(law, rules).ok()?;
        Some(law.competent(rules, &dossier.particulars, calendar.day_of(at)))
    }
}
