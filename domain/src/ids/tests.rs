use super::{AgencyId, DossierCode, NameError};
use crate::testing::day;

#[test]
fn a_name_is_a_short_ascii_token() {
    for good in ["MOFA", "PPC63-10", "in_person", "1", &"a".repeat(64)] {
        assert!(good.parse::<AgencyId>().is_ok(), "{good}");
    }
    // Nothing that means something in a subject, a path, or a person's name.
    for bad in [
        "",
        "a b",
        "a.b",
        "a*",
        ">",
        "a/b",
        "Hà-Nội",
        "a\n",
        &"a".repeat(65),
    ] {
        assert_eq!(bad.parse::<AgencyId>(), Err(NameError), "{bad:?}");
    }
}

#[test]
fn a_stored_name_is_checked_when_it_is_read() {
    assert!(serde_json::from_str::<AgencyId>(r#""MOFA""#).is_ok());
    let error = serde_json::from_str::<AgencyId>(r#""MO FA""#).unwrap_err();
    assert!(error.to_string().contains("1 to 64 ASCII"), "{error}");
}

#[test]
fn a_code_names_the_unit_the_day_and_the_number() {
    let code = |number| DossierCode::new("H15.50.05.13", day("2026-10-08"), number);
    assert_eq!(code(975).as_str(), "H15.50.05.13-261008-0975");
    assert_eq!(code(10_000).as_str(), "H15.50.05.13-261008-10000");
}

#[test]
fn a_code_is_of_its_own_unit_and_day() {
    let code = DossierCode::new("G08", day("2026-03-04"), 12);
    assert!(code.is_of("G08", day("2026-03-04")));
    assert!(!code.is_of("G08", day("2026-03-05")));
    assert!(!code.is_of("G0", day("2026-03-04")));
    assert!(!code.is_of("G08.1", day("2026-03-04")));
    let odd: DossierCode = serde_json::from_str(r#""G08-260304-12""#).unwrap();
    assert!(!odd.is_of("G08", day("2026-03-04")));
}

#[test]
fn a_busy_day_has_longer_numbers_and_no_code_twice() {
    let of = |number| DossierCode::new("G08", day("2026-03-04"), number);
    for number in [1, 9_999, 10_000, 10_001, 100_000, 9_999_999] {
        assert_eq!(of(number).number(), number);
        assert!(of(number).is_of("G08", day("2026-03-04")));
    }
    let padded: DossierCode = serde_json::from_str(r#""G08-260304-00012""#).unwrap();
    assert!(
        !padded.is_of("G08", day("2026-03-04")),
        "it is number 12 too"
    );
}

#[test]
fn codes_begin_with_the_identifier_of_a_body() {
    for unit in [
        "G08",
        "H15.50.05.13",
        "000.00.07.H26",
        "000.G22",
        "H26.1.2.3.4",
    ] {
        assert!(DossierCode::is_unit(unit), "{unit}");
    }
    for odd in [
        "",
        "g08",
        "G8",
        "G008",
        "08",
        "G08.",
        "G08.1234",
        "H26.1.2.3.4.5",
        "00.00.00.H26",
        "G08-1",
    ] {
        assert!(!DossierCode::is_unit(odd), "{odd}");
    }
}
