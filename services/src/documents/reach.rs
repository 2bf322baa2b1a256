//! Whether a store on another machine takes files in, gives them out and deletes them: tried with a
//! few bytes when the service starts, and while it runs.

use std::time::Duration;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt as _, PutResult};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{DocumentError, Documents, Place};
use crate::execute::chain;

/// Where the few bytes are stored.
const PROBE: &str = "probe/hoso";

/// Nothing is ever stored here: deleting it shows that deleting is permitted.
const NOTHING: &str = "probe/nothing";

/// What is stored there.
const BYTES: &[u8] = b"Hoso can store files here.\n";

/// How long a try may take.
const WITHIN: Duration = Duration::from_secs(10);

/// How long to wait between two tries.
const EVERY: Duration = Duration::from_secs(30);

/// How long to wait before the next try, while it fails.
const AGAIN: Duration = Duration::from_secs(2);

/// Why files cannot be stored as they must be.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// The store says that there is no such bucket, or does not let us use it.
    #[error("the store of files refuses what is asked of it")]
    Refused(#[source] DocumentError),
    /// The store keeps what is deleted, so that nothing in it could ever be erased.
    #[error(
        "the bucket keeps versions of what is deleted, so that an erasure would leave files in it: \
         suspend its versioning and delete the old versions, or name another bucket"
    )]
    KeepsVersions,
    /// The store gave other bytes than it took.
    #[error("the store of files does not give out what it took in")]
    Garbled,
    /// The store does not answer, or says that it cannot at present.
    #[error("the store of files cannot be used now")]
    Away(#[source] DocumentError),
    /// It took too long.
    #[error("the store of files did not answer within {} seconds", WITHIN.as_secs())]
    Late,
}

impl Unreachable {
    /// Whether waiting does not help: somebody has to change the settings, or the store.
    #[must_use]
    pub fn is_for_good(&self) -> bool {
        match self {
            Self::Refused(_) | Self::KeepsVersions | Self::Garbled => true,
            Self::Away(_) | Self::Late => false,
        }
    }
}

impl Documents {
    /// Whether files are stored on another machine.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        matches!(self.place, Place::Remote)
    }

    /// Stores, reads and deletes a few bytes, where files are stored on another machine.
    pub async fn reach(&self) -> Result<(), Unreachable> {
        if !self.is_remote() {
            return Ok(());
        }
        timeout(WITHIN, self.probe())
            .await
            .unwrap_or(Err(Unreachable::Late))
    }

    async fn probe(&self) -> Result<(), Unreachable> {
        let store = self.store().map_err(Unreachable::Refused)?;
        let probe = Path::from(PROBE);
        let stored = store.put(&probe, Bytes::from_static(BYTES).into()).await;
        if keeps_versions(&stored.map_err(unreachable)?) {
            return Err(Unreachable::KeepsVersions);
        }
        let got = store.get(&probe).await.map_err(unreachable)?;
        let got = got.bytes().await.map_err(unreachable)?;
        if got != BYTES {
            return Err(Unreachable::Garbled);
        }
        match store.delete(&Path::from(NOTHING)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unreachable(error)),
        }
    }
}

/// Where versioning was suspended, what is stored is the version `null`.
fn keeps_versions(stored: &PutResult) -> bool {
    stored.version.as_deref().is_some_and(|it| it != "null")
}

fn unreachable(error: Error) -> Unreachable {
    let refused = matches!(
        error,
        Error::NotFound { .. } | Error::PermissionDenied { .. } | Error::Unauthenticated { .. }
    );
    let error = DocumentError::from(error);
    if refused {
        Unreachable::Refused(error)
    } else {
        Unreachable::Away(error)
    }
}

/// Tries again and again until it is stopped, and says what is wrong as long as something is.
pub async fn keep_trying(
    documents: Documents,
    trouble: watch::Sender<Option<String>>,
    stop: CancellationToken,
) {
    loop {
        let now = documents.reach().await.err().map(|it| chain(&it));
        let changed = trouble.send_if_modified(|it| {
            let changed = it.is_some() != now.is_some();
            it.clone_from(&now);
            changed
        });
        match &now {
            Some(error) if changed => tracing::warn!(error, "files cannot be stored or read"),
            None if changed => tracing::info!("files can be stored and read again"),
            Some(_) | None => (),
        }
        let pause = if now.is_some() { AGAIN } else { EVERY };
        tokio::select! {
            () = tokio::time::sleep(pause) => (),
            () = stop.cancelled() => return,
        }
    }
}
