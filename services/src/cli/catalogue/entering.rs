//! Publishing a folder, and telling what to do where that cannot be.

use domain::catalogue::{CatalogueCommand, CatalogueRejection, Changed, Publish};
use services::App;
use services::catalogue::{differing, without};
use services::execute::{ExecuteError, publish};
use services::settings::Settings;

/// How many parts of an entry are told that differ.
const PARTS_MAX: usize = 8;

/// Publishes the entries, and says how many were new; nothing when they could not be published, and
/// why was told.
pub(super) async fn enter(
    settings: &Settings,
    entries: Publish,
    keep_published: bool,
) -> anyhow::Result<Option<usize>> {
    let pool = settings.connect().await?;
    let app = settings.open(pool, services::Clock::Wall).await?;
    let entered = try_to(&app, entries, keep_published).await;
    app.store.close().await;
    entered
}

async fn try_to(
    app: &App,
    entries: Publish,
    keep_published: bool,
) -> anyhow::Result<Option<usize>> {
    let command = CatalogueCommand::Publish(entries.clone());
    let changed = match publish(app, &command).await {
        Ok(new) => return Ok(Some(new.len())),
        Err(ExecuteError::Catalogue(CatalogueRejection::Changed { entries })) => entries,
        Err(error) => return Err(error.into()),
    };
    tell(app, &entries, &changed);
    if keep_published {
        eprintln!("hoso: these stay as they were published");
        let rest = CatalogueCommand::Publish(without(entries, &changed));
        return Ok(Some(publish(app, &rest).await?.len()));
    }
    eprintln!(
        "hoso: nothing was published. What was published stands: give each of these the next \
         version, beginning on the same day if it corrects the one before it or on a later one if \
         the law changed, and keep the version before it as it was; or publish with \
         --keep-published, which leaves them as they were published"
    );
    Ok(None)
}

fn tell(app: &App, entries: &Publish, changed: &[Changed]) {
    let law = app.law.current();
    for it in changed {
        let mut parts = differing(&law, entries, it);
        let more = parts.len().saturating_sub(PARTS_MAX);
        parts.truncate(PARTS_MAX);
        if more > 0 {
            parts.push(format!("{more} more"));
        }
        let parts = parts.join(", ");
        eprintln!("hoso: {it} was published with another content; what differs: {parts}");
    }
}
