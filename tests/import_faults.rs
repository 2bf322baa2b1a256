//! What an import refuses, what it says, and what is there afterwards.

use domain::CaseId;
use domain::case::CaseEvent;
use harness::{Filing, applicant, log_of};
use services::clock::{derived_id, new_id};
use services::import::mapping::Mapping;
use uuid::Uuid;

use crate::import::{Desk, MAPPING, log, trace};
use crate::trust_tampering::tamper;

#[tokio::test(flavor = "multi_thread")]
async fn of_a_broken_trace_nothing_is_imported_and_all_before_it_is() {
    let desk = Desk::open().await;
    let good = [trace("a", &["x"]), trace("b", &["x", "y"])].concat();
    let broken = "<trace>\n<string key='concept:name' value='c'/>\n<event>\n  <date key='time:timestamp' value='soon'/>";
    let outcome = desk.import(&format!("<log>\n{good}{broken}</event></trace></log>"));
    outcome.expect(1).says(&[
        "2 cases with 3 steps imported",
        "line 14, column 3",
        "trace 3 (\"c\"), event 1",
        "\"soon\", which is not a date",
        "2 cases of the file are in the log, and nothing of that trace",
    ]);
    assert_eq!(desk.histories().await.len(), 2);

    let mended = log(&[good, trace("c", &["z"]), trace("d", &[])]);
    let outcome = desk.import(&mended).expect(0);
    outcome.says(&["2 cases with 1 steps imported, 2 cases with 3 steps already there"]);
    assert_eq!(desk.histories().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off_gives_what_came_whole() {
    let desk = Desk::open().await;
    let whole = log(&[trace("a", &["x"]), trace("b", &["x", "y"])]);
    let cut = &whole[..whole.len() - 60];
    desk.import(cut).expect(1).says(&[
        "1 cases with 1 steps imported",
        "trace 2 (\"b\")",
        "the file ends before the log does",
    ]);
    let without_end = whole.trim_end().strip_suffix("</log>").unwrap();
    desk.import(without_end)
        .expect(1)
        .says(&["1 cases with 2 steps imported, 1 cases with 1 steps already there"]);
    desk.import(&whole)
        .expect(0)
        .says(&["0 cases with 0 steps imported"]);
    assert_eq!(desk.histories().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_that_changed_since_it_was_imported_is_told() {
    let desk = Desk::open().await;
    let first = [trace("a", &["x"]), trace("b", &["y"]), trace("c", &["z"])];
    desk.import(&log(&first)).expect(0).says(&["3 cases"]);
    let head = desk.app.app().store.head().await.unwrap();

    let changed = [
        trace("a", &["x"]),
        trace("b", &["other"]),
        trace("c", &["z"]),
    ];
    let outcome = desk.import(&log(&changed)).expect(1);
    outcome.says(&[
        "trace 2 (\"b\") at line 6, column 1",
        "was imported before with another content",
    ]);
    // What it was before is there, so that it is not said to be missing.
    assert!(!outcome.err.contains("nothing of that trace"));
    // A trace that came in between is seen, and is not a reason to import all others twice.
    let shifted = [trace("new", &["x"]), trace("a", &["x"]), trace("b", &["y"])];
    desk.import(&log(&shifted))
        .expect(1)
        .says(&["trace 1 (\"new\")"]);
    // So is another reading of the same file.
    desk.write(
        "mapping.toml",
        &MAPPING.replace("by = \"org:resource\"", ""),
    );
    desk.import(&log(&first))
        .expect(1)
        .says(&["the file or the mapping has changed"]);
    assert_eq!(desk.app.app().store.head().await.unwrap(), head);
    // Under another name it is another log.
    desk.write("mapping.toml", &MAPPING.replace("a-log", "another-log"));
    desk.import(&log(&changed))
        .expect(0)
        .says(&["3 cases with 3 steps imported"]);
}

/// The id under which earlier builds imported a trace, which anybody can work out.
fn guessable(source: &str, ordinal: u64) -> Uuid {
    let logs = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0004);
    derived_id(derived_id(logs, source), &format!("import {ordinal}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sender_uses_up_the_id_under_which_a_trace_is_imported() {
    let desk = Desk::open().await;
    let (case, key) = (CaseId(new_id()), guessable("a-log", 1));
    let filing = Filing::default();
    desk.app
        .try_file(case, key, &filing, &applicant())
        .await
        .unwrap();
    let traces = [trace("a", &["x"]), trace("b", &["y"])];
    desk.import(&log(&traces))
        .expect(0)
        .says(&["2 cases with 2 steps imported"]);
    let head = desk.app.app().store.head().await.unwrap();
    let _ = desk.import(&log(&traces)).expect(0);
    assert_eq!(desk.app.app().store.head().await.unwrap(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_build_imported_is_known() {
    let desk = Desk::open().await;
    let traces = [trace("a", &["x"]), trace("b", &["y"])];
    let _ = desk.import(&log(&traces)).expect(0);
    // As an earlier build would have left it.
    let id = guessable("a-log", 1);
    let older = format!(
        "update eventstore.command set id = '{id}' where first_position = (
            select position from eventstore.event where type = 'case.history_imported.v1'
                and convert_from(document, 'UTF8')::json #>> '{{data,source,ordinal}}' = '1')"
    );
    tamper(desk.app.pool(), &older).await;
    let head = desk.app.app().store.head().await.unwrap();
    let _ = desk.import(&log(&traces)).expect(0);
    assert_eq!(desk.app.app().store.head().await.unwrap(), head);

    let changed = [trace("a", &["other"]), trace("b", &["y"])];
    desk.import(&log(&changed))
        .expect(1)
        .says(&["was imported before with another content"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_traces_can_follow_those_that_were_imported() {
    let desk = Desk::open().await;
    let mut traces = vec![trace("a", &["x"]), trace("a", &["x"])];
    desk.import(&log(&traces))
        .expect(0)
        .says(&["2 cases with 2 steps imported"]);
    traces.push(trace("a", &["x"]));
    let outcome = desk.import(&log(&traces)).expect(0);
    outcome.says(&["1 cases with 1 steps imported, 2 cases with 2 steps already there"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_without_a_name_is_told_with_its_place() {
    let desk = Desk::open().await;
    let nameless = "<trace><string key='concept:name' value='b'/><event/></trace>";
    let outcome = desk.import(&log(&[trace("a", &["x"]), nameless.to_owned()]));
    outcome.expect(1).says(&[
        "trace 2 (\"b\") at line 6, column 1 does not fit the mapping",
        "event 1 of trace 2",
    ]);
    assert_eq!(desk.histories().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_too_large_is_told_with_its_place() {
    let desk = Desk::open().await;
    let large = format!(
        "<trace><string key='kind' value='{}'/></trace>",
        "x".repeat(300_000)
    );
    let outcome = desk.import(&log(&[trace("a", &["x"]), large]));
    outcome
        .expect(1)
        .says(&["trace 2 at line 6", "the event takes 300"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_names_in_two_logs_are_two_persons() {
    let desk = Desk::open().await;
    let traces = log(&[trace("a", &["x", "y"]), trace("b", &["x"])]);
    desk.import(&traces).expect(0).says(&["2 cases"]);
    desk.write("mapping.toml", &MAPPING.replace("a-log", "b-log"));
    desk.import(&traces).expect(0).says(&["2 cases"]);
    let mut actors = vec![];
    for event in log_of(&desk.app.app().store).await {
        if event.name == "case.step_completed.v1"
            && let CaseEvent::StepCompleted { by, .. } = event.decode().unwrap()
        {
            actors.push(by.unwrap());
        }
    }
    assert_eq!(actors.len(), 6);
    actors.sort_unstable();
    actors.dedup();
    assert_eq!(actors.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_was_erased_does_not_come_back_with_an_old_trace() {
    let desk = Desk::open().await;
    let mut traces = vec![trace("a", &["x"])];
    desk.import(&log(&traces)).expect(0).says(&["1 cases"]);
    let CaseEvent::StepCompleted { by: Some(by), .. } = &desk.histories().await[0].events[1] else {
        panic!("the step has no actor");
    };
    let app = desk.app.app();
    assert!(app.vault.erase(by.0, app.clock.now()).await.unwrap());
    let subjects = async || -> i64 {
        sqlx::query_scalar("select count(*) from eventstore.vault_subject where kind = 'resource'")
            .fetch_one(desk.app.pool())
            .await
            .unwrap()
    };
    assert_eq!(subjects().await, 1);
    desk.import(&log(&traces))
        .expect(0)
        .says(&["1 cases with 1 steps already there"]);
    assert_eq!(subjects().await, 1);
    // What is new of the same name is of somebody new, as far as anybody knows.
    traces.push(trace("b", &["x"]));
    desk.import(&log(&traces))
        .expect(0)
        .says(&["1 cases with 1 steps imported"]);
    assert_eq!(subjects().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_does_not_change_what_the_catalogue_says_of_others() {
    let desk = Desk::open().await;
    let traces = log(&[trace("a", &["x"])]);
    desk.write("mapping.toml", &MAPPING.replace("OTHERS", "MOFA"));
    desk.import(&traces)
        .expect(1)
        .says(&["the catalogue has the agency MOFA under the name"]);
    desk.write(
        "mapping.toml",
        &MAPPING.replace("ELSEWHERE", "FNGO-OP-ISSUE"),
    );
    desk.import(&traces)
        .expect(1)
        .says(&["cases of the procedure FNGO-OP-ISSUE are conducted here"]);
    assert!(desk.histories().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_with_a_new_title_is_its_next_version() {
    let desk = Desk::open().await;
    let mut traces = vec![trace("a", &["x"])];
    desk.import(&log(&traces)).expect(0).says(&["1 cases"]);
    desk.write(
        "mapping.toml",
        &MAPPING.replace("A procedure of others", "Another title"),
    );
    traces.push(trace("b", &["x"]));
    desk.import(&log(&traces))
        .expect(0)
        .says(&["1 cases with 1 steps imported, 1 cases"]);
    let versions: Vec<u32> = desk
        .histories()
        .await
        .iter()
        .map(|it| {
            let CaseEvent::HistoryImported {
                procedure_version, ..
            } = &it.events[0]
            else {
                panic!("{:?}", it.events[0]);
            };
            *procedure_version
        })
        .collect();
    assert_eq!(versions, [1, 2]);
    // And is that still when nothing changed.
    desk.import(&log(&traces))
        .expect(0)
        .says(&["0 cases with 0 steps imported"]);
    let law = desk.app.app().law.refresh().await.unwrap();
    let newest = law.newest_procedure(&"ELSEWHERE".parse().unwrap()).unwrap();
    assert_eq!(
        (newest.version, newest.title.en.as_str()),
        (2, "Another title")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attribute_that_is_misspelt_in_the_mapping_imports_nothing() {
    let desk = Desk::open().await;
    let head = desk.app.app().store.head().await.unwrap();
    let misspelt = MAPPING
        .replace(
            "keep = [\"kind\"]",
            "due_at = \"knd\"\nunit = \"org:resource\"",
        )
        .replace("by = \"org:resource\"", "by = \"org:resourse\"");
    desk.write("mapping.toml", &misspelt);
    let outcome = desk.import(&log(&[trace("a", &["x"]), trace("b", &["y"])]));
    outcome.expect(1).says(&[
        "in the first 2 traces no trace has the attribute \"knd\" (is it \"kind\"?)",
        "\"org:resource\" (it is one of events)",
        "no event has the attribute \"org:resourse\" (is it \"org:resource\"?)",
        "nothing was imported. Correct the mapping, or say --allow-missing",
    ]);
    // Not even the procedure of the mapping is there.
    assert_eq!(desk.app.app().store.head().await.unwrap(), head);
    // Somebody who knows better is believed.
    let mut allowed = crate::import::IMPORT_OWN.to_vec();
    allowed.push("--allow-missing");
    desk.program
        .hoso(&allowed)
        .expect(0)
        .says(&["2 cases with 2 steps imported"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_mapping_does_not_name_may_be_broken() {
    let desk = Desk::open().await;
    let odd = "<trace><string key='concept:name' value='b'/><date key='left' value=''/>\
               <event><string key='concept:name' value='x'/><int key='cost' value='1.0'/>\
               <boolean key='paid'/></event></trace>";
    let log = log(&[odd.to_owned(), trace("a", &["x"])]);
    desk.import(&log)
        .expect(0)
        .says(&["2 cases with 2 steps imported"]);
    // A draft shows it all the same.
    let draft = ["import", "xes", "log.xes", "--draft-mapping"];
    desk.program
        .hoso(&draft)
        .expect(0)
        .says(&["\"cost\"  string"]);
    // Once it is named, it counts.
    desk.write(
        "mapping.toml",
        &MAPPING.replace("\"kind\"", "\"left\", \"kind\""),
    );
    desk.program
        .hoso(&crate::import::IMPORT_OWN)
        .expect(1)
        .says(&["\"left\" is \"\", which is not a date"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_two_unicode_forms_is_one_person() {
    let desk = Desk::open().await;
    let composed = trace("a", &["x"]).replace("Jo Bloggs", "L\u{ea} Th\u{1ee7}y");
    let decomposed = trace("b", &["x"]).replace("Jo Bloggs", "Le\u{302} Thu\u{309}y");
    desk.import(&log(&[composed, decomposed]))
        .expect(0)
        .says(&["2 cases with 2 steps imported"]);
    let persons: i64 =
        sqlx::query_scalar("select count(*) from eventstore.vault_subject where kind = 'resource'")
            .fetch_one(&desk.app.app().pool)
            .await
            .unwrap();
    assert_eq!(persons, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_command_is_told_from_what_is_no_log() {
    let desk = Desk::open().await;
    desk.write("log.xes", "case,activity\n1,a\n");
    desk.write("mapping.toml", MAPPING);
    let hoso = |arguments: &[&str]| desk.program.hoso(arguments);
    hoso(&["import", "xes", "log.xes"])
        .expect(2)
        .says(&["--mapping"]);
    hoso(&["import", "xes", "--mapping", "mapping.toml"])
        .expect(2)
        .says(&["<FILE>"]);
    hoso(&crate::import::IMPORT_OWN)
        .expect(1)
        .says(&["log.xes", "it is not XML"]);
    let missing = ["import", "xes", "none.xes", "--mapping", "mapping.toml"];
    hoso(&missing).expect(1).says(&["none.xes", "No such file"]);
    desk.write("mapping.toml", "source = \"A\"");
    hoso(&crate::import::IMPORT_OWN).expect(1).says(&[
        "mapping.toml",
        "line 1, column 10",
        "lower-case letters",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drafted_mapping_can_be_used_and_imports_nothing_itself() {
    let desk = Desk::open().await;
    desk.write("log.xes", &log(&[trace("a", &["x"])]));
    let draft = ["import", "xes", "log.xes", "--draft-mapping"];
    let draft = desk.program.hoso(&draft).expect(0).out;
    assert!(Mapping::parse(&draft).is_ok(), "{draft}");
    assert!(!draft.contains("Jo Bloggs"), "{draft}");
    assert!(desk.histories().await.is_empty());
    desk.write("mapping.toml", &draft);
    let used = desk.program.hoso(&crate::import::IMPORT_OWN);
    used.expect(0).says(&["1 cases with 1 steps imported"]);
}
