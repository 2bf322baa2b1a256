//! Taking a file in.

use std::time::Duration;

use bytes::Bytes;
use domain::case::MediaType;
use domain::{PersonalRef, SubjectId};
use eventstore::{Personal, SealedDocument, Subject, Unsealed};
use futures_util::{Stream, StreamExt as _};
use object_store::ObjectStoreExt as _;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use super::{DocumentError, Recognised, Recogniser, Told, told};
use crate::App;
use crate::clock::new_id;

/// How much is gathered before it is given to the object store.
const PART_BYTES: usize = 8 << 20;

/// How many such parts may be on their way at once.
const PARTS_AT_ONCE: usize = 2;

/// How long the command may take for which a file was stored. After that, the file is deleted.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// A file that comes in.
#[derive(Debug)]
pub struct Incoming {
    /// Whom it is about.
    pub subject: Subject,
    /// Its id, under which the vault keeps what it is.
    pub id: Uuid,
    /// What its sender calls it.
    pub name: Option<Personal<String>>,
    /// What its sender says it is.
    pub declared: Option<MediaType>,
}

/// A file that was taken in, for a command that is to be carried out.
#[derive(Debug)]
pub struct Taken {
    /// What stands for it in the event.
    pub reference: PersonalRef,
    /// What is to be sealed and stored with the event.
    pub unsealed: Unsealed,
    /// What it is.
    pub media_type: MediaType,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of what it contains: personal data, like the file itself.
    pub content: [u8; 32],
    path: String,
}

/// Seals and stores a file as it arrives. It is deleted again unless it is kept.
pub async fn take_in<E>(
    app: &App,
    incoming: Incoming,
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Taken, DocumentError> {
    let store = app.documents.store()?;
    let due_at = app.clock.now() + KEPT_FOR;
    let (subject, id) = (incoming.subject.id, incoming.id);
    let key = app.vault.subject_key(incoming.subject).await?;
    let landing = format!("incoming/{}", new_id());
    app.vault.note_object(&landing, subject, id, due_at).await?;

    let mut writer = BufWriter::with_capacity(store.clone(), Path::from(&*landing), PART_BYTES)
        .with_max_concurrency(PARTS_AT_ONCE);
    let arrived = receive(app, &incoming, &key, body, &mut writer).await;
    let (document, media_type) = match arrived {
        Ok(arrived) => arrived,
        Err(error) => {
            // What cannot be cleared away now is due later.
            drop(writer.abort().await);
            drop(clear(app, &landing).await);
            return Err(error);
        }
    };
    if let Err(error) = writer.shutdown().await {
        // It may be stored all the same.
        drop(clear(app, &landing).await);
        return Err(error.into());
    }
    let path = place(&document);
    app.vault.note_object(&path, subject, id, due_at).await?;
    store
        .rename(&Path::from(&*landing), &Path::from(&*path))
        .await?;
    app.vault.forget_object(&landing).await?;

    let told = Told {
        name: incoming.name.map(|it| it.expose().clone()),
        media_type: media_type.name().to_owned(),
        size: document.size,
        sha256: hexadecimal(&document.content),
        path: path.clone(),
    };
    let told = serde_json::to_string(&told).map_err(|_| DocumentError::Unreadable { id })?;
    let told = Personal::new(told);
    let (reference, unsealed) =
        Unsealed::commit(incoming.subject, id, eventstore::DOCUMENT, &told)?;
    Ok(Taken {
        reference: PersonalRef {
            value: reference.value,
            subject: SubjectId(reference.subject),
            commitment: reference.commitment,
        },
        unsealed,
        media_type,
        size: document.size,
        content: document.content,
        path,
    })
}

/// Streams the file from its sender into the object store.
async fn receive<E>(
    app: &App,
    incoming: &Incoming,
    key: &eventstore::SubjectKey,
    body: impl Stream<Item = Result<Bytes, E>>,
    writer: &mut BufWriter,
) -> Result<(SealedDocument, MediaType), DocumentError> {
    let bytes_max = app.documents.bytes_max;
    let mut out = Vec::new();
    let mut sealer = key.seal_document(incoming.id, &mut out)?;
    let mut recogniser = Recogniser::default();
    let mut size = 0;
    let mut body = std::pin::pin!(body);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| DocumentError::Incomplete)?;
        size += chunk.len() as u64;
        if size > bytes_max {
            return Err(DocumentError::TooLarge { bytes_max });
        }
        recogniser.look(&chunk);
        if recogniser.so_far() == Some(Recognised::Not) {
            return Err(DocumentError::UnknownKind);
        }
        sealer.push(&chunk, &mut out)?;
        writer.put(Bytes::from(std::mem::take(&mut out))).await?;
    }
    if size == 0 {
        return Err(DocumentError::Empty);
    }
    let Recognised::As(found) = recogniser.finish() else {
        return Err(DocumentError::UnknownKind);
    };
    if incoming.declared.is_some_and(|it| !fits(it, found)) {
        let found = found.name();
        return Err(DocumentError::OtherKind { found });
    }
    let document = sealer.finish(&mut out)?;
    writer.put(out.into()).await?;
    Ok((document, found))
}

/// Whether what a sender says is what was found: the text of a word processor is a ZIP inside.
fn fits(declared: MediaType, found: MediaType) -> bool {
    declared == found || (declared, found) == (MediaType::Zip, MediaType::Docx)
}

/// Whether the vault keeps this very file under an id, and not another one.
pub async fn is_kept(app: &App, id: Uuid, taken: &Taken) -> Result<bool, DocumentError> {
    let told = told(app, id).await?;
    Ok(told.is_some_and(|it| it.sha256 == hexadecimal(&taken.content)))
}

/// Keeps a file whose command was carried out.
pub async fn keep(app: &App, taken: &Taken) -> Result<(), DocumentError> {
    Ok(app.vault.keep_object(&taken.path).await?)
}

/// Deletes a file whose command was not carried out. What cannot be deleted now is due later.
pub async fn discard(app: &App, taken: &Taken) {
    if let Err(error) = clear(app, &taken.path).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "a file that nobody keeps is deleted later");
    }
}

async fn clear(app: &App, path: &str) -> Result<(), DocumentError> {
    app.documents.delete(path).await?;
    app.vault.forget_object(path).await?;
    Ok(())
}

/// Where a sealed file is stored, which follows from what is stored.
fn place(document: &SealedDocument) -> String {
    let address = hexadecimal(&document.address);
    format!("documents/{}/{address}", &address[..2])
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold(String::new(), |mut text, it| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{it:02x}");
        text
    })
}
