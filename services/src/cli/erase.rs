//! `hoso erase`: destroys what is kept about somebody.

use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use domain::data_subject::{DataSubjectCommand, ErasureGround};
use domain::{Acting, ActorId, AgencyId, PaperNumber, Party, SubjectId};
use eventstore::Certified;
use services::clock::derived_id;
use services::erasure::{Progress, finish};
use services::execute::{Envelope, ExecuteError, data_subject};
use services::settings::Settings;
use services::{App, Clock};
use uuid::Uuid;

use super::project::catch_up;

/// How long to wait before looking again whether another process is done with what it does.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Destroys what is kept about somebody, and prints the certificate.
///
/// Key and values are destroyed in one transaction with the event that says so. The certificate is
/// printed when nothing is left in the read models and among the files either. Interrupted, it is
/// finished by a running server, or by the same command given again, which prints the certificate.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// Whose: the id that stands as `subject` in the references that events hold.
    subject: Uuid,
    /// The legal ground: `subject_request`, `purpose_fulfilled`, `retention_over`,
    /// `competent_decision`, `agreement` or `other_law`.
    #[arg(long, value_parser = ground)]
    ground: ErasureGround,
    /// The number of the decision that orders it; letters, digits, `-`, `/`, `.` and `_`, no personal data.
    #[arg(long)]
    decision: String,
    /// Whoever gives the order.
    #[arg(long)]
    actor: Uuid,
    /// The agency that they act for: one that receives or decides under a procedure.
    #[arg(long)]
    agency: String,
}

impl Erase {
    pub(crate) async fn run(self, settings: &Settings) -> anyhow::Result<()> {
        let app = settings
            .open(settings.connect().await?, Clock::Wall)
            .await?;
        let subject = SubjectId(self.subject);
        let by = Acting {
            actor: ActorId(self.actor),
            party: Party::Agency(
                self.agency
                    .parse::<AgencyId>()
                    .context("reading the agency")?,
            ),
            at: app.clock.now(),
        };
        self.order(&app, subject, &by).await?;
        let certified = finished(&app, subject).await?;
        writeln!(std::io::stdout(), "{}", printed(&certified)?)?;
        app.store.close().await;
        Ok(())
    }

    async fn order(&self, app: &App, subject: SubjectId, by: &Acting) -> anyhow::Result<()> {
        let decision: PaperNumber = self
            .decision
            .parse()
            .context("reading the decision's number")?;
        let said = format!(
            "{} {} {decision} {}",
            self.subject,
            self.ground.name(),
            self.agency
        );
        let command = DataSubjectCommand::ErasePersonalData {
            subject,
            ground: self.ground,
            decision,
        };
        let envelope = Envelope {
            // The same order has the same id, so that it can be given again.
            command_id: derived_id(self.subject, &format!("erase {said} {}", self.actor)),
            fingerprint: app.vault.fingerprint(command.name(), said.as_bytes()),
            confide: vec![],
            if_match: None,
        };
        match data_subject(app, subject, &command, by, envelope).await {
            Ok(done) => eprintln!("key and values are destroyed, as of position {}", done.last),
            Err(ExecuteError::NothingToDo { .. }) => eprintln!("it was ordered before"),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// Does what is left to do, beside a server that may be doing the same.
async fn finished(app: &App, subject: SubjectId) -> anyhow::Result<Certified> {
    loop {
        match finish(app, subject).await? {
            Progress::Completed(certified) => return Ok(certified),
            Progress::Underway(_) => {
                catch_up(app).await?;
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Progress::Unknown | Progress::NotOrdered => bail!("the order is not in the log"),
        }
    }
}

/// The certificate and its signed form, as one JSON document.
pub(super) fn printed(certified: &Certified) -> anyhow::Result<String> {
    let certificate: serde_json::Value = serde_json::from_str(&certified.document)?;
    let document = serde_json::json!({ "certificate": certificate, "note": certified.note });
    Ok(serde_json::to_string_pretty(&document)?)
}

fn ground(text: &str) -> Result<ErasureGround, String> {
    let known = ErasureGround::ALL.into_iter();
    let names: Vec<_> = known.clone().map(ErasureGround::name).collect();
    let found = known.into_iter().find(|it| it.name() == text);
    found.ok_or_else(|| format!("the grounds are {}", names.join(", ")))
}
