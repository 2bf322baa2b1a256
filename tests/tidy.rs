//! The shape of the code: what reviews would otherwise have to look for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::{TestApp, root};

/// The longest file.
const LINES_MAX: usize = 400;

/// The crates, innermost first. Each may depend only on those before it.
const CRATES: [&str; 5] = ["domain", "eventstore", "projections", "services", "tests"];

/// Every file that git knows or would take, but those that are gone.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(listed.status.success(), "git ls-files failed");
    let names = String::from_utf8(listed.stdout).unwrap();
    let names = names.split_terminator('\0').map(PathBuf::from);
    let files: Vec<_> = names.filter(|it| root().join(it).is_file()).collect();
    assert!(files.len() > 100, "{files:?}");
    files
}

/// Our own Rust files, with their text.
fn sources() -> Vec<(PathBuf, String)> {
    let rust = files().into_iter().filter(|it| has_extension(it, "rs"));
    rust.map(|it| (it.clone(), text_of(&it))).collect()
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|it| it == extension)
}

fn text_of(path: &Path) -> String {
    let bytes = fs::read(root().join(path)).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn none(offences: &[String]) {
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn crates_depend_inwards_only() {
    let mut offences = vec![];
    for (at, name) in CRATES.iter().enumerate() {
        let manifest = text_of(&Path::new(name).join("Cargo.toml"));
        for outer in &CRATES[at..] {
            let named = |it: &str| {
                it.starts_with(&format!("{outer}.")) || it.starts_with(&format!("{outer} "))
            };
            if manifest.lines().any(named) {
                offences.push(format!("{name} depends on {outer}"));
            }
        }
    }
    none(&offences);
}

#[test]
fn the_domain_is_pure() {
    let manifest = text_of(Path::new("domain/Cargo.toml"));
    let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
    let dependencies = dependencies.split("\n[").next().unwrap();
    let names: Vec<_> = dependencies
        .lines()
        .filter(|it| !it.trim().is_empty() && !it.starts_with('#'))
        .map(|it| it.split(['.', ' ', '=']).next().unwrap())
        .collect();
    assert_eq!(names, ["schemars", "serde", "thiserror", "time", "uuid"]);

    let impure = [
        "async fn",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "now_utc",
        "new_v4",
        "now_v7",
        "std::time::",
        "println!",
    ];
    let mut offences = vec![];
    for (path, text) in sources() {
        if !path.starts_with("domain/src") || is_test(&path) {
            continue;
        }
        for word in impure.iter().filter(|it| text.contains(**it)) {
            offences.push(format!("{}: {word}", path.display()));
        }
    }
    none(&offences);
}

/// Whether a file holds tests only.
fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.starts_with("tests")
        || stem.ends_with("tests")
        || path
            .components()
            .any(|it| it.as_os_str().to_string_lossy().starts_with("tests"))
}

#[test]
fn only_the_event_store_names_its_tables() {
    let tables = [
        "event",
        "head",
        "command",
        "claim",
        "vault_key",
        "vault_subject",
        "vault_value",
        "tree_hashes",
        "log_key",
        "checkpoint",
        "cosignature",
    ];
    let mut offences = vec![];
    for (path, text) in sources() {
        if path.starts_with("eventstore") || is_test(&path) {
            continue;
        }
        for table in tables.map(|it| format!("eventstore.{it}")) {
            if text.contains(&table) {
                offences.push(format!("{}: {table}", path.display()));
            }
        }
    }
    none(&offences);
}

#[test]
fn statements_are_written_in_two_crates_only() {
    let mut offences = vec![];
    for (path, text) in sources() {
        if path.starts_with("eventstore") || path.starts_with("projections") || is_test(&path) {
            continue;
        }
        for word in ["sqlx::query", "raw_sql", "query_as!", "query_scalar!"] {
            if text.contains(word) {
                offences.push(format!("{}: {word}", path.display()));
            }
        }
    }
    none(&offences);
}

#[test]
fn files_are_short() {
    let mut offences = vec![];
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            offences.push(format!("{} has {lines} lines", path.display()));
        }
    }
    none(&offences);
}

#[test]
fn nothing_is_named_for_want_of_a_name() {
    let vague = [
        "utils", "util", "common", "types", "helpers", "helper", "misc",
    ];
    let mut offences = vec![];
    for (path, text) in sources() {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if vague.contains(&stem.as_str()) {
            offences.push(path.display().to_string());
        }
        for word in vague {
            for declaration in [
                format!("mod {word} "),
                format!("mod {word};"),
                format!("fn {word}("),
            ] {
                if text.contains(&declaration) && !path.ends_with("tidy.rs") {
                    offences.push(format!("{}: {declaration}", path.display()));
                }
            }
        }
    }
    none(&offences);
}

#[test]
fn nothing_is_left_to_be_done_later() {
    let later = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["to", "do!("],
        ["un", "implemented!("],
    ]
    .map(|it| it.concat());
    let mut offences = vec![];
    for path in files() {
        let text = text_of(&path);
        for word in later.iter().filter(|it| text.contains(*it)) {
            offences.push(format!("{}: {word}", path.display()));
        }
    }
    none(&offences);
}

#[test]
fn no_file_names_a_machine_or_a_registry() {
    let places = [
        ["/ho", "me/"],
        ["/ro", "ot/"],
        ["/Use", "rs/"],
        ["/wo", "rk/"],
        ["artifact", "ory"],
        ["registry.", "npmjs"],
    ]
    .map(|it| it.concat());
    let mut offences = vec![];
    for path in files() {
        // Cargo writes where a crate is from into its lock.
        if path.ends_with("Cargo.lock") {
            continue;
        }
        let text = text_of(&path);
        for word in places.iter().filter(|it| text.contains(*it)) {
            offences.push(format!("{}: {word}", path.display()));
        }
    }
    let lock = text_of(Path::new("Cargo.lock"));
    let own = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    for line in lock
        .lines()
        .filter(|it| it.starts_with("source = ") && *it != own)
    {
        offences.push(format!("Cargo.lock: {line}"));
    }
    none(&offences);
}

/// Commands that the documents show, and what runs each: nobody shows a command that nothing runs.
const COMMANDS: [(&str, &str); 11] = [
    ("make test", ".ci/run, in CI"),
    (
        "make demo",
        "whoever releases; what it plays, tests/demo.rs and services/src/demo",
    ),
    ("make queries", ".ci/check, through .ci/queries"),
    ("hoso ", "tests/documents.rs, as the documents show it"),
    ("cp domain/catalogue/", "tests/documents.rs"),
    ("cp log.jsonl.checkpoint ", "tests/documents.rs"),
    (".ci/services ", "make test"),
    (".ci/queries ", ".ci/check"),
    ("cargo ", ".ci/check"),
    ("git clone ", "whoever reads this"),
    ("export ", "a shell, for the commands after it"),
];

#[test]
fn each_command_in_the_documents_is_one_that_something_runs() {
    let mut offences = vec![];
    for path in files().iter().filter(|it| has_extension(it, "md")) {
        for line in shell_lines(&text_of(path)) {
            if !COMMANDS.iter().any(|(known, _)| line.starts_with(known)) {
                offences.push(format!("{}: {line}", path.display()));
            }
        }
    }
    none(&offences);
}

/// The names of settings in a text.
fn settings_in(text: &str) -> BTreeSet<String> {
    let parts = text.split("HOSO_").skip(1);
    let is_part = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    let names = parts.map(|it| &it[..it.find(|it| !is_part(it)).unwrap_or(it.len())]);
    let names = names.filter(|it| !it.is_empty());
    names.map(|it| format!("HOSO_{it}")).collect()
}

#[test]
fn every_setting_is_documented_and_no_other() {
    let (mut read, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    for (path, text) in sources() {
        let of = if path.starts_with("services/src") && !is_test(&path) {
            &mut read
        } else {
            &mut elsewhere
        };
        of.extend(settings_in(&text));
    }
    let scripts = files().into_iter().filter(|it| it.starts_with(".ci"));
    elsewhere.extend(scripts.flat_map(|it| settings_in(&text_of(&it))));
    let mut documented = BTreeSet::new();
    for document in ["README.md", "docs/demo.md"] {
        documented.extend(settings_in(&text_of(Path::new(document))));
    }
    assert!(read.len() > 20, "{read:?}");
    let silent: Vec<_> = read.difference(&documented).cloned().collect();
    none(&silent);
    let known: BTreeSet<_> = read.union(&elsewhere).cloned().collect();
    let invented: Vec<_> = documented.difference(&known).cloned().collect();
    none(&invented);
}

/// The commands in blocks that are marked as shell.
fn shell_lines(text: &str) -> Vec<String> {
    let mut lines = vec![];
    let mut inside = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside && ["```sh", "```bash", "```shell"].contains(&line.trim());
        } else if inside && !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn each_table_and_column_says_what_it_is() {
    let app = TestApp::without_service().await;
    let silent: Vec<String> = sqlx::query_scalar(
        "select format('%s.%s', c.oid::regclass, coalesce(a.attname, '*'))
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         left join lateral (
             select attname, attnum from pg_attribute
             where attrelid = c.oid and attnum > 0 and not attisdropped
             union all select null, 0
         ) a on true
         where n.nspname in ('eventstore', 'projections') and c.relkind = 'r'
             and c.relname !~ 'migrations'
             and col_description(c.oid, coalesce(a.attnum, 0)) is null
             and (a.attnum <> 0 or obj_description(c.oid, 'pg_class') is null)",
    )
    .fetch_all(app.pool())
    .await
    .unwrap();
    none(&silent);
}
