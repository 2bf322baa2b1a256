//! Who plays which part in a case, and in whose hands it is.

use super::state::{calendar, holds};
use super::{Case, Clock, Particulars, Process};
use crate::law::Rules;
use crate::{Acting, AgencyId, Law, Party, Role};

impl Case {
    /// The part that somebody plays in this case as it stands. Before a dossier is filed nobody
    /// but the applicant has a part, and when it is closed none is left: whoever files is asked
    /// about after the command, everybody else before it.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law) -> Role {
        let agency = match &by.party {
            Party::Applicant => return Role::Applicant,
            Party::System => return Role::System,
            Party::Agency(agency) => agency,
        };
        let rules = |of: fn(&Rules, &Particulars) -> AgencyId| {
            self.dossier().is_some_and(|it| {
                let rules = it.rules(law);
                rules.is_ok_and(|rules| holds(law, rules, &of(rules, &it.particulars), by))
            })
        };
        if rules(|rules, of| rules.receiver_of(of).clone()) {
            Role::Receiver
        } else if rules(|rules, of| rules.decider_of(of).clone()) {
            Role::Decider
        } else if self.consults(agency, by, law) {
            Role::Consultee
        } else {
            Role::Outsider
        }
    }

    /// The part of the body in whose hands the case is, and which answers for it; nobody's before a
    /// dossier is filed and after the end.
    ///
    /// The receiver has it until whoever decides has all it needs, and again when there is a decision
    /// to hand over.
    #[must_use]
    pub fn in_hands_of(&self) -> Option<Role> {
        match self {
            Case::Intake(dossier) if dossier.clocks.get(&Clock::Decision).is_some() => {
                Some(Role::Decider)
            }
            Case::InProcess(process) if process.is_with_decider() => Some(Role::Decider),
            Case::Intake(_) | Case::InProcess(_) | Case::Decided(_) | Case::Returned(_) => {
                Some(Role::Receiver)
            }
            Case::Unfiled | Case::Closed(_) | Case::Recorded { .. } => None,
        }
    }

    fn consults(&self, agency: &AgencyId, by: &Acting, law: &Law) -> bool {
        let Case::InProcess(process) = self else {
            return false;
        };
        let calendar = (process.dossier.rules(law)).and_then(|it| calendar(law, it));
        calendar.is_ok_and(|it| {
            !process
                .spoken_for_by(agency, law, it.day_of(by.at))
                .is_empty()
        })
    }
}

impl Process {
    /// Whether the dossier was handed on to whoever decides, or is ripe for it without that.
    pub(super) fn is_with_decider(&self) -> bool {
        self.forwarded || self.dossier.clocks.get(&Clock::Decision).is_some()
    }
}
