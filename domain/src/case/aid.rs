//! What a dossier says about aid: who gives it, and under which approval it was given.

mod meant;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::{CaseEvent, CaseRejection, Particulars, Submission};
use crate::calendar::iso_date;
use crate::law::{AidPart, Rules};
use crate::money::Money;
use crate::{AgencyId, CaseId, Law, PaperNumber, ProcedureId, SubjectId};

/// The first year that a report on aid can be about: no older one would be filed here.
const FIRST_YEAR: u16 = 1990;

/// An approval of aid, as its case decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The case in which the aid was approved.
    pub case: CaseId,
    /// The number of the decision.
    pub number: PaperNumber,
    /// The value that was approved.
    pub value: Money,
    /// The procedure by which it was approved; nothing in dossiers from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<ProcedureId>,
    /// The version of that procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The day on which it was approved.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    pub approved_on: Option<Date>,
    /// Who decided, on the approval or on the last change of it; nothing in dossiers from before
    /// that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decider: Option<AgencyId>,
}

/// How aid stands that a dossier is about; whoever files it does not say so, the log does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AidStanding {
    /// Who applied for it, or whom that organisation was merged into.
    pub owner: SubjectId,
    /// Whether it was closed.
    pub closed: bool,
}

impl Approval {
    /// What a case approved, going by its history; nothing when it approved no value, or what it
    /// approved is itself a report under another approval.
    #[must_use]
    pub fn of<'a>(
        case: CaseId,
        history: impl IntoIterator<Item = (&'a CaseEvent, OffsetDateTime)>,
        law: &Law,
    ) -> Option<(Self, SubjectId)> {
        let mut filed = None;
        let mut kept = None;
        for (event, at) in history {
            if let CaseEvent::DossierSubmitted {
                procedure,
                procedure_version,
                applicant,
                particulars,
                ..
            } = event
            {
                kept = Some(*procedure_version);
                filed = (particulars.approval.is_none()).then_some((
                    procedure,
                    *applicant,
                    particulars.value.clone()?,
                    particulars,
                ));
            }
            if let CaseEvent::DossierAccepted {
                procedure_version, ..
            } = event
            {
                kept = Some(*procedure_version);
            }
            if let CaseEvent::ApplicationApproved { number, .. } = event {
                let (procedure, owner, value, particulars) = filed?;
                let version = kept?;
                let rules = law.procedure(procedure, version).and_then(|it| it.rules());
                let calendar = rules.and_then(|it| law.calendar(&it.calendar));
                let on = calendar.map_or(at.date(), |it| it.day_of(at));
                let decider = rules.map(|it| law.competent(it, particulars, on).decider);
                let approval = Self {
                    case,
                    number: number.clone(),
                    value,
                    procedure: Some(procedure.clone()),
                    version: Some(version),
                    approved_on: Some(on),
                    decider,
                };
                return Some((approval, owner));
            }
        }
        None
    }
}

impl Submission {
    /// A dossier that is about approved aid names the approval, and is filed by whoever owns the aid
    /// while that runs.
    pub(super) fn under_an_approval(&self, rules: &Rules) -> Result<(), CaseRejection> {
        let approval = self.particulars.approval.as_deref();
        let Some(under) = &rules.under else {
            return self.of_its_own_aid();
        };
        let approval = approval.ok_or(CaseRejection::ApprovalNotNamed)?;
        let by = approval.procedure.as_ref();
        if by.is_none_or(|it| !under.procedures.contains(it)) {
            return Err(CaseRejection::NoApproval);
        }
        self.of_its_own_aid()
    }

    fn of_its_own_aid(&self) -> Result<(), CaseRejection> {
        match self.aid {
            Some(aid) if aid.owner != self.applicant => Err(CaseRejection::ApprovalOfAnother),
            Some(aid) if aid.closed => Err(CaseRejection::ApprovalClosed),
            Some(_) | None => Ok(()),
        }
    }
}

impl Particulars {
    /// What is said about aid fits together: amounts of one approval are of one currency, since
    /// others could never be added up.
    pub(super) fn about_aid(
        &self,
        value: &Money,
        rules: &Rules,
        today: Date,
    ) -> Result<(), CaseRejection> {
        if let Some(approval) = &self.approval {
            let approved = &approval.value.currency;
            if *approved != value.currency {
                let currency = approved.to_string();
                return Err(CaseRejection::OtherCurrency { currency });
            }
        }
        let this_year = u16::try_from(today.year()).unwrap_or(FIRST_YEAR);
        match self.year {
            Some(year) if !(FIRST_YEAR..=this_year).contains(&year) => {
                Err(CaseRejection::NoSuchYear { year })
            }
            Some(_) | None => self.in_its_time(rules, today),
        }
    }

    /// Who reports says on which period, and who is given aid from when to when it runs.
    fn in_its_time(&self, rules: &Rules, today: Date) -> Result<(), CaseRejection> {
        let reports = rules.under.as_ref().is_some_and(|it| it.fulfils.is_some());
        match self.period {
            Some(_) if !reports => return Err(CaseRejection::NotAskedFor { what: "period" }),
            Some(period) => {
                let begun = period.first_day().is_some_and(|it| it <= today);
                let of_its_year = self.year.is_none_or(|it| it == period.year());
                if !begun || !of_its_year {
                    return Err(CaseRejection::NoSuchPeriod { period });
                }
            }
            None => (),
        }
        let part = rules.aid_part(self.approval.is_some());
        let gives = matches!(part, Some(AidPart::Approval | AidPart::Change));
        match self.runs {
            Some(_) if !gives => Err(CaseRejection::NotAskedFor { what: "runs" }),
            Some(runs) if !runs.is_possible() => Err(CaseRejection::NoSuchSpan),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn not_about_aid(&self) -> Result<(), CaseRejection> {
        let said = [
            (self.donor.is_some(), "donor"),
            (self.approval.is_some(), "approval"),
            (self.year.is_some(), "year"),
            (self.period.is_some(), "period"),
            (self.runs.is_some(), "runs"),
        ];
        match said.into_iter().find(|it| it.0) {
            Some((_, what)) => Err(CaseRejection::NotAskedFor { what }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::Approval;
    use crate::CaseId;
    use crate::aid::Span;
    use crate::case::{CaseRejection, Particulars};
    use crate::law::Rules;
    use crate::money::Money;
    use crate::testing::{day, law};

    fn rules(procedure: &str) -> &'static Rules {
        let newest = law().newest_procedure(&procedure.parse().unwrap());
        newest.unwrap().rules().unwrap()
    }

    fn money(amount: &str, currency: &str) -> Money {
        Money {
            amount: amount.parse().unwrap(),
            currency: currency.parse().unwrap(),
        }
    }

    fn report(currency: &str, year: u16) -> (Particulars, Money) {
        let approval = Approval {
            case: CaseId(Uuid::from_u128(1)),
            number: "7-24".parse().unwrap(),
            value: money("150000.50", "USD"),
            procedure: None,
            version: None,
            approved_on: None,
            decider: None,
        };
        let particulars = Particulars {
            approval: Some(Box::new(approval)),
            year: Some(year),
            ..Particulars::default()
        };
        (particulars, money("1", currency))
    }

    #[test]
    fn a_report_is_in_the_currency_of_the_approval_and_about_a_year_that_has_begun() {
        let judged = |currency, year| {
            let (particulars, value) = report(currency, year);
            particulars.about_aid(&value, rules("AID-DISBURSEMENT"), date!(2025 - 01 - 06))
        };
        assert_eq!(judged("USD", 2024), Ok(()));
        let currency = "USD".to_owned();
        assert_eq!(
            judged("EUR", 2024),
            Err(CaseRejection::OtherCurrency { currency })
        );
        for year in [1989, 2026] {
            assert_eq!(judged("USD", year), Err(CaseRejection::NoSuchYear { year }));
        }
    }

    #[test]
    fn a_report_is_about_a_period_that_has_begun_and_of_the_year_that_it_names() {
        let judged = |period: &str, year| {
            let (mut particulars, value) = report("USD", 2024);
            let period = period.parse().unwrap();
            (particulars.period, particulars.year) = (Some(period), year);
            let today = date!(2025 - 01 - 06);
            let judged = particulars.about_aid(&value, rules("AID-DISBURSEMENT"), today);
            (judged, CaseRejection::NoSuchPeriod { period })
        };
        assert_eq!(judged("2024-H2", None).0, Ok(()));
        assert_eq!(judged("2024-H2", Some(2024)).0, Ok(()));
        assert_eq!(judged("2025-H1", None).0, Ok(()));
        for (period, year) in [("2025-H2", None), ("2024-H2", Some(2023))] {
            let (judged, refused) = judged(period, year);
            assert_eq!(judged, Err(refused));
        }
    }

    #[test]
    fn from_when_to_when_aid_runs_is_said_where_it_is_given_and_forwards() {
        let (report, value) = report("USD", 2024);
        let judged = |procedure, from, until| {
            let (from, until) = (day(from), day(until));
            let runs = Some(Span { from, until });
            let particulars = Particulars {
                runs,
                ..report.clone()
            };
            particulars.about_aid(&value, rules(procedure), date!(2025 - 01 - 06))
        };
        assert_eq!(judged("AID-CHANGE", "2024-01-01", "2026-12-31"), Ok(()));
        let what = "runs";
        assert_eq!(
            judged("AID-DISBURSEMENT", "2024-01-01", "2026-12-31"),
            Err(CaseRejection::NotAskedFor { what })
        );
        assert_eq!(
            judged("AID-CHANGE", "2024-01-02", "2024-01-01"),
            Err(CaseRejection::NoSuchSpan)
        );
    }

    #[test]
    fn nothing_is_said_of_aid_where_no_value_is_asked_for() {
        let (particulars, _) = report("USD", 2024);
        let what = "approval";
        assert_eq!(
            particulars.not_about_aid(),
            Err(CaseRejection::NotAskedFor { what })
        );
        assert_eq!(Particulars::default().not_about_aid(), Ok(()));
    }
}
