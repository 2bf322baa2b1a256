//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use projections::{ProjectorState, held};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::App;
use crate::relay::RelayState;
use crate::seal::SealState;

/// How long the database may take to answer before it counts as away.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Watches what the process depends on.
#[derive(Debug, Clone)]
pub struct Health {
    app: App,
    nats: Option<async_nats::Client>,
    relay: Option<watch::Receiver<RelayState>>,
    projector: Option<watch::Receiver<ProjectorState>>,
    sealer: Option<watch::Receiver<SealState>>,
    files: Option<watch::Receiver<Option<String>>>,
    followers: Vec<watch::Receiver<Option<String>>>,
}

/// How the process is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Readiness {
    /// Whether it can do its work. Without NATS it can: read models are kept from the log.
    pub ready: bool,
    /// What keeps it from doing its work; a sentence each.
    pub trouble: Vec<String>,
    /// What it can do without, but not for long; a sentence each.
    pub warnings: Vec<String>,
    /// Where the log ends; absent while the database is away.
    pub head: Option<i64>,
    /// How far the read models have come, where this process keeps them.
    pub projected: Option<i64>,
    /// How far JetStream has come, where this process relays.
    pub published: Option<i64>,
}

impl Health {
    /// Watches the database and NATS.
    #[must_use]
    pub fn new(app: App, nats: Option<async_nats::Client>) -> Self {
        Self {
            app,
            nats,
            relay: None,
            projector: None,
            sealer: None,
            files: None,
            followers: vec![],
        }
    }

    /// The application that is watched.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Watches the relay of this process, too.
    pub fn watch_relay(&mut self, state: watch::Receiver<RelayState>) {
        self.relay = Some(state);
    }

    /// Watches the projector of this process, too.
    pub fn watch_projector(&mut self, state: watch::Receiver<ProjectorState>) {
        self.projector = Some(state);
    }

    /// Watches the sealer of this process, too.
    pub fn watch_sealer(&mut self, state: watch::Receiver<SealState>) {
        self.sealer = Some(state);
    }

    /// Watches what is wrong with the store of files, too.
    pub fn watch_files(&mut self, trouble: watch::Receiver<Option<String>>) {
        self.files = Some(trouble);
    }

    /// Watches what somebody who follows the log cannot pass, too.
    pub fn watch_follower(&mut self, stuck: watch::Receiver<Option<String>>) {
        self.followers.push(stuck);
    }

    /// What read models hold back. The service can do its work for all other cases.
    async fn held(&self, head: Option<i64>) -> Option<String> {
        head?;
        let counts = timeout(ANSWER_WITHIN, held::counts(&self.app.pool)).await;
        let counts = counts.ok()?.ok()?;
        let held: Vec<_> = counts
            .iter()
            .filter(|it| it.1 > 0)
            .map(|(model, streams)| format!("{model} {streams}"))
            .collect();
        (!held.is_empty()).then(|| {
            let held = held.join(", ");
            format!("cases or other streams are held back, which `hoso retry` lists: {held}")
        })
    }

    /// Looks at everything now.
    pub async fn readiness(&self) -> Readiness {
        let mut trouble = vec![];
        let mut warnings = vec![];
        let answer = timeout(ANSWER_WITHIN, self.app.store.head()).await;
        let head = answer.ok().and_then(Result::ok).map(|it| it.0);
        if head.is_none() {
            trouble.push("the database does not answer".to_owned());
        }
        let projector = self.projector.as_ref().map(|it| it.borrow().clone());
        if let Some(text) = projector.as_ref().and_then(|it| it.trouble.as_ref()) {
            trouble.push(format!("read models stand still: {text}"));
        }
        trouble.extend(self.followers.iter().filter_map(|it| it.borrow().clone()));
        if let Some(text) = self.held(head).await {
            warnings.push(text);
        }
        let relay = self.relay.as_ref().map(|it| it.borrow().clone());
        if let Some(text) = relay.as_ref().and_then(|it| it.trouble.as_ref()) {
            warnings.push(format!("events are not published: {text}"));
        }
        let sealer = self.sealer.as_ref().map(|it| it.borrow().clone());
        if let Some(text) = sealer.and_then(|it| it.trouble) {
            warnings.push(format!("the log is not signed: {text}"));
        }
        let files = self.files.as_ref().and_then(|it| it.borrow().clone());
        if let Some(text) = files {
            warnings.push(format!("files cannot be stored or read: {text}"));
        }
        let connected = async_nats::connection::State::Connected;
        match &self.nats {
            Some(nats) if nats.connection_state() != connected => {
                warnings.push("NATS is away; read models are kept from the log".to_owned());
            }
            None => warnings.push("NATS_URL is not set; events are not published".to_owned()),
            Some(_) => (),
        }
        Readiness {
            ready: trouble.is_empty(),
            trouble,
            warnings,
            head,
            projected: projector.map(|it| it.position),
            published: relay.filter(|it| it.active).map(|it| it.published),
        }
    }
}
