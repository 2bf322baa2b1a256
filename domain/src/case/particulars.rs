//! What a dossier says beside its papers, fields and provinces, where its procedure asks for it.

use serde::{Deserialize, Serialize};
use time::Date;

use super::{Approval, CaseRejection};
use crate::aid::Span;
use crate::calendar::iso_date;
use crate::law::{AidPart, Competence, ReportPeriod, Rules};
use crate::money::Money;
use crate::{
    AgencyId, Calendar, CertificateId, CertificateKind, Country, FieldId, GroundId, Law,
    PaperNumber, PersonalRef, ProvinceId, SubjectId, TraitId,
};

/// What a dossier says beside its papers, fields and provinces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Particulars {
    /// The certificate that the case is about, as it stood when the dossier was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holding: Option<Box<Holding>>,
    /// The province in which the applicant is to have its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<ProvinceId>,
    /// What the application declares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<TraitId>,
    /// The body that manages what is applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managing_agency: Option<AgencyId>,
    /// The value of what is applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// The country under whose law the applicant was founded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Country>,
    /// The name of whoever gives the aid that is applied for or reported on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub donor: Option<PersonalRef>,
    /// The approval of aid that the case is about, as it stood when the dossier was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Box<Approval>>,
    /// The year that a report on aid is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// The half of a year, or the year, that a report on aid is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<ReportPeriod>,
    /// From when to when the aid runs that is applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs: Option<Span>,
}

/// A certificate that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// Names the certificate.
    pub certificate: CertificateId,
    /// Its kind.
    pub kind: CertificateKind,
    /// Who holds it.
    pub holder: SubjectId,
    /// The fields on it.
    pub fields: Vec<FieldId>,
    /// The provinces on it.
    pub provinces: Vec<ProvinceId>,
    /// The province of the seat on it, where there is one; nothing in dossiers from before that was
    /// kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<ProvinceId>,
    /// Its last day.
    #[serde(with = "iso_date")]
    pub valid_until: Date,
    /// The last day of its holder's registration at home, as the certificate has it; nothing in
    /// dossiers from before that was kept.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    pub home_registration_until: Option<Date>,
}

/// What becomes of a certificate after its issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CertificateChange {
    /// It is valid for longer.
    Extended {
        /// The last day of validity.
        #[serde(with = "iso_date")]
        valid_until: Date,
        /// The last day of its holder's registration at home, where the dossier named one.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "iso_date::option"
        )]
        home_registration_until: Option<Date>,
    },
    /// It has other fields, provinces or another seat.
    Amended {
        /// The fields in which the holder may operate.
        fields: Vec<FieldId>,
        /// The provinces in which the holder may operate.
        provinces: Vec<ProvinceId>,
        /// The province of the seat, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<ProvinceId>,
    },
    /// It has another number.
    Reissued {
        /// The number on the new paper.
        number: PaperNumber,
    },
    /// Its holder has to stop for a while.
    Suspended {
        /// Why.
        ground: GroundId,
    },
    /// Its holder may go on.
    Reactivated {},
    /// It is taken away.
    Revoked {
        /// Why.
        ground: GroundId,
    },
    /// Its holder gave it up.
    Ended {},
}

impl Particulars {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether all is said that the rules ask for, and nothing else.
    pub(super) fn fit(
        &self,
        rules: &Rules,
        law: &Law,
        calendar: &Calendar,
        today: Date,
    ) -> Result<(), CaseRejection> {
        self.upon_what_is_held(rules, calendar, today)?;
        self.seated(rules)?;
        let unknown = |it: &&TraitId| !rules.traits.iter().any(|known| known.id == **it);
        if let Some(unknown) = self.traits.iter().find(unknown) {
            let declared = unknown.clone();
            return Err(CaseRejection::UnknownTrait { declared });
        }
        self.is_of_a_country()?;
        self.at_home(rules)?;
        self.managed(rules, law, today)?;
        self.decided_there(rules.competence(self), law, today)?;
        match (&rules.value, &self.value) {
            (Some(_), None) => Err(CaseRejection::NoValue),
            (None, Some(_)) => Err(CaseRejection::NotAskedFor { what: "value" }),
            (Some(rule), Some(value)) if !rule.takes(value) => Err(CaseRejection::UnknownCurrency),
            (Some(_), Some(value)) => {
                self.is_a_sum(value, rules)?;
                self.about_aid(value, rules, today)
            }
            (None, None) => self.not_about_aid(),
        }
    }

    /// The country that is named exists.
    fn is_of_a_country(&self) -> Result<(), CaseRejection> {
        match self.home {
            Some(home) if !home.exists() => Err(CaseRejection::NoSuchCountry { home }),
            Some(_) | None => Ok(()),
        }
    }

    /// The value is a sum that there can be. That nothing was paid out is worth a report; nobody
    /// approves nothing.
    fn is_a_sum(&self, value: &Money, rules: &Rules) -> Result<(), CaseRejection> {
        let judged = match rules.aid_part(self.approval.is_some()) {
            Some(AidPart::Approval | AidPart::Change) => value.is_something(),
            Some(AidPart::Disbursement | AidPart::Closing) | None => value.exists(),
        };
        Ok(judged?)
    }

    fn upon_what_is_held(
        &self,
        rules: &Rules,
        calendar: &Calendar,
        today: Date,
    ) -> Result<(), CaseRejection> {
        let (upon, held) = match (&rules.upon, &self.holding) {
            (None, None) => return Ok(()),
            (None, Some(_)) => {
                return Err(CaseRejection::NotAskedFor {
                    what: "certificate",
                });
            }
            (Some(_), None) => return Err(CaseRejection::NoCertificate),
            (Some(upon), Some(held)) => (upon, held),
        };
        if !upon.kinds.contains(&held.kind) {
            let kind = held.kind.clone();
            return Err(CaseRejection::CertificateOfAnotherKind { kind });
        }
        let Some(window) = &upon.window else {
            return Ok(());
        };
        let until = calendar.before(held.valid_until, window.limit);
        if today > until {
            return Err(CaseRejection::TooLateToFile { until });
        }
        Ok(())
    }

    fn seated(&self, rules: &Rules) -> Result<(), CaseRejection> {
        match (&rules.seat, &self.seat) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(CaseRejection::NotAskedFor { what: "seat" }),
            // What a certificate has, a dossier about it need not say again.
            (Some(_), None) if self.holding.as_ref().is_some_and(|it| it.seat.is_some()) => Ok(()),
            (Some(_), None) => Err(CaseRejection::NoSeat),
            (Some(rule), Some(seat)) if rule.provinces.contains(seat) => Ok(()),
            (Some(_), Some(seat)) => Err(CaseRejection::SeatElsewhere { seat: seat.clone() }),
        }
    }

    /// Who decided on the approval that the dossier is about, as far as that was kept.
    pub(crate) fn decided_by(&self) -> Option<&AgencyId> {
        self.approval.as_ref()?.decider.as_ref()
    }

    /// Whether who is competent follows from the managing agency that is named.
    fn needs_an_agency(&self, rule: &Competence) -> bool {
        rule.managing_agency || rule.issuer && self.decided_by().is_none()
    }

    /// A dossier for the body that decided before names no other one.
    fn decided_there(
        &self,
        competence: Option<&Competence>,
        law: &Law,
        today: Date,
    ) -> Result<(), CaseRejection> {
        let decider = self
            .decided_by()
            .filter(|_| competence.is_some_and(|it| it.issuer));
        let (Some(decider), Some(named)) = (decider, &self.managing_agency) else {
            return Ok(());
        };
        let decider = law.holder_or_itself(decider, today);
        if law.holder_or_itself(named, today) == decider {
            return Ok(());
        }
        let decider = decider.clone();
        Err(CaseRejection::DecidedByAnother { decider })
    }

    fn managed(&self, rules: &Rules, law: &Law, today: Date) -> Result<(), CaseRejection> {
        let competence = rules.competence(self);
        match &self.managing_agency {
            Some(_) if !rules.ask_who_manages() => Err(CaseRejection::NotAskedFor {
                what: "managing_agency",
            }),
            None if competence.is_some_and(|it| self.needs_an_agency(it)) => {
                Err(CaseRejection::NoManagingAgency)
            }
            Some(agency) if law.holder_on(agency, today).is_none() => {
                Err(CaseRejection::UnknownAgency {
                    agency: agency.clone(),
                })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Rules {
    /// Whether a dossier may say which body manages what is applied for: aid is managed by somebody,
    /// and whoever is competent may follow from it.
    fn ask_who_manages(&self) -> bool {
        let by_it = |it: &Competence| it.managing_agency || it.issuer;
        self.value.is_some() || self.competences.iter().any(by_it)
    }
}

impl crate::law::Valued {
    fn takes(&self, value: &Money) -> bool {
        self.currencies.is_empty() || self.currencies.contains(&value.currency)
    }
}
