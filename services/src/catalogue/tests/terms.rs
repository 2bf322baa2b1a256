//! Terms that do not fit together, and what is owed or waited for.

use super::*;

/// The legal term of the procedure.
const WHOLE: &str = "total = { limit = { count = 30, unit = \"working_days\" }";

/// A calendar that says when there is work: eight hours a day.
const HOURS: (&str, &str) = (
    "weekly_days_off = [6, 7]\n",
    "weekly_days_off = [6, 7]\nhours = { sessions = [{ from = \"08:00\", to = \"16:00\" }], \
     basis = \"Art. 1\" }\n",
);

#[test]
fn hours_are_counted_where_the_calendar_says_when_there_is_work() {
    let total = "total = { limit = { count = 200, unit = \"working_hours\" }";
    let told = faults_with(WHOLE, total);
    assert_eq!(
        told,
        [
            "procedure.toml:29: the calendar VN does not say its `hours`, so that nothing can be \
             counted in hours; add them there, or count in working_days"
        ]
    );
    assert_eq!(faults_with_all(&[HOURS, (WHOLE, total)]), [""; 0]);
    let supplements = "requests_max = 2\n";
    let answer = "requests_max = 2\nafter_acceptance = { limit = { count = 4, unit = \
                  \"working_hours\" }, basis = \"Art. 1\" }\n";
    assert_eq!(faults_with_all(&[HOURS, (supplements, answer)]), [""; 0]);
    let told = faults_with(supplements, answer);
    assert!(
        told[0].starts_with("procedure.toml:39: the calendar VN"),
        "{told:?}"
    );
}

#[test]
fn the_hand_over_is_within_a_total_that_lasts_until_it() {
    let with = |ends: &str, days: u8| {
        let delivery = format!(
            "delivery = {{ limit = {{ count = {days}, unit = \"working_days\" }}, \
             basis = \"Art. 1\" }}\ntotal_ends = \"{ends}\"\n{WHOLE}"
        );
        faults_with(WHOLE, &delivery)
    };
    assert_eq!(with("delivery", 6), [""; 0]);
    assert_eq!(
        with("delivery", 7),
        [
            "procedure.toml:31: the steps take 31 together and the whole may take 30; correct a limit"
        ]
    );
    assert_eq!(with("decision", 7), [""; 0]);
}

#[test]
fn terms_in_different_units_are_compared_where_it_is_certain() {
    let with = |total: &str| {
        let total = format!("total = {{ limit = {{ {total} }}");
        faults_with_all(&[HOURS, (WHOLE, &total)])
    };
    let line = "procedure.toml:29: the steps take";
    for total in [
        "count = 191, unit = \"working_hours\"",
        "count = 23, unit = \"days\"",
    ] {
        assert!(with(total)[0].starts_with(line), "{total}");
    }
    for total in [
        "count = 192, unit = \"working_hours\"",
        "count = 31, unit = \"days\"",
        "count = 1, unit = \"months\"",
    ] {
        assert_eq!(with(total), [""; 0], "{total}");
    }
    // 24 working days are four weeks and four days, of which one Saturday is worked.
    let told = with("count = 30, unit = \"days\"");
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("procedure.toml:29: the steps follow one another and end after")
            && told[0].contains("from 2026-01-04 on, they end on 2026-02-04"),
        "{told:?}"
    );
    let months = faults_with(
        "decision = { limit = { count = 10, unit = \"working_days\" }",
        "decision = { limit = { count = 3, unit = \"months\" }",
    );
    assert!(months[0].starts_with(line), "{months:?}");
}

#[test]
fn what_is_owed_has_a_day_that_every_year_has_and_a_name_of_its_own() {
    let duty = |id: &str, day: &str| {
        format!(
            "[[procedure.conduct.ruled.duties]]\nid = \"{id}\"\n\
             title = {{ vi = \"a\", en = \"a\" }}\nagencies = [\"NEW\"]\n\
             due = {{ yearly = {{ {day} }} }}\nbasis = \"Art. 1\"\n\n"
        )
    };
    let with = |duties: &str| {
        let result = "[procedure.conduct.ruled.result]";
        faults_with(result, &format!("{duties}{result}"))
    };
    let good = duty("report", "month = 12, day = 18").replace("NEW", "OLD");
    assert_eq!(with(&good), [""; 0]);
    for day in [
        "month = 13, day = 1",
        "month = 2, day = 29",
        "month = 4, day = 0",
    ] {
        let told = with(&duty("report", day).replace("NEW", "OLD"));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("procedure.toml:46: not every year has a day"),
            "{told:?}"
        );
    }
    let twice = with(&[good.as_str(), &good].concat());
    assert!(
        twice[0].starts_with("procedure.toml:49: report is entered already"),
        "{twice:?}"
    );
    let nobody = with(&good.replace("OLD", "NOBODY"));
    assert!(
        nobody[0].starts_with("procedure.toml:45: there is no agency NOBODY"),
        "{nobody:?}"
    );
}

#[test]
fn a_case_that_waited_too_long_ends_on_a_ground_that_is_listed_after_a_term_that_is_said() {
    let with = |more: &str| {
        faults_with(
            "clock = \"restart\"",
            &format!("clock = \"restart\"\n{more}"),
        )
    };
    let term = "answer_within = { limit = { count = 30, unit = \"days\" }, basis = \"Art. 1\" }\n";
    assert_eq!(with(&format!("{term}lapse_ground = \"gone\"")), [""; 0]);
    assert_eq!(
        with("lapse_ground = \"went\""),
        [
            "procedure.toml:40: went is not among the stop_grounds; list it there, or correct the name",
            "procedure.toml:40: nothing lapses without a term; say it in `answer_within`, or drop this",
        ]
    );
    let pause = |kind: &str| {
        format!(
            "[[procedure.conduct.ruled.pauses]]\npause = \"{kind}\"\ntotal = \"resume\"\n\
             steps = \"resume\"\nlapse_ground = \"gone\"\nbasis = \"Art. 1\"\n\n"
        )
    };
    let result = "[procedure.conduct.ruled.result]";
    let pauses = [
        pause("payment"),
        pause("payment"),
        pause("supplement"),
        result.to_owned(),
    ];
    let told = faults_with(result, &pauses.concat());
    let told: Vec<_> = told
        .iter()
        .map(|it| it.split(';').next().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "procedure.toml:46: nothing lapses without a term",
            "procedure.toml:49: payment is entered already at another line of this list",
            "procedure.toml:53: nothing lapses without a term",
            "procedure.toml:57: how a supplement goes is said in `supplements`",
            "procedure.toml:60: nothing lapses without a term",
        ]
    );
}

#[test]
fn a_body_is_asked_once_and_a_class_is_of_cases_that_end_so() {
    let twice = faults_with("always = [\"OLD\"]", "always = [\"OLD\", \"OLD\"]");
    assert!(
        twice[0].starts_with("procedure.toml:32: OLD stands in this list already"),
        "{twice:?}"
    );
    let class = "[[retention]]\nid = \"a\"\nversion = 1\ntitle = { vi = \"a\", en = \"a\" }\n\
         procedure = \"ELSEWHERE\"\noutcomes = [\"recorded_ended\", \"greeted\"]\nyears = 5\nbasis = \"b\"\n";
    let files = [
        ("agencies.toml", AGENCIES),
        ("procedure.toml", RECORDED),
        ("r.toml", class),
    ];
    let told = told(&files);
    assert!(
        told[0].starts_with("r.toml:6: no case ends as \"greeted\"; it is one of granted"),
        "{told:?}"
    );
}

#[test]
fn nothing_is_done_in_no_time_or_asked_for_no_times() {
    let limit = "intake = { limit = { count = 2, unit = \"working_days\" }";
    let told = faults_with(limit, &limit.replace("count = 2", "count = 0"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains(": nobody can do this in no time"),
        "{told:?}"
    );
    let told = faults_with("requests_max = 2", "requests_max = 0");
    assert!(told[0].contains(": this number does not do"), "{told:?}");
}

#[test]
fn what_is_owed_is_counted_from_what_the_procedure_brings_about() {
    let result = "[procedure.conduct.ruled.result]";
    let duty = "[[procedure.conduct.ruled.duties]]\nid = \"report\"\n\
         title = { vi = \"a\", en = \"b\" }\nbasis = \"Art. 1\"\n\
         due = { after_end = { count = 6, unit = \"months\" } }\n\n";
    let told = faults_with(result, &format!("{duty}{result}"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(": this is not counted from"), "{told:?}");
}
