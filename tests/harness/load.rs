//! Many people at work at once, who ask again when they got no answer.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use domain::CaseId;
use eventstore::Recorded;
use services::clock::new_id;
use services::execute::{Done, Order};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{Filing, Office, applicant, receiver};

/// How often somebody asks again before giving up.
const ATTEMPTS_MAX: usize = 600;

/// How long somebody without an answer waits before asking again.
const PAUSE: Duration = Duration::from_millis(100);

/// People who file and accept dossiers until they are told to stop.
#[derive(Debug)]
pub struct Load {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    people: JoinSet<Work>,
}

/// What they did.
#[derive(Debug, Default)]
pub struct Work {
    /// Which commands were carried out, and where their events stand.
    pub done: Vec<(Uuid, Done)>,
    /// The cases that they dealt with.
    pub cases: Vec<CaseId>,
    /// What they were told instead of an answer.
    pub excuses: BTreeSet<String>,
}

impl Load {
    /// So many people start, in each of these offices.
    #[must_use]
    pub fn start(offices: &[Office], people_each: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicUsize::new(0));
        let mut people = JoinSet::new();
        for office in offices {
            for _ in 0..people_each {
                people.spawn(work(office.clone(), stop.clone(), answered.clone()));
            }
        }
        Self {
            stop,
            answered,
            people,
        }
    }

    /// Returns when so many more commands were answered.
    pub async fn goes_on(&self, commands: usize) {
        let enough = self.answered.load(Ordering::SeqCst) + commands;
        crate::wait_until("the load goes on", Duration::from_mins(1), async || {
            self.answered.load(Ordering::SeqCst) >= enough
        })
        .await;
    }

    /// Lets everybody finish what they are at, and says what was done.
    pub async fn stop(self) -> Work {
        self.stop.store(true, Ordering::SeqCst);
        let mut all = Work::default();
        for work in self.people.join_all().await {
            all.done.extend(work.done);
            all.cases.extend(work.cases);
            all.excuses.extend(work.excuses);
        }
        all
    }
}

impl Work {
    /// Fails unless the log holds what each command was told, and nothing else.
    pub fn assert_all_in(&self, log: &[Recorded], before: usize) {
        for (command, done) in &self.done {
            for position in done.first.0..=done.last.0 {
                let event = &log[usize::try_from(position - 1).unwrap()];
                assert_eq!(event.command_id, *command, "at {position}");
            }
        }
        let commands: BTreeSet<Uuid> = log[before..].iter().map(|it| it.command_id).collect();
        let answered: BTreeSet<Uuid> = self.done.iter().map(|it| it.0).collect();
        assert_eq!(
            commands, answered,
            "what is in the log and what was answered"
        );
    }
}

/// What somebody does with a dossier.
#[derive(Debug, Clone, Copy)]
enum Step {
    File,
    Accept,
}

async fn work(office: Office, stop: Arc<AtomicBool>, answered: Arc<AtomicUsize>) -> Work {
    let mut work = Work::default();
    while !stop.load(Ordering::SeqCst) {
        let case = CaseId(new_id());
        work.insist(&office, case, Step::File).await;
        work.insist(&office, case, Step::Accept).await;
        work.cases.push(case);
        answered.fetch_add(2, Ordering::SeqCst);
    }
    work
}

impl Work {
    /// Gives a command, again under the same id until there is an answer.
    async fn insist(&mut self, office: &Office, case: CaseId, step: Step) {
        let id = new_id();
        for _ in 0..ATTEMPTS_MAX {
            match give(office, id, case, step).await {
                Ok(done) => {
                    self.done.push((id, done));
                    return;
                }
                Err(excuse) => {
                    self.excuses.insert(format!("{excuse:#}"));
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        panic!("never answered: {:?}", self.excuses);
    }
}

async fn give(office: &Office, id: Uuid, case: CaseId, step: Step) -> anyhow::Result<Done> {
    match step {
        Step::File => {
            let filing = Filing::default();
            office.try_file(case, id, &filing, &applicant()).await
        }
        Step::Accept => {
            let desk = receiver();
            let answer = office.order_as(id, case, &Order::AcceptDossier, &desk);
            Ok(answer.await?)
        }
    }
}
