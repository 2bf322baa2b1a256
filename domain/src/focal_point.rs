//! Whom a province names for foreign NGOs and their aid: one office and one person for each of three
//! tasks. The person is known to the vault alone.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::organisation::role_in_registries;
use crate::{Acting, AgencyId, Aggregate, Calendar, Law, PersonalRef, ProvinceId, Role};

/// What a focal point is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FocalRole {
    /// Managing what foreign NGOs do in the province.
    FngoActivity,
    /// Managing aid and its use.
    AidUse,
    /// Mobilising aid.
    AidMobilisation,
}

/// What kind of office a focal point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// The committee's own office.
    Committee,
    /// Its department of foreign affairs.
    ForeignAffairs,
    /// Its department of finance, or of planning and investment.
    Finance,
    /// Its department of home affairs.
    HomeAffairs,
    /// The union of friendship organisations of the province.
    FriendshipUnion,
}

/// Which focal point: of which province, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The province.
    pub province: ProvinceId,
    /// What it is for.
    pub role: FocalRole,
}

/// Who is a focal point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Naming {
    /// Of which province, and for what.
    pub point: Point,
    /// The body that the office belongs to.
    pub agency: AgencyId,
    /// What kind of office it is.
    pub office: Office,
    /// The name of the person to turn to.
    pub name: PersonalRef,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<PersonalRef>,
}

/// What happened to a focal point. The wire names never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum FocalPointEvent {
    /// Somebody was named where nobody was before.
    #[serde(rename = "focal_point.named.v1")]
    Named(Naming),
    /// Somebody else was named.
    #[serde(rename = "focal_point.replaced.v1")]
    Replaced(Naming),
    /// Nobody is any more.
    #[serde(rename = "focal_point.vacated.v1")]
    Vacated {
        /// Of which province, and for what.
        point: Point,
    },
}

/// What someone asks of a focal point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FocalPointCommand {
    /// Name somebody, in the place of whoever was.
    Name(Naming),
    /// Say that nobody is any more.
    Vacate(Point),
}

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FocalPointRejection {
    /// Only who keeps the registries, or the province itself, may do this.
    #[error("only the {} or the province itself may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
    /// There is no such province today.
    #[error("there is no province {province} today")]
    UnknownProvince {
        /// The name that was given.
        province: ProvinceId,
    },
    /// There is no such body today.
    #[error("there is no agency {agency} today")]
    UnknownAgency {
        /// The name that was given.
        agency: AgencyId,
    },
    /// The body governs another province.
    #[error("the agency {agency} governs another province")]
    AgencyOfElsewhere {
        /// The name that was given.
        agency: AgencyId,
    },
    /// Where nobody is, nobody can leave.
    #[error("nobody is named there")]
    Vacant,
}

/// Whether somebody is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FocalPoint {
    /// Nobody is.
    #[default]
    Vacant,
    /// Somebody is.
    Held,
}

impl FocalRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::FngoActivity, Self::AidUse, Self::AidMobilisation];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FngoActivity => "fngo_activity",
            Self::AidUse => "aid_use",
            Self::AidMobilisation => "aid_mobilisation",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Office {
    /// Every kind of office.
    pub const ALL: [Self; 5] = [
        Self::Committee,
        Self::ForeignAffairs,
        Self::Finance,
        Self::HomeAffairs,
        Self::FriendshipUnion,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::ForeignAffairs => "foreign_affairs",
            Self::Finance => "finance",
            Self::HomeAffairs => "home_affairs",
            Self::FriendshipUnion => "friendship_union",
        }
    }

    /// The kind of office with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl FocalPointCommand {
    /// The command's name in the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Name(_) => "name_focal_point",
            Self::Vacate(_) => "vacate_focal_point",
        }
    }

    /// Which focal point it is about.
    #[must_use]
    pub fn point(&self) -> &Point {
        match self {
            Self::Name(naming) => &naming.point,
            Self::Vacate(point) => point,
        }
    }
}

impl Point {
    /// The name from which its stream is found.
    #[must_use]
    pub fn stream_name(&self) -> String {
        format!("focal_point/{}/{}", self.province, self.role.name())
    }

    /// The part that somebody plays: who keeps the registries, or the province's own committee.
    #[must_use]
    pub fn role_of(&self, by: &Acting, law: &Law) -> Role {
        let agency = by.party.agency().and_then(|it| law.agency(it));
        let own = agency.is_some_and(|it| {
            it.province.as_ref() == Some(&self.province) && it.exists_on(today(by, law))
        });
        if own {
            Role::Registrar
        } else {
            role_in_registries(by, law)
        }
    }
}

impl Aggregate for FocalPoint {
    const KIND: &'static str = "focal_point";

    type Command = FocalPointCommand;
    type Event = FocalPointEvent;
    type Rejection = FocalPointRejection;

    fn decide(
        &self,
        command: &FocalPointCommand,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<FocalPointEvent>, FocalPointRejection> {
        let needed = Role::Registrar;
        if command.point().role_of(by, law) != needed {
            return Err(FocalPointRejection::NotAllowed { needed });
        }
        match (self, command) {
            (_, FocalPointCommand::Name(naming)) => {
                naming.fits(by, law)?;
                let naming = naming.clone();
                Ok(vec![match self {
                    Self::Vacant => FocalPointEvent::Named(naming),
                    Self::Held => FocalPointEvent::Replaced(naming),
                }])
            }
            (Self::Held, FocalPointCommand::Vacate(point)) => Ok(vec![FocalPointEvent::Vacated {
                point: point.clone(),
            }]),
            (Self::Vacant, FocalPointCommand::Vacate(_)) => Err(FocalPointRejection::Vacant),
        }
    }

    fn evolve(self, event: &FocalPointEvent) -> Self {
        match event {
            FocalPointEvent::Named(_) | FocalPointEvent::Replaced(_) => Self::Held,
            FocalPointEvent::Vacated { .. } => Self::Vacant,
        }
    }
}

impl Naming {
    fn fits(&self, by: &Acting, law: &Law) -> Result<(), FocalPointRejection> {
        let today = today(by, law);
        let province = &self.point.province;
        if !law.is_province_on(province, today) {
            let province = province.clone();
            return Err(FocalPointRejection::UnknownProvince { province });
        }
        let agency = law.agency(&self.agency).filter(|it| it.exists_on(today));
        let Some(agency) = agency else {
            let agency = self.agency.clone();
            return Err(FocalPointRejection::UnknownAgency { agency });
        };
        if agency.province.as_ref().is_some_and(|it| it != province) {
            let agency = self.agency.clone();
            return Err(FocalPointRejection::AgencyOfElsewhere { agency });
        }
        Ok(())
    }
}

/// The day it is where somebody acts, by the first calendar there is.
fn today(by: &Acting, law: &Law) -> time::Date {
    let mut calendars = law.calendars();
    calendars
        .next()
        .map_or(by.at.date(), |it: &Calendar| it.day_of(by.at))
}
