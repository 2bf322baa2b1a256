//! `hoso project`: read models without a server.

use anyhow::Context as _;
use projections::Projector;
use services::settings::Settings;
use services::{App, Clock};

/// Brings the read models up to date and ends.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let pool = settings.connect().await?;
    let app = settings.open(pool, Clock::Wall).await?;
    catch_up(&app).await?;
    app.store.close().await;
    Ok(())
}

/// Brings the read models to the end of the log, beside a server that may be doing the same.
pub(crate) async fn catch_up(app: &App) -> anyhow::Result<()> {
    let (store, vault) = (app.store.clone(), app.vault.clone());
    let projector = Projector::new(store, vault, app.pool.clone(), projections::all());
    let position = projector
        .catch_up()
        .await
        .context("bringing the read models up to date")?;
    eprintln!("read models are at position {position}");
    Ok(())
}
