//! Deciding, and handing the result over.

use time::Date;

use super::Process;
use super::intake::{ground_among, not_allowed, receiver_only};
use super::state::{calendar, holds};
use super::{Case, CaseEvent, CaseRejection, CertificateTerms, Dossier, Grant, WrittenReason};
use crate::law::{ResultKind, Rules};
use crate::{Acting, Channel, Law, Role};

impl Case {
    pub(super) fn grant(
        &self,
        grant: &Grant,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let process = self.in_process()?;
        let rules = process.decidable(by, law)?;
        let today = calendar(law, rules)?.day_of(by.at);
        let latest = process.dossier.valid_until_at_most(&rules.result, today);
        let valid_until = grant.valid_until.unwrap_or(latest);
        if valid_until.min(latest) < today {
            return Err(CaseRejection::NeverValid);
        }
        if valid_until > latest {
            return Err(CaseRejection::ValidTooLong { latest });
        }
        Ok(vec![CaseEvent::CertificateGranted(CertificateTerms {
            certificate: grant.certificate,
            kind: rules.result.certificate.clone(),
            number: grant.number.clone(),
            holder: process.dossier.applicant,
            name: process.dossier.name.clone(),
            fields: process.dossier.fields.clone(),
            provinces: process.dossier.provinces.clone(),
            valid_from: today,
            valid_until,
        })])
    }

    pub(super) fn refuse(
        &self,
        reason: &WrittenReason,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let rules = self.in_process()?.decidable(by, law)?;
        ground_among(&rules.refusal_grounds, &reason.ground)?;
        Ok(vec![CaseEvent::ApplicationRefused {
            ground: reason.ground.clone(),
            reason: reason.text.clone(),
        }])
    }

    pub(super) fn return_result(
        &self,
        channel: &Channel,
        by: &Acting,
        law: &Law,
    ) -> Result<Vec<CaseEvent>, CaseRejection> {
        let dossier = self.decided_dossier()?;
        let rules = dossier.rules(law)?;
        receiver_only(rules, by, law)?;
        if !rules.channels.contains(channel) {
            let channel = channel.clone();
            return Err(CaseRejection::UnknownChannel { channel });
        }
        Ok(vec![CaseEvent::ResultReturned {
            channel: channel.clone(),
        }])
    }
}

impl Process {
    /// The rules, when the decider acts on a dossier that is with it.
    fn decidable<'a>(&self, by: &Acting, law: &'a Law) -> Result<&'a Rules, CaseRejection> {
        let rules = self.dossier.rules(law)?;
        if !holds(law, rules, &rules.decider, by) {
            return not_allowed(Role::Decider);
        }
        if !self.forwarded {
            return Err(CaseRejection::NotForwarded);
        }
        Ok(rules)
    }
}

impl Dossier {
    /// The last day on which a certificate may be valid: the limit of its kind, and never beyond
    /// the holder's own registration at home (Decree 58/2022 Art. 9).
    fn valid_until_at_most(&self, result: &ResultKind, from: Date) -> Date {
        let by_kind = years_after(from, result.validity_years_max);
        self.home_registration_until
            .map_or(by_kind, |it| it.min(by_kind))
    }
}

/// The corresponding day some years later; the month's last where there is none.
fn years_after(from: Date, years: u8) -> Date {
    let year = from.year() + i32::from(years);
    let day = from.day().min(from.month().length(year));
    Date::from_calendar_date(year, from.month(), day).unwrap_or(Date::MAX)
}
