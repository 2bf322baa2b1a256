//! Scenarios that a jurist can read, one file a procedure in `scenarios/`.
//!
//! Each says under which articles it stands, what was done before (`given`), what somebody asks for
//! (`when`), and what follows (`then`): every event, or why it is refused. After a deliberate change
//! `SCENARIOS=write cargo test -p domain scenario` writes what follows now, to be read again.

mod aid;
mod citation;
mod duties;
mod everywhere;
mod law_table;
mod registries;
mod reports;
mod tell;
mod world;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use self::world::World;

/// A scenario as it stands in its file.
pub(super) struct Scenario {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) articles: Vec<String>,
    /// The procedures under which somebody files in it; that of the file where nobody does.
    pub(super) procedures: BTreeSet<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// A file of this crate.
fn source(file: &str) -> String {
    let sources = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    fs::read_to_string(sources.join(file)).unwrap()
}

/// The files, each with its name and its text.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .map(|it| (it.clone(), fs::read_to_string(folder().join(&it)).unwrap()))
        .collect();
    files.sort();
    files
}

/// Every scenario of every file.
pub(super) fn scenarios() -> Vec<Scenario> {
    let mut all: Vec<Scenario> = vec![];
    for (file, text) in files() {
        let mut of_file = "";
        for line in text.lines() {
            if let Some(id) = line.strip_prefix("procedure ") {
                of_file = id.trim();
            } else if let Some(title) = line.strip_prefix("## ") {
                all.push(Scenario {
                    file: file.clone(),
                    title: title.to_owned(),
                    articles: vec![],
                    procedures: BTreeSet::new(),
                });
            } else if let Some(articles) = line.strip_prefix("law ") {
                let articles = articles.split(';').map(|it| it.trim().to_owned());
                all.last_mut().unwrap().articles.extend(articles);
            } else if line.contains(" files ") {
                let named = line.split(' ').find_map(|it| it.strip_prefix("as="));
                let procedures = &mut all.last_mut().unwrap().procedures;
                procedures.insert(named.unwrap_or(of_file).to_owned());
            }
        }
        for scenario in all.iter_mut().filter(|it| it.file == file) {
            if scenario.procedures.is_empty() {
                scenario.procedures.insert(of_file.to_owned());
            }
        }
    }
    all
}

/// The text with what follows in place of what was said to follow.
fn played(text: &str) -> String {
    let mut world = World::default();
    let mut procedure = "";
    let mut out = vec![];
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("procedure ") {
            procedure = id.trim();
        }
        if line.starts_with("## ") {
            world = World::begin(procedure);
        }
        if line.starts_with("then ") {
            continue;
        }
        out.push(line.to_owned());
        if let Some(done) = line.strip_prefix("given ") {
            if let Err(refused) = world.play(done) {
                out.push(format!("NOT GIVEN: {refused}"));
            }
        } else if let Some(asked) = line.strip_prefix("when ") {
            match world.play(asked) {
                Ok(events) if events.is_empty() => out.push("then nothing happens".to_owned()),
                Ok(events) => out.extend(events.iter().map(|it| format!("then {it}"))),
                Err(refused) => out.push(format!("then refused: {refused}")),
            }
        }
    }
    out.join("\n") + "\n"
}

#[test]
fn every_scenario_goes_as_it_is_told() {
    let writes = std::env::var_os("SCENARIOS").is_some_and(|it| it == "write");
    let mut differing = vec![];
    for (file, text) in files() {
        let played = played(&text);
        if writes {
            fs::write(folder().join(&file), &played).unwrap();
        }
        assert!(!played.contains("NOT GIVEN"), "{file}:\n{played}");
        let lines = text.lines().zip(played.lines()).enumerate();
        let first = lines.into_iter().find(|(_, (told, is))| told != is);
        if let Some((number, (told, is))) = first {
            differing.push(format!(
                "{file}:{}:\n  told {told}\n  is   {is}",
                number + 1
            ));
        } else if text != played {
            differing.push(format!("{file}: its end differs"));
        }
    }
    assert!(differing.is_empty() || writes, "{}", differing.join("\n"));
}

#[test]
fn every_scenario_says_under_which_articles_it_stands() {
    let silent: Vec<_> = (scenarios().iter())
        .filter(|it| it.articles.is_empty())
        .map(|it| format!("{}: {}", it.file, it.title))
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn every_article_that_is_cited_has_a_test_of_the_entry_that_cites_it() {
    let untested: Vec<String> = law_table::rows()
        .iter()
        .flat_map(|(article, entries)| entries.iter().map(move |it| (article, it)))
        .filter(|(_, (_, cited))| cited.tests.is_empty())
        .map(|(article, (entry, _))| format!("{entry}: {article}"))
        .collect();
    assert_eq!(untested, law_table::UNTESTED);
}

#[test]
fn the_table_of_the_law_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/law.md");
    if std::env::var_os("LAW").is_some_and(|it| it == "write") {
        fs::write(&path, law_table::table()).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == law_table::table(),
        "run: LAW=write cargo test -p domain table_of_the_law"
    );
}
