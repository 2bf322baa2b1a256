//! Provinces, forms and fees from day to day, by the delivered catalogue.

use crate::law::FeeAmount;
use crate::testing::{day, law};

fn code_on(code: &str, on: &str) -> Option<String> {
    let found = law().province_with_code(code, day(on));
    found.map(|it| it.name.en.clone())
}

#[test]
fn there_were_sixty_three_provinces_and_there_are_thirty_four() {
    let on = |it: &str| law().territories().all_on(day(it)).count();
    assert_eq!(on("2025-06-30"), 63);
    assert_eq!(on("2025-07-01"), 34);
    assert_eq!(on("2026-11-22"), 34);
}

#[test]
fn a_code_is_one_name_at_a_time_and_not_the_same_for_ever() {
    for on in ["2025-06-30", "2025-07-01", "2026-11-22"] {
        let mut codes: Vec<_> = law()
            .territories()
            .all_on(day(on))
            .map(|it| &it.code)
            .collect();
        let count = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), count, "{on}");
    }
    assert_eq!(
        code_on("15", "2025-06-30").as_deref(),
        Some("Yen Bai Province")
    );
    assert_eq!(
        code_on("15", "2025-07-01").as_deref(),
        Some("Lao Cai Province")
    );
    assert_eq!(code_on("10", "2025-07-01"), None);
}

#[test]
fn a_province_has_the_name_of_the_day() {
    let name = |on: &str| {
        let found = law().territories().on("VN34-75", day(on));
        found.map(|it| it.name.en.as_str())
    };
    assert_eq!(name("2025-06-30"), None);
    assert_eq!(name("2026-04-29"), Some("Dong Nai Province"));
    assert_eq!(name("2026-04-30"), Some("Dong Nai City"));
}

#[test]
fn every_province_that_was_merged_became_part_of_one_that_is() {
    for old in law().territories().all_on(day("2025-06-30")) {
        let now = law().province_on(&old.id, day("2025-07-01"));
        let now = now.unwrap_or_else(|| panic!("{} is nowhere", old.id));
        let expected = old.successor.as_ref().unwrap_or(&old.id);
        assert_eq!(now.id, *expected);
    }
}

#[test]
fn every_province_has_a_committee_as_long_as_it_is_one() {
    for on in ["2024-11-01", "2025-06-30", "2025-07-01", "2026-11-22"].map(day) {
        for province in law().territories().all_on(on) {
            let governs = |it: &&crate::law::Agency| {
                it.province.as_ref() == Some(&province.id) && it.exists_on(on)
            };
            assert_eq!(
                law().agencies().filter(governs).count(),
                1,
                "{}",
                province.id
            );
        }
    }
}

#[test]
fn a_paper_is_made_out_on_the_form_of_the_day() {
    let form = |procedure: &str, component: &str, on: &str| {
        let (procedure, component) = (procedure.parse().unwrap(), component.parse().unwrap());
        let form = law().form_of(&procedure, &component, day(on));
        form.map(|it| it.number.as_str())
    };
    let applied = |procedure| form(procedure, "application-form", "2026-03-02");
    assert_eq!(applied("FNGO-OP-ISSUE"), Some("03a"));
    assert_eq!(applied("FNGO-RO-AMEND"), Some("03b"));
    assert_eq!(form("FNGO-OP-ISSUE", "charter", "2026-03-02"), None);
    assert_eq!(
        form("AID-PROJECT", "aid-document", "2025-12-07"),
        Some("II")
    );
    assert_eq!(form("AID-PROJECT", "aid-document", "2025-12-08"), None);
    let control = |on: &str| {
        let form = law().forms().on("DESK-CONTROL", day(on));
        form.map(|it| it.number.as_str())
    };
    assert_eq!(control("2025-09-14"), Some("05"));
    assert_eq!(control("2025-09-15"), Some("06"));
}

#[test]
fn a_fee_is_a_sum_in_its_currency_or_none() {
    let fee = |procedure: &str| {
        let procedure = procedure.parse().unwrap();
        let mut fees = law().fees_of(&procedure, day("2026-03-02"));
        fees.next().map(|it| it.amount.clone())
    };
    assert_eq!(fee("FNGO-OP-ISSUE"), Some(FeeAmount::Free));
    let Some(FeeAmount::Sum(sum)) = fee("CIVIL-BIRTH-MISSION") else {
        panic!("a birth is registered for a fee");
    };
    assert_eq!(sum.to_string(), "5 USD");
    assert_eq!(fee("FNGO-SUSPEND"), None, "nobody applies for it");
}
