//! Reading checkpoints and keys from files.

use std::path::Path;

use anyhow::{Context as _, bail};
use eventstore::note::{Note, VerifierKey};
use serde::Deserialize;

/// The verifier keys in a file: one on each line, or the answer of `GET /v1/log/keys`.
pub fn read_keys(path: &Path) -> anyhow::Result<Vec<VerifierKey>> {
    let reading = || format!("reading the keys in {}", path.display());
    let text = std::fs::read_to_string(path).with_context(reading)?;
    let keys = if text.trim_start().starts_with('{') {
        let answer: Answer = serde_json::from_str(&text).with_context(reading)?;
        answer.keys.into_iter().map(|it| it.verifier_key).collect()
    } else {
        let lines = text.lines().map(str::trim);
        let keys = lines.filter(|it| !it.is_empty() && !it.starts_with('#'));
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    if keys.is_empty() {
        bail!("there is no key in {}", path.display());
    }
    keys.iter()
        .map(|it| it.parse().with_context(reading))
        .collect()
}

/// A checkpoint in a file.
pub fn read_note(path: &Path) -> anyhow::Result<Note> {
    let reading = || format!("reading the checkpoint in {}", path.display());
    let text = std::fs::read_to_string(path).with_context(reading)?;
    Note::parse(&text).with_context(reading)
}

#[derive(Deserialize)]
struct Answer {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    verifier_key: String,
}
