//! A command's way: load, decide, append; again if somebody was faster.
//!
//! Invariant: no rule about cases lives here. Which streams a command touches is known here, what
//! happens to them is decided in `domain`.

mod agency_report;
mod aid;
mod case;
mod catalogue;
mod certificate;
mod data_subject;
mod focal_point;
mod memory;
mod organisation;
mod slip;
mod stream;
mod submission;
mod wire;

use std::error::Error;
use std::sync::Arc;

use domain::agency_report::AgencyReportRejection;
use domain::aid::AidRejection;
use domain::case::CaseRejection;
use domain::catalogue::CatalogueRejection;
use domain::certificate::CertificateRejection;
use domain::data_subject::DataSubjectRejection;
use domain::focal_point::FocalPointRejection;
use domain::organisation::OrganisationRejection;
use domain::{Acting, Role};
use eventstore::{
    Append, AppendError, Appended, Cause, DecodeError, EncodeError, EventStore, Fingerprint,
    Position, ReadError, Sealed, Stream, StreamWrite, Unsealed, VaultError, Version,
};
use projections::ProjectionError;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use self::agency_report::agency_report;
pub use self::aid::aid;
pub use self::case::{Order, execute as case, execute_in_turn as case_in_turn};
pub use self::catalogue::publish;
pub use self::certificate::{certificate, certificate_in_turn};
pub use self::data_subject::data_subject;
pub(crate) use self::data_subject::{insist_that_they_answer_for, stream_of};
pub use self::focal_point::focal_point;
pub use self::memory::Memory;
use self::memory::{News, Remembered};
pub use self::organisation::merge_organisations;
pub use self::slip::issue_slip;
use self::stream::{Written, on_stream, on_stream_in_turn};
use crate::App;

/// How often a command is decided again because somebody else was faster.
const ATTEMPTS_MAX: u32 = 30;

/// What surrounds a command.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The command's id: a sender that repeats the command sends the same one.
    pub command_id: Uuid,
    /// Tells a repeat from another command under the same id.
    pub fingerprint: Fingerprint,
    /// The personal values that the command refers to.
    pub confide: Vec<Unsealed>,
    /// The version the sender has seen, if it insists on it.
    pub if_match: Option<Version>,
}

/// A command was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The first event it caused.
    pub first: Position,
    /// The last event it caused.
    pub last: Position,
    /// The version it brought its stream to.
    pub version: Version,
    /// Whether that was done before, because the command is a repeat.
    pub repeated: bool,
}

/// Why a command was not carried out. But for [`ExecuteError::OutcomeUnknown`], nothing happened.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The rules about cases refuse it.
    #[error(transparent)]
    Case(#[from] CaseRejection),
    /// The rules about certificates refuse it.
    #[error(transparent)]
    Certificate(#[from] CertificateRejection),
    /// The rules about the catalogue refuse it.
    #[error(transparent)]
    Catalogue(#[from] CatalogueRejection),
    /// The rules about erasing refuse it.
    #[error(transparent)]
    DataSubject(#[from] DataSubjectRejection),
    /// The rules about organisations refuse it.
    #[error(transparent)]
    Organisation(#[from] OrganisationRejection),
    /// The rules about focal points refuse it.
    #[error(transparent)]
    FocalPoint(#[from] FocalPointRejection),
    /// The rules about reports of agencies refuse it.
    #[error(transparent)]
    AgencyReport(#[from] AgencyReportRejection),
    /// The rules about aid refuse it.
    #[error(transparent)]
    Aid(#[from] AidRejection),
    /// Nothing was ever kept about that subject.
    #[error("nothing was ever kept about {subject}")]
    UnknownSubject {
        /// Whom it names.
        subject: Uuid,
    },
    /// The vault could not be asked.
    #[error("asking the vault")]
    Vault(#[from] VaultError),
    /// There is nothing left to do.
    #[error("there is nothing left to do")]
    NothingToDo {
        /// The version that the stream has.
        version: Version,
    },
    /// The sender has seen another version.
    #[error("the version is {actual}, and not {expected}")]
    Stale {
        /// What the sender has seen.
        expected: Version,
        /// What it is.
        actual: Version,
    },
    /// Somebody else has what may exist only once.
    #[error("{key} is held by {holder}")]
    ClaimTaken {
        /// What is claimed.
        key: String,
        /// Who holds it.
        holder: Uuid,
    },
    /// Another command was carried out under this id.
    #[error("another command has the id {command_id}")]
    CommandReused {
        /// The id.
        command_id: Uuid,
    },
    /// The id belongs to something of another kind.
    #[error("the id {id} belongs to something else")]
    IdTaken {
        /// The id.
        id: Uuid,
    },
    /// An event would be larger than the log takes.
    #[error("the command is too large")]
    TooLarge(#[source] Arc<EncodeError>),
    /// Others kept being faster.
    #[error("gave up after {ATTEMPTS_MAX} attempts")]
    Contended,
    /// Too much is waiting to be appended.
    #[error("too much is waiting to be appended")]
    Overloaded,
    /// The connection was lost before the answer came; the command id will tell.
    #[error("the connection was lost before the answer came")]
    OutcomeUnknown,
    /// The decision could not be stored.
    #[error("storing the decision")]
    Store(#[source] AppendError),
    /// History could not be read.
    #[error("reading the history")]
    Read(#[from] ReadError),
    /// History holds something that this build does not understand.
    #[error("understanding the history")]
    Decode(#[from] DecodeError),
    /// The law could not be read.
    #[error("reading the law")]
    Law(#[from] ProjectionError),
}

impl ExecuteError {
    /// Whether the state of things refuses the command, and not a failure on the way.
    pub(crate) fn is_about_state(&self) -> bool {
        match self {
            Self::Case(_)
            | Self::Certificate(_)
            | Self::Catalogue(_)
            | Self::DataSubject(_)
            | Self::Organisation(_)
            | Self::FocalPoint(_)
            | Self::AgencyReport(_)
            | Self::Aid(_)
            | Self::NothingToDo { .. }
            | Self::Stale { .. }
            | Self::ClaimTaken { .. }
            | Self::Contended => true,
            Self::CommandReused { .. }
            | Self::IdTaken { .. }
            | Self::UnknownSubject { .. }
            | Self::Vault(_)
            | Self::TooLarge(_)
            | Self::Overloaded
            | Self::OutcomeUnknown
            | Self::Store(_)
            | Self::Read(_)
            | Self::Decode(_)
            | Self::Law(_) => false,
        }
    }
}

impl From<AppendError> for ExecuteError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::ClaimTaken { key, holder } => Self::ClaimTaken { key, holder },
            AppendError::CommandReused { command_id } => Self::CommandReused { command_id },
            AppendError::Overloaded => Self::Overloaded,
            AppendError::OutcomeUnknown => Self::OutcomeUnknown,
            AppendError::Encode(source) => Self::TooLarge(source),
            AppendError::Conflict { .. }
            | AppendError::ValueTaken
            | AppendError::Closed
            | AppendError::Database(_) => Self::Store(error),
        }
    }
}

impl From<EncodeError> for ExecuteError {
    fn from(error: EncodeError) -> Self {
        Self::TooLarge(Arc::new(error))
    }
}

/// The state of an aggregate, and the version it is the state of. Only what came after it was
/// loaded last is read.
pub(crate) async fn load<A>(app: &App, id: Uuid) -> Result<(Arc<A>, Version), ExecuteError>
where
    A: Remembered<Event: DeserializeOwned>,
{
    let shelf = A::shelf(&app.memory);
    let got = shelf.get(id);
    let stream = Stream { kind: A::KIND, id };
    let history = app.store.load_stream(stream, got.version).await?;
    let Some(last) = history.last() else {
        return Ok((got.state, got.version));
    };
    let news = News {
        version: last.version,
        bytes: history.iter().map(|it| it.document.len()).sum(),
        events: history
            .iter()
            .map(eventstore::Recorded::decode)
            .collect::<Result<_, _>>()?,
    };
    let kept = shelf.tell(id, got, &news);
    Ok((kept.state, kept.version))
}

/// What a repeated command did the first time, to the stream that it is about.
pub(crate) async fn done_before(
    store: &EventStore,
    envelope: &Envelope,
    stream: Uuid,
) -> Result<Option<Done>, ExecuteError> {
    let found = store
        .find_command(envelope.command_id, &envelope.fingerprint)
        .await?;
    Ok(found.map(|it| done(&it, stream)))
}

fn done(appended: &Appended, stream: Uuid) -> Done {
    Done {
        first: appended.first,
        last: appended.last,
        version: appended.version_of(stream).unwrap_or_default(),
        repeated: appended.repeated,
    }
}

/// What came of an append; nothing when somebody else was faster, and it is to be decided again.
fn unless_behind(
    appended: Result<Appended, AppendError>,
    stream: Uuid,
) -> Result<Option<Done>, ExecuteError> {
    match appended {
        Ok(appended) => Ok(Some(done(&appended, stream))),
        Err(AppendError::Conflict { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What a refusal comes to: the same command, given twice at once, is not refused for what it has
/// itself done.
async fn unless_done(
    store: &EventStore,
    envelope: &Envelope,
    stream: Uuid,
    refused: ExecuteError,
) -> Result<Done, ExecuteError> {
    done_before(store, envelope, stream).await?.ok_or(refused)
}

/// An append that writes one stream, takes no claim and gives none back.
fn writing(write: StreamWrite, cause: Cause, envelope: &Envelope, confide: Vec<Sealed>) -> Append {
    Append {
        cause,
        fingerprint: envelope.fingerprint,
        writes: vec![write],
        take: vec![],
        release: vec![],
        free: vec![],
        confide,
    }
}

fn cause(envelope: &Envelope, command: &'static str, by: &Acting, role: Role) -> Cause {
    Cause {
        command_id: envelope.command_id,
        command: command.into(),
        actor: by.actor.0,
        agency: by.party.agency().map(ToString::to_string),
        role: role.name().to_owned(),
        at: by.at,
    }
}

/// An error with all that led to it, for the log and the terminal.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
