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
        "calendar.toml:1: missing field `version`; \
         docs/how-to-add-a-procedure.md says what an entry holds"
    );
    assert!(told.iter().all(|it| !it.contains("no agency")), "{told:?}");
}

#[test]
fn an_unknown_kind_of_entry_is_told() {
    assert_eq!(
        faults_with("[[calendar]]", "[[calender]]"),
        [
            "calendar.toml:1: a catalogue has no \"calender\"; \
             use [[agency]], [[calendar]], [[procedure]] or [[retention]]",
            "procedure.toml:12: there is no calendar VN; enter it, or correct the name",
        ]
    );
}

#[test]
fn an_entry_in_single_brackets_is_told() {
    assert_eq!(
        faults_with("[[calendar]]", "[calendar]")[0],
        "calendar.toml:1: an entry begins with its kind in double brackets; \
         docs/how-to-add-a-procedure.md says what an entry holds"
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
