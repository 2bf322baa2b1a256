//! Reading checkpoints and keys from files.

use std::path::Path;

use anyhow::{Context as _, bail};
use eventstore::audit::TrustedKey;
use eventstore::note::{KeyTextError, Note};
use serde::Deserialize;

/// The verifier keys in a file: one on each line, or the answer of `GET /v1/log/keys`, which says
/// besides which checkpoints each of them signs.
pub fn read_keys(path: &Path) -> anyhow::Result<Vec<TrustedKey>> {
    let reading = || format!("reading the keys in {}", path.display());
    let text = std::fs::read_to_string(path).with_context(reading)?;
    let keys = if text.trim_start().starts_with('{') {
        let answer: Answer = serde_json::from_str(&text).with_context(reading)?;
        answer.keys
    } else {
        let lines = text.lines().map(str::trim);
        let keys = lines.filter(|it| !it.is_empty() && !it.starts_with('#'));
        keys.map(Key::of_line).collect()
    };
    if keys.is_empty() {
        bail!("there is no key in {}", path.display());
    }
    keys.into_iter()
        .map(|it| it.trusted().with_context(reading))
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
    #[serde(default)]
    from_size: u64,
    to_size: Option<u64>,
}

impl Key {
    fn of_line(line: &str) -> Self {
        Self {
            verifier_key: line.to_owned(),
            from_size: 0,
            to_size: None,
        }
    }

    fn trusted(self) -> Result<TrustedKey, KeyTextError> {
        Ok(TrustedKey {
            key: self.verifier_key.parse()?,
            from_size: self.from_size,
            to_size: self.to_size,
        })
    }
}
