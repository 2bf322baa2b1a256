//! What can go wrong on our side, and with carrying out a command that could be read.

use eventstore::checkpoint::CosignError;
use eventstore::{AppendError, DecodeError, ReadError, TreeError, VaultError};
use projections::ProjectionError;

use super::kind::kinds;
use super::{Kind, Problem, bad, refused, refused_registry, refused_report};
use crate::away::is_away;
use crate::documents::DocumentError;
use crate::erasure::ErasureError;
use crate::execute::ExecuteError;
use crate::slips::issue::SlipError;
use crate::subject_report::ReportError;

kinds! {
    STALE = "stale-version" PRECONDITION_FAILED,
        "The case is not at the version that was named",
        "Read the case again, decide anew, and send a new command with the ETag of that reply.";
    KEY_REUSED = "idempotency-key-reused" UNPROCESSABLE_ENTITY,
        "Another command was sent under this Idempotency-Key",
        "Make a new UUID for a new command; a repeat is the same command of the same sender, byte for byte.";
    ALREADY_HELD = "already-held" CONFLICT,
        "Somebody else holds what may exist only once",
        "Look at the holder; choose another number, or end what is held first.";
    ID_TAKEN = "id-taken" CONFLICT,
        "The id belongs to something else",
        "Make a new UUID for what is new.";
    NOTHING_TO_DO = "nothing-to-do" CONFLICT,
        "All is already as the command wants it",
        "Read it again; nothing needs to be done.";
    COMMAND_TOO_LARGE = "command-too-large" PAYLOAD_TOO_LARGE,
        "The command names more than one event can hold",
        "Name fewer components, fields, provinces or agencies.";
    ERASED = "subject-erased" CONFLICT,
        "The person or organisation has been erased",
        "Personal values of an erased subject are never stored again; use a new subject id.";
    OTHER_KIND = "subject-of-another-kind" CONFLICT,
        "The id belongs to somebody or something of another kind",
        "Use the id of an organisation for an organisation, and make a new UUID for one that has none.";
    CONTENDED = "contended" SERVICE_UNAVAILABLE,
        "Others kept changing the same case",
        "Send the command again after a moment, with the same Idempotency-Key.";
    OVERLOADED = "overloaded" SERVICE_UNAVAILABLE,
        "Too many commands are waiting",
        "Send the command again after the time in Retry-After, with the same Idempotency-Key.";
    TOO_MANY_STREAMS = "too-many-streams" SERVICE_UNAVAILABLE,
        "As many read the live log as there is room for",
        "Ask again after the time in Retry-After, or read the log page by page.";
    OUTCOME_UNKNOWN = "outcome-unknown" SERVICE_UNAVAILABLE,
        "It is not known whether the command was carried out",
        "Send the command again with the same Idempotency-Key: it is carried out once, and the reply tells.";
    UNAVAILABLE = "unavailable" SERVICE_UNAVAILABLE,
        "The database does not answer",
        "Send the request again after the time in Retry-After, a command with the same Idempotency-Key.";
    NO_PLACE_FOR_FILES = "no-place-for-files" SERVICE_UNAVAILABLE,
        "This server stores no files",
        "Ask the operator to set HOSO_DOCUMENTS or HOSO_S3_BUCKET.";
    FILES_UNAVAILABLE = "files-unavailable" SERVICE_UNAVAILABLE,
        "The store of files does not answer",
        "Send the request again after the time in Retry-After, a command with the same Idempotency-Key.";
    NOT_YET_VISIBLE = "not-yet-visible" SERVICE_UNAVAILABLE,
        "The read models have not come as far as you asked for",
        "Ask again after the time in Retry-After, or without naming a position to see what there is.";
    NOT_SETTLED = "not-settled" SERVICE_UNAVAILABLE,
        "What was recorded by that moment may still come into the log",
        "Ask again after the time in Retry-After, or name a position with `at`, which has one answer at once.";
    HELD_BACK = "held-back" SERVICE_UNAVAILABLE,
        "A read model could not take an event of this case",
        "Ask for the case as of a position, which reads the log itself; tell the operator, who can run `hoso retry`.";
    INTERNAL = "internal" INTERNAL_SERVER_ERROR,
        "Something went wrong on our side",
        "Tell the operator the instance of this problem; a command may be sent again with the same Idempotency-Key.";
}

/// After how many seconds to try again.
const RETRY_SECONDS: u16 = 1;

/// Something went wrong on our side.
fn internal(error: &(dyn std::error::Error + 'static)) -> Problem {
    Problem::new(&INTERNAL).because(error)
}

/// Something failed on our side: the database is away, or something is wrong with what we do.
fn ours(error: &(dyn std::error::Error + 'static)) -> Problem {
    if is_away(error) {
        return Problem::new(&UNAVAILABLE)
            .retry_after(RETRY_SECONDS)
            .because(error);
    }
    internal(error)
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        ours(&error)
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        ours(&error)
    }
}

impl From<TreeError> for Problem {
    fn from(error: TreeError) -> Self {
        match &error {
            TreeError::Beyond { size, sealed } => Problem::new(&bad::BEYOND_TREE)
                .with("asked", *size)
                .with("size", *sealed),
            TreeError::Nothing => Problem::new(&bad::NOTHING_TO_PROVE),
            TreeError::Damaged { .. }
            | TreeError::Checkpoint { .. }
            | TreeError::Key { .. }
            | TreeError::Database(_) => ours(&error),
        }
    }
}

impl From<CosignError> for Problem {
    fn from(error: CosignError) -> Self {
        match error {
            CosignError::NoCheckpoint { size } => {
                Problem::new(&bad::UNKNOWN_CHECKPOINT).with("size", size)
            }
            CosignError::UnknownWitness => Problem::new(&bad::UNKNOWN_WITNESS),
            CosignError::Forged => Problem::new(&bad::NO_COSIGNATURE),
            CosignError::Tree(error) => error.into(),
        }
    }
}

impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        internal(&error)
    }
}

impl From<ProjectionError> for Problem {
    fn from(error: ProjectionError) -> Self {
        ours(&error)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        internal(&error)
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        vault(&error, &error)
    }
}

fn vault(source: &VaultError, error: &(dyn std::error::Error + 'static)) -> Problem {
    match source {
        VaultError::Erased { subject } => {
            Problem::new(&ERASED).with("subject", subject.to_string())
        }
        VaultError::OtherKind { subject } => {
            Problem::new(&OTHER_KIND).with("subject", subject.to_string())
        }
        VaultError::WrongMasterKey
        | VaultError::Incomplete
        | VaultError::Damaged { .. }
        | VaultError::TooLarge
        | VaultError::Random(_)
        | VaultError::Database(_) => ours(error),
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Vault(error) => error.into(),
            ReportError::ReadModels(error) => error.into(),
        }
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        use DocumentError as E;

        match error {
            E::Nowhere => Problem::new(&NO_PLACE_FOR_FILES),
            E::TooLarge { bytes_max } => Problem::new(&bad::DOCUMENT_TOO_LARGE)
                .detail(format!(
                    "A file has {bytes_max} bytes at most. {}",
                    bad::DOCUMENT_TOO_LARGE.advice
                ))
                .with("bytes_max", bytes_max),
            E::Empty => Problem::new(&bad::DOCUMENT_EMPTY),
            E::UnknownKind => Problem::new(&bad::DOCUMENT_KIND),
            E::OtherKind { found } => {
                Problem::new(&bad::DOCUMENT_OTHER_KIND).with("media_type", found)
            }
            E::Incomplete => Problem::new(&bad::BODY_INCOMPLETE),
            E::Vault(error) => error.into(),
            E::Store(_) | E::Write(_) => Problem::new(&FILES_UNAVAILABLE)
                .retry_after(RETRY_SECONDS)
                .because(&error),
            E::Unreadable { .. } => internal(&error),
        }
    }
}

impl From<ErasureError> for Problem {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::Vault(error) => error.into(),
            ErasureError::Files(error) => error.into(),
            ErasureError::Execute(error) => error.into(),
            ErasureError::ReadModels(_)
            | ErasureError::Read(_)
            | ErasureError::Decode(_)
            | ErasureError::Encode(_)
            | ErasureError::Sign(_)
            | ErasureError::Remains { .. } => ours(&error),
        }
    }
}

impl From<SlipError> for Problem {
    fn from(error: SlipError) -> Self {
        match error {
            SlipError::NoEvent | SlipError::NotCalledFor => Problem::new(&bad::UNKNOWN_SLIP),
            SlipError::Erased => Problem::new(&bad::ERASED_SLIP),
            SlipError::Read(error) => error.into(),
            SlipError::Law(error) => error.into(),
            SlipError::Vault(error) => error.into(),
            SlipError::Record(error) => (*error).into(),
            SlipError::Decode(_)
            | SlipError::Changed { .. }
            | SlipError::Pdf(_)
            | SlipError::Html(_) => internal(&error),
        }
    }
}

impl From<ExecuteError> for Problem {
    fn from(error: ExecuteError) -> Self {
        use ExecuteError as E;

        match &error {
            E::Case(rejection) => refused::case(rejection),
            E::Certificate(rejection) => refused::certificate(rejection),
            E::DataSubject(rejection) => refused::data_subject(rejection),
            E::Organisation(rejection) => refused_registry::organisation(rejection),
            E::FocalPoint(rejection) => refused_registry::focal_point(rejection),
            E::Aid(rejection) => refused_report::aid(rejection),
            E::AgencyReport(rejection) => refused_report::agency_report(rejection),
            E::UnknownSubject { subject } => {
                Problem::new(&bad::UNKNOWN_SUBJECT).with("subject", subject.to_string())
            }
            E::NothingToDo { version } => {
                Problem::new(&NOTHING_TO_DO).with("actual_version", version.0)
            }
            // Whoever names a version of a case that is not there has the wrong case.
            E::Stale { actual, .. } if actual.0 == 0 => Problem::new(&bad::UNKNOWN_CASE),
            E::Stale { expected, actual } => Problem::new(&STALE)
                .detail(format!(
                    "The case is at version {actual}, and the command is for version {expected}. {}",
                    STALE.advice
                ))
                .with("expected_version", expected.0)
                .with("actual_version", actual.0),
            E::ClaimTaken { key, holder } => Problem::new(&ALREADY_HELD)
                .detail(format!("{key} is held by {holder}. {}", ALREADY_HELD.advice))
                .with("claim", key.as_str())
                .with("holder", holder.to_string()),
            E::CommandReused { command_id } => {
                Problem::new(&KEY_REUSED).with("command_id", command_id.to_string())
            }
            E::IdTaken { id } => Problem::new(&ID_TAKEN).with("id", id.to_string()),
            E::TooLarge(_) => Problem::new(&COMMAND_TOO_LARGE),
            E::Vault(source) => vault(source, &error),
            E::Contended => retry(&CONTENDED),
            E::Overloaded | E::Store(AppendError::Closed) => retry(&OVERLOADED),
            E::OutcomeUnknown => retry(&OUTCOME_UNKNOWN).because(&error),
            E::Catalogue(_)
            | E::Store(_)
            | E::Read(_)
            | E::Decode(_)
            | E::Law(_) => ours(&error),
        }
    }
}

fn retry(kind: &'static Kind) -> Problem {
    Problem::new(kind).retry_after(RETRY_SECONDS)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use eventstore::AppendError;

    use super::Problem;
    use crate::execute::ExecuteError;

    #[test]
    fn a_database_that_is_away_may_be_asked_again() {
        let read = sqlx::Error::PoolTimedOut;
        let append = AppendError::Database(Arc::new(sqlx::Error::PoolTimedOut));
        for problem in [
            Problem::from(read),
            Problem::from(ExecuteError::Store(append)),
        ] {
            assert_eq!(problem.kind().code, "unavailable");
        }
    }

    #[test]
    fn what_is_wrong_with_our_statements_is_ours() {
        let ours = AppendError::Database(Arc::new(sqlx::Error::RowNotFound));
        let problem = Problem::from(ExecuteError::Store(ours));
        assert_eq!(problem.kind().code, "internal");
    }
}
