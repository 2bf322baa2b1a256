//! Recording one trace as a case.

use std::collections::HashMap;

use domain::case::{CaseCommand, CaseRejection, History, HistoryStep, SourceTrace};
use domain::{ActorId, CaseId, Code, ProcedureId};
use eventstore::{AppendError, Fingerprint, VaultError};
use serde::Serialize;
use uuid::Uuid;

use super::actors::Actors;
use super::mapping::{CaseHistory, Mapping};
use super::reading::Read;
use super::{ImportError, Summary, TraceAt};
use crate::App;
use crate::clock::derived_id;
use crate::execute::{self, Envelope, ExecuteError, Order};
use crate::timers;

/// Within which the ids of imported logs are made.
const LOGS: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0004);

/// Records the traces of one log.
pub(super) struct Recorder<'a> {
    app: &'a App,
    log: Code,
    log_id: Uuid,
    procedure: ProcedureId,
    actors: Actors,
}

/// What the log calls the command that imports a trace.
const IMPORT: &str = "import_history";

/// What became of a trace.
pub(super) struct Recorded {
    known: bool,
    steps: u64,
}

impl Recorded {
    pub(super) fn count(self, summary: &mut Summary) {
        let (cases, steps) = if self.known {
            (&mut summary.known, &mut summary.known_steps)
        } else {
            (&mut summary.imported, &mut summary.steps)
        };
        *cases += 1;
        *steps += self.steps;
    }
}

impl<'a> Recorder<'a> {
    pub(super) fn new(app: &'a App, mapping: &Mapping, procedure: ProcedureId) -> Self {
        let source = mapping.source.as_str();
        let log = source.parse();
        Self {
            app,
            log: log.expect("a log's name is a code of the domain, too"),
            log_id: derived_id(LOGS, source),
            procedure,
            actors: Actors::new(app.vault.clone(), source),
        }
    }

    /// Records a trace, unless that was done before.
    pub(super) async fn record(&self, read: Read) -> Result<Recorded, ImportError> {
        let recorded = self.record_history(read.at, &read.history).await;
        drop(read.room);
        recorded
    }

    async fn record_history(
        &self,
        at: TraceAt,
        history: &CaseHistory,
    ) -> Result<Recorded, ImportError> {
        let steps = history.steps.len() as u64;
        let command_id = self.command_id(history.ordinal);
        let fingerprint = self.fingerprint(history);

        // Asked first, so that somebody whose name was erased is not met again in an old trace.
        if self.is_known(&at, command_id, &fingerprint).await?
            || self.was_known(&at, history.ordinal, &fingerprint).await?
        {
            return Ok(Recorded { known: true, steps });
        }
        let case = self.case_id(history);
        let imported = match self.command(history).await {
            Ok(imported) => imported,
            Err(source) => return Err(ImportError::Persons { at, source }),
        };
        let order = Order::Command(CaseCommand::ImportHistory(Box::new(imported)));
        let envelope = Envelope {
            command_id,
            fingerprint,
            confide: vec![],
            if_match: None,
        };
        let by = timers::system(self.app.clock.now());
        match execute::case(self.app, case, &order, &by, envelope).await {
            Ok(done) => Ok(Recorded {
                known: done.repeated,
                steps,
            }),
            Err(ExecuteError::CommandReused { .. }) => Err(ImportError::Changed { at }),
            // Another import of the same log was faster.
            Err(ExecuteError::Case(CaseRejection::AlreadySubmitted))
                if self.is_known(&at, command_id, &fingerprint).await? =>
            {
                Ok(Recorded { known: true, steps })
            }
            Err(source) => Err(ImportError::Record { at, source }),
        }
    }

    async fn is_known(
        &self,
        at: &TraceAt,
        command_id: Uuid,
        fingerprint: &Fingerprint,
    ) -> Result<bool, ImportError> {
        match self.app.store.find_command(command_id, fingerprint).await {
            Ok(found) => Ok(found.is_some()),
            Err(AppendError::CommandReused { .. }) => Err(ImportError::Changed { at: at.clone() }),
            Err(error) => Err(ImportError::Record {
                at: at.clone(),
                source: error.into(),
            }),
        }
    }

    /// The id of the command that imports the trace at this place. The place alone is in it: a
    /// trace that moved or was renamed is one that changed. It follows from a key of the vault:
    /// nobody who sends commands can work it out, and use it up for one of their own.
    fn command_id(&self, ordinal: u64) -> Uuid {
        let name = format!("{} {ordinal}", self.log_id);
        let name = self.app.vault.fingerprint("import's id", name.as_bytes());
        Uuid::new_v5(&self.log_id, name.as_bytes())
    }

    /// Whether an earlier build imported the trace, under an id that anybody can work out: whatever
    /// else was done under that id is no import, and does not matter.
    async fn was_known(
        &self,
        at: &TraceAt,
        ordinal: u64,
        fingerprint: &Fingerprint,
    ) -> Result<bool, ImportError> {
        let id = derived_id(self.log_id, &format!("import {ordinal}"));
        let found = self.app.store.first_of_command(id).await;
        let failed = |source: ExecuteError| ImportError::Record {
            at: at.clone(),
            source,
        };
        let Some(first) = found.map_err(|it| failed(it.into()))? else {
            return Ok(false);
        };
        let cause = first.cause().map_err(|it| failed(it.into()))?;
        if cause.actor != timers::SYSTEM.0 || cause.command != IMPORT {
            return Ok(false);
        }
        self.is_known(at, id, fingerprint).await
    }

    /// Tells a trace from what an import may have brought in its place before.
    fn fingerprint(&self, history: &CaseHistory) -> Fingerprint {
        #[derive(Serialize)]
        struct Content<'a> {
            procedure: &'a str,
            history: &'a CaseHistory,
        }
        let content = Content {
            procedure: self.procedure.as_str(),
            history,
        };
        let content = serde_json::to_vec(&content);
        let content = content.expect("texts, numbers and dates of four-digit years have JSON");
        self.app.vault.fingerprint("import_history", &content)
    }

    fn case_id(&self, history: &CaseHistory) -> CaseId {
        let name = history.name.as_deref().unwrap_or_default();
        let case = format!("case {} {name}", history.ordinal);
        CaseId(derived_id(self.log_id, &case))
    }

    /// The history with actors in the place of names.
    async fn command(&self, history: &CaseHistory) -> Result<History, VaultError> {
        let named = history.steps.iter().filter_map(|it| it.by.as_deref());
        let mut actors: HashMap<&str, ActorId> = HashMap::new();
        for name in named.chain(history.responsible.as_deref()) {
            if !actors.contains_key(name) {
                actors.insert(name, self.actors.named(name).await?);
            }
        }
        let actor = |name: &Option<String>| name.as_ref().map(|it| actors[it.as_str()]);
        let steps = history.steps.iter().map(|step| HistoryStep {
            step: step.name.clone(),
            label: step.label.clone(),
            at: step.at,
            by: actor(&step.by),
            unit: step.unit.clone(),
            transition: step.transition.clone(),
            attributes: step.attributes.clone(),
        });
        Ok(History {
            source: SourceTrace {
                log: self.log.clone(),
                ordinal: history.ordinal,
                name: history.name.clone(),
            },
            procedure: self.procedure.clone(),
            channel: history.channel.clone(),
            unit: history.unit.clone(),
            responsible: actor(&history.responsible),
            received_at: history.received_at,
            due_at: history.due_at,
            ended_at: history.ended_at,
            attributes: history.attributes.clone(),
            steps: steps.collect(),
        })
    }
}
