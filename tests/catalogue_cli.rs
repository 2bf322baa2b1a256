//! What an operator does to the catalogue on the command line.

use std::fs;
use std::path::Path;

use harness::{CommandLine, Outcome, TestApp, root};
use tempfile::TempDir;

/// The delivered catalogue, in a folder of its own.
fn copied() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(root().join("domain/catalogue")).unwrap() {
        let file = file.unwrap().path();
        fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
    }
    folder
}

fn changed(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "nothing to replace by {from:?}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn hoso(app: &TestApp, folder: &TempDir, arguments: &[&str]) -> Outcome {
    CommandLine::on(&app.database, folder.path()).hoso(arguments)
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_ends_as_the_catalogue_is() {
    let app = TestApp::without_service().await;
    let folder = copied();
    let check = || hoso(&app, &folder, &["catalogue", "check", "."]);
    check()
        .expect(0)
        .says(&["procedures", "calendars", "agencies"]);

    changed(
        folder.path(),
        "fngo-ro.toml",
        "receiver = \"COMINGO\"",
        "receiver = \"NOBODY\"",
    );
    changed(
        folder.path(),
        "fngo-op-issue.toml",
        "count = 30",
        "count = 23",
    );
    check().expect(1).says(&[
        "fngo-ro.toml:",
        "there is no agency NOBODY",
        "fngo-op-issue.toml:",
        "the steps take 24 together and the whole may take 23",
        "2 faults",
    ]);

    fs::write(folder.path().join("latin.toml"), b"# T\xean").unwrap();
    // What cannot be read may be where the agency is.
    check()
        .expect(2)
        .says(&["latin.toml: this cannot be read", "2 faults"]);
    let nowhere = hoso(&app, &folder, &["catalogue", "check", "nowhere"]);
    nowhere.expect(2).says(&["nowhere: this cannot be read"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_that_is_printed_is_the_one_that_is_published() {
    let app = TestApp::without_service().await;
    let folder = copied();
    let printed = hoso(&app, &folder, &["catalogue", "schema"]).expect(0);
    let published = fs::read_to_string(folder.path().join("catalogue.schema.json")).unwrap();
    assert_eq!(printed.out, published);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_is_told_of_each_procedure() {
    let app = TestApp::without_service().await;
    let folder = copied();
    let told = hoso(&app, &folder, &["catalogue", "publicity", "."]).expect(0);
    told.says(&["FNGO-OP-ISSUE version 1: published in full; \
         announced not known when; entered not known when"]);
    changed(folder.path(), "publicity.toml", "sets = 1\n", "");
    let told = hoso(&app, &folder, &["catalogue", "publicity", "."]).expect(0);
    told.says(&["FNGO-OP-ISSUE version 1: not public: d; announced"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_repealed_once() {
    let app = TestApp::without_service().await;
    let folder = copied();
    let day = "9999-12-30";
    let repeal = |version: &str| {
        let end = ["--last-day", day, "--basis", "Decree 1/2027"];
        let arguments = ["catalogue", "repeal", "FNGO-OP-ISSUE", version];
        hoso(&app, &folder, &[&arguments[..], &end].concat())
    };
    repeal("1")
        .expect(0)
        .says(&["FNGO-OP-ISSUE, version 1, ends on 9999-12-30"]);
    repeal("1").expect(0).says(&["as it did before"]);
    repeal("7").expect(1).says(&["there is no version 7"]);
}
