//! An export can be checked by people who have nothing else, and taken into an empty log.

mod leaves;

use std::fs;
use std::path::Path;

use eventstore::EventStore;
use harness::{CommandLine, Filing, Outcome, SOURCE, TestApp, TestDatabase};
use tempfile::TempDir;

/// A log with cases and certificates, and a folder with its export and its keys.
struct Exported {
    app: TestApp,
    folder: TempDir,
}

const SIGNED: &str = "export HOSO_SIGNING_KEY_FILE=signing.key";

impl Exported {
    async fn new() -> Self {
        let app = TestApp::opening().roles(&[]).open().await;
        let folder = tempfile::tempdir().unwrap();
        app.certify(&Filing::of("Quỹ Bình Minh")).await;
        let case = app.file(&Filing::of("Quỹ Hoàng Hôn")).await;
        app.accept(case).await;
        let exported = Self { app, folder };
        let script = "hoso export events --out log.jsonl; hoso key verifiers > log.keys";
        exported
            .shell(script)
            .expect(0)
            .says(&["covered by log.jsonl.checkpoint"]);
        exported
    }

    fn shell(&self, script: &str) -> Outcome {
        let script = format!("{SIGNED}; {script}");
        CommandLine::on(&self.app.database, self.folder.path()).shell(&script)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path().join("log.jsonl")).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// Writes lines in the place of the export.
    fn write(&self, lines: &[String]) {
        fs::write(self.path().join("log.jsonl"), lines.join("\n") + "\n").unwrap();
    }

    /// Checks the export as an auditor does, who has no database.
    fn verify(&self) -> Outcome {
        self.shell(
            "unset DATABASE_URL HOSO_MASTER_KEY
             hoso verify log.jsonl --checkpoint log.jsonl.checkpoint --key log.keys",
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_the_exact_documents_and_is_checked_without_a_database() {
    let log = Exported::new().await;
    let events = log
        .app
        .app()
        .store
        .read_after(eventstore::Position(0), 10_000)
        .await
        .unwrap();
    let lines = log.lines();
    assert_eq!(lines.len(), events.len());
    for (line, event) in lines.iter().zip(&events) {
        assert_eq!(line.as_bytes(), &*event.document);
    }
    let (count, last) = (lines.len(), lines.len() / 2);
    log.verify()
        .expect(0)
        .says(&[&format!("{count} events are those that were signed")]);
    log.shell("hoso verify --key log.keys")
        .expect(0)
        .says(&["events are right"]);

    // Interrupted anywhere, it is gone on with, plain or compressed.
    for script in [
        "head -c 50000 log.jsonl > part.jsonl; hoso export events --out part.jsonl; cmp log.jsonl part.jsonl",
        "hoso export events --compress --out log.gz; head -c 1000 log.gz > part.gz
         hoso export events --compress --out part.gz; gzip -dc part.gz | cmp - log.jsonl
         hoso verify part.gz --key log.keys",
        "hoso export events --from 20 --out tail.jsonl; hoso verify tail.jsonl --key log.keys
         test $(wc -l < tail.jsonl) = $(($(wc -l < log.jsonl) - 19))
         hoso verify tail.jsonl --key log.keys 2>&1 | grep 'from position 20 on; the 19 before them are not'",
    ] {
        log.shell(script).expect(0).says(&[]);
    }
    fs::write(log.path().join("other.jsonl"), "{}\n").unwrap();
    log.shell("hoso export events --out other.jsonl")
        .expect(1)
        .says(&["something else than the beginning of this export"]);

    // An auditor's older checkpoint still holds.
    log.app.file(&Filing::of("Quỹ Rạng Đông")).await;
    log.shell(
        "cp log.jsonl.checkpoint old; hoso export events --out log.jsonl
         hoso verify log.jsonl --checkpoint old --key log.keys",
    )
    .expect(0)
    .says(&["events are those that were signed"]);
    assert!(log.lines().len() > count && last > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_to_an_export_is_named_with_its_position() {
    let log = Exported::new().await;
    let lines = log.lines();
    let (count, at) = (lines.len(), lines.len() / 2);
    let named = |changed: &[String], position: usize, what: &str| {
        log.write(changed);
        log.verify()
            .expect(1)
            .says(&[&format!("position {position}"), what]);
    };
    let mut edited = lines.clone();
    edited[at] = edited[at].replacen("\"actorrole\":\"", "\"actorrole\":\"x", 1);
    named(&edited, at + 1, "edited");
    let mut removed = lines.clone();
    removed.remove(at);
    named(&removed, at + 1, "removed");
    let mut inserted = lines.clone();
    inserted.insert(at, edited[at].clone());
    named(&inserted, at + 1, "inserted");
    let mut moved = lines.clone();
    moved.swap(at, at + 3);
    named(&moved, at + 1, "reordered");
    named(&lines[..count - 2], count - 1, "cut off at the end");
    let mut longer = lines.clone();
    longer.push(edited[at].clone());
    named(&longer, count + 1, "inserted");
    let mut spaced = lines.clone();
    spaced[at] = spaced[at].replacen(':', ": ", 1);
    named(&spaced, at + 1, "edited");

    // Without the hashes beside it, the checkpoint still tells that something is wrong.
    fs::remove_file(log.path().join("log.jsonl.leaves")).unwrap();
    named(&edited, 1, "edited");
    named(&spaced, at + 1, "canonical");
    named(&removed, at + 1, "");

    log.write(&lines);
    log.shell(
        "hoso key create-signing other.key > other.keys; hoso verify log.jsonl --key other.keys",
    )
    .expect(1)
    .says(&["signed by another key"]);
    let note = fs::read_to_string(log.path().join("log.jsonl.checkpoint")).unwrap();
    let forged = note.replacen(&format!("\n{count}\n"), &format!("\n{}\n", count - 1), 1);
    fs::write(log.path().join("log.jsonl.checkpoint"), forged).unwrap();
    log.verify()
        .expect(1)
        .says(&["changed, or signed by another key"]);
    log.shell("hoso verify log.jsonl")
        .expect(2)
        .says(&["--key"]);
    log.shell("hoso verify missing.jsonl --key log.keys")
        .expect(2)
        .says(&["missing.jsonl"]);
}

async fn empty() -> (TestDatabase, CommandLine, TempDir) {
    let database = TestDatabase::empty().await;
    let folder = tempfile::tempdir().unwrap();
    let there = CommandLine::on(&database, folder.path());
    there.hoso(&["migrate"]).expect(0).says(&[]);
    (database, there, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_just_restored_is_checked_with_the_keys_that_are_given() {
    let log = Exported::new().await;
    let (_database, there, folder) = empty().await;
    for name in ["log.jsonl", "log.jsonl.checkpoint", "log.keys"] {
        fs::copy(log.path().join(name), folder.path().join(name)).unwrap();
    }
    there
        .hoso(&["import", "events", "log.jsonl", "--key", "log.keys"])
        .expect(0)
        .says(&["the root is"]);
    // The keys are not in the database before the log is signed there; those given are believed.
    let kept = ["verify", "--checkpoint", "log.jsonl.checkpoint"];
    there
        .hoso(&[&kept[..], &["--key", "log.keys"]].concat())
        .expect(0)
        .says(&["events are right"]);
    there.hoso(&kept).expect(1).says(&["signed by another key"]);
    // Nothing is signed there yet, and nobody says what was.
    there
        .hoso(&["verify", "--key", "log.keys"])
        .expect(2)
        .says(&["no checkpoint says what was signed", "--checkpoint"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_takes_nothing_that_this_build_cannot_read() {
    let log = Exported::new().await;
    let (_database, there, folder) = empty().await;
    // An event of no case: whatever it is about, some reader would stop at it.
    let entered = "catalogue.agency_entered.v1";
    let mut lines = log.lines();
    let at = lines.iter().position(|it| it.contains(entered)).unwrap();
    lines[at] = lines[at].replacen(entered, "catalogue.agency_renamed.v1", 1);
    fs::write(folder.path().join("log.jsonl"), lines.join("\n") + "\n").unwrap();
    there
        .hoso(&["import", "events", "log.jsonl"])
        .expect(1)
        .says(&[
            &format!("nothing was imported, because of line {}", at + 1),
            "decoding catalogue.agency_renamed.v1",
        ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_gives_the_same_log_or_none() {
    let log = Exported::new().await;
    let (database, there, folder) = empty().await;
    for name in ["log.jsonl", "log.jsonl.checkpoint", "log.keys"] {
        fs::copy(log.path().join(name), folder.path().join(name)).unwrap();
    }
    let lines = log.lines();
    let mut broken = lines.clone();
    broken[29] = broken[29].replacen(':', ": ", 1);
    fs::write(folder.path().join("broken.jsonl"), broken.join("\n") + "\n").unwrap();
    there
        .hoso(&["import", "events", "broken.jsonl"])
        .expect(1)
        .says(&["nothing was imported, because of line 30"]);
    fs::write(folder.path().join("cut.jsonl"), lines.join("\n")).unwrap();
    there
        .hoso(&["import", "events", "cut.jsonl"])
        .expect(1)
        .says(&[
            "nothing was imported",
            &format!("within line {}", lines.len()),
        ]);

    let root = log
        .app
        .app()
        .store
        .root_at(lines.len() as u64)
        .await
        .unwrap();
    there
        .hoso(&["import", "events", "log.jsonl", "--key", "log.keys"])
        .expect(0)
        .says(&[&format!("the root is {root}")]);
    there
        .hoso(&["import", "events", "log.jsonl"])
        .expect(1)
        .says(&["only an empty one can take an export"]);
    // Claims and commands came along: everything that verify checks is right.
    let script = format!(
        "{SIGNED}; hoso export events --out again.jsonl; cmp log.jsonl again.jsonl; hoso verify"
    );
    there.shell(&script).expect(0).says(&["events are right"]);
    let pool = database.pool().await;
    let claims = "select string_agg(concat_ws('|', key, holder, position), ',' order by key)
        from eventstore.claim";
    let there: Option<String> = sqlx::query_scalar(claims).fetch_one(&pool).await.unwrap();
    let here: Option<String> = sqlx::query_scalar(claims)
        .fetch_one(log.app.pool())
        .await
        .unwrap();
    assert!(here.is_some());
    assert_eq!(there, here);

    // A command that was carried out there is not carried out again here.
    let store = EventStore::open(pool.clone(), SOURCE);
    let mut repeat = crate::sample::count(1, crate::sample::thing(1), 0);
    repeat.cause.command_id = sqlx::query_scalar("select id from eventstore.command limit 1")
        .fetch_one(&pool)
        .await
        .unwrap();
    let refused = store.append(repeat).await;
    assert!(
        matches!(refused, Err(eventstore::AppendError::CommandReused { .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_on_the_command_line() {
    let log = Exported::new().await;
    log.shell("hoso key rotate-signing")
        .expect(0)
        .says(&["signed with the new key"]);
    log.app.file(&Filing::of("Quỹ Rạng Đông")).await;
    log.shell(
        "test $(hoso key verifiers | wc -l) = 2; hoso key verifiers > both.keys
         hoso export events --out new.jsonl
         hoso verify new.jsonl --checkpoint log.jsonl.checkpoint --key both.keys; hoso verify",
    )
    .expect(0)
    .says(&[]);
    log.shell("hoso verify new.jsonl --key log.keys")
        .expect(1)
        .says(&["signed by another key"]);
    log.shell("rm signing.key; hoso export events --out third.jsonl")
        .expect(1)
        .says(&["put that key back"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_cut_or_is_another_is_told_for_what_it_is() {
    let log = Exported::new().await;
    let verify =
        |file: &str| format!("hoso verify {file} --checkpoint log.gz.checkpoint --key log.keys");
    let cut = "hoso export events --compress --out log.gz; head -c 1000 log.gz > cut.gz; ";
    log.shell(&format!("{cut}{}", verify("cut.gz")))
        .expect(1)
        .says(&["position", "cut off at the end"]);
    let cut = "head -c -5 log.gz > cut.gz; ";
    log.shell(&format!("{cut}{}", verify("cut.gz")))
        .expect(1)
        .says(&["cut off at the end"]);
    for more in ["echo", "printf half", "echo {}"] {
        let more = format!(
            "(cat log.jsonl; {more}) > more.jsonl; {}",
            verify("more.jsonl")
        );
        log.shell(&more)
            .expect(1)
            .says(&["inserted, or not signed yet: no checkpoint covers what follows"]);
    }
    let zstd = "printf '\\050\\265\\057\\375more' > log.zst; ";
    log.shell(&format!("{zstd}{}", verify("log.zst")))
        .expect(2)
        .says(&["it is compressed with zstd", "decompress it first"]);
    // What was no export before is none after, to the last byte.
    let precious = "printf '{}\\nno end' > precious; cp precious kept; \
         hoso export events --out precious || cmp precious kept";
    log.shell(precious)
        .expect(0)
        .says(&["something else than the beginning"]);
    for foreign in [
        "printf 'my only copy' > notes",
        "(cat log.jsonl; printf 'my only copy') > notes",
        "head -c 2000000 /dev/zero > notes",
        "printf 'my only copy' | gzip > notes; compress=--compress",
        "(printf '\\037\\213\\010\\000'; head -c 2000 /dev/zero) > notes; compress=--compress",
    ] {
        let left_alone = "cp notes kept; hoso export events $compress --out notes && exit 9; \
             cmp notes kept";
        log.shell(&format!("compress=; {foreign}; {left_alone}"))
            .expect(0)
            .says(&["something else than the beginning"]);
    }
}
