//! The forms that files of days have, and what is told of broken ones.

use super::*;

const WITH_KINDS: &str = "\
date,kind,name_vi,name_en,basis
2030-01-01,holiday,Tết Dương lịch,New Year,art.112
2030-02-04,swap-off,Hoán đổi,swapped day off,decision
2030-02-09,swap-work,Làm bù,make-up Saturday,decision
2030-04-15,compensatory,Nghỉ bù,compensation,art.111
";

#[test]
fn a_table_with_kinds_is_the_whole_calendar_of_its_year() {
    let calendar = calendar(&[("2030.csv", WITH_KINDS)]);
    for off in ["2030-01-01", "2030-02-04", "2030-04-15"] {
        assert!(is_off(&calendar, off), "{off}");
    }
    assert!(!is_off(&calendar, "2030-02-09"), "the Saturday is worked");
    assert!(!is_off(&calendar, "2030-09-02"), "nothing else is off");
    assert!(is_off(&calendar, "2027-09-02"), "another year stays");
    assert!(calendar.covers(2030) && calendar.covers(2027) && !calendar.covers(2031));
}

#[test]
fn a_year_of_a_file_replaces_the_delivered_one() {
    let calendar = calendar(&[("a.csv", "date,name\n2026-03-02,A day\n")]);
    assert!(is_off(&calendar, "2026-03-02"));
    assert!(!is_off(&calendar, "2026-02-17"), "Tết is not in the file");
    assert!(
        is_off(&calendar, "2026-01-10"),
        "nor is the worked Saturday"
    );
}

#[test]
fn a_table_of_swaps_adds_to_what_is_there() {
    let swaps = "day_off,worked_saturday_instead,source\n2027-06-01,2027-06-05,a (press, b); c\n";
    let calendar = calendar(&[("swaps.csv", swaps)]);
    assert!(is_off(&calendar, "2027-06-01"));
    assert!(!is_off(&calendar, "2027-06-05"));
    assert!(is_off(&calendar, "2027-09-02"), "the holidays stay");
}

#[test]
fn plain_lines_and_json_say_the_same_as_a_table() {
    let forms = [
        (
            "plain.txt",
            "# 2030\n\n2030-01-01 New Year\n2030-02-09,work\n2030-05-01,holiday,Labour\n",
        ),
        (
            "plain",
            "2030-01-01\r\n2030-02-09,swap-work,Saturday\r\n2030-05-01\r\n",
        ),
        (
            "spaces",
            "2030-01-01 holiday New Year\n2030-02-09 swap-work\n2030-05-01 Labour, Lao động\n",
        ),
        (
            "a.csv",
            "\u{feff}date;weekday;kind\n2030-01-01;Tue;holiday\n2030-02-09;Sat;work\n2030-05-01;;\n",
        ),
        (
            "a.json",
            r#"["2030-01-01", ["2030-05-01", "Labour"], {"date": "2030-02-09", "kind": "swap-work"}]"#,
        ),
        (
            "b.json",
            r#"{"holidays": ["2030-01-01", {"date": "2030-05-01", "name": "x"}], "worked": ["2030-02-09"]}"#,
        ),
        (
            "quoted.csv",
            "date,name,kind\n2030-01-01,\"a, \"\"b\"\"\nc\",holiday\n2030-02-09,,work\n2030-05-01,,\n",
        ),
    ];
    for (file, text) in forms {
        let calendar = calendar(&[(file, text)]);
        assert!(is_off(&calendar, "2030-01-01"), "{file}");
        assert!(is_off(&calendar, "2030-05-01"), "{file}");
        assert!(!is_off(&calendar, "2030-02-09"), "{file}");
        assert!(!is_off(&calendar, "2030-02-11"), "{file}");
    }
}

#[test]
fn a_table_from_day_to_name_is_read() {
    let calendar = calendar(&[(
        "a.json",
        r#"{"2030-01-01": "New Year", "2030-05-01": "Labour"}"#,
    )]);
    assert!(is_off(&calendar, "2030-01-01") && is_off(&calendar, "2030-05-01"));
}

#[test]
fn our_own_form_is_read_and_the_newest_version_holds() {
    let calendar = |version: u32, day: &str| {
        format!(
            "[[calendar]]\nid = \"VN\"\nversion = {version}\nutc_offset_hours = 7\n\
             weekly_days_off = [7]\nholidays = [{{ date = \"{day}\", vi = \"a\", en = \"b\", \
             basis = \"c\" }}]\n"
        )
    };
    let text = calendar(1, "2030-01-02") + &calendar(2, "2030-01-01");
    let calendar = super::calendar(&[("calendar.toml", &text)]);
    assert!(is_off(&calendar, "2030-01-01") && !is_off(&calendar, "2030-01-02"));
    assert!(
        !is_off(&calendar, "2030-01-05"),
        "Saturdays are worked there"
    );
    assert!(faults("a.toml", "[[calendar]]\nid = \"VN\"\n").starts_with("a.toml:1: "));
}

#[test]
fn the_hours_of_a_whole_calendar_hold_too() {
    let with = |hours: &str| {
        let text = format!(
            "[[calendar]]\nid = \"CITY\"\nversion = 1\nutc_offset_hours = 7\n\
             weekly_days_off = [7]\n{hours}holidays = [{{ date = \"2030-01-01\", vi = \"a\", \
             en = \"b\", basis = \"c\" }}]\n"
        );
        super::calendar(&[("calendar.toml", &text)])
    };
    let until = |it: &Calendar| it.reception.clone().map(|it| it.until.hour());
    let worked = |it: &Calendar| it.hours.clone().map(|it| it.per_day().whole_hours());
    let city = with(
        "hours = { sessions = [{ from = \"07:30\", to = \"11:30\" }], basis = \"c\" }\n\
         reception = { until = \"10:00\", basis = \"c\" }\n",
    );
    assert_eq!((worked(&city), until(&city)), (Some(4), Some(10)));
    let silent = with("");
    assert_eq!((worked(&silent), until(&silent)), (Some(8), Some(15)));
}

#[test]
fn several_files_are_joined_and_the_one_that_knows_the_kind_says_it() {
    let calendar = calendar(&[
        (
            "days.csv",
            "date,name\n2030-01-01,New Year\n2030-02-04,Day off\n",
        ),
        (
            "kinds.csv",
            "date,kind\n2030-02-04,swap-off\n2030-02-09,swap-work\n",
        ),
    ]);
    let swapped = calendar
        .holidays
        .iter()
        .find(|it| it.date == day("2030-02-04"))
        .unwrap();
    assert_eq!(swapped.kind.name(), "swapped");
    assert_eq!(swapped.en, "Day off");
}

#[test]
fn what_is_broken_is_told_with_file_line_and_reason() {
    let cases = [
        (
            "date\n2030-01-01\n2030-13-01\n",
            "f.csv:3: \"2030-13-01\" is no date; write it as 2030-01-31",
        ),
        (
            "date\n-2030-01-01\n",
            "f.csv:2: \"-2030-01-01\" is no date; write it as 2030-01-31",
        ),
        (
            "2030-01-01\n31/12/2030\n",
            "f.csv:2: \"31/12/2030\" is no date; write it as 2030-01-31",
        ),
        (
            "date,kind\n2030-01-01,party\n",
            "f.csv:2: \"party\" is no kind of day;",
        ),
        (
            "date,weekday\n2030-01-01,Mon\n",
            "f.csv:2: 2030-01-01 is a Tuesday, and the file says Mon",
        ),
        (
            "date,kind\n2030-01-01,holiday\n2030-01-07,swap-work\n",
            "f.csv:3: 2030-01-07 is a Monday, which is worked anyway",
        ),
        (
            "date,kind\n2030-01-05,holiday\n2030-01-05,swap-work\n",
            "f.csv:3: 2030-01-05 is a worked day here and a holiday at f.csv:2",
        ),
        (
            "date,kind\n2030-01-01,holiday\n2030-01-01,swap-off\n",
            "f.csv:3: 2030-01-01 is a swapped day off here and a holiday at f.csv:2",
        ),
        ("date\n", "f.csv: no day is named here"),
        ("", "f.csv: no day is named here"),
        (
            "kind,name\nholiday,x\n",
            "f.csv:1: no column is called date; the first line names kind, name",
        ),
        (
            "date,name\n2030-01-01,\"x\n",
            "f.csv:2: a quotation mark is opened here and never closed",
        ),
    ];
    for (text, expected) in cases {
        let told = faults("f.csv", text);
        let expected = expected.replace("; write it as 2030-01-31", "; write it as 2027-01-31");
        assert!(told.starts_with(&expected), "{text:?}: {told}");
    }
}

#[test]
fn nothing_of_a_row_is_lost_unsaid() {
    let cases = [
        // A date where a name should be, so two days on a line.
        (
            "2030-01-01,2030-01-02\n",
            "f.csv:1: 2030-01-02 stands where a name should",
        ),
        (
            "2030-01-01 2030-01-02\n",
            "f.csv:1: 2030-01-02 stands where a name should",
        ),
        (
            "date,name\n2030-01-01,a,2030-01-02,b\n",
            "f.csv:2: 4 cells stand here, where 2 are known",
        ),
        (
            "name,date\na,2030-01-01,b\n",
            "f.csv:2: 3 cells stand here, where 2 are known",
        ),
        (
            "2030-01-01,off,Tue,a,b,c,d\n",
            "f.csv:1: 7 cells stand here, where 6 are known",
        ),
        (
            "date,date\n2030-01-01,2030-01-02\n",
            "f.csv:1: \"date\" says what another column",
        ),
        (
            "from,to\n2030-01-05,2030-01-01\n",
            "f.csv:2: 2030-01-01 does not end the days from",
        ),
        (
            "from,to\n2030-01-01,2031-01-01\n",
            "f.csv:2: 2031-01-01 does not end the days from",
        ),
        (
            "date,name\n2030-01-01,a\u{1b}[31m\n",
            "f.csv:2: \"a\\u{1b}[31m\" has a control character",
        ),
        (
            "date,name\n2030-01-01,a\u{202e}b\n",
            "f.csv:2: \"a\\u{202e}b\" has a control character",
        ),
    ];
    for (text, expected) in cases {
        let told = faults("f.csv", text);
        assert!(told.starts_with(expected), "{text:?}: {told}");
    }
}

#[test]
fn nothing_of_json_is_lost_unsaid() {
    let cases = [
        (
            "{\"2030-13-01\": \"a\"}",
            "f.json:1: \"2030-13-01\" is no date",
        ),
        (
            "{\"2030-01-01\": false}",
            "f.json:1: a day is a text or an object with a date",
        ),
        (
            "[{\"date\": \"2030-01-01\",\n\"date\": \"2030-01-02\"}]",
            "f.json:1: \"date\" says what",
        ),
        (
            "{\"worked\":\n[{\"date\": \"2030-01-05\", \"kind\": \"off\"}]}",
            "f.json:2: \"off\" says what",
        ),
        (
            "{\n\"holidays\":\n \"2030-01-01\"}",
            "f.json:3: invalid type",
        ),
    ];
    for (text, expected) in cases {
        let told = faults("f.json", text);
        assert!(told.starts_with(expected), "{text:?}: {told}");
    }
}

#[test]
fn a_last_text_goes_on_behind_its_comma_and_empty_cells_are_nothing() {
    let text = "date,note\n2030-01-01,art. 112, 113; x\n2030-05-01,,,\n2030-05-02,a,,\n";
    let calendar = calendar(&[("f.csv", text)]);
    let days: Vec<_> = calendar
        .holidays
        .iter()
        .filter(|it| it.date.year() == 2030)
        .collect();
    assert_eq!(days.len(), 3);
    assert_eq!(days[0].basis, "art. 112, 113; x (f.csv:2)");
    assert_eq!(days[2].basis, "a (f.csv:4)");
}

#[test]
fn a_row_may_name_several_days_and_ranges_may_overlap() {
    let text =
        "from,to,name\n2030-02-01,2030-02-05,Tết\n2030-02-04,2030-02-06,Tết\n2030-05-01,,x\n";
    let calendar = calendar(&[("f.csv", text)]);
    let days = (1..=6).map(|it| format!("2030-02-0{it}"));
    assert!(
        days.chain(["2030-05-01".to_owned()])
            .all(|it| is_off(&calendar, &it))
    );
    let named = calendar.holidays.iter().filter(|it| it.date.year() == 2030);
    assert_eq!(named.count(), 7);
}

#[test]
fn a_list_in_json_that_stands_twice_is_read_twice() {
    let calendar = calendar(&[(
        "f.json",
        r#"{"holidays": ["2030-01-01"], "holidays": ["2030-05-01"], "swap-work": ["2030-01-05"],
            "2030-09-02": {"name": "National Day", "type": "public"}, "2030-04-15": "compensatory"}"#,
    )]);
    for off in ["2030-01-01", "2030-05-01", "2030-09-02", "2030-04-15"] {
        assert!(is_off(&calendar, off), "{off}");
    }
    assert!(!is_off(&calendar, "2030-01-05"));
    let kind = calendar
        .holidays
        .iter()
        .find(|it| it.date == day("2030-04-15"));
    assert_eq!(kind.unwrap().kind.name(), "compensation");
}

#[test]
fn broken_json_is_told_with_its_line() {
    let told = faults("f.json", "[\n \"2030-01-01\",\n \"soon\"\n]");
    assert!(told.starts_with("f.json:3: \"soon\" is no date"), "{told}");
    assert!(faults("f.json", "[\n \"2030-01-01\"\n").starts_with("f.json:"));
    let told = faults(
        "f.json",
        "[\n {\"date\": \"2030-01-05\", \"worked\": true}\n]",
    );
    assert!(
        told.starts_with("f.json:2: the value of \"worked\" is no text"),
        "{told}"
    );
}

#[test]
fn every_fault_is_told_at_once() {
    let told = faults("f.csv", "date,kind\n2030-02-30,holiday\n2030-01-01,party\n");
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[test]
fn what_looks_forgotten_is_mentioned() {
    let mut given = together(&[(
        "f.csv",
        "date,kind,moon\n2030-01-01,holiday,x\n2030-02-04,swap-off,\n",
    )])
    .unwrap();
    given.over(&delivered()).unwrap();
    let told = given.notices.join("\n");
    assert!(told.contains("the column \"moon\" is not read"), "{told}");
    assert!(
        told.contains("only 2 days off are given for 2030"),
        "{told}"
    );
    assert!(
        told.contains("2030-02-04 is swapped for a day that is worked"),
        "{told}"
    );
}
