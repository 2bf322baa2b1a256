//! What follows from a certificate, by the delivered catalogue.

use time::Date;

use crate::law::{Duty, Effect, Registered};
use crate::testing::{calendar, day, delivered, law};

/// Granted on Thursday, 2 April 2026, for three years.
fn registered() -> Registered<'static> {
    Registered {
        valid_from: day("2026-04-02"),
        valid_until: day("2029-04-02"),
        changed_on: &[],
        extended_on: &[],
        received_on: Some(day("2026-04-02")),
        received_again_on: &[],
        last_active: day("2026-04-02"),
    }
}

fn duty(id: &str) -> &'static Duty {
    let rules = delivered().procedures[0].rules().unwrap();
    let found = rules.duties.iter().find(|it| it.id.as_str() == id);
    found.unwrap_or_else(|| panic!("there is no duty {id}"))
}

fn days(id: &str, registered: Registered<'_>) -> Vec<Date> {
    let owed = duty(id).owed(registered, calendar());
    owed.into_iter().map(|it| it.due).collect()
}

#[test]
fn the_account_is_notified_in_ten_working_days_and_the_plan_in_forty_five() {
    assert_eq!(days("account", registered()), [day("2026-04-16")]);
    // Over Hung Kings' day, 30 April and 1 May.
    assert_eq!(days("plan", registered()), [day("2026-06-09")]);
    let owed = duty("plan").owed(registered(), calendar());
    let counted = owed[0].counted.as_ref().unwrap();
    assert_eq!(counted.counted_from, day("2026-04-02"));
    assert_eq!(calendar().skipped(counted).len(), 23);
}

#[test]
fn a_change_is_entered_within_ten_days_of_the_calendar() {
    assert_eq!(days("data", registered()), []);
    let changed_on = [day("2026-05-11"), day("2026-05-14")];
    let changed = Registered {
        changed_on: &changed_on,
        ..registered()
    };
    // The 24th of May is a Sunday.
    assert_eq!(
        days("data", changed),
        [day("2026-05-21"), day("2026-05-25")]
    );
}

#[test]
fn a_report_is_owed_by_18_december_of_every_year_and_that_of_the_last_year_too() {
    let reports = days("annual-report", registered());
    let years = ["2026-12-18", "2027-12-18", "2028-12-18", "2029-12-18"];
    assert_eq!(reports, years.map(day));
}

#[test]
fn what_was_issued_after_the_year_closed_is_reported_on_the_year_after() {
    let of = |from: &str, until: &str| {
        let issued = Registered {
            valid_from: day(from),
            valid_until: day(until),
            ..registered()
        };
        days("annual-report", issued)
    };
    let in_time = of("2026-12-14", "2028-12-14");
    assert_eq!(in_time, ["2026-12-18", "2027-12-18", "2028-12-18"].map(day));
    for late in ["2026-12-15", "2026-12-17", "2026-12-18"] {
        let later = of(late, "2028-12-15");
        assert_eq!(later, ["2027-12-18", "2028-12-18", "2029-12-18"].map(day));
    }
}

#[test]
fn a_certificate_that_nobody_has_got_owes_no_account_and_no_plan() {
    let waiting = Registered {
        received_on: None,
        ..registered()
    };
    assert_eq!(days("account", waiting), []);
    assert_eq!(days("plan", waiting), []);
    let received = Registered {
        received_on: Some(day("2026-04-06")),
        ..registered()
    };
    assert_eq!(days("account", received), [day("2026-04-20")]);
}

#[test]
fn an_extension_is_asked_for_sixty_days_before_the_end() {
    assert_eq!(days("renewal", registered()), [day("2029-02-01")]);
}

#[test]
fn twelve_months_without_activity_are_counted_from_the_last() {
    assert_eq!(days("activity", registered()), [day("2027-04-02")]);
    let active = Registered {
        last_active: day("2028-06-01"),
        ..registered()
    };
    assert_eq!(days("activity", active), [], "the certificate ends before");
}

#[test]
fn the_plan_is_told_anew_after_each_extension_and_amendment() {
    let changed = Registered {
        changed_on: &[day("2026-05-08")],
        received_again_on: &[day("2028-12-04"), day("2026-05-11")],
        ..registered()
    };
    let due = ["2026-06-09", "2026-07-13", "2029-02-05"].map(day);
    assert_eq!(days("plan", changed), due);
    assert_eq!(days("data", changed), [day("2026-05-18")]);
}

#[test]
fn what_is_owed_comes_in_order() {
    let rules = delivered().procedures[0].rules().unwrap();
    assert_eq!(rules.duties.len(), 6);
    for duty in &rules.duties {
        let owed = duty.owed(registered(), calendar());
        assert!(
            owed.windows(2).all(|it| it[0].due < it[1].due),
            "{}",
            duty.id
        );
    }
}

#[test]
fn whoever_holds_a_certificate_owes_the_same_whichever_procedure_issued_it() {
    let held = [
        "account",
        "plan",
        "data",
        "annual-report",
        "activity",
        "renewal",
    ];
    let mut issuing = vec![];
    for procedure in &delivered().procedures {
        let newest = law().newest_procedure(&procedure.id) == Some(procedure);
        let Some(rules) = procedure.rules().filter(|_| newest) else {
            continue;
        };
        if rules.result.effect == Effect::Issue && procedure.id.as_str().starts_with("FNGO-") {
            assert!(rules.duties.iter().all(|it| it.agencies.is_empty()));
            let owed: Vec<_> = rules.duties.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(owed, held, "{}", procedure.id);
            issuing.push(procedure.id.as_str());
        }
    }
    issuing.sort_unstable();
    let all = [
        "FNGO-CONVERT-OP",
        "FNGO-CONVERT-RO",
        "FNGO-OP-ISSUE",
        "FNGO-RO-ISSUE",
    ];
    assert_eq!(issuing, all);
}
