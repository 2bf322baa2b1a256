//! Counting terms on the command line, without a database.

use std::fs;

use harness::{CommandLine, Outcome, TestApp, log_of, shared};
use serde_json::{Value, json};
use tempfile::TempDir;

/// `hoso calendar due`, with a file of days beside it if there is one.
fn due(file: &str, text: &str, arguments: &[&str]) -> Outcome {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(file), text).unwrap();
    let all = [&["calendar", "due"], arguments].concat();
    CommandLine::without_database(folder.path()).hoso(&all)
}

fn told(arguments: &[&str]) -> Value {
    let outcome = due("unused", "", &[arguments, &["--json"]].concat());
    serde_json::from_str(&outcome.expect(0).out).unwrap()
}

#[test]
fn ten_working_days_over_tet_end_on_the_third_of_march_and_it_says_why() {
    let from = ["--from", "2026-02-10", "--working-days", "10"];
    let text = due("unused", "", &from).expect(0).out;
    assert!(
        text.starts_with("2026-03-03 (Tuesday): 10 working days from 2026-02-10\n"),
        "{text}"
    );
    assert!(
        text.contains("2026-02-10 (Tuesday); the day itself is not counted"),
        "{text}"
    );
    assert!(
        text.contains("2026-02-14 Saturday   weekly day off"),
        "{text}"
    );
    assert!(text.contains("2026-02-17 Tuesday    Tết Nguyên đán / Lunar New Year (holiday)"));

    let told = told(&from);
    assert_eq!(told["due"], "2026-03-03");
    let skipped: Vec<_> = told["skipped"].as_array().unwrap().iter().collect();
    let dates: Vec<_> = skipped
        .iter()
        .map(|it| it["date"].as_str().unwrap())
        .collect();
    let tet = (14..=22).map(|it| format!("2026-02-{it}"));
    let all: Vec<_> = tet
        .chain(["2026-02-28".into(), "2026-03-01".into()])
        .collect();
    assert_eq!(dates, all);
    assert_eq!(skipped[2]["kind"], "holiday");
}

#[test]
fn json_warns_of_all_that_the_text_warns_of() {
    let table = "date,name,colour\n2031-01-01,New Year,red\n";
    let from = ["--from", "2031-12-30", "--working-days", "3"];
    let with_table = [&from[..], &["--holidays", "days.csv"]].concat();
    let shown = due("days.csv", table, &with_table).expect(0);
    let json = due("days.csv", table, &[&with_table[..], &["--json"]].concat()).expect(0);
    let told: Value = serde_json::from_str(&json.out).unwrap();
    let warnings = told["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    for (warning, about) in warnings.iter().zip(["colour", "only 1 day off", "2032"]) {
        let warning = warning.as_str().unwrap();
        assert!(warning.contains(about), "{warning}");
        shown.says(&[warning]);
        json.says(&[warning]);
    }
}

#[test]
fn a_term_of_less_than_nothing_is_none() {
    due("unused", "", &["--from", "2026-02-10", "--days", "-1"])
        .expect(2)
        .says(&["-1 is not in 0..=65535"]);
}

#[test]
fn compensations_swaps_and_worked_saturdays_are_told_apart() {
    let told = told(&["--from", "2025-12-31", "--working-days", "6"]);
    assert_eq!(told["due"], "2026-01-10");
    assert_eq!(told["skipped"][1]["kind"], "swapped");
    assert_eq!(told["worked"][0]["date"], "2026-01-10");
    let told = self::told(&["--from", "2026-04-24", "--working-days", "1"]);
    assert_eq!(told["due"], "2026-04-28");
    assert_eq!(told["skipped"][2]["kind"], "compensation");
}

#[test]
fn the_reference_tables_give_the_same_end() {
    let tables = ["vn_public_holidays_2018_2026.csv", "vn_makeup_workdays.csv"];
    let tables = tables.map(|it| shared(&format!("data/reference/vn/{it}")));
    let [first, second] = tables.each_ref().map(|it| it.to_str().unwrap());
    let from = ["--from", "2026-02-10", "--working-days", "10", "--brief"];
    let files = ["--holidays", first, "--holidays", second];
    let outcome = due("unused", "", &[&from[..], &files].concat()).expect(0);
    assert_eq!(outcome.out, "2026-03-03\n");
    assert_eq!(outcome.err, "");
}

#[test]
fn a_year_that_nobody_knows_is_told_and_a_file_makes_it_known() {
    let from = ["--from", "2030-04-26", "--working-days", "3", "--brief"];
    let alone = due("unused", "", &from).expect(0);
    assert_eq!(alone.out, "2030-05-01\n");
    assert!(
        alone.err.contains("the holidays of 2030 are not known"),
        "{}",
        alone.err
    );

    let days = "2030-04-30,Reunification Day\n2030-05-01,Labour Day\n";
    let given = [&from[..], &["--holidays", "2030.txt"]].concat();
    let known = due("2030.txt", days, &given).expect(0);
    assert_eq!(known.out, "2030-05-03\n");
    assert!(!known.err.contains("are not known"), "{}", known.err);
}

#[test]
fn a_broken_file_is_refused_with_file_line_and_reason() {
    let from = ["--from", "2030-01-01", "--days", "3", "--holidays", "f.csv"];
    let outcome = due(
        "f.csv",
        "date,kind\n2030-01-01,holiday\n2030-02-30,holiday\n",
        &from,
    );
    let outcome = outcome.expect(2);
    assert_eq!(outcome.out, "");
    assert!(
        outcome
            .err
            .starts_with("f.csv:3: \"2030-02-30\" is no date"),
        "{}",
        outcome.err
    );
    due("other", "", &from)
        .expect(2)
        .says(&["f.csv: this cannot be read"]);
}

#[test]
fn hours_run_from_the_moment_and_late_receipts_from_the_next_day() {
    let told = told(&["--from", "2026-03-02T16:20", "--working-hours", "3"]);
    assert_eq!(told["due_at"], "2026-03-03T10:20:00+07:00");
    let late = [
        "--from",
        "2026-03-02T15:01",
        "--working-days",
        "1",
        "--received",
    ];
    assert_eq!(self::told(&late)["due"], "2026-03-04");
    let early = [
        "--from",
        "2026-03-02T15:00",
        "--working-days",
        "1",
        "--received",
    ];
    assert_eq!(self::told(&early)["due"], "2026-03-03");
    due(
        "unused",
        "",
        &["--from", "2026-03-02", "--working-hours", "3"],
    )
    .expect(1)
    .says(&["needs the time of day"]);
}

#[test]
fn nothing_is_counted_beyond_what_can_be() {
    let refused = |arguments: &[&str], code, why: &str| {
        due("unused", "", arguments).expect(code).says(&[why]);
    };
    let nobody = "years are from 0001 to 9999";
    refused(&["--from", "0000-01-01", "--days", "3"], 2, nobody);
    refused(&["--from=-0001-01-01", "--days", "3"], 2, nobody);
    let end = "does not end before the last day of the year 9999";
    refused(&["--from", "9999-12-20", "--working-days", "30"], 1, end);
    refused(&["--from", "9999-12-20", "--months", "65535"], 1, end);
    let far = due("unused", "", &["--from", "1583-01-03", "--days", "1"]);
    far.expect(0).says(&["the holidays of 1583 are not known"]);
    // The year of a late receipt matters as that of the end does.
    let late = ["--from", "2028-12-29T16:00", "--received", "--days", "9"];
    let late = due("unused", "", &late).expect(0);
    late.says(&["the holidays of 2028 to 2029 are not known"]);
}

#[test]
fn a_file_that_is_no_text_is_told_with_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("f.csv"),
        b"date,name\n2030-01-01,T\xeat\n",
    )
    .unwrap();
    let all = [
        "calendar",
        "due",
        "--from",
        "2030-01-01",
        "--days",
        "1",
        "--holidays",
        "f.csv",
    ];
    let told = CommandLine::without_database(folder.path()).hoso(&all);
    told.expect(2)
        .says(&["f.csv:2: this cannot be read: it is not UTF-8 here"]);
}

#[test]
fn exactly_one_term_is_counted() {
    let from = ["--from", "2026-03-02"];
    let none = due("unused", "", &from).expect(2);
    none.says(&["--working-days"]);
    let two = due(
        "unused",
        "",
        &[&from[..], &["--days", "1", "--months", "1"]].concat(),
    );
    two.expect(2).says(&["cannot be used with"]);
    let another = due("unused", "", &["--from", "02/03/2026", "--days", "1"]);
    another.expect(2).says(&["write a day as 2026-02-10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_shown_before_it_is_made_and_made_once() {
    let app = TestApp::without_service().await;
    let case = app.file_dossier().await;
    app.accept(case).await;
    app.settle().await;
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("more.csv"),
        "date,kind\n2026-03-16,compensatory\n",
    )
    .unwrap();
    let correct = |arguments: &[&str]| {
        let all = [&["calendar", "correct", "more.csv"], arguments].concat();
        CommandLine::on(&app.database, folder.path())
            .hoso(&all)
            .expect(0)
    };
    let events = async |name: &str| {
        let log = log_of(&app.app().store).await;
        log.iter().filter(|it| it.name == name).count()
    };
    let published = events("catalogue.calendar_published.v1").await;

    let told: Value = serde_json::from_str(&correct(&["--preview", "--json"]).out).unwrap();
    assert_eq!(
        (&told["applied"], &told["cases"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(
        told["moves"],
        json!([{
            "case_id": case.to_string(), "code": told["moves"][0]["code"], "clock": "total",
            "was_due": "2026-04-13", "due": "2026-04-14", "days": 1,
        }])
    );
    assert_eq!(told["duties"], json!([]), "nobody holds a certificate");
    assert_eq!(events("case.deadlines_recounted.v1").await, 0);
    assert_eq!(events("catalogue.calendar_published.v1").await, published);

    correct(&[]).says(&[
        "total: 2026-04-13 to 2026-04-14 (+1 day)",
        "1 open term of 1 case moved",
    ]);
    assert_eq!(events("case.deadlines_recounted.v1").await, 1);
    assert_eq!(
        events("catalogue.calendar_published.v1").await,
        published + 1
    );
    correct(&[]).says(&["nothing is corrected"]);
    assert_eq!(events("case.deadlines_recounted.v1").await, 1);

    let later = "date,kind\n2026-12-28,compensatory\n";
    fs::write(folder.path().join("more.csv"), later).unwrap();
    correct(&["--preview"]).says(&[": no open term would move"]);

    fs::write(folder.path().join("more.csv"), "date\nsoon\n").unwrap();
    let line = CommandLine::on(&app.database, folder.path());
    line.hoso(&["calendar", "correct", "more.csv"])
        .expect(2)
        .says(&["more.csv:2: \"soon\""]);
}
