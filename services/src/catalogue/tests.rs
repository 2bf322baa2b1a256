mod agencies;
mod calendars;
mod course;
mod entries;
mod files;
mod nonsense;
mod procedures;
mod scoring;
mod terms;

use std::path::Path;

use domain::catalogue::Publish;

use super::{read, read_texts};

const AGENCIES: &str = r#"[[agency]]
id = "DESK"
name = { vi = "Bộ phận một cửa", en = "Desk" }
basis = "Art. 1"

[[agency]]
id = "OLD"
name = { vi = "Bộ cũ", en = "Old ministry" }
valid_to = "2025-02-28"
successor = "NEW"
fields = [
    { field = "health" },
    { field = "culture", valid_from = "2020-01-01" },
]
basis = "Art. 1"

[[agency]]
id = "NEW"
name = { vi = "Bộ mới", en = "New ministry" }
valid_from = "2025-03-01"
basis = "Art. 1"
"#;

const CALENDAR: &str = r#"[[calendar]]
id = "VN"
version = 1
utc_offset_hours = 7
weekly_days_off = [6, 7]
holidays = [
    { date = "2026-01-02", vi = "Nghỉ", en = "Off", basis = "Art. 1" },
    { date = "2026-05-02", vi = "Nghỉ", en = "Off", weekly_day_off = true, basis = "Art. 1" },
]
worked = [
    { date = "2026-01-10", basis = "Art. 1" },
]
"#;

const PROCEDURE: &str = r#"[[procedure]]
id = "LICENCE"
version = 1
title = { vi = "Cấp giấy phép", en = "Issue of a licence" }
valid_from = "2024-01-01"
valid_to = "2025-12-31"
basis = "Art. 1"

[procedure.conduct.ruled]
receiver = "DESK"
decider = "DESK"
calendar = "VN"
dossier_prefix = "G00"
channels = ["online", "post"]
components = [
    { id = "form", required = true, basis = "Art. 1", title = { vi = "Đơn", en = "Form" } },
    { id = "annex", required = false, basis = "Art. 1", title = { vi = "Phụ lục", en = "Annex" } },
]
intake_grounds = [{ id = "wrong", basis = "Art. 1", title = { vi = "Sai", en = "Wrong" } }]
refusal_grounds = [{ id = "unfit", basis = "Art. 1", title = { vi = "Không", en = "Unfit" } }]
stop_grounds = [{ id = "gone", basis = "Art. 1", title = { vi = "Hết", en = "Gone" } }]

[procedure.conduct.ruled.limits]
intake = { limit = { count = 2, unit = "working_days" }, basis = "Art. 1" }
consultation = { limit = { count = 2, unit = "working_days" }, basis = "Art. 1" }
opinion = { limit = { count = 10, unit = "working_days" }, basis = "Art. 1" }
forwarding = { limit = { count = 2, unit = "working_days" }, basis = "Art. 1" }
decision = { limit = { count = 10, unit = "working_days" }, basis = "Art. 1" }
total = { limit = { count = 30, unit = "working_days" }, basis = "Art. 1" }

[procedure.conduct.ruled.consultees]
always = ["OLD"]
field_managers = true
province_committees = false
basis = "Art. 1"

[procedure.conduct.ruled.supplements]
requests_max = 2
clock = "restart"
basis = "Art. 1"

[procedure.conduct.ruled.result]
certificate = "LICENCE"
validity_years_max = 3
basis = "Art. 1"
"#;

const RECORDED: &str = r#"[[procedure]]
id = "ELSEWHERE"
version = 1
title = { vi = "Nơi khác", en = "Elsewhere" }
valid_from = "2010-01-01"
basis = "Art. 1"
conduct = { recorded = { agency = "DESK" } }
"#;

/// The faults of a catalogue in which one text stands for another.
fn faults_with(from: &str, to: &str) -> Vec<String> {
    faults_with_all(&[(from, to)])
}

fn faults_with_all(changes: &[(&str, &str)]) -> Vec<String> {
    let change = |text: &str| {
        changes.iter().fold(text.to_owned(), |text, (from, to)| {
            text.replacen(from, to, 1)
        })
    };
    let whole = [AGENCIES, CALENDAR, PROCEDURE, RECORDED].concat();
    for (from, _) in changes {
        assert!(whole.contains(from), "nothing to replace by {from:?}");
    }
    told(&[
        ("agencies.toml", &change(AGENCIES)),
        ("calendar.toml", &change(CALENDAR)),
        ("procedure.toml", &change(PROCEDURE)),
        ("recorded.toml", &change(RECORDED)),
    ])
}

fn told(files: &[(&str, &str)]) -> Vec<String> {
    match publish(files) {
        Ok(_) => vec![],
        Err(faults) => faults,
    }
}

fn publish(files: &[(&str, &str)]) -> Result<Publish, Vec<String>> {
    let owned: Vec<_> = files
        .iter()
        .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
        .collect();
    read_texts(&owned, vec![]).map_err(|it| it.0.iter().map(ToString::to_string).collect())
}

#[test]
fn the_delivered_catalogue_is_sound() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/catalogue");

    let publish = read(&dir).unwrap_or_else(|it| panic!("{it}"));

    assert!(publish.procedures.len() > 20);
    assert!(publish.publicity.len() > 15);
    assert_eq!(publish.calendars.len(), 1);
    let committees = publish.agencies.iter().filter(|it| it.province.is_some());
    assert_eq!(committees.count(), 34 + 52);
    assert_eq!(publish.scorings[0].criteria.len(), 9);
    assert!(publish.forms.len() > 20 && publish.fees.len() > 4 && publish.indexes.len() > 20);
}

#[test]
fn a_sound_catalogue_is_read_whole_in_the_order_of_its_files() {
    let files = [
        ("a.toml", AGENCIES),
        ("b.toml", CALENDAR),
        ("c.toml", PROCEDURE),
        ("d.toml", RECORDED),
    ];

    let publish = publish(&files).unwrap();

    let agencies: Vec<_> = publish.agencies.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(agencies, ["DESK", "OLD", "NEW"]);
    let procedures: Vec<_> = publish.procedures.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(procedures, ["LICENCE", "ELSEWHERE"]);
}
