//! The log: what was signed of it, with which keys, and how anybody checks it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use eventstore::checkpoint::Checkpoint;
use eventstore::note::Note;

use super::frame::{Frame, PageError, Place, Reader};
use super::reckoning;
use super::wording::PublicWording;
use crate::App;

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    p: &'static PublicWording,
    origin: String,
    /// Where people find the service.
    base: Arc<str>,
    /// How many events there are.
    head: String,
    newest: Option<Newest>,
    keys: Vec<Key>,
}

/// The newest checkpoint.
struct Newest {
    size: u64,
    covered: String,
    root: String,
    /// As it stands.
    note: String,
    /// Who signed it: the name, and what they are.
    signed_by: Vec<(String, &'static str)>,
}

/// A key that the log signs with.
struct Key {
    key: String,
    from: String,
}

/// The page of the log.
pub(super) async fn show(reader: Reader, State(app): State<App>) -> Response {
    reader.answer(page(&reader, &app).await)
}

async fn page(reader: &Reader, app: &App) -> Result<Log, PageError> {
    reader.asks_nothing()?;
    let store = &app.store;
    let head = store.head().await?;
    let note = store.latest_checkpoint().await?;
    let keys = store.log_keys().await?.into_iter();
    let counted =
        |it: u64| reckoning::number(reader.language, i64::try_from(it).unwrap_or(i64::MAX));
    Ok(Log {
        frame: reader.bare_frame(reader.w.log.to_owned(), Place::Log),
        p: reader.public(),
        origin: store.origin().to_owned(),
        base: app.public_url.clone(),
        head: reckoning::number(reader.language, head.0),
        newest: note.and_then(|it| newest(&it, store.origin(), reader)),
        keys: keys
            .map(|it| Key {
                key: it.key.to_string(),
                from: counted(it.from_size),
            })
            .collect(),
    })
}

/// What a checkpoint says; nothing where it is none that this build can read.
fn newest(note: &Note, origin: &str, reader: &Reader) -> Option<Newest> {
    let checkpoint = Checkpoint::of(note).ok()?;
    let p = reader.public();
    let signed_by = note.signatures().iter().map(|it| {
        let log = it.name == origin;
        (
            it.name.clone(),
            if log { p.the_log_itself } else { p.a_witness },
        )
    });
    let covered = i64::try_from(checkpoint.size).unwrap_or(i64::MAX);
    Some(Newest {
        size: checkpoint.size,
        covered: reckoning::number(reader.language, covered),
        root: checkpoint.root.to_string(),
        note: note.to_string(),
        signed_by: signed_by.collect(),
    })
}
