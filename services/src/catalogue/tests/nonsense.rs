//! What has its form, and can never be meant.

use super::*;

/// The one fault of a catalogue in which one text stands for another.
fn only(from: &str, to: &str) -> String {
    let told = faults_with(from, to);
    assert_eq!(told.len(), 1, "{told:?}");
    told.concat()
}

/// The one fault of the example with this beside it.
fn only_beside(more: &str) -> String {
    let told = told(&[
        ("agencies.toml", AGENCIES),
        ("calendar.toml", CALENDAR),
        ("procedure.toml", PROCEDURE),
        ("more.toml", more),
    ]);
    assert_eq!(told.len(), 1, "{told:?}");
    told.concat()
}

fn says(told: &str, what: &str) {
    assert!(told.contains(what), "{what:?} is not in {told:?}");
}

#[test]
fn nobody_asks_itself() {
    says(
        &only("always = [\"OLD\"]", "always = [\"DESK\"]"),
        "procedure.toml:32: DESK is the receiver of the procedure, and nobody asks itself",
    );
    let told = faults_with_all(&[
        ("decider = \"DESK\"", "decider = \"OLD\""),
        ("always = [\"OLD\"]", "always = [\"OLD\"]"),
    ]);
    says(
        &told.concat(),
        "procedure.toml:32: OLD is the decider of the procedure",
    );
}

#[test]
fn a_rule_says_one_thing() {
    let channels = "channels = [\"online\", \"post\"]";
    let traits = format!(
        "{channels}\ntraits = [{{ id = \"big\", basis = \"Art. 1\", \
         title = {{ vi = \"Lớn\", en = \"Big\" }} }}]"
    );
    let asked = "field_managers = true";
    let also = |rule: &str| {
        let rule = format!("{asked}\nalso = [{{ when = \"big\", basis = \"Art. 1\"{rule} }}]");
        faults_with_all(&[(channels, &traits), (asked, &rule)]).concat()
    };
    assert_eq!(also(", nobody = true"), "");
    assert_eq!(
        also(", ask = [\"NEW\"]")
            .matches("NEW does not exist")
            .count(),
        1
    );
    says(&also(""), "procedure.toml:35: this rule asks nobody");
    says(
        &also(", nobody = true, ask = [\"OLD\"]"),
        "with `nobody` nobody is asked",
    );

    let competent = |rules: &str| {
        let rules = format!("{traits}\ncompetences = [{rules}]");
        faults_with(channels, &rules).concat()
    };
    let of_big = "{ when = [\"big\"], decider = \"OLD\", basis = \"Art. 1\" }";
    let always = "{ decider = \"OLD\", basis = \"Art. 1\" }";
    assert_eq!(competent(&format!("{of_big}, {always}")), "");
    says(
        &competent(&format!("{always}, {of_big}")),
        "so this one never counts",
    );
    says(
        &competent("{ when = [\"big\"], basis = \"Art. 1\" }"),
        "says of nobody",
    );
}

#[test]
fn a_term_within_the_whole_is_no_longer_than_it() {
    let result = "[procedure.conduct.ruled.result]";
    let reappointment = |notice: &str| {
        format!(
            "[procedure.conduct.ruled.reappointment]\ntimes_max = 1\nbasis = \"Art. 1\"\n\
             notice = {{ limit = {{ {notice} }}, basis = \"Art. 1\" }}\n\n{result}"
        )
    };
    let notice = reappointment("count = 1, unit = \"working_days\"");
    assert_eq!(faults_with(result, &notice), [""; 0]);
    for longer in [
        "count = 31, unit = \"working_days\"",
        "count = 90, unit = \"days\"",
        "count = 3, unit = \"months\"",
    ] {
        says(
            &only(result, &reappointment(longer)),
            "procedure.toml:45: `notice` is a time within the whole, and longer than `total`",
        );
    }
}

#[test]
fn what_has_passed_unanswered_has_consequences() {
    let clock = "clock = \"restart\"";
    let within = "answer_within = { limit = { count = 30, unit = \"days\" }, basis = \"Art. 1\" }";
    says(
        &only(clock, &format!("{clock}\n{within}")),
        "procedure.toml:40: nothing follows when this has passed; name one of the stop_grounds",
    );
}

#[test]
fn days_in_many_weeks_do_not_fit_into_fewer_working_days() {
    let decision = "decision = { limit = { count = 10, unit = \"working_days\" }";
    let longer = decision.replace(
        "count = 10, unit = \"working_days\"",
        "count = 40, unit = \"days\"",
    );
    says(
        &only(decision, &longer),
        "end after the whole, on whatever day they begin: where there is most time, from 2026-",
    );
    let fitting = longer.replace("40", "14");
    assert_eq!(faults_with(decision, &fitting), [""; 0]);
}

#[test]
fn a_text_shows_something_and_no_book() {
    let title = "vi = \"Cấp giấy phép\"";
    for blank in ["", "  ", "\u{200b}", "\u{feff}\u{a0}"] {
        says(
            &only(title, &format!("vi = \"{blank}\"")),
            "procedure.toml:4: this text is empty",
        );
    }
    says(&only(title, "vi = \"a\\u0007\""), "has a control character");
    let long = format!("vi = \"{}\"", "x".repeat(10_001));
    says(&only(title, &long), "this text has 10001 characters");
    let last = "valid_to = \"2025-12-31\"";
    let unverified = format!("{last}\nunverified = [\"\"]");
    says(
        &only(last, &unverified),
        "procedure.toml:7: this text is empty",
    );
    assert_eq!(
        faults_with(title, "vi = \"\"\"Cấp\r\ngiấy phép\"\"\""),
        [""; 0]
    );
}

#[test]
fn a_day_is_in_a_time_of_laws() {
    for far in ["0000-01-01", "1066-10-14", "9999-12-31"] {
        says(
            &faults_with(
                "valid_to = \"2025-12-31\"",
                &format!("valid_to = \"{far}\""),
            )
            .concat(),
            "is not between the years 1800 and 2199",
        );
    }
}

#[test]
fn what_is_to_be_paid_can_be_paid() {
    let fee = |sum: &str| {
        format!(
            "[[fee]]\nid = \"F\"\nversion = 1\ntitle = {{ vi = \"Phí\", en = \"Fee\" }}\n\
             amount = {{ sum = {{ {sum} }} }}\nprocedures = [\"LICENCE\"]\n\
             valid_from = \"2024-01-01\"\nbasis = \"Art. 1\"\n"
        )
    };
    for (sum, fault) in [
        (
            "amount = \"0\", currency = \"USD\"",
            "more.toml:5: the amount is 0",
        ),
        (
            "amount = \"10.55\", currency = \"JPY\"",
            "more.toml:5: a sum in JPY has no decimals",
        ),
        (
            "amount = \"1\", currency = \"XQQ\"",
            "\"XQQ\" does not do; write a currency of ISO 4217",
        ),
    ] {
        says(&only_beside(&fee(sum)), fault);
    }
    let twice = fee("amount = \"1\", currency = \"USD\"").replace("[\"L", "[\"LICENCE\", \"L");
    says(
        &only_beside(&twice),
        "more.toml:6: LICENCE stands in this list already",
    );
}

#[test]
fn an_outcome_is_kept_by_one_class() {
    let class = |id: &str, outcomes: &str| {
        format!(
            "[[retention]]\nid = \"{id}\"\nversion = 1\ntitle = {{ vi = \"a\", en = \"a\" }}\n\
             procedure = \"LICENCE\"\noutcomes = [{outcomes}]\nyears = 5\nbasis = \"b\"\n"
        )
    };
    let twice = [
        class("a", "\"granted\""),
        class("b", "\"refused\", \"granted\""),
    ]
    .concat();
    says(
        &only_beside(&twice),
        "more.toml:14: a is about cases of LICENCE that end as granted as well",
    );
    let whatever = [class("a", ""), class("b", "\"refused\"")].concat();
    says(&only_beside(&whatever), "end as refused as well");
}

#[test]
fn a_report_is_due_on_a_day_that_its_month_can_have() {
    let report = |every: &str, due: &str| {
        format!(
            "[[report]]\nid = \"R\"\nversion = 1\ntitle = {{ vi = \"a\", en = \"a\" }}\n\
             owed_by = {{ agencies = [\"DESK\"] }}\nto = [\"OLD\"]\nevery = \"{every}\"\n\
             due = [{due}]\nday_off = \"stays\"\ncalendar = \"VN\"\n\
             valid_from = \"2024-01-01\"\nbasis = \"Art. 1\"\n"
        )
    };
    for (every, due, fault) in [
        (
            "year",
            "{ months_after = 2, day = 30 }",
            "no year has a day 30 of month 2",
        ),
        (
            "year",
            "{ months_after = 4, day = 31 }",
            "no year has a day 31 of month 4",
        ),
        (
            "half_year",
            "{ months_after = 1, day = 31 }, { months_after = 2, day = 31 }",
            "no year has a day 31 of month 2",
        ),
    ] {
        says(
            &only_beside(&report(every, due)),
            &format!("more.toml:8: {fault}"),
        );
    }
    // The last day of a shorter month is meant.
    for (every, due) in [
        ("year", "{ months_after = 2, day = 29 }"),
        ("month", "{ months_after = 1, day = 31 }"),
        ("half_year", "{ months_after = 3, day = 31 }"),
    ] {
        let files = [
            ("agencies.toml", AGENCIES),
            ("calendar.toml", CALENDAR),
            ("more.toml", &report(every, due)),
        ];
        assert_eq!(told(&files), [""; 0], "{every} {due}");
    }
    let later = report("year", "{ months_after = 0, day = 18 }").replace("2024", "2026");
    let gone = later.replace("\"OLD\"", "\"NEW\"");
    let files = [
        ("a.toml", AGENCIES),
        ("c.toml", CALENDAR),
        ("m.toml", &gone),
    ];
    assert_eq!(told(&files), [""; 0]);
    let before = gone.replace("2026", "2024");
    says(
        &only_beside(&before),
        "more.toml:6: nobody holds the powers of NEW on 2024-01-01",
    );
}

#[test]
fn bodies_and_provinces_are_one_thing_on_a_day() {
    let field = "{ field = \"health\" },";
    says(
        &only(
            field,
            &format!("{field} {{ field = \"health\", valid_from = \"2020-01-01\" }},"),
        ),
        "agencies.toml:12: the field health is here already for some of these days",
    );
    let desk = "id = \"DESK\"";
    let told = faults_with_all(&[
        (desk, &format!("{desk}\nprovince = \"P-1\"")),
        ("id = \"OLD\"", "id = \"OLD\"\nprovince = \"P-1\""),
    ]);
    says(&told.concat(), "DESK governs P-1 on a day as well");
    let itself = "[[territory]]\nid = \"P-1\"\nversion = 1\ncode = \"01\"\n\
         name = { vi = \"a\", en = \"a\" }\nvalid_to = \"2025-06-30\"\nsuccessor = \"P-1\"\n\
         basis = \"Art. 1\"\n";
    says(
        &only_beside(itself),
        "more.toml:7: a province does not become part of itself",
    );
}

#[test]
fn an_index_measures_something() {
    let index = |points: &str, of: &str, among: &str| {
        format!(
            "[[index]]\nid = \"I\"\nversion = 1\nnumber = \"1\"\n\
             group = {{ vi = \"a\", en = \"a\" }}\ntitle = {{ vi = \"a\", en = \"a\" }}\n\
             points_max = \"{points}\"\n\
             measure = {{ share = {{ of = \"{of}\", among = \"{among}\" }} }}\n\
             periods = [\"year\"]\nvalid_from = \"2024-01-01\"\nbasis = \"Art. 1\"\n"
        )
    };
    let accepted = "dossiers_accepted";
    says(
        &only_beside(&index("0", "dossiers_in_time", accepted)),
        "measures nothing",
    );
    says(
        &only_beside(&index("6", accepted, accepted)),
        "more.toml:8: the share of these",
    );
    says(
        &only_beside(&index("6", "procedures_online", accepted)),
        "count both of one kind",
    );
}

#[test]
fn what_is_announced_is_signed_before_it_is_entered() {
    let publicity = "[[publicity]]\nprocedure = \"LICENCE\"\nversion = 1\n\
         announcement = { authority = \"ministry\", decision = \"1\", signed = \"2023-12-01\", \
         entered = \"2023-11-30\", announce_before = { count = 20, unit = \"days\" }, \
         enter_within = { count = 5, unit = \"working_days\" }, basis = \"Art. 1\" }\n";
    says(
        &only_beside(publicity),
        "more.toml:4: this was entered on 2023-11-30, before it was signed on 2023-12-01",
    );
}
