use super::*;

#[test]
fn a_folder_that_is_not_there_is_told() {
    let told = read(Path::new("no-such-folder")).unwrap_err().to_string();
    assert!(
        told.starts_with("no-such-folder: this cannot be read ("),
        "{told}"
    );
}

#[test]
fn a_folder_without_a_catalogue_is_told() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalogue");
    let told = read(&dir).unwrap_err().to_string();
    assert!(told.contains("no file here ends in .toml"), "{told}");
}

#[test]
fn a_slip_in_the_syntax_is_told_with_its_line_and_hides_no_other_file() {
    let told = faults_with_all(&[
        ("id = \"DESK\"\n", "id = \"DESK\n"),
        ("version = 1\nutc", "utc"),
    ]);

    assert!(told[0].starts_with("agencies.toml:2: "), "{told:?}");
    assert_eq!(
        told.last().unwrap(),
        "calendar.toml:1: `version` (Counts corrections, from 1) is missing; \
         add it as a whole number from 1 to 99999999"
    );
    assert!(told.iter().all(|it| !it.contains("no agency")), "{told:?}");
}

#[test]
fn an_unknown_kind_of_entry_is_told() {
    assert_eq!(
        faults_with("[[calendar]]", "[[calender]]"),
        [
            "calendar.toml:1: a catalogue has no \"calender\"; \
             use [[agency]], [[calendar]], [[procedure]], [[publicity]], [[retention]], [[territory]], \
             [[form]], [[fee]], [[index]], [[report]] or [[scoring]]",
            "procedure.toml:12: there is no calendar VN; enter it, or correct the name",
        ]
    );
}

#[test]
fn an_entry_in_single_brackets_is_told() {
    assert_eq!(
        faults_with("[[calendar]]", "[calendar]")[0],
        "calendar.toml:1: an entry begins with its kind in double brackets"
    );
}

#[test]
fn every_part_of_a_broken_entry_is_told_and_nothing_that_follows_from_it() {
    let told = faults_with_all(&[
        ("id = \"VN\"", "id = \"VN\"\ncolour = \"red\""),
        ("2026-01-02", "2026-02-30"),
        (
            "{ date = \"2026-01-10\", basis",
            "{ date = \"2026-01-10\", bases",
        ),
        ("requests_max = 2", "requests_max = -2"),
        (
            "{ id = \"annex\", required = false",
            "{ id = \"annex\", required = \"no\"",
        ),
        (
            "unit = \"working_days\" }, basis = \"Art. 1\" }\ntotal",
            "unit = \"weeks\" }, basis = \"Art. 1\" }\ntotal",
        ),
    ]);
    let lines: Vec<_> = told
        .iter()
        .map(|it| it.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            "calendar.toml:3",
            "calendar.toml:8",
            "calendar.toml:12",
            "procedure.toml:17",
            "procedure.toml:28",
            "procedure.toml:38",
        ],
        "{told:#?}"
    );
}

#[test]
fn what_is_wrong_in_one_table_is_told_whole() {
    assert_eq!(
        faults_with(
            "requests_max = 2\nclock = \"restart\"\nbasis = \"Art. 1\"",
            "requests_max = \"two\"\nclok = \"start\"\ncolour = 1\nweight = 2\nbasis = \" \"",
        ),
        [
            "procedure.toml:38: this is a string; write a whole number from 1 to 99",
            "procedure.toml:39: `clok` is not known here; write `clock`",
            "procedure.toml:39: \"start\" does not do; write one of restart, resume",
            "procedure.toml:40: `colour` is not known here; drop it, \
             or use one of `after_acceptance`, `answer_within`, `basis`, `clock`, `lapse_ground`, \
             `requests_max`",
            "procedure.toml:41: `weight` is not known here; drop it, \
             or use one of `after_acceptance`, `answer_within`, `basis`, `clock`, `lapse_ground`, \
             `requests_max`",
            "procedure.toml:42: this text is empty; write a text that is not empty",
        ]
    );
}

#[test]
fn a_fault_of_form_hides_no_fault_of_sense_in_the_same_entry() {
    assert_eq!(
        faults_with_all(&[
            (
                "version = 1\ntitle = { vi = \"Cấp",
                "version = 0\ntitle = { vi = \"Cấp"
            ),
            ("valid_to = \"2025-12-31\"", "valid_to = 2025-12-31"),
            ("receiver = \"DESK\"", "receiver = \"NOBODY\""),
            (
                "total = { limit = { count = 30",
                "total = { limit = { count = 20"
            ),
            ("vi = \"Đơn\", ", ""),
        ]),
        [
            "procedure.toml:3: this number does not do; write a whole number from 1 to 99999999",
            "procedure.toml:6: this is a datetime; write a day such as \"2026-01-31\", in quotes",
            "procedure.toml:10: there is no agency NOBODY; enter it, or correct the name",
            "procedure.toml:16: `vi` (In Vietnamese) is missing; add it as a text that is not empty",
            "procedure.toml:29: the steps take 24 together and the whole may take 20; \
             correct a limit",
        ]
    );
}

#[test]
fn a_head_that_is_torn_takes_its_entry_with_it_and_nothing_else() {
    assert_eq!(
        faults_with_all(&[
            ("[[agency]]\nid = \"OLD\"", "[[agency]\nid = \"OLD\""),
            ("calendar = \"VN\"", "calendar = \"NL\""),
        ])
        .iter()
        .map(|it| it.split(": ").next().unwrap())
        .collect::<Vec<_>>(),
        ["agencies.toml:6", "procedure.toml:12"]
    );
}

#[test]
fn a_body_that_ends_without_an_heir_is_told_where_it_is_named() {
    assert_eq!(
        faults_with("successor = \"NEW\"\n", ""),
        [
            "procedure.toml:32: nobody holds the powers of OLD on 2025-03-01, \
             when the procedure is in force; \
             give its successor, or let the procedure name another body from that day on",
        ]
    );
}

#[test]
fn the_published_schema_is_the_one_of_the_types() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/catalogue/catalogue.schema.json");
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        published == crate::catalogue::schema::text(),
        "run: hoso catalogue schema > domain/catalogue/catalogue.schema.json"
    );
}

#[test]
fn an_entry_that_cannot_be_read_is_told_alone() {
    let told = faults_with(
        "weekly_days_off = [6, 7]",
        "weekly_days_off = [6, 7]\n\
         hours = { sessions = [{ from = \"25:00\", to = \"26:00\" }], basis = \"Art. 1\" }",
    );
    assert_eq!(
        told,
        [
            "calendar.toml:6: \"25:00\" does not do; write a time of day such as \"07:30\"",
            "calendar.toml:6: \"26:00\" does not do; write a time of day such as \"07:30\"",
        ]
    );
}

#[test]
fn a_text_that_would_not_be_shown_as_it_is_written_is_told() {
    let told = faults_with("en = \"Form\"", "en = \"F\\u001b[31morm\"");
    assert_eq!(
        told,
        ["procedure.toml:16: \"F\\u{1b}[31morm\" has a control character; drop it"]
    );
}
