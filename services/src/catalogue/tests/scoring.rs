//! Ways of scoring dossiers.

use super::*;

const SCORING: &str = r#"[[scoring]]
id = "S-1"
version = 1
title = { vi = "Đánh giá", en = "Scoring" }
outcomes = ["granted"]
periods = ["quarter"]
valid_from = "2024-01-01"
basis = "Art. 1"
agencies = [
    { title = { vi = "Tốt", en = "Good" }, from = "3.5" },
    { title = { vi = "Khá", en = "Fair" }, from = "2", below = "3.5" },
    { title = { vi = "Yếu", en = "Weak" }, below = "2" },
]
[scoring.officials]
criteria = ["1"]
periods = ["quarter"]
basis = "Art. 2"
classes = [
    { title = { vi = "Tốt", en = "Good" } },
]
[[scoring.criteria]]
number = "1"
title = { vi = "Thời gian", en = "Time" }
measure = "days_late"
basis = "Art. 3"
bands = [
    { points = 2, to = -1 },
    { points = 1, from = 0, to = 0 },
    { points = 0, from = 1 },
]
[[scoring.criteria]]
number = "7"
title = { vi = "Thái độ", en = "Attitude" }
measure = { not_recorded = { why = { vi = "Không", en = "No" } } }
basis = "Art. 3"
"#;

/// The faults when one text stands for another.
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(SCORING.contains(from), "nothing to replace by {from:?}");
    told(&[("s.toml", &SCORING.replacen(from, to, 1))])
}

#[test]
fn a_sound_way_of_scoring_has_no_faults() {
    assert_eq!(faults("Art. 1", "Art. 9"), [] as [String; 0]);
}

#[test]
fn points_are_nothing_one_or_two() {
    for points in ["3", "-1"] {
        assert_eq!(
            faults("points = 2", &format!("points = {points}")),
            ["s.toml:27: this number does not do; write a whole number from 0 to 2"]
        );
    }
}

#[test]
fn what_is_measured_is_something_that_can_be() {
    let told = faults("measure = \"days_late\"", "measure = \"kindness\"");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("s.toml:24:"), "{}", told[0]);
    assert!(told[0].contains("terms_missed"), "{}", told[0]);
}

#[test]
fn every_value_gives_points_once() {
    assert_eq!(
        faults("to = -1", "to = -2"),
        ["s.toml:28: the value -1 is in no row; let each row begin where the one before it ends"]
    );
    assert_eq!(
        faults("to = -1", "to = 0"),
        [
            "s.toml:28: the value 0 is in another row as well; let each row begin where the one \
          before it ends"
        ]
    );
    assert_eq!(
        faults("    { points = 0, from = 1 },\n", ""),
        [
            "s.toml:28: a value from 1 on is in no row; let each row begin where the one before it \
          ends"
        ]
    );
    assert_eq!(
        faults(
            "{ points = 2, to = -1 }",
            "{ points = 2, from = -9, to = -1 }"
        ),
        [
            "s.toml:27: a value up to -10 is in no row; let each row begin where the one before it \
          ends"
        ]
    );
    assert_eq!(
        faults("from = 0, to = 0", "from = 0, to = -3"),
        ["s.toml:28: there is not a value from 0 to -3; exchange the bounds"]
    );
    let bands = SCORING.split_once("bands = [").unwrap().1;
    let bands = bands.split_once(']').unwrap().0;
    let nothing = faults(&format!("bands = [{bands}]\n"), "");
    assert_eq!(nothing.len(), 1, "{nothing:?}");
    assert!(nothing[0].contains("bands is empty"), "{}", nothing[0]);
}

#[test]
fn a_measure_needs_no_points_for_values_that_it_cannot_have() {
    let by_requests = SCORING.replace("\"days_late\"", "\"requests\"");
    assert_eq!(told(&[("s.toml", &by_requests)]), [] as [String; 0]);
    let from_zero = by_requests.replace("    { points = 2, to = -1 },\n", "");
    assert_eq!(told(&[("s.toml", &from_zero)]), [] as [String; 0]);
}

#[test]
fn every_sum_has_one_class() {
    assert_eq!(
        faults("from = \"2\", below", "from = \"2.5\", below"),
        [
            "s.toml:11: a sum from 2 and below 2.5 is in no row; let each row begin where the one \
          before it ends"
        ]
    );
    assert_eq!(
        faults("from = \"2\", below", "from = \"1.9\", below"),
        [
            "s.toml:11: a sum from 1.9 and below 2 is in another row as well; let each row begin \
          where the one before it ends"
        ]
    );
    assert_eq!(
        faults(
            "en = \"Good\" }, from = \"3.5\"",
            "en = \"Good\" }, from = \"3.5\", below = \"4\""
        ),
        [
            "s.toml:10: a sum from 4 on is in no row; let each row begin where the one before it \
          ends"
        ]
    );
    assert_eq!(
        faults(
            "en = \"Weak\" }, below",
            "en = \"Weak\" }, from = \"0.1\", below"
        ),
        [
            "s.toml:12: a sum from 0 and below 0.1 is in no row; let each row begin where the one \
          before it ends"
        ]
    );
}

#[test]
fn officials_are_scored_by_criteria_that_there_are() {
    assert_eq!(
        faults("criteria = [\"1\"]", "criteria = [\"1\", \"2\"]"),
        ["s.toml:15: there is no criterion 2; enter it, or correct the number"]
    );
    assert_eq!(
        faults("number = \"7\"", "number = \"1\""),
        ["s.toml:32: another criterion has the number 1; give each a number of its own"]
    );
    assert_eq!(
        faults("outcomes = [\"granted\"]", "outcomes = []"),
        ["s.toml:5: outcomes is empty; name at least one"]
    );
}
