use super::*;

#[test]
fn a_version_is_entered_once() {
    assert_eq!(
        faults_with("id = \"ELSEWHERE\"", "id = \"LICENCE\""),
        [
            "recorded.toml:1: version 1 of procedure LICENCE is entered already \
             at procedure.toml:1; keep one of the two"
        ]
    );
}

#[test]
fn a_procedure_ends_after_it_begins() {
    assert_eq!(
        faults_with("valid_to = \"2025-12-31\"", "valid_to = \"2023-12-31\""),
        [
            "procedure.toml:6: this ends on 2023-12-31, before it begins on 2024-01-01; \
             correct one of the days"
        ]
    );
}

#[test]
fn versions_follow_one_another() {
    let second = |from: &str| {
        faults_with_all(&[
            (
                "id = \"ELSEWHERE\"\nversion = 1",
                "id = \"LICENCE\"\nversion = 2",
            ),
            ("2010-01-01", from),
        ])
    };
    assert_eq!(
        second("2025-12-31"),
        [
            "recorded.toml:5: version 2 begins on 2025-12-31, when version 1 is in force; \
             let version 1 end the day before, or leave its valid_to out"
        ]
    );
    assert_eq!(second("2026-01-01"), [""; 0]);
}

#[test]
fn a_version_without_a_last_day_ends_where_the_next_begins() {
    let second = |from: &str| {
        faults_with_all(&[
            ("valid_to = \"2025-12-31\"\n", ""),
            (
                "id = \"ELSEWHERE\"\nversion = 1",
                "id = \"LICENCE\"\nversion = 2",
            ),
            ("2010-01-01", from),
        ])
    };
    assert_eq!(second("2024-01-02"), [""; 0]);
    // One that begins on the same day corrects it.
    assert_eq!(second("2024-01-01"), [""; 0]);
    assert_eq!(second("2023-12-31").len(), 1);
}

#[test]
fn the_bodies_it_names_are_known() {
    for (from, place) in [
        ("receiver = \"DESK\"", "procedure.toml:10"),
        ("decider = \"DESK\"", "procedure.toml:11"),
        ("always = [\"OLD\"]", "procedure.toml:32"),
        ("agency = \"DESK\"", "recorded.toml:7"),
    ] {
        let to = from.replace("DESK", "NOBODY").replace("OLD", "NOBODY");
        assert_eq!(
            faults_with(from, &to),
            [format!(
                "{place}: there is no agency NOBODY; enter it, or correct the name"
            )]
        );
    }
}

#[test]
fn its_calendar_is_known() {
    assert_eq!(
        faults_with("calendar = \"VN\"", "calendar = \"NL\""),
        ["procedure.toml:12: there is no calendar NL; enter it, or correct the name"]
    );
}

#[test]
fn who_receives_and_who_decides_exists_from_the_first_day() {
    assert_eq!(
        faults_with("receiver = \"DESK\"", "receiver = \"NEW\""),
        ["procedure.toml:10: NEW does not exist on 2024-01-01, \
             when LICENCE comes into force; \
             name the body of that day, or correct the dates"]
    );
    assert_eq!(
        faults_with("always = [\"OLD\"]", "always = [\"NEW\"]").len(),
        1
    );
}

#[test]
fn a_consulted_body_may_have_handed_its_powers_on() {
    assert_eq!(
        faults_with("valid_from = \"2024-01-01\"", "valid_from = \"2025-07-01\""),
        [""; 0]
    );
}

#[test]
fn the_steps_fit_into_the_whole() {
    assert_eq!(
        faults_with("count = 30", "count = 23"),
        [
            "procedure.toml:29: the steps take 24 together and the whole may take 23; \
             correct a limit"
        ]
    );
    let in_days = faults_with(
        "count = 30, unit = \"working_days\"",
        "count = 23, unit = \"days\"",
    );
    assert_eq!(in_days.len(), 1, "a working day takes a day: {in_days:?}");
    let months = faults_with(
        "count = 30, unit = \"working_days\"",
        "count = 1, unit = \"months\"",
    );
    assert_eq!(months, [""; 0]);
}

#[test]
fn some_component_is_required() {
    assert_eq!(
        faults_with("required = true", "required = false"),
        ["procedure.toml:15: no component is required; \
             set required = true on those a dossier cannot do without"]
    );
}

#[test]
fn a_name_stands_once_in_a_list() {
    assert_eq!(
        faults_with_all(&[
            ("\"online\", \"post\"", "\"post\", \"post\""),
            ("\"annex\"", "\"form\"")
        ]),
        [
            "procedure.toml:14: post stands in this list already; keep one of the two",
            "procedure.toml:17: form is entered already at another line of this list; \
             keep one of the two",
        ]
    );
}

#[test]
fn a_list_that_is_needed_is_not_empty() {
    assert_eq!(
        faults_with_all(&[
            ("channels = [\"online\", \"post\"]", "channels = []"),
            (
                "stop_grounds = [{ id = \"gone\", basis = \"Art. 1\", title = { vi = \"Hết\", en = \"Gone\" } }]",
                "stop_grounds = []"
            ),
        ]),
        [
            "procedure.toml:14: channels is empty; name at least one",
            "procedure.toml:21: stop_grounds is empty; name at least one",
        ]
    );
}

#[test]
fn what_is_public_is_of_a_version_that_is_there() {
    let entry = "[[publicity]]\nprocedure = \"LICENCE\"\nversion = 2\nsets = 1\n";
    let told = told(&[
        ("a.toml", AGENCIES),
        ("b.toml", CALENDAR),
        ("c.toml", PROCEDURE),
        ("d.toml", entry),
    ]);
    assert_eq!(
        told,
        ["d.toml:3: there is no version 2 of procedure LICENCE; enter it, or correct this"]
    );
}

/// What the example would be if it were about what other procedures bring about.
fn about(more: &str, result: &str) -> Vec<String> {
    let consultees = "[procedure.conduct.ruled.consultees]\n";
    faults_with_all(&[
        (consultees, &format!("{more}\n{consultees}")),
        ("certificate = \"LICENCE\"\n", result),
    ])
}

#[test]
fn a_certificate_that_a_case_is_about_is_one_that_some_procedure_issues() {
    let upon = |kind: &str| {
        let upon = "[procedure.conduct.ruled.upon]\nbasis = \"Art. 1\"\n";
        about(
            &format!("{upon}kinds = [{kind:?}]\n"),
            "certificate = \"LICENCE\"\n",
        )
    };
    assert_eq!(upon("LICENCE"), [""; 0]);
    assert_eq!(
        upon("CERT-XX"),
        [
            "procedure.toml:33: no procedure issues a CERT-XX; correct the kind, \
             or enter the procedure that does"
        ]
    );
}

#[test]
fn what_is_changed_is_of_a_kind_that_the_case_is_about() {
    let upon = "[procedure.conduct.ruled.upon]\nbasis = \"Art. 1\"\nkinds = [\"PERMIT\"]\n";
    let issue = "[[procedure]]\nid = \"PERMIT\"";
    let permit = PROCEDURE.replace("LICENCE", "PERMIT");
    assert!(permit.starts_with(issue));
    let extends = PROCEDURE
        .replace(
            "certificate = \"LICENCE\"\n",
            "certificate = \"LICENCE\"\neffect = \"extend\"\n",
        )
        .replace(
            "[procedure.conduct.ruled.result]",
            &format!("{upon}\n[procedure.conduct.ruled.result]"),
        );
    let files = |extends: &str| {
        told(&[
            ("a.toml", AGENCIES),
            ("b.toml", CALENDAR),
            ("c.toml", extends),
            ("d.toml", &permit),
        ])
    };
    assert_eq!(
        files(&extends),
        ["c.toml:47: the case is never about a LICENCE; name one of the kinds in `upon`"]
    );
    let right = extends.replace("certificate = \"LICENCE\"", "certificate = \"PERMIT\"");
    assert_eq!(files(&right), [""; 0]);
}

#[test]
fn what_a_case_is_under_approves_aid() {
    let under = |procedure: &str| {
        let under = "[procedure.conduct.ruled.under]\nbasis = \"Art. 1\"\n";
        about(
            &format!("{under}procedures = [{procedure:?}]\n"),
            "certificate = \"LICENCE\"\n",
        )
    };
    assert_eq!(
        under("AID-NOWHERE"),
        ["procedure.toml:33: there is no procedure AID-NOWHERE; enter it, or correct the name"]
    );
    assert_eq!(
        under("ELSEWHERE"),
        ["procedure.toml:33: ELSEWHERE approves no aid; name a procedure that does"]
    );
    let valued = "[procedure.conduct.ruled.value]\nbasis = \"Art. 1\"\n\n\
        [procedure.conduct.ruled.under]\nbasis = \"Art. 1\"\nprocedures = [\"LICENCE\"]\n";
    assert_eq!(about(valued, "certificate = \"LICENCE\"\n"), [""; 0]);
}

#[test]
fn dossier_codes_begin_with_the_identifier_of_a_body() {
    for wrong in ["XYZ", "G8", "G08-", "G08.1234", "g08"] {
        assert_eq!(
            faults_with(
                "dossier_prefix = \"G00\"",
                &format!("dossier_prefix = {wrong:?}")
            ),
            [format!(
                "procedure.toml:13: {wrong:?} does not do; write the identifier of \
                 a body, such as \"G08\" or \"H15.50.05.13\""
            )]
        );
    }
    let right = faults_with(
        "dossier_prefix = \"G00\"",
        "dossier_prefix = \"000.00.07.H26\"",
    );
    assert_eq!(right, [""; 0]);
}

#[test]
fn applicants_are_kept_out_of_countries_that_there_are() {
    let with = |countries: &str| {
        let limits = "[procedure.conduct.ruled.limits]";
        let home = format!(
            "[procedure.conduct.ruled.home]\nnot_in = [{countries}]\nbasis = \"Art. 1\"\n\n{limits}"
        );
        faults_with(limits, &home)
    };
    assert_eq!(with("\"VN\", \"LA\""), [""; 0]);
    assert_eq!(
        with("\"VN\", \"XQ\""),
        ["procedure.toml:24: \"XQ\" does not do; write a country of ISO 3166-1, such as \"VN\""]
    );
    assert_eq!(
        with("\"VN\", \"VN\""),
        ["procedure.toml:24: VN stands in this list already; keep one of the two"]
    );
    assert_eq!(
        with(""),
        ["procedure.toml:24: not_in is empty; name at least one"]
    );
}
