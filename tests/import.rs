//! Histories from elsewhere become cases: whole, once, in the order and with the times of their
//! source, and without the names of persons.

mod comparison;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use domain::case::CaseEvent;
use eventstore::Recorded;
use harness::{CommandLine, Outcome, TestApp, assert_gapless, log_of, root, shared, wait_until};
use tempfile::TempDir;

use self::comparison::assert_is_what_the_file_says;

const RECEIPT: (&str, &str) = ("receipt.xes.gz", "receipt.toml");

/// A mapping for logs that tests write themselves.
pub(crate) const MAPPING: &str = r#"
source = "a-log"
[procedure]
id = "ELSEWHERE"
agency = "OTHERS"
title = { en = "A procedure of others", vi = "Thủ tục của nơi khác" }
agency_name = { en = "Others" }
[case]
keep = ["kind"]
[step]
by = "org:resource"
"#;

/// An app without a service, and the program in a folder of its own.
pub(crate) struct Desk {
    pub(crate) app: TestApp,
    pub(crate) folder: TempDir,
    pub(crate) program: CommandLine,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let app = TestApp::without_service().await;
        let folder = TempDir::with_prefix("hoso-import-").unwrap();
        let program = CommandLine::on(&app.database, folder.path());
        Self {
            app,
            folder,
            program,
        }
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Imports a log of the test's own, and leaves the read models alone.
    pub(crate) fn import(&self, log: &str) -> Outcome {
        self.write("log.xes", log);
        if !self.folder.path().join("mapping.toml").exists() {
            self.write("mapping.toml", MAPPING);
        }
        self.program.hoso(&IMPORT_OWN)
    }

    /// The imported cases as their events tell, in the order of their source.
    pub(crate) async fn histories(&self) -> Vec<Imported> {
        let log = log_of(&self.app.app().store).await;
        assert_gapless(&log);
        histories_in(&log)
    }
}

pub(crate) const IMPORT_OWN: [&str; 6] = [
    "import",
    "xes",
    "log.xes",
    "--mapping",
    "mapping.toml",
    "--no-project",
];

/// An imported case.
#[derive(Debug)]
pub(crate) struct Imported {
    pub(crate) ordinal: u64,
    pub(crate) events: Vec<CaseEvent>,
}

fn histories_in(log: &[Recorded]) -> Vec<Imported> {
    let mut cases: BTreeMap<u64, Imported> = BTreeMap::new();
    let mut ordinals = HashMap::new();
    for recorded in log.iter().filter(|it| it.stream_kind == "case") {
        let event: CaseEvent = recorded.decode().unwrap();
        if let CaseEvent::HistoryImported { source, .. } = &event {
            let ordinal = source.ordinal;
            assert!(ordinals.insert(recorded.stream_id, ordinal).is_none());
            let events = vec![];
            let case = Imported { ordinal, events };
            assert!(
                cases.insert(ordinal, case).is_none(),
                "{ordinal} is there twice"
            );
        }
        let case = cases.get_mut(&ordinals[&recorded.stream_id]).unwrap();
        case.events.push(event);
    }
    cases.into_values().collect()
}

/// A trace with steps of these names.
pub(crate) fn trace(name: &str, steps: &[&str]) -> String {
    let mut text = format!(
        "<trace>\n<string key='concept:name' value='{name}'/><string key='kind' value='k'/>\n"
    );
    for step in steps {
        writeln!(
            text,
            "<event><string key='concept:name' value='{step}'/>\
             <date key='time:timestamp' value='2020-05-03T10:00:00+02:00'/>\
             <string key='org:resource' value='Jo Bloggs'/></event>"
        )
        .unwrap();
    }
    text + "</trace>\n"
}

pub(crate) fn log(traces: &[String]) -> String {
    format!("<log>\n{}</log>\n", traces.concat())
}

/// The arguments that import a real log by a mapping of the documents.
fn arguments(log: &str, mapping: &str) -> Vec<String> {
    let log = shared(&format!("data/eventlogs/{log}"));
    let mapping = root().join("docs/mappings").join(mapping);
    let import = ["import", "xes"].map(ToOwned::to_owned);
    let mapping = ["--mapping".to_owned(), mapping.display().to_string()];
    import
        .into_iter()
        .chain([log.display().to_string()])
        .chain(mapping)
        .collect()
}

fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_come_in_whole_and_give_the_figures_they_are_known_for() {
    let desk = Desk::open().await;
    let (log, mapping) = RECEIPT;
    let arguments = arguments(log, mapping);
    let first = desk.program.hoso(&borrowed(&arguments)).expect(0);
    first.says(&["1434 cases with 8577 steps imported, 0 cases with 0 steps already there"]);
    assert_is_what_the_file_says(&desk, log, mapping).await;

    let figures = ["figures", "--procedure", "NL-RECEIPT", "--json", "--as-is"];
    let figures = desk.program.hoso(&figures).expect(0).out;
    let figures: serde_json::Value = serde_json::from_str(&figures).unwrap();
    assert_eq!(figures["position"], figures["head"]);
    assert_eq!(figures["cases"], 1434);
    let against = &figures["timeliness"];
    assert_eq!(
        (&against["on_time"], &against["late"]),
        (&952.into(), &377.into())
    );
    assert_eq!(against["without_end"], 105);
    let channels: Vec<_> = figures["by_channel"].as_array().unwrap().iter().collect();
    let channels: Vec<_> = channels
        .iter()
        .map(|it| (it["of"].as_str().unwrap(), it["cases"].as_i64().unwrap()))
        .collect();
    let known = [
        ("Internet", 1250),
        ("Desk", 109),
        ("Post", 53),
        ("e-mail", 21),
        ("Intern", 1),
    ];
    assert_eq!(channels, known);

    let head = desk.app.app().store.head().await.unwrap();
    let again = desk.program.hoso(&borrowed(&arguments)).expect(0);
    again.says(&["0 cases with 0 steps imported, 1434 cases with 8577 steps already there"]);
    assert_eq!(desk.app.app().store.head().await.unwrap(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn building_permits_come_in_whole() {
    let desk = Desk::open().await;
    let (log, mapping) = ("BPIC15_2.xes.gz", "bpic15-2.toml");
    let mut arguments = arguments(log, mapping);
    arguments.push("--no-project".to_owned());
    let outcome = desk.program.hoso(&borrowed(&arguments)).expect(0);
    outcome.says(&["832 cases with 44354 steps imported"]);
    assert_is_what_the_file_says(&desk, log, mapping).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let desk = Desk::open().await;
    let (log, mapping) = RECEIPT;
    let mut arguments = arguments(log, mapping);
    arguments.push("--no-project".to_owned());
    let store = &desk.app.app().store;
    for _ in 0..4 {
        let before = store.head().await.unwrap();
        let mut process = desk.program.start(&borrowed(&arguments));
        wait_until("the import goes on", Duration::from_mins(1), async || {
            store.head().await.unwrap().0 > before.0 + 500
        })
        .await;
        process.kill().unwrap();
        let killed = Outcome::from(process);
        assert_eq!(killed.code, None, "it ended before: {}", killed.err);
    }
    let last = desk.program.hoso(&borrowed(&arguments)).expect(0);
    assert!(!last.out.starts_with("0 cases"), "{}", last.out);
    assert!(!last.out.contains(" 0 cases"), "{}", last.out);
    assert_is_what_the_file_says(&desk, log, mapping).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_of_one_log_at_once_do_it_once() {
    let desk = Desk::open().await;
    let (log, mapping) = RECEIPT;
    let arguments = arguments(log, mapping);
    let both = [(); 2].map(|()| desk.program.start(&borrowed(&arguments)));
    let mut imported = 0;
    for outcome in both.map(Outcome::from) {
        let outcome = outcome.expect(0);
        let numbers: Vec<u64> = outcome
            .out
            .split_whitespace()
            .filter_map(|it| it.parse().ok())
            .collect();
        assert_eq!(numbers[0] + numbers[2], 1434, "{}", outcome.out);
        imported += numbers[0];
    }
    assert_eq!(imported, 1434);
    assert_is_what_the_file_says(&desk, log, mapping).await;
    desk.app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_with_more_steps_than_a_batch_is_one_case() {
    let desk = Desk::open().await;
    let names: Vec<String> = (0..6_000).map(|it| format!("step {it}")).collect();
    let steps: Vec<&str> = names.iter().map(String::as_str).collect();
    let traces = [
        trace("a", &["only"]),
        trace("b", &steps),
        trace("c", &["only"]),
    ];
    desk.import(&log(&traces))
        .expect(0)
        .says(&["3 cases with 6002 steps imported"]);
    let histories = desk.histories().await;
    let done: Vec<_> = histories[1].events[1..]
        .iter()
        .map(|it| {
            let CaseEvent::StepCompleted { step, .. } = it else {
                panic!("{it:?}");
            };
            step.as_str()
        })
        .collect();
    assert_eq!(done, steps);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_says_what_happens() {
    let desk = Desk::open().await;
    let folder = desk.folder.path();
    let log = shared("data/eventlogs/receipt.xes.gz");
    std::os::unix::fs::symlink(log, folder.join("receipt.xes.gz")).unwrap();
    std::os::unix::fs::symlink(root().join("docs"), folder.join("docs")).unwrap();
    let document = fs::read_to_string(root().join("docs/how-to-import.md")).unwrap();
    let (mut written, mut checked) = (String::new(), 0);
    for block in document.split("```").skip(1).step_by(2) {
        match block.split_once('\n').unwrap() {
            ("sh", script) => written = desk.program.shell(script).expect(0).out,
            ("text", shown) => {
                let mut lines = written.lines().map(str::trim);
                for shown in shown.lines().map(str::trim).filter(|it| !it.is_empty()) {
                    assert!(
                        lines.any(|it| it == shown),
                        "{shown:?} is not in:\n{written}"
                    );
                    checked += 1;
                }
            }
            // Part of a mapping; tests of the mapping read such.
            ("toml", _) => (),
            (other, _) => panic!("the document has a block of {other:?}"),
        }
    }
    assert!(checked > 10, "the document shows {checked} lines");
}
