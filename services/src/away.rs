//! Telling a database that is away from one that we asked something wrong.

use std::error::Error;
use std::sync::Arc;

/// Whether an error rests on a database that does not answer, or only to say that it is starting
/// or stopping.
#[must_use]
pub fn is_away(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<sqlx::Error>() {
            return does_not_answer(found);
        }
        // All who waited for the same append share its error.
        if let Some(shared) = error.downcast_ref::<Arc<sqlx::Error>>() {
            return does_not_answer(shared);
        }
        next = error.source();
    }
    false
}

fn does_not_answer(error: &sqlx::Error) -> bool {
    if let Some(told) = error.as_database_error() {
        // Class 57P: operator intervention; 53: no resources; 08: connection; 25006: read-only;
        // 57014: it took too long; 55P03: so did waiting for a lock.
        let code = told.code().unwrap_or_default();
        return ["57P", "53", "08"].iter().any(|it| code.starts_with(it))
            || ["25006", "57014", "55P03"].contains(&code.as_ref());
    }
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Protocol(_)
    )
}
