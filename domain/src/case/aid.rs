//! What a dossier says about aid: who gives it, and under which approval it was given.

use serde::{Deserialize, Serialize};
use time::Date;

use super::{CaseEvent, CaseRejection, Particulars};
use crate::money::Money;
use crate::{CaseId, Code};

/// The first year that a report on aid can be about: no older one would be filed here.
const FIRST_YEAR: u16 = 1990;

/// An approval of aid, as its case decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The case in which the aid was approved.
    pub case: CaseId,
    /// The number of the decision.
    pub number: Code,
    /// The value that was approved.
    pub value: Money,
}

impl Approval {
    /// What a case approved, going by its history; nothing when it approved no value, or what it
    /// approved is itself a report under another approval.
    #[must_use]
    pub fn of<'a>(case: CaseId, history: impl IntoIterator<Item = &'a CaseEvent>) -> Option<Self> {
        let mut stated = None;
        for event in history {
            if let CaseEvent::DossierSubmitted { particulars, .. } = event {
                stated = match &particulars.approval {
                    None => particulars.value.clone(),
                    Some(_) => None,
                };
            }
            if let CaseEvent::ApplicationApproved { number, .. } = event {
                let number = number.clone();
                return stated.map(|value| Self {
                    case,
                    number,
                    value,
                });
            }
        }
        None
    }
}

impl Particulars {
    /// What is said about aid fits together: amounts of one approval are of one currency, since
    /// others could never be added up.
    pub(super) fn about_aid(&self, value: &Money, today: Date) -> Result<(), CaseRejection> {
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
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn not_about_aid(&self) -> Result<(), CaseRejection> {
        let said = [
            (self.donor.is_some(), "donor"),
            (self.approval.is_some(), "approval"),
            (self.year.is_some(), "year"),
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
    use crate::case::{CaseRejection, Particulars};
    use crate::money::Money;

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
            particulars.about_aid(&value, date!(2025 - 01 - 06))
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
