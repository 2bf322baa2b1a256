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
        .says(&["latin.toml:1: this cannot be read", "2 faults"]);
    let nowhere = hoso(&app, &folder, &["catalogue", "check", "nowhere"]);
    nowhere.expect(2).says(&["nowhere: this cannot be read"]);
}

#[test]
fn what_is_no_file_of_a_catalogue_is_told_and_nothing_waits_for_it() {
    let folder = copied();
    let path = |name: &str| folder.path().join(name);
    let made = std::process::Command::new("mkfifo")
        .arg(path("pipe.toml"))
        .status();
    assert!(made.unwrap().success());
    fs::create_dir(path("folder.toml")).unwrap();
    std::os::unix::fs::symlink("loop.toml", path("loop.toml")).unwrap();
    let huge = fs::File::create(path("huge.toml")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let check = CommandLine::without_database(folder.path()).hoso(&["catalogue", "check", "."]);
    check.expect(2).says(&[
        "pipe.toml: this cannot be read (it is no file)",
        "folder.toml: this cannot be read (it is no file)",
        "loop.toml: this cannot be read (",
        "huge.toml: this cannot be read (it is longer than 16 MiB)",
        "4 faults",
    ]);
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
    told.says(&["FNGO-OP-ISSUE version 5: published in full; \
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

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_changed_is_told_with_what_to_do_about_it() {
    let app = TestApp::without_service().await;
    let folder = copied();
    let publish = |more: &[&str]| {
        let arguments = [&["catalogue", "publish", "."][..], more].concat();
        hoso(&app, &folder, &arguments)
    };
    // The harness has published everything else already.
    app.let_agencies_report().await;
    publish(&[]).expect(0).says(&["0 of them new"]);
    changed(
        folder.path(),
        "fngo-op-issue.toml",
        "due = { after_receipt = { count = 10",
        "due = { after_receipt = { count = 11",
    );
    changed(
        folder.path(),
        "fees.toml",
        "amount = \"5\"",
        "amount = \"6\"",
    );
    let refused = publish(&[]).expect(1);
    refused.says(&[
        "version 5 of procedure FNGO-OP-ISSUE was published with another content",
        "conduct.ruled.duties.account.due.after_receipt.count",
        "version 1 of fee BIRTH-MISSION",
        "amount.sum.amount",
        "give each of these the next version",
        "--keep-published",
    ]);

    // What is new beside them is published, when they are to stay as they are.
    changed(
        folder.path(),
        "fees.toml",
        "id = \"CERTIFIED-COPY\"",
        "id = \"COPY\"",
    );
    let kept = publish(&["--keep-published"]).expect(0);
    kept.says(&["stay as they were published", "1 of them new"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_another_kind_is_repealed_by_its_kind() {
    let app = TestApp::without_service().await;
    let folder = copied();
    let repeal = |id: &str, kind: &str| {
        let end = ["--last-day", "9999-12-30", "--basis", "Circular 1/2027"];
        let arguments = ["catalogue", "repeal", id, "1", "--kind", kind];
        hoso(&app, &folder, &[&arguments[..], &end].concat())
    };
    let told = repeal("BIRTH-MISSION", "fee").expect(0);
    told.says(&["BIRTH-MISSION, version 1, ends on 9999-12-30"]);
    let again = repeal("BIRTH-MISSION", "fee").expect(0);
    again.says(&["as it did before"]);
    let none = repeal("BIRTH-MISSION", "form").expect(1);
    none.says(&["there is no version 1 of form BIRTH-MISSION"]);
}
