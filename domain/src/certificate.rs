//! A certificate, from its issue to its end. It lives longer than the case that issued it.

mod command;
mod duties;
mod settling;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

pub use self::command::{CertificateCommand, CertificateRejection};
pub use self::duties::{Duties, DutyNamed, DutyState, Founded};
use crate::calendar::iso_date;
use crate::case::{CertificateChange, CertificateTerms, Holding};
use crate::law::{Effect, Procedure};
use crate::{Acting, Aggregate, CaseId, Code, Law, PaperNumber, Party, Role, SubjectId};

/// What happened to a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum CertificateEvent {
    /// It was issued.
    #[serde(rename = "certificate.granted.v1")]
    Granted {
        /// The case in which it was granted.
        case: CaseId,
        /// What it says.
        terms: Box<CertificateTerms>,
    },
    /// A case decided that something becomes of it.
    #[serde(rename = "certificate.changed.v1")]
    Changed {
        /// The case in which that was decided.
        case: CaseId,
        /// What became of it.
        change: CertificateChange,
    },
    /// Its last day has passed.
    #[serde(rename = "certificate.expired.v1")]
    Expired {},
    /// Its holder was merged into another organisation, which holds it from now on. What is printed
    /// on it stays until it is reissued.
    #[serde(rename = "certificate.passed.v1")]
    Passed {
        /// Who held it.
        from: SubjectId,
        /// Who holds it now.
        to: SubjectId,
    },
    /// What was owed under it was done.
    #[serde(rename = "certificate.duty_fulfilled.v1")]
    DutyFulfilled {
        /// Which duty.
        duty: Code,
        /// The day by which it was owed.
        #[serde(with = "iso_date")]
        due: Date,
        /// The day from which that was counted, by which it is known; none where the text names the
        /// day, and in what was stored before.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "iso_date::option"
        )]
        counted_from: Option<Date>,
        /// The day on which it was done.
        #[serde(with = "iso_date")]
        on: Date,
    },
    /// Somebody who may decided that what was owed need not be done.
    #[serde(rename = "certificate.duty_waived.v1")]
    DutyWaived {
        /// Which duty.
        duty: Code,
        /// The day by which it was owed.
        #[serde(with = "iso_date")]
        due: Date,
        /// The day from which that was counted, by which it is known; none where the text names the
        /// day, and in what was stored before.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "iso_date::option"
        )]
        counted_from: Option<Date>,
        /// The number of the decision.
        decision: PaperNumber,
    },
    /// The day passed by which something was owed, and nobody had done it.
    #[serde(rename = "certificate.duty_missed.v1")]
    DutyMissed {
        /// Which duty.
        duty: Code,
        /// The day by which it was owed.
        #[serde(with = "iso_date")]
        due: Date,
        /// The day from which that was counted, by which it is known; none where the text names the
        /// day, and in what was stored before.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "iso_date::option"
        )]
        counted_from: Option<Date>,
    },
}

/// Where a certificate stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Certificate {
    /// It does not exist.
    #[default]
    Unissued,
    /// It was issued.
    Issued {
        /// What it says.
        terms: Box<CertificateTerms>,
        /// How it stands.
        standing: Standing,
        /// What became of what was owed under it.
        duties: Duties,
    },
}

/// How an issued certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its holder may operate under it.
    Valid,
    /// Its holder has to stop for a while.
    Suspended,
    /// Its holder has to stop for a while, and its last day has passed as well.
    SuspendedExpired,
    /// Its last day has passed.
    Expired,
    /// It was taken away.
    Revoked,
    /// Its holder gave it up.
    Ended,
}

impl Standing {
    /// The name in read models.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Standing::Valid => "valid",
            Standing::Suspended | Standing::SuspendedExpired => "suspended",
            Standing::Expired => "expired",
            Standing::Revoked => "revoked",
            Standing::Ended => "ended",
        }
    }

    /// Whether nobody else of its holder's may have a certificate of the kind meanwhile.
    pub(crate) fn is_held(self) -> bool {
        matches!(self, Standing::Valid | Standing::Suspended)
    }

    /// How it stands when its last day has passed.
    fn after_the_last_day(self) -> Self {
        match self {
            Standing::Valid => Standing::Expired,
            Standing::Suspended => Standing::SuspendedExpired,
            Standing::SuspendedExpired
            | Standing::Expired
            | Standing::Revoked
            | Standing::Ended => self,
        }
    }

    /// How it stands after the change; nothing when that cannot become of it.
    fn after(self, change: &CertificateChange) -> Option<Self> {
        use CertificateChange as C;
        use Standing as S;

        match (self, change) {
            (S::Valid, C::Extended { .. } | C::Amended { .. } | C::Reissued { .. }) => {
                Some(S::Valid)
            }
            (S::Valid, C::Suspended { .. }) => Some(S::Suspended),
            // Working on with an expired certificate is a ground to suspend it
            // (Decree 58/2022 Art. 18).
            (S::Expired, C::Suspended { .. }) => Some(S::SuspendedExpired),
            (S::Suspended, C::Reactivated {}) => Some(S::Valid),
            (S::SuspendedExpired, C::Reactivated {}) => Some(S::Expired),
            (S::Valid | S::Suspended | S::SuspendedExpired | S::Expired, C::Revoked { .. }) => {
                Some(S::Revoked)
            }
            // A legacy certificate is converted on its expiry (Decree 58/2022 Art. 28.2).
            (S::Valid | S::Suspended | S::Expired, C::Ended {}) => Some(S::Ended),
            (S::Suspended | S::SuspendedExpired | S::Expired | S::Revoked | S::Ended, _)
            | (S::Valid, C::Reactivated {}) => None,
        }
    }
}

impl Aggregate for Certificate {
    const KIND: &'static str = "certificate";

    type Command = CertificateCommand;
    type Event = CertificateEvent;
    type Rejection = CertificateRejection;

    fn decide(
        &self,
        command: &CertificateCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CertificateEvent>, CertificateRejection> {
        use CertificateCommand::{
            Change, Expire, FulfilDuty, Grant, NoteMissedDuties, NoteRenewal, Pass, WaiveDuty,
        };

        let Certificate::Issued {
            terms, standing, ..
        } = self
        else {
            return match command {
                Grant { case, terms } => Ok(vec![CertificateEvent::Granted {
                    case: *case,
                    terms: terms.clone(),
                }]),
                Expire { .. } if by.party != Party::System => only_the_system(),
                Expire { .. }
                | Change { .. }
                | Pass { .. }
                | FulfilDuty { .. }
                | WaiveDuty { .. }
                | NoteRenewal { .. }
                | NoteMissedDuties { .. } => Err(CertificateRejection::NotGranted),
            };
        };
        match command {
            Grant { .. } => Err(CertificateRejection::AlreadyGranted),
            Change { case, change } => match standing.after(change) {
                Some(after) => {
                    let mut events = vec![CertificateEvent::Changed {
                        case: *case,
                        change: change.clone(),
                    }];
                    // Its last day passed meanwhile, and that is said again.
                    if after == Standing::Expired {
                        events.push(CertificateEvent::Expired {});
                    }
                    Ok(events)
                }
                None => Err(CertificateRejection::NotLikeThat {
                    standing: *standing,
                }),
            },
            Pass { to } if *to == terms.holder => Ok(vec![]),
            Pass { to } => Ok(vec![CertificateEvent::Passed {
                from: terms.holder,
                to: *to,
            }]),
            Expire { .. } if by.party != Party::System => only_the_system(),
            Expire { .. } if !standing.is_held() => Ok(vec![]),
            Expire { today } if *today <= terms.valid_until => {
                Err(CertificateRejection::StillValid {
                    valid_until: terms.valid_until,
                })
            }
            Expire { .. } => Ok(vec![CertificateEvent::Expired {}]),
            FulfilDuty { named, on } => self.fulfilled(named, *on, by, law),
            WaiveDuty { named, decision } => self.waived(named, decision, by, law),
            NoteRenewal { founded } => Ok(self.renewed(founded, by, law)),
            NoteMissedDuties { founded } => self.miss(founded, by, law),
        }
    }

    fn evolve(self, event: &CertificateEvent) -> Self {
        let (mut terms, mut standing, mut duties) = match (self, event) {
            (_, CertificateEvent::Granted { terms, .. }) => {
                (terms.clone(), Standing::Valid, Duties::default())
            }
            (
                Certificate::Issued {
                    terms,
                    standing,
                    duties,
                },
                _,
            ) => (terms, standing, duties),
            (Certificate::Unissued, _) => return Certificate::Unissued,
        };
        match event {
            CertificateEvent::Granted { .. } => (),
            CertificateEvent::Expired {} => standing = standing.after_the_last_day(),
            CertificateEvent::Changed { change, .. } => {
                *terms = terms.with(change);
                standing = standing.after(change).unwrap_or(standing);
            }
            CertificateEvent::Passed { to, .. } => terms.holder = *to,
            CertificateEvent::DutyFulfilled { .. }
            | CertificateEvent::DutyWaived { .. }
            | CertificateEvent::DutyMissed { .. } => duties.note(event),
        }
        Certificate::Issued {
            terms,
            standing,
            duties,
        }
    }
}

impl Certificate {
    /// Whether it keeps its holder from having another of its kind.
    #[must_use]
    pub fn holds_its_claim(&self) -> bool {
        matches!(self, Certificate::Issued { standing, .. } if standing.is_held())
    }

    /// The procedure under which certificates of its kind are issued: the newest version of it.
    #[must_use]
    pub fn issued_under<'a>(&self, law: &'a Law) -> Option<&'a Procedure> {
        let Certificate::Issued { terms, .. } = self else {
            return None;
        };
        let mut versions = law.procedures();
        versions.find(|it| {
            let result = it.rules().map(|it| &it.result);
            result.is_some_and(|it| it.effect == Effect::Issue && it.certificate == terms.kind)
        })
    }

    /// What a case has to know of it.
    #[must_use]
    pub fn holding(&self) -> Option<Holding> {
        match self {
            Certificate::Unissued => None,
            Certificate::Issued { terms, .. } => Some(Holding {
                certificate: terms.certificate,
                kind: terms.kind.clone(),
                holder: terms.holder,
                fields: terms.fields.clone(),
                provinces: terms.provinces.clone(),
                seat: terms.seat.clone(),
                valid_until: terms.valid_until,
                home_registration_until: terms.home_registration_until,
            }),
        }
    }
}

impl CertificateTerms {
    /// What it says after a change.
    #[must_use]
    pub fn with(mut self, change: &CertificateChange) -> Self {
        match change {
            CertificateChange::Extended {
                valid_until,
                home_registration_until: home,
            } => {
                self.valid_until = *valid_until;
                self.home_registration_until = home.or(self.home_registration_until);
            }
            CertificateChange::Amended {
                fields,
                provinces,
                seat,
            } => {
                self.fields.clone_from(fields);
                self.provinces.clone_from(provinces);
                if seat.is_some() {
                    self.seat.clone_from(seat);
                }
            }
            CertificateChange::Reissued { number } => self.number = number.clone(),
            CertificateChange::Suspended { .. }
            | CertificateChange::Reactivated {}
            | CertificateChange::Revoked { .. }
            | CertificateChange::Ended {} => (),
        }
        self
    }
}

fn only_the_system<T>() -> Result<T, CertificateRejection> {
    Err(CertificateRejection::NotAllowed {
        needed: &[Role::System],
    })
}
