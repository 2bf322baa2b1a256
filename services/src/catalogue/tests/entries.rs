//! Provinces, forms, fees and indices.

use super::*;

const ENTRIES: &str = r#"[[territory]]
id = "OLD-15"
version = 1
code = "15"
name = { vi = "Tỉnh Cũ", en = "Old Province" }
valid_to = "2025-06-30"
successor = "NEW-15"
basis = "Art. 1"

[[territory]]
id = "NEW-15"
version = 1
code = "15"
name = { vi = "Tỉnh Mới", en = "New Province" }
valid_from = "2025-07-01"
basis = "Art. 1"

[[form]]
id = "F-1"
version = 1
number = "01"
title = { vi = "Mẫu", en = "Form" }
valid_from = "2024-01-01"
components = [
    { procedure = "LICENCE", component = "form" },
]
basis = "Art. 1"

[[fee]]
id = "LICENCE"
version = 1
title = { vi = "Phí", en = "Fee" }
amount = { sum = { amount = "1500.25", currency = "USD" } }
procedures = [
    "LICENCE",
]
valid_from = "2024-01-01"
basis = "Art. 1"

[[index]]
id = "I-1"
version = 1
number = "3.3"
group = { vi = "Nhóm", en = "Group" }
title = { vi = "Chỉ số", en = "Index" }
points_max = "6"
measure = { share = { of = "dossiers_filed_online", among = "dossiers_accepted" } }
full_at = "0.50"
periods = ["month"]
valid_from = "2024-01-01"
basis = "Art. 1"
"#;

/// The faults when one text stands for another.
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(ENTRIES.contains(from), "nothing to replace by {from:?}");
    let entries = ENTRIES.replacen(from, to, 1);
    told(&[
        ("a.toml", AGENCIES),
        ("b.toml", CALENDAR),
        ("c.toml", PROCEDURE),
        ("d.toml", &entries),
    ])
}

#[test]
fn sound_entries_have_no_faults() {
    assert_eq!(faults("Art. 1", "Art. 2"), [] as [String; 0]);
    assert_eq!(
        faults(
            "amount = { sum = { amount = \"1500.25\", currency = \"USD\" } }",
            "amount = \"free\""
        ),
        [] as [String; 0]
    );
}

#[test]
fn an_amount_is_exact_and_has_a_currency() {
    assert_eq!(
        faults("amount = \"1500.25\"", "amount = 1500.25"),
        [
            "d.toml:33: this is a float; write an amount such as \"1500.25\", in quotes, \
          so that no digit is lost"
        ]
    );
    assert_eq!(
        faults("currency = \"USD\"", "currency = \"dollars\""),
        ["d.toml:33: \"dollars\" does not do; write a currency of ISO 4217, such as \"USD\""]
    );
}

#[test]
fn a_province_becomes_part_of_one_there_is() {
    assert_eq!(
        faults("successor = \"NEW-15\"", "successor = \"NEW-16\""),
        [
            "d.toml:7: there is no province NEW-16 on 2025-07-01, when this becomes part of it; \
          correct it"
        ]
    );
    assert_eq!(
        faults("valid_to = \"2025-06-30\"\n", "")[1],
        "d.toml:6: a successor takes over when the body ends; give its last day as valid_to"
    );
}

#[test]
fn a_code_is_of_one_province_at_a_time() {
    assert_eq!(
        faults("valid_from = \"2025-07-01\"", "valid_from = \"2025-06-30\""),
        ["d.toml:4: the code 15 is that of NEW-15 on 2025-06-30 as well; correct a code or a day"]
    );
    assert_eq!(
        faults("code = \"15\"", "code = \"7\""),
        ["d.toml:4: \"7\" does not do; write two digits, such as \"01\""]
    );
}

#[test]
fn an_agency_governs_a_province_there_is() {
    let governs = AGENCIES.replacen("id = \"DESK\"", "id = \"DESK\"\nprovince = \"OLD-16\"", 1);
    assert_eq!(
        told(&[
            ("a.toml", &governs),
            ("d.toml", &ENTRIES.replace("LICENCE", "GONE"))
        ])[0],
        "a.toml:3: there is no province OLD-16; name one that an agency governs"
    );
}

#[test]
fn a_form_is_for_a_paper_there_is() {
    assert_eq!(
        faults("component = \"form\"", "component = \"poem\""),
        ["d.toml:25: no version of LICENCE has a component poem; correct the name"]
    );
    assert_eq!(
        faults("{ procedure = \"LICENCE\"", "{ procedure = \"LICENSE\""),
        ["d.toml:25: there is no procedure LICENSE; enter it, or correct the name"]
    );
}

#[test]
fn a_fee_is_for_procedures_there_are() {
    assert_eq!(
        faults("    \"LICENCE\",\n", "    \"LICENSE\",\n"),
        ["d.toml:35: there is no procedure LICENSE; enter it, or correct the name"]
    );
    assert_eq!(
        faults("    \"LICENCE\",\n", ""),
        ["d.toml:34: procedures is empty; name at least one"]
    );
}

#[test]
fn an_index_counts_what_can_be_counted() {
    let told = faults(
        "of = \"dossiers_filed_online\"",
        "of = \"dossiers_filed_by_magic\"",
    );
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("d.toml:47:"), "{}", told[0]);
    assert!(told[0].contains("dossiers_in_time"), "{}", told[0]);
    assert_eq!(
        faults("full_at = \"0.50\"", "full_at = \"1.01\""),
        [
            "d.toml:48: no share is above the whole; give a full_at of at most 1, such as \"0.80\" for 80%"
        ]
    );
    assert_eq!(
        faults("full_at = \"0.50\"", "full_at = \"0\""),
        [
            "d.toml:48: a share of nothing is always reached; give a share above 0, \
          or leave full_at out"
        ]
    );
}

#[test]
fn versions_follow_one_another() {
    let fee = ENTRIES
        .split("[[fee]]")
        .nth(1)
        .unwrap()
        .split("[[index]]")
        .next()
        .unwrap();
    let again = format!("{ENTRIES}\n[[fee]]{fee}");
    let files = |entries: &str| {
        told(&[
            ("a.toml", AGENCIES),
            ("b.toml", CALENDAR),
            ("c.toml", PROCEDURE),
            ("d.toml", entries),
        ])
    };
    assert_eq!(
        files(&again),
        [
            "d.toml:53: version 1 of fee LICENCE is entered already at d.toml:29; keep one of the two"
        ]
    );
    let corrected = again.rsplitn(2, "version = 1").collect::<Vec<_>>();
    let corrected = format!("{}version = 2{}", corrected[1], corrected[0]);
    assert_eq!(
        files(&corrected),
        [] as [String; 0],
        "it begins on the same day: it corrects"
    );
    let earlier = corrected.rsplitn(2, "2024-01-01").collect::<Vec<_>>();
    let earlier = format!("{}2023-12-31{}", earlier[1], earlier[0]);
    assert_eq!(files(&earlier).len(), 1);
}
