//! Finishing what an erasure began, and proving it.
//!
//! The command destroys key and values together with its event, so that nothing can be read from
//! then on. What follows is done in steps that may be repeated, by the timers or by whoever waits:
//! read models forget, the certificate is kept, and only then the log says that nothing is left.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::SubjectId;
use domain::data_subject::{DataSubject, DataSubjectCommand, DataSubjectEvent};
use eventstore::merkle::leaf_hash;
use eventstore::{
    Certified, DecodeError, Erasure, Position, ReadError, Recorded, VaultError, Version,
};
use projections::{checkpoint, rebuild, shows_name_of};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::App;
use crate::clock::derived_id;
use crate::documents::{self, DocumentError};
use crate::execute::{Envelope, ExecuteError, data_subject, load, stream_of};
use crate::timers::system;

/// How much to finish at a time.
const BATCH: i64 = 100;

/// How far an erasure is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Nothing was ever kept of that subject.
    Unknown,
    /// Nobody has ordered it.
    NotOrdered,
    /// Key and values are destroyed; something else is not yet.
    Underway(Remainder),
    /// Nothing is left, and this proves it.
    Completed(Certified),
}

/// What an erasure waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remainder {
    /// The read models have not heard of it.
    ReadModels,
    /// A rebuild of a read model has copies, or one that was killed left them: `hoso rebuild` clears
    /// them away.
    Rebuild,
    /// Files are to be deleted.
    Files,
    /// The certificate is to be kept, or the log to be told.
    Certificate,
}

impl Remainder {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Remainder::ReadModels => "read_models",
            Remainder::Rebuild => "rebuild",
            Remainder::Files => "files",
            Remainder::Certificate => "certificate",
        }
    }
}

/// Why an erasure could not be finished. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// The vault failed.
    #[error("asking the vault")]
    Vault(#[from] VaultError),
    /// Its files could not be deleted.
    #[error("deleting its files")]
    Files(#[from] DocumentError),
    /// A read model failed.
    #[error("asking the read models")]
    ReadModels(#[from] sqlx::Error),
    /// The log could not be read.
    #[error("reading the log")]
    Read(#[from] ReadError),
    /// The log holds something that this build does not understand.
    #[error("understanding the log")]
    Decode(#[from] DecodeError),
    /// The certificate could not be written.
    #[error("writing the certificate")]
    Encode(#[from] serde_json::Error),
    /// The certificate could not be signed.
    #[error("signing the certificate")]
    Sign(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The end of it could not be recorded.
    #[error("recording that nothing is left")]
    Execute(#[from] ExecuteError),
    /// Something is still there after all.
    #[error("something of the subject {subject} is still kept in {place}")]
    Remains {
        /// Whose.
        subject: Uuid,
        /// Where.
        place: &'static str,
    },
}

/// What those who ordered an erasure are given: what was destroyed, why, and where the log says so.
#[derive(Debug, Serialize)]
struct Certificate<'a> {
    certificate: &'static str,
    log: &'a str,
    subject: Uuid,
    kind: &'a str,
    ground: &'static str,
    decision: &'a str,
    ordered_by: Orderer<'a>,
    #[serde(with = "time::serde::rfc3339")]
    erased_at: OffsetDateTime,
    event: Place<'a>,
    destroyed: Destroyed<'a>,
    /// How far the read models had read the log when nothing was found in them any more.
    read_models_at: i64,
}

#[derive(Debug, Serialize)]
struct Orderer<'a> {
    actor: Uuid,
    agency: Option<&'a str>,
    role: &'a str,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    position: i64,
    id: Uuid,
    r#type: &'a str,
    /// The hash of the event in the Merkle tree, by which its inclusion is proved.
    leaf_hash: String,
}

#[derive(Debug, Serialize)]
struct Destroyed<'a> {
    keys: u64,
    values: u64,
    labels: &'a [String],
    documents: u64,
}

/// How far the erasure of a subject is. It changes nothing.
pub async fn progress(app: &App, subject: SubjectId) -> Result<Progress, ErasureError> {
    if app.vault.known(subject.0).await?.is_none() {
        return Ok(Progress::Unknown);
    }
    let Some(erasure) = app.vault.erasure(subject.0).await? else {
        return Ok(Progress::NotOrdered);
    };
    let (state, _) = load::<DataSubject>(app, stream_of(subject).id).await?;
    if let DataSubject::Completed { .. } = *state
        && let Some(certified) = app.vault.certificate(subject.0).await?
    {
        return Ok(Progress::Completed(certified));
    }
    let read = checkpoint::of_all(&app.pool).await?;
    let remainder = if read < erasure.position {
        Remainder::ReadModels
    } else if rebuild::has_left_tables(&app.pool).await? {
        Remainder::Rebuild
    } else if app.vault.objects_of(subject.0).await?.is_empty() {
        Remainder::Certificate
    } else {
        Remainder::Files
    };
    Ok(Progress::Underway(remainder))
}

/// Does what is left to do about an erasure that was ordered, as far as that is possible now.
pub async fn finish(app: &App, subject: SubjectId) -> Result<Progress, ErasureError> {
    let Some(erasure) = app.vault.erasure(subject.0).await? else {
        return progress(app, subject).await;
    };
    let read = checkpoint::of_all(&app.pool).await?;
    if read < erasure.position {
        return Ok(Progress::Underway(Remainder::ReadModels));
    }
    if rebuild::has_left_tables(&app.pool).await? {
        return Ok(Progress::Underway(Remainder::Rebuild));
    }
    documents::delete_all_of(app, subject.0).await?;
    nothing_remains(app, subject.0).await?;
    let certified = certificate(app, subject, &erasure, read).await?;
    let command = DataSubjectCommand::CompleteErasure {
        values: erasure.values,
        documents: erasure.documents,
        certificate: digest(&certified.document),
    };
    let envelope = Envelope {
        command_id: derived_id(subject.0, "complete_erasure"),
        fingerprint: app.vault.fingerprint(command.name(), subject.0.as_bytes()),
        confide: vec![],
        if_match: None,
    };
    match data_subject(app, subject, &command, &system(app.clock.now()), envelope).await {
        Ok(_) | Err(ExecuteError::NothingToDo { .. }) => (),
        Err(error) => return Err(error.into()),
    }
    app.vault.finish_erasure(subject.0).await?;
    Ok(Progress::Completed(certified))
}

/// Finishes whatever was left unfinished, by whomever, and says how much that was.
pub async fn finish_all(app: &App) -> Result<usize, ErasureError> {
    let mut finished = 0;
    for subject in app.vault.unfinished_erasures(BATCH).await? {
        match finish(app, SubjectId(subject)).await {
            Ok(Progress::Completed(_)) => finished += 1,
            Ok(Progress::Unknown | Progress::NotOrdered | Progress::Underway(_)) => (),
            // One must not hold back those after it.
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(subject.id = %subject, error, "an erasure is not finished");
            }
        }
    }
    Ok(finished)
}

async fn nothing_remains(app: &App, subject: Uuid) -> Result<(), ErasureError> {
    let remains = |place| Err(ErasureError::Remains { subject, place });
    if app.vault.holds_anything_of(subject).await? {
        return remains("the vault");
    }
    if !app.vault.objects_of(subject).await?.is_empty() {
        return remains("the object store");
    }
    if shows_name_of(&app.pool, subject).await? {
        return remains("a read model");
    }
    Ok(())
}

/// The certificate that is kept; it is made where there is none.
async fn certificate(
    app: &App,
    subject: SubjectId,
    erasure: &Erasure,
    read: Position,
) -> Result<Certified, ErasureError> {
    if let Some(certified) = app.vault.certificate(subject.0).await? {
        return Ok(certified);
    }
    let history = app
        .store
        .load_stream(stream_of(subject), Version(0))
        .await?;
    let ordered = history.first().ok_or(ErasureError::Remains {
        subject: subject.0,
        place: "no event",
    })?;
    let document = written(app, ordered, erasure, read)?;
    let key = app.trust.signing_key(&app.store).await;
    let key = key.map_err(|error| ErasureError::Sign(error.into()))?;
    let note = key.and_then(|it| it.note(format!("{document}\n")));
    let certified = Certified {
        note: note.map(|it| it.to_string()),
        document,
    };
    Ok(app.vault.certify(subject.0, &certified).await?)
}

fn written(
    app: &App,
    ordered: &Recorded,
    erasure: &Erasure,
    read: Position,
) -> Result<String, ErasureError> {
    let envelope = ordered.envelope()?;
    let (ground, decision) = match ordered.decode()? {
        DataSubjectEvent::PersonalDataErased {
            ground, decision, ..
        } => (ground, decision),
        DataSubjectEvent::ErasureCompleted { subject, .. } => {
            let place = "the order of events";
            return Err(ErasureError::Remains {
                subject: subject.0,
                place,
            });
        }
    };
    let certificate = Certificate {
        certificate: "hoso erasure v1",
        log: app.store.origin(),
        subject: erasure.subject,
        kind: &erasure.kind,
        ground: ground.name(),
        decision: decision.as_str(),
        ordered_by: Orderer {
            actor: envelope.cause.actor,
            agency: envelope.cause.agency.as_deref(),
            role: &envelope.cause.role,
        },
        erased_at: erasure.erased_at,
        event: Place {
            position: ordered.position.0,
            id: envelope.id,
            r#type: &ordered.name,
            leaf_hash: leaf_hash(&ordered.document).to_string(),
        },
        destroyed: Destroyed {
            keys: 1,
            values: erasure.values,
            labels: &erasure.labels,
            documents: erasure.documents,
        },
        read_models_at: read.0,
    };
    Ok(serde_json_canonicalizer::to_string(&certificate)?)
}

fn digest(document: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(document))
}
