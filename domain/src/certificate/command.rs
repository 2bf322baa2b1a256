//! What can be asked of a certificate.

use time::Date;

use super::{DutyNamed, Founded, Standing};
use crate::case::{CertificateChange, CertificateTerms, holds};
use crate::{Acting, CaseId, Code, Law, PaperNumber, Party, ProcedureId, Role, SubjectId};

/// What someone asks of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateCommand {
    /// Issue it, as a case decided.
    Grant {
        /// The case in which it was granted.
        case: CaseId,
        /// What it says.
        terms: Box<CertificateTerms>,
    },
    /// Let become of it what a case decided.
    Change {
        /// The case in which that was decided.
        case: CaseId,
        /// What becomes of it.
        change: CertificateChange,
    },
    /// Let it pass to the organisation that its holder was merged into.
    Pass {
        /// Which one that is.
        to: SubjectId,
    },
    /// Let it end, its last day having passed.
    Expire {
        /// The day it is.
        today: Date,
    },
    /// Say that what was owed was done.
    FulfilDuty {
        /// What.
        named: Box<DutyNamed>,
        /// On which day.
        on: Date,
    },
    /// Say that what was owed need not be done.
    WaiveDuty {
        /// What.
        named: Box<DutyNamed>,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// Note that an extension was applied for, in time.
    NoteRenewal {
        /// From what the duties are counted.
        founded: Founded,
    },
    /// Note what was owed by a day that has passed.
    NoteMissedDuties {
        /// From what the duties are counted.
        founded: Founded,
    },
}

impl CertificateCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CertificateCommand::Grant { .. } => "grant_certificate",
            CertificateCommand::Change { .. } => "change_certificate",
            CertificateCommand::Pass { .. } => "pass_certificate",
            CertificateCommand::Expire { .. } => "expire_certificate",
            CertificateCommand::FulfilDuty { .. } => "fulfil_duty",
            CertificateCommand::WaiveDuty { .. } => "waive_duty",
            CertificateCommand::NoteRenewal { .. } => "note_renewal",
            CertificateCommand::NoteMissedDuties { .. } => "note_missed_duties",
        }
    }
}

impl CertificateCommand {
    /// From what is counted what it is about, where it is about a duty.
    #[must_use]
    pub fn founded(&self) -> Option<&Founded> {
        match self {
            CertificateCommand::FulfilDuty { named, .. }
            | CertificateCommand::WaiveDuty { named, .. } => Some(&named.founded),
            CertificateCommand::NoteMissedDuties { founded }
            | CertificateCommand::NoteRenewal { founded } => Some(founded),
            CertificateCommand::Grant { .. }
            | CertificateCommand::Change { .. }
            | CertificateCommand::Pass { .. }
            | CertificateCommand::Expire { .. } => None,
        }
    }

    /// The part that somebody plays who sends it: under the procedure that its duties are counted
    /// from.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law) -> Role {
        match by.party {
            Party::Applicant => return Role::Applicant,
            Party::System => return Role::System,
            Party::Agency(_) => (),
        }
        let Some((rules, _)) = self.founded().and_then(|it| it.rules(law).ok()) else {
            return Role::Outsider;
        };
        if holds(law, rules, &rules.receiver, by) {
            Role::Receiver
        } else if holds(law, rules, &rules.decider, by) {
            Role::Decider
        } else {
            Role::Outsider
        }
    }
}

fn one_of(roles: &[Role]) -> String {
    let names: Vec<_> = roles.iter().map(|it| it.name()).collect();
    names.join(" or the ")
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRejection {
    /// A certificate is issued once.
    #[error("the certificate has already been issued")]
    AlreadyGranted,
    /// There is no such certificate.
    #[error("there is no such certificate")]
    NotGranted,
    /// A certificate that stands like this cannot become that.
    #[error("the certificate is {}, so this cannot become of it", standing.name())]
    NotLikeThat {
        /// How it stands.
        standing: Standing,
    },
    /// It is still valid.
    #[error("the certificate is valid until {valid_until}")]
    StillValid {
        /// Its last day.
        valid_until: Date,
    },
    /// Nothing of that name is owed by that day.
    #[error("{duty} is not owed under this certificate by {due}")]
    NotOwed {
        /// Which duty.
        duty: Code,
        /// By when.
        due: Date,
    },
    /// It was done, or need not be.
    #[error("{duty}, owed by {due}, is settled already")]
    AlreadySettled {
        /// Which duty.
        duty: Code,
        /// By when.
        due: Date,
    },
    /// What was done was done already.
    #[error("it is {today}; what will be done is not done yet")]
    NotYet {
        /// The day it is.
        today: Date,
    },
    /// Nothing was owed under it before it was issued.
    #[error("the certificate was issued on {issued}; nothing was owed under it before")]
    BeforeIssue {
        /// The day on which it was issued.
        issued: Date,
    },
    /// The catalogue does not say what is owed.
    #[error("the catalogue has no rules of {procedure} in the version of this certificate")]
    NoRules {
        /// The procedure under which it was granted.
        procedure: ProcedureId,
    },
    /// Not everybody may do this.
    #[error("only the {} may do this", one_of(needed))]
    NotAllowed {
        /// Who may: each of these.
        needed: &'static [Role],
    },
}
