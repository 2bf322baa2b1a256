//! `hoso verify`: whether a log or an export is what its checkpoints say.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use eventstore::audit::{Kept, TrustedKey, verify_claims, verify_log};
use services::claims::Held;
use services::execute::chain;
use services::export::{Beside, Checked, Materials, check, read_keys, read_note};
use services::settings::Settings;

use super::progress::{Of, Progress};

/// Check the log in the database, or an export without any database.
///
/// Exits with 0 if everything is right, with 1 if something is wrong, which it names, and with 2 if
/// it cannot tell.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// An export to check, instead of the log in the database.
    export: Option<PathBuf>,
    /// A file with a checkpoint that the log has signed; may be given several times, older ones too.
    /// The one beside an export is taken in any case.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// A file with the verifier keys of the log, one on each line.
    #[arg(long, value_name = "FILE", required = false)]
    key: Vec<PathBuf>,
    /// The hashes of the events of an export, besides those that stand beside it or beside a
    /// checkpoint that is named. They are believed as far as a checkpoint proves them.
    #[arg(long, value_name = "FILE", requires = "export")]
    leaves: Option<PathBuf>,
}

impl Verify {
    pub(crate) async fn run(self, settings: &Settings) -> ExitCode {
        let verdict = match &self.export {
            Some(export) => self.verify_export(export),
            None => self.verify_log(settings).await,
        };
        match verdict {
            Ok(findings) if findings.is_empty() => ExitCode::SUCCESS,
            Ok(findings) => {
                let mut out = std::io::stdout().lock();
                for finding in findings {
                    // Whoever closed our output does not want to know.
                    drop(writeln!(out, "{finding}"));
                }
                ExitCode::FAILURE
            }
            Err(error) => {
                eprintln!("hoso: {}", chain(error.as_ref()));
                ExitCode::from(2)
            }
        }
    }

    fn verify_export(&self, export: &Path) -> anyhow::Result<Vec<String>> {
        let bytes =
            std::fs::metadata(export).with_context(|| format!("reading {}", export.display()))?;
        let materials = materials(export, &self.checkpoint, &self.key, self.leaves.as_deref())?;
        if materials.checkpoints.is_empty() {
            anyhow::bail!(
                "there is no checkpoint beside {}: name one",
                export.display()
            );
        }
        if materials.keys.is_empty() {
            anyhow::bail!("no key of the log is trusted: name a file of verifier keys with --key");
        }
        let mut progress = Progress::new("verifying", bytes.len() / 700 + 1, Of::Steps);
        let checked = check(export, &materials, |done| progress.reached(done, ""));
        progress.clear();
        let checked = checked?;
        for path in materials.leaves.iter().filter(|_| checked.hashed == 0) {
            let path = path.display();
            eprintln!("hoso: no checkpoint proves the hashes in {path}, so they say nothing");
        }
        let mut findings: Vec<String> = checked.untrusted.iter().map(ToString::to_string).collect();
        findings.extend(checked.events.fault.as_ref().map(ToString::to_string));
        if findings.is_empty() {
            eprintln!("{}", sound(&checked));
        }
        Ok(findings)
    }

    async fn verify_log(&self, settings: &Settings) -> anyhow::Result<Vec<String>> {
        let store = settings.open_log(settings.connect().await?).await?;
        let notes = self.checkpoint.iter().map(|it| read_note(it));
        let mut kept = Kept {
            checkpoints: notes.collect::<anyhow::Result<_>>()?,
            keys: vec![],
        };
        for file in &self.key {
            kept.keys.extend(read_keys(file)?);
        }
        let head = u64::try_from(store.head().await?.0)?;
        let mut progress = Progress::new("verifying", head, Of::Steps);
        let (mut held, mut unknown) = (Held::default(), None);
        let see = |event: &eventstore::Recorded| {
            if unknown.is_none() {
                unknown = held.see(event).err();
            }
        };
        let report = verify_log(&store, &kept, see, |it| progress.reached(it.checked, "")).await;
        progress.clear();
        let report = report?;

        let mut findings: Vec<String> = report.untrusted.iter().map(ToString::to_string).collect();
        findings.extend(foreign_keys(&store, &kept.keys).await?);
        findings.extend(report.events.fault.as_ref().map(ToString::to_string));
        findings.extend(report.tree.map(|it| it.to_string()));
        findings.extend(
            report
                .command
                .map(|it| format!("the command {it} is noted otherwise than its events say")),
        );
        findings.extend(report.wrong_head.map(|it| {
            format!(
                "the log says that it ends at {it}, and its events do so at {}",
                report.events.size
            )
        }));
        findings.extend(unknown.as_ref().map(|it| chain(it)));
        if report.events.fault.is_none() && unknown.is_none() {
            let wrong = verify_claims(&store, &mut held.keys).await?;
            findings.extend(wrong.map(|it| it.to_string()));
        }
        store.close().await;
        if !findings.is_empty() {
            return Ok(findings);
        }
        // Whoever names a key asks whether that key signed them.
        anyhow::ensure!(
            self.key.is_empty() || report.signed > 0 || report.events.size == 0,
            "no checkpoint says what was signed: the log has none, so name one that you kept with \
             --checkpoint"
        );
        eprintln!(
            "{} events are right, {} of them signed; the root is {}",
            report.events.size, report.signed, report.events.root
        );
        Ok(findings)
    }
}

/// Keys in the database that are none of those that the caller trusts.
async fn foreign_keys(
    store: &eventstore::EventStore,
    trusted: &[TrustedKey],
) -> anyhow::Result<Vec<String>> {
    if trusted.is_empty() {
        return Ok(vec![]);
    }
    let keys = store.log_keys().await?.into_iter();
    let foreign = keys.filter(|it| !trusted.iter().any(|other| other.key == it.key));
    let told = foreign.map(|it| {
        let (size, key) = (it.from_size, it.key);
        format!("signed by another key from {size} events on: {key}")
    });
    Ok(told.collect())
}

/// What is said of an export that is right. What stands before it is not in it, and said to be so.
fn sound(checked: &Checked) -> String {
    let (size, root) = (checked.events.size, checked.events.root);
    match checked.before {
        0 => format!("{size} events are those that were signed; the root is {root}"),
        before => format!(
            "{} events are those that were signed, from position {} on; the {before} before them are \
             not in the export; the root is {root}",
            size - before,
            before + 1
        ),
    }
}

/// What an export is checked with: what was named, and what stands beside it or the checkpoints.
pub(crate) fn materials(
    export: &Path,
    checkpoints: &[PathBuf],
    keys: &[PathBuf],
    leaves: Option<&Path>,
) -> anyhow::Result<Materials> {
    let beside = Beside::Checkpoint.path(export);
    let mut materials = Materials::default();
    for path in checkpoints {
        materials.checkpoints.push(read_note(path)?);
    }
    if beside.exists() {
        let note = read_note(&beside)?;
        if !materials.checkpoints.contains(&note) {
            materials.checkpoints.push(note);
        }
    }
    for path in keys {
        materials.keys.extend(read_keys(path)?);
    }
    // Whoever forges an export may forge the hashes beside it; those that somebody kept with a
    // checkpoint are looked at before them.
    let by_checkpoint = checkpoints.iter().map(|it| it.with_extension("leaves"));
    let places = by_checkpoint.chain([Beside::Leaves.path(export)]);
    let places = places.filter(|it| it.exists());
    materials.leaves = leaves
        .map(Path::to_owned)
        .into_iter()
        .chain(places)
        .collect();
    materials.leaves.dedup();
    Ok(materials)
}
