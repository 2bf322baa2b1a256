//! `hoso demo`: everything that a first look needs, on servers that are given.

mod key;
mod welcome;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Args;
use domain::catalogue::CatalogueCommand;
use eventstore::Position;
use projections::Projector;
use services::clock::SetClock;
use services::demo::{PlayError, Scenario, plan, play};
use services::execute::publish;
use services::serve::{Options, Role, asked_to_stop, serve};
use services::settings::Settings;
use services::{App, Clock, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::progress::{Of, Progress};

/// How often to look how far the read models are.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where the key of the vault and the service's log are kept.
    #[arg(long, env = "HOSO_DEMO_DATA", default_value = "target/demo/hoso")]
    data: PathBuf,
    /// The folder of the catalogue to publish.
    #[arg(long, default_value = "domain/catalogue")]
    catalogue: PathBuf,
    /// How many organisations apply: fewer for tests.
    #[arg(long, hide = true, default_value_t = Scenario::WHOLE.organisations)]
    organisations: u32,
    /// Where to listen for HTTP.
    #[arg(long, env = "HOSO_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    pub(crate) async fn run(self, mut settings: Settings) -> anyhow::Result<()> {
        let options = Options {
            roles: vec![
                Role::Api,
                Role::Relay,
                Role::Projector,
                Role::Timers,
                Role::Slips,
                Role::Sealer,
            ],
            trust_actor_headers: true,
        };
        options.check(self.listen)?;
        // Only to see that it can be had: whoever asks while the example data is played is refused, and
        // does not wait for an answer.
        drop(self.listener().await?);
        let log = self.data.join("service.log");
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("making {}", self.data.display()))?;
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log);
        telemetry::start_json_file(file.with_context(|| format!("opening {}", log.display()))?);

        let stop = CancellationToken::new();
        tokio::spawn({
            let stop = stop.clone();
            async move {
                if asked_to_stop().await.is_ok() {
                    stop.cancel();
                }
            }
        });
        settings
            .public_url
            .get_or_insert_with(|| format!("http://{}", self.listen));
        let app = self.open(&mut settings).await?;
        self.publish(&app).await?;
        if !prepare(&app, self.organisations, &stop).await? {
            app.store.close().await;
            eprintln!("Stopped before the example data was complete; the next start goes on.");
            return Ok(());
        }

        let nats = settings.nats().await?;
        let listener = self.listener().await?;
        welcome::say(&app, listener.local_addr()?, &log).await?;
        let stopped = async {
            stop.cancelled().await;
            eprintln!("\nStopping: what has begun is finished.");
            Ok(())
        };
        serve(app, nats, listener, options, stopped).await?;
        eprintln!("Stopped. The data is kept; `make demo` serves it again.");
        Ok(())
    }

    /// Before the long work, not after it.
    async fn listener(&self) -> anyhow::Result<TcpListener> {
        match TcpListener::bind(self.listen).await {
            Ok(listener) => Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
                "{} is taken by another program. End that, or choose another port: \
                 HOSO_LISTEN=127.0.0.1:{} make demo",
                self.listen,
                self.listen.port().wrapping_add(1),
            ),
            Err(error) => Err(error).with_context(|| format!("listening on {}", self.listen)),
        }
    }

    async fn open(&self, settings: &mut Settings) -> anyhow::Result<App> {
        let key = key::Key::settle(settings, &self.data)?;
        let signing = self.data.join("signing.key");
        settings.signing_key_file.get_or_insert(signing);
        let owner = settings.connect().await?;
        Settings::migrate(&owner).await?;
        Settings::grant(&owner).await?;
        owner.close().await;
        let pool = settings.connect_service().await?;
        let opened = settings.open(pool, Clock::Wall).await;
        key.judge(opened)
    }

    async fn publish(&self, app: &App) -> anyhow::Result<()> {
        let entries = match services::catalogue::read(&self.catalogue) {
            Ok(entries) => entries,
            Err(faults) => {
                for fault in &faults.0 {
                    eprintln!("{fault}");
                }
                bail!(
                    "the catalogue cannot be read from {}; run this where the repository is, or \
                     name the folder with --catalogue",
                    self.catalogue.display()
                );
            }
        };
        // The law is there before the first dossier, and agencies owe their reports from then on.
        let fresh = app.store.head().await? == Position(0);
        let beginning = Clock::Set(SetClock::at(Scenario::WHOLE.from.midnight().assume_utc()));
        let app = &App {
            clock: if fresh { beginning } else { app.clock.clone() },
            ..app.clone()
        };
        let published = publish(app, &CatalogueCommand::Publish(entries)).await?;
        if !published.is_empty() {
            eprintln!("catalogue: {} entries published", published.len());
        }
        Ok(())
    }
}

/// Plays what is missing and brings the read models up to date. Says whether all of it is done.
async fn prepare(app: &App, organisations: u32, stop: &CancellationToken) -> anyhow::Result<bool> {
    let scenario = Scenario {
        organisations,
        ..Scenario::WHOLE
    };
    let mut plan = plan(&app.law.current(), &scenario)?;
    let now = app.clock.now();
    let all = plan.steps.len();
    plan.steps.retain(|it| it.at <= now);
    if plan.steps.len() < all {
        let future = all - plan.steps.len();
        eprintln!("playing: {future} of {all} steps lie in the future by this machine's clock");
    }

    let total = plan.steps.len();
    let mut progress = Progress::new("playing", total as u64, Of::Steps);
    let began = Instant::now();
    let days: Vec<_> = plan.steps.iter().map(|it| it.at.date()).collect();
    let played = play(app, &plan, stop, |done| {
        let day = days.get(done).map(ToString::to_string);
        progress.reached(done as u64, &day.unwrap_or_default());
    });
    let played = played.await;
    progress.clear();
    let played = match played {
        Err(PlayError::OtherData) => bail!(
            "the database holds other data than this build's example data. `make clean-demo` \
             deletes the demo's; another database is named by DATABASE_URL"
        ),
        played => played?,
    };
    if played.fresh > 0 {
        let seconds = began.elapsed().as_secs_f64();
        eprintln!(
            "playing: {} commands carried out in {seconds:.1} s",
            played.fresh
        );
    }
    if played.passed_over > 0 {
        let count = played.passed_over;
        eprintln!("playing: {count} steps left out, since somebody had acted on their cases");
    }
    if played.steps < total {
        return Ok(false);
    }
    project(app, stop).await
}

async fn project(app: &App, stop: &CancellationToken) -> anyhow::Result<bool> {
    let head = app.store.head().await?.0;
    let names: Vec<_> = projections::all().iter().map(|it| it.name()).collect();
    let total = head.unsigned_abs() * names.len() as u64;
    let mut progress = Progress::new("projecting", total, Of::Steps);
    let App {
        store, vault, pool, ..
    } = app.clone();
    let projector = Projector::new(store, vault, pool, projections::all());
    let mut work = std::pin::pin!(projector.catch_up());
    loop {
        tokio::select! {
            done = &mut work => {
                done?;
                progress.clear();
                return Ok(true);
            }
            () = stop.cancelled() => return Ok(false),
            () = tokio::time::sleep(LOOK_AGAIN) => {
                let mut reached = 0;
                for name in &names {
                    reached += projections::checkpoint::of(&app.pool, name).await?.0;
                }
                progress.reached(reached.unsigned_abs(), "");
            }
        }
    }
}
