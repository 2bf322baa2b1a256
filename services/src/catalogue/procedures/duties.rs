//! What may be wrong with what is owed after registration.

use domain::law::{DutyTerm, Effect, Procedure, Rules};
use time::{Date, Month};

use super::super::entry::Entry;
use super::super::entry::Step::{Item, Key};
use super::super::reports::no_such_day;
use super::super::{CatalogueFault, Fault, FigureFault, TermFault};
use super::in_rules;
use super::lists::repeated;

/// A year without a 29 February: a day of every year is one of its days.
const COMMON_YEAR: i32 = 2001;

pub(super) fn check(entry: &Entry<'_, Procedure>, rules: &Rules, faults: &mut Vec<CatalogueFault>) {
    let names = rules.duties.iter().map(|it| it.id.as_str());
    repeated(entry, &[Key("duties")], names, faults);
    for (number, duty) in rules.duties.iter().enumerate() {
        // What is approved is no certificate.
        let gives_aid = rules.result.effect == Effect::Approve;
        if duty.due.is_of_aid() != gives_aid {
            let path = in_rules(&[Key("duties"), Item(number), Key("due")]);
            faults.extend(entry.fault_at(&path, Fault::DutyOfAnother));
        }
        let path = in_rules(&[Key("duties"), Item(number), Key("due")]);
        faults.extend(wrong_term(duty.due).and_then(|it| entry.fault_at(&path, it)));
    }
}

/// What is wrong with the day on which something is due, whatever it is counted from.
fn wrong_term(due: DutyTerm) -> Option<Fault> {
    match due {
        DutyTerm::AfterIssue(term)
        | DutyTerm::AfterCertificate(term)
        | DutyTerm::AfterReceipt(term)
        | DutyTerm::AfterEachReceipt(term)
        | DutyTerm::AfterChange(term)
        | DutyTerm::AfterEnd(term) => (term.count == 0).then_some(TermFault::NoTime.into()),
        DutyTerm::Yearly { month, day, closes } => {
            let closes = closes.map(|it| (it.month, it.day));
            let mut named = closes.into_iter().chain([(month, day)]);
            let wrong = named.find(|it| !is_in_every_year(it.0, it.1));
            wrong.map(|(month, day)| FigureFault::NotInEveryYear { month, day }.into())
        }
        DutyTerm::EachPeriod { every, due } => no_such_day(every, &[due]).map(Fault::from),
        // Any number of days or months may pass.
        DutyTerm::BeforeEnd { .. } | DutyTerm::Within { .. } => None,
    }
}

fn is_in_every_year(month: u8, day: u8) -> bool {
    let month = Month::try_from(month).ok();
    month.is_some_and(|it| Date::from_calendar_date(COMMON_YEAR, it, day).is_ok())
}
