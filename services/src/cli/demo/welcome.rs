//! What somebody sees who has just started the demo.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use projections::case_list::{CaseLine, Filter, Order, Status, list};
use projections::figures;
use services::App;
use services::clock::derived_id;

/// How many of the last events to show.
const LAST_EVENTS: i64 = 3;

/// Says what there is, what to open, and what to try.
pub(super) async fn say(app: &App, address: SocketAddr, log: &Path) -> anyhow::Result<()> {
    let registered = figures::registered(&app.pool).await?;
    let cases: i64 = (figures::by_status(&app.pool, None).await?.iter())
        .map(|it| it.cases)
        .sum();
    let head = app.store.head().await?.0;
    let at = format!("http://{address}");
    eprintln!();
    eprintln!(
        "Hoso serves {cases} cases of {} organisations, {} of them with a valid certificate, \
         told by {head} events. All names are invented.",
        registered.organisations, registered.active,
    );
    eprintln!();
    eprintln!("Open   {at}");
    eprintln!("Try    curl '{at}/v1/cases?overdue=true&limit=3'");
    eprintln!("       {}", command(app, &at).await?);
    eprintln!("       curl '{at}/v1/events?after={}'", head - LAST_EVENTS);
    eprintln!();
    eprintln!("The service's own log is {}. Ctrl-C stops.", log.display());
    Ok(())
}

/// A command that can be carried out: asking the other bodies about a dossier just accepted. Where
/// there is none, the last dossier or else the procedures are there to be read.
async fn command(app: &App, at: &str) -> anyhow::Result<String> {
    let accepted = newest(app, Some(Status::Accepted)).await?;
    let Some(case) = accepted else {
        let last = newest(app, None).await?;
        return Ok(last.map_or_else(
            || format!("curl '{at}/v1/procedures'"),
            |it| format!("curl '{at}/v1/cases/{}'", it.case_id),
        ));
    };
    let id = case.case_id;
    let key = derived_id(id, &format!("try at version {}", case.version));
    let actor = case.officer.unwrap_or(key);
    let agency = case.receiver.as_deref().unwrap_or_default();
    Ok(format!(
        "curl -X POST '{at}/v1/cases/{id}/request-consultation' \
         -H 'Idempotency-Key: {key}' -H 'Hoso-Actor: {actor}' -H 'Hoso-Agency: {agency}'"
    ))
}

async fn newest(app: &App, status: Option<Status>) -> anyhow::Result<Option<CaseLine>> {
    let filter = Filter {
        status: status.map(|it| it.name().to_owned()),
        ..Filter::default()
    };
    let now = app.clock.now();
    let found = list(&app.pool, &filter, Order::Newest, None, now, 1)
        .await
        .context("looking for a case to try a command with")?;
    Ok(found.into_iter().next())
}
