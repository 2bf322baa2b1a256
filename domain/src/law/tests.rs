mod duties;
mod entries;
mod index;

use time::macros::datetime;

use super::{Agency, Bilingual, Mandate, Scope};
use crate::testing::{day, delivered, law};
use crate::{AgencyId, FieldId, Law, ProvinceId};

fn body(id: &str) -> Agency {
    Agency {
        id: id.parse().unwrap(),
        name: Bilingual {
            vi: id.to_owned(),
            en: id.to_owned(),
        },
        valid_from: None,
        valid_to: None,
        successor: None,
        fields: vec![],
        ministry: false,
        in_provinces: None,
        province: None,
        identifier: None,
        basis: "Art. 1".to_owned(),
        unverified: vec![],
    }
}

/// A body that ended, and who took over.
fn ended(id: &str, last: &str, successor: &str) -> Agency {
    Agency {
        valid_to: Some(day(last)),
        successor: Some(successor.parse().unwrap()),
        ..body(id)
    }
}

fn holder(law: &Law, id: &str, on: &str) -> Option<String> {
    let holder = law.holder_on(&id.parse().unwrap(), day(on))?;
    Some(holder.id.to_string())
}

fn consultees(fields: &[&str], provinces: &[&str], on: &str) -> Vec<String> {
    let rules = delivered().procedures[0].rules().unwrap();
    let fields: Vec<FieldId> = fields.iter().map(|it| it.parse().unwrap()).collect();
    let provinces: Vec<ProvinceId> = provinces.iter().map(|it| it.parse().unwrap()).collect();
    let scope = Scope {
        fields,
        provinces,
        ..Scope::default()
    };
    let asked = law().consultees(&rules.consultees, &scope, day(on));
    asked.iter().map(ToString::to_string).collect()
}

#[test]
fn powers_go_down_the_line_of_successors() {
    let law = [
        ended("A", "2020-12-31", "B"),
        ended("B", "2022-12-31", "C"),
        body("C"),
    ]
    .into_iter()
    .fold(Law::default(), Law::with_agency);

    assert_eq!(holder(&law, "A", "2020-12-31").as_deref(), Some("A"));
    assert_eq!(holder(&law, "A", "2021-01-01").as_deref(), Some("B"));
    assert_eq!(holder(&law, "A", "2023-01-01").as_deref(), Some("C"));
    assert_eq!(holder(&law, "D", "2023-01-01"), None);
}

#[test]
fn powers_that_go_in_a_circle_are_held_by_nobody() {
    let law = Law::default()
        .with_agency(ended("A", "2020-12-31", "B"))
        .with_agency(ended("B", "2020-12-31", "A"));
    assert_eq!(holder(&law, "A", "2020-06-30").as_deref(), Some("A"));
    assert_eq!(holder(&law, "A", "2021-01-01"), None);
}

#[test]
fn a_body_that_ended_without_a_successor_has_no_holder() {
    let mut alone = ended("A", "2020-12-31", "B");
    alone.successor = None;
    let law = Law::default().with_agency(alone);
    assert_eq!(holder(&law, "A", "2021-01-01"), None);
}

#[test]
fn those_who_must_be_asked_are_the_bodies_of_the_day_each_once() {
    let fixed = ["MOF", "MOHA", "MPI", "MPS", "SBV"];
    assert_eq!(consultees(&[], &[], "2025-02-28"), fixed);
    assert_eq!(
        consultees(&[], &[], "2025-03-01"),
        ["MOF", "MOHA", "MPS", "SBV"]
    );
    // Two fields of one ministry, and two provinces that became one.
    assert_eq!(
        consultees(
            &["agriculture", "environment"],
            &["VN63-10", "VN63-15"],
            "2025-07-01"
        ),
        ["MAE", "MOF", "MOHA", "MPS", "PPC-15", "SBV"]
    );
}

#[test]
fn a_field_that_moved_is_asked_of_whoever_has_it() {
    let social = |on| {
        let mut asked = consultees(&["social-affairs"], &[], on);
        asked.retain(|it| ["MOLISA", "MOH"].contains(&&it[..]));
        asked
    };
    assert_eq!(social("2025-02-28"), ["MOLISA"]);
    assert_eq!(social("2025-03-01"), ["MOH"]);
}

#[test]
fn a_field_without_an_end_goes_to_the_successor() {
    assert!(consultees(&["digital-technology"], &[], "2026-01-05").contains(&"MOST".to_owned()));
}

#[test]
fn a_field_is_one_while_somebody_manages_it() {
    let short = Agency {
        fields: vec![Mandate {
            field: "astrology".parse().unwrap(),
            title: None,
            valid_from: Some(day("2020-01-01")),
            valid_to: Some(day("2020-12-31")),
        }],
        ..body("A")
    };
    let law = Law::default().with_agency(short);
    let is_field = |on: &str| law.is_field_on(&"astrology".parse().unwrap(), day(on));
    assert!(!is_field("2019-12-31"));
    assert!(is_field("2020-01-01"));
    assert!(is_field("2020-12-31"));
    assert!(!is_field("2021-01-01"));
}

#[test]
fn a_field_of_a_body_that_nobody_followed_is_none() {
    let field = || Mandate {
        field: "astrology".parse().unwrap(),
        title: None,
        valid_from: None,
        valid_to: None,
    };
    let mut alone = ended("A", "2020-12-31", "B");
    alone.fields = vec![field()];
    let law = Law::default().with_agency(alone);
    let is_field = |law: &Law, on: &str| law.is_field_on(&field().field, day(on));
    assert!(is_field(&law, "2020-12-31"));
    assert!(!is_field(&law, "2021-01-01"));
    assert!(is_field(&law.with_agency(body("B")), "2021-01-01"));
}

#[test]
fn a_province_is_one_while_its_committee_exists() {
    let is_province = |id: &str, on: &str| law().is_province_on(&id.parse().unwrap(), day(on));
    assert!(is_province("VN63-15", "2025-06-30"));
    assert!(!is_province("VN63-15", "2025-07-01"));
    assert!(!is_province("VN34-15", "2025-06-30"));
    assert!(is_province("VN34-15", "2025-07-01"));
    // Ha Noi was not merged with anybody.
    assert!(is_province("VN34-01", "2024-11-01"));
    assert!(!is_province("VN34-99", "2025-07-01"));
}

#[test]
fn the_delivered_provinces_are_63_before_the_merger_and_34_after() {
    let provinces = |on: &str| {
        let committees = law().agencies().filter(|it| it.province.is_some());
        committees.filter(|it| it.exists_on(day(on))).count()
    };
    assert_eq!(provinces("2025-06-30"), 63);
    assert_eq!(provinces("2025-07-01"), 34);
    for agency in law().agencies().filter(|it| it.province.is_some()) {
        let heir = law().holder_on(&agency.id, day("2025-07-01")).unwrap();
        assert!(
            heir.province
                .as_ref()
                .unwrap()
                .as_str()
                .starts_with("VN34-")
        );
    }
}

#[test]
fn the_newest_version_is_the_highest_not_the_one_that_came_last() {
    let version = |number: u32| {
        let mut calendar = delivered().calendars[0].clone();
        calendar.version = number;
        calendar
    };
    let law = Law::default()
        .with_calendar(version(2))
        .with_calendar(version(1));
    let id = "VN".parse().unwrap();
    assert_eq!(law.calendar(&id).unwrap().version, 2);
    assert_eq!(law.calendar_version(&id, 1).unwrap().version, 1);
    assert_eq!(law.calendar_version(&id, 3), None);
}

#[test]
fn a_version_without_a_last_day_is_in_force_until_the_next_begins() {
    let mut next = delivered().procedures[0].clone();
    next.version = 6;
    next.valid_from = day("2027-01-01");
    let law = law().clone().with_procedure(next);
    let id = "FNGO-OP-ISSUE".parse().unwrap();
    let version = |at| law.procedure_at(&id, at).map(|it| it.version);

    assert_eq!(version(datetime!(2022-10-31 16:59 UTC)), None);
    assert_eq!(version(datetime!(2026-12-31 16:59 UTC)), Some(5));
    assert_eq!(version(datetime!(2026-12-31 17:00 UTC)), Some(6));
    assert_eq!(law.newest_procedure(&id).unwrap().version, 6);
    assert_eq!(law.procedure(&id, 1).unwrap().version, 1);
    assert_eq!(law.procedure(&id, 7), None);
    let ids = || law.procedures().map(|it| &it.id);
    let distinct: std::collections::BTreeSet<_> = ids().collect();
    assert_eq!(ids().count(), distinct.len(), "the newest of each");
}

#[test]
fn a_procedure_that_is_recorded_has_no_rules_and_an_agency() {
    let id = "ELSEWHERE".parse().unwrap();
    let recorded = law().newest_procedure(&id).unwrap();
    assert_eq!(recorded.rules(), None);
    assert_eq!(recorded.agency(), &"MOFA".parse::<AgencyId>().unwrap());
    let ruled = &delivered().procedures[0];
    assert_eq!(ruled.agency(), &"COMINGO".parse::<AgencyId>().unwrap());
}

#[test]
fn the_last_day_of_a_procedure_is_in_force() {
    let mut ended = delivered().procedures[0].clone();
    ended.valid_to = Some(day("2026-12-31"));
    assert!(!ended.in_force_on(day("2022-10-31")));
    assert!(ended.in_force_on(day("2022-11-01")));
    assert!(ended.in_force_on(day("2026-12-31")));
    assert!(!ended.in_force_on(day("2027-01-01")));
}

#[test]
fn every_field_has_a_body_in_each_province() {
    let law = law();
    let on = day("2025-02-28");
    for agency in law.agencies().filter(|it| !it.fields.is_empty()) {
        assert!(agency.in_provinces.is_some(), "{}", agency.id);
    }
    for committee in law
        .agencies()
        .filter(|it| it.province.is_some() && it.exists_on(on))
    {
        let health = law.local_body(&"MOH".parse().unwrap(), &committee.id, on);
        let province = committee.province.as_ref().unwrap();
        let expected = format!("MOH-{province}");
        assert_eq!(health.map(|it| it.id.as_str()), Some(expected.as_str()));
    }
}

#[test]
fn a_body_in_a_province_goes_where_the_ministry_and_the_province_go() {
    let law = law();
    let holds = |id: &str, on: &str| holder(law, id, on);
    assert_eq!(
        holds("MOLISA-VN34-01", "2025-02-28"),
        Some("MOLISA-VN34-01".to_owned())
    );
    assert_eq!(
        holds("MOLISA-VN34-01", "2025-03-01"),
        Some("MOHA-VN34-01".to_owned())
    );
    assert_eq!(holds("NOBODY-VN34-01", "2025-03-01"), None);
    let merged = law
        .agencies()
        .find(|it| it.province.is_some() && it.successor.is_some());
    let merged = merged.unwrap();
    let (left, heir) = (
        merged.province.as_ref().unwrap(),
        merged.successor.as_ref().unwrap(),
    );
    let into = law.agency(heir).unwrap().province.as_ref().unwrap();
    assert_eq!(
        holds(&format!("MOH-{left}"), "2025-06-30"),
        Some(format!("MOH-{left}"))
    );
    assert_eq!(
        holds(&format!("MOH-{left}"), "2025-07-01"),
        Some(format!("MOH-{into}"))
    );
}
