//! Giving a file out.

use bytes::Bytes;
use eventstore::DocumentOpener;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _};
use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use uuid::Uuid;

use super::{DocumentError, Told, told};
use crate::App;

/// What a file contains, piece by piece. A piece that was changed ends it with an error.
pub type Content = BoxStream<'static, Result<Bytes, DocumentError>>;

/// Opens a file of a subject; none if it was erased.
pub async fn open(
    app: &App,
    subject: Uuid,
    id: Uuid,
) -> Result<Option<(Told, Content)>, DocumentError> {
    let Some(told) = told(app, id).await? else {
        return Ok(None);
    };
    let Some(opener) = app.vault.open_document(subject, id).await? else {
        return Ok(None);
    };
    let stored = app.documents.store()?.get(&Path::from(&*told.path)).await?;
    let content = opened(opener, stored.into_stream()).boxed();
    Ok(Some((told, content)))
}

fn opened(
    opener: DocumentOpener,
    stored: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
) -> impl Stream<Item = Result<Bytes, DocumentError>> {
    let state = (Some(opener), stored);
    stream::try_unfold(state, async |(mut opener, mut stored)| {
        let mut out = vec![];
        while out.is_empty() {
            let Some(current) = &mut opener else {
                return Ok(None);
            };
            match stored.next().await {
                Some(sealed) => current.push(&sealed?, &mut out)?,
                None => {
                    if let Some(last) = opener.take() {
                        last.finish(&mut out)?;
                    }
                }
            }
        }
        Ok(Some((Bytes::from(out), (opener, stored))))
    })
}
