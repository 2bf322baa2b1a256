use super::*;

#[test]
fn an_agency_is_entered_once() {
    assert_eq!(
        faults_with("id = \"NEW\"", "id = \"OLD\"")[1],
        "agencies.toml:17: agency OLD is entered already at agencies.toml:6; \
         keep one of the two"
    );
}

#[test]
fn an_agency_ends_after_it_begins() {
    assert_eq!(
        faults_with(
            "valid_to = \"2025-02-28\"",
            "valid_from = \"2025-03-01\"\nvalid_to = \"2025-02-28\""
        )[0],
        "agencies.toml:10: this ends on 2025-02-28, before it begins on 2025-03-01; \
         correct one of the days"
    );
}

#[test]
fn a_field_is_given_up_after_it_is_taken() {
    assert_eq!(
        faults_with(
            "valid_from = \"2020-01-01\"",
            "valid_from = \"2020-01-01\", valid_to = \"2019-12-31\""
        ),
        [
            "agencies.toml:13: this ends on 2019-12-31, before it begins on 2020-01-01; \
             correct one of the days"
        ]
    );
}

#[test]
fn a_successor_is_known() {
    assert_eq!(
        faults_with("successor = \"NEW\"", "successor = \"NOBODY\""),
        ["agencies.toml:10: there is no agency NOBODY; enter it, or correct the name"]
    );
}

#[test]
fn a_successor_exists_when_it_takes_over() {
    assert_eq!(
        faults_with("valid_from = \"2025-03-01\"", "valid_from = \"2025-03-02\""),
        [
            "agencies.toml:10: NEW does not exist on 2025-03-01, when it takes over; \
             correct the dates"
        ]
    );
}

#[test]
fn a_successor_needs_a_last_day_of_its_predecessor() {
    assert_eq!(
        faults_with("valid_to = \"2025-02-28\"\n", ""),
        [
            "agencies.toml:9: a successor takes over when the body ends; \
             give its last day as valid_to"
        ]
    );
}

#[test]
fn successors_do_not_go_in_a_circle() {
    assert_eq!(
        faults_with(
            "valid_from = \"2025-03-01\"",
            "valid_to = \"2025-06-30\"\nsuccessor = \"OLD\""
        ),
        [
            "agencies.toml:10: the successors of OLD lead back to it; \
             let the last of them have no successor",
            "agencies.toml:21: the successors of NEW lead back to it; \
             let the last of them have no successor",
        ]
    );
}

#[test]
fn an_identifier_is_that_of_one_body_at_a_time() {
    let given = |desk: &str, old: &str, new: &str| {
        let after = |id: &str| format!("id = {id:?}\n");
        let with =
            |id: &str, identifier: &str| format!("id = {id:?}\nidentifier = {identifier:?}\n");
        faults_with_all(&[
            (&after("DESK"), &with("DESK", desk)),
            (&after("OLD"), &with("OLD", old)),
            (&after("NEW"), &with("NEW", new)),
        ])
    };
    assert_eq!(
        given("G01", "G02", "G02"),
        [""; 0],
        "one came after the other"
    );
    assert_eq!(
        given("G02", "G02", "G03"),
        ["agencies.toml:9: DESK has the identifier G02 on a day as well; correct one of the two"]
    );
    assert_eq!(
        given("G1", "G02", "G03"),
        [
            "agencies.toml:3: \"G1\" does not do; write the identifier of a body, \
             such as \"G08\" or \"H15.50.05.13\""
        ]
    );
}
