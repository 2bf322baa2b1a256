//! Commands about a case, with what they write beside it in the same transaction: books of codes,
//! certificates, organisations.

mod beside;

use domain::case::{Case, CaseCommand, CaseEvent, CaseRejection, Submission};
use domain::certificate::{Certificate, CertificateCommand};
use domain::claim::Claims;
use domain::dossier_book::{DossierBook, DossierBookEvent};
use domain::law::Procedure;
use domain::{Acting, Aggregate as _, CaseId, CertificateId, DossierCode, Law, replay};
use eventstore::{Append, AppendError, Claim, EventStore, Stream, StreamWrite, Version};
use futures_util::FutureExt as _;
use futures_util::future::{FusedFuture as _, ready};
use uuid::Uuid;

use super::wire::{self, Bodies, case_event, filed};
use super::{ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done, done_before, submission};
use crate::App;
use crate::clock::derived_id;

/// Within which the ids of dossier books are made.
const BOOKS: Uuid = Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0002);

/// What a sender asks of a case.
#[derive(Debug, Clone)]
pub enum Order {
    /// Accept the dossier; its code is taken from the unit's book of the day.
    AcceptDossier,
    /// File a dossier about a certificate, as it stands when it is filed.
    SubmitUpon(Box<Submission>, CertificateId),
    /// File a dossier about aid, as the case that approved it decided.
    SubmitUnder(Box<Submission>, CaseId),
    /// Anything else.
    Command(CaseCommand),
}

/// Carries out a command on a case.
pub async fn execute(
    app: &App,
    id: CaseId,
    order: &Order,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    execute_in_turn(app, id, order, by, envelope, ready(())).await
}

/// Carries out a command on a case, but appends only when its turn has come: so many commands can
/// be decided side by side, and still stand in the log in the order their sender wants.
#[tracing::instrument(skip_all, fields(case.id = %id, command.id = %envelope.command_id))]
pub async fn execute_in_turn(
    app: &App,
    id: CaseId,
    order: &Order,
    by: &Acting,
    envelope: Envelope,
    turn: impl Future<Output = ()>,
) -> Result<Done, ExecuteError> {
    let store = &app.store;
    if let Some(done) = done_before(store, &envelope, id.0).await? {
        return Ok(done);
    }
    let refused = match attempt(app, id, order, by, &envelope, turn).await {
        Err(error) if error.is_about_state() => error,
        answer => return answer,
    };
    // The same command, given twice at once, may have been carried out since we looked; then it is
    // not refused for what it has itself brought about.
    match done_before(store, &envelope, id.0).await? {
        Some(done) => Ok(done),
        None => Err(refused),
    }
}

/// Decides and appends, again as long as somebody else is faster.
async fn attempt(
    app: &App,
    id: CaseId,
    order: &Order,
    by: &Acting,
    envelope: &Envelope,
    turn: impl Future<Output = ()>,
) -> Result<Done, ExecuteError> {
    let store = &app.store;
    let mut law = app.law.current();
    let mut turn = std::pin::pin!(turn.fuse());
    let mut queued = None;
    let mut sealed = None;
    for _ in 0..ATTEMPTS_MAX {
        let mut append = match prepare(app, &law, id, order, by, envelope).await {
            // It may have been published a moment ago, by another process.
            Err(ExecuteError::Case(CaseRejection::ProcedureNotInForce { .. })) => {
                law = app.law.refresh().await?;
                prepare(app, &law, id, order, by, envelope).await?
            }
            prepared => prepared?,
        };
        // Not before the decision: a refused command leaves nothing behind. And not in its turn:
        // whoever comes next would be faster.
        append.confide = match &sealed {
            Some(sealed) => Vec::clone(sealed),
            None => sealed
                .insert(app.vault.seal(&envelope.confide).await?)
                .clone(),
        };
        if !turn.is_terminated() {
            turn.as_mut().await;
        }
        match store.append(append).await {
            Ok(appended) => return Ok(done(&appended, id.0)),
            Err(AppendError::Conflict { stream, actual, .. }) => {
                ours(store, stream, actual).await?;
                // Whoever lost a number to another dossier waits in line for the next one: of many
                // that are accepted at once, all but one would lose it again.
                if stream.kind == DossierBook::KIND && queued.is_none() {
                    queued = Some(app.books.turn(stream.id).await);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}

/// Makes sure that what was faster belongs to the same thing: ids are shared by all kinds.
async fn ours(store: &EventStore, stream: Stream, actual: Version) -> Result<(), ExecuteError> {
    let before = Version(actual.0.saturating_sub(1));
    if store.load_stream(stream, before).await?.is_empty() {
        return Err(ExecuteError::IdTaken { id: stream.id });
    }
    Ok(())
}

/// Decides, and says what is to be appended.
async fn prepare(
    app: &App,
    law: &Law,
    id: CaseId,
    order: &Order,
    by: &Acting,
    envelope: &Envelope,
) -> Result<Append, ExecuteError> {
    let (case, version) = super::load::<Case>(app, id.0).await?;
    if let Some(expected) = envelope.if_match.filter(|it| *it != version) {
        let actual = version;
        return Err(ExecuteError::Stale { expected, actual });
    }

    let mut effects = Effects::default();
    let mut still = None;
    let command = match order {
        Order::Command(command) => {
            let (command, insists) = submission::looked_up(app, &case, command).await?;
            still = insists;
            command
        }
        Order::SubmitUpon(submission, certificate) => {
            submission::upon(app, submission.clone(), *certificate).await?
        }
        Order::SubmitUnder(submission, approval) => {
            submission::under(app, law, submission.clone(), *approval).await?
        }
        Order::AcceptDossier => {
            let code = effects.assign_code(app, law, id, &case, by).await?;
            CaseCommand::AcceptDossier { code }
        }
    };
    let events = case.decide(&command, by, law)?;
    if events.is_empty() {
        return Err(ExecuteError::NothingToDo { version });
    }
    let after = events.iter().fold(Case::clone(&case), Case::evolve);
    let procedure = procedure_of(&case, &after, &events, law)?;
    let competent = wire::competent((&case, &after), procedure, by.at, law);
    let bodies = Bodies::on(wire::day(procedure, by.at, law), law, &competent);
    let parts = Parts {
        app,
        law,
        procedure,
        bodies,
    };
    for event in &events {
        effects.claim(event.claims(), id.0);
        if let Some((certificate, command)) = about_certificate(id, event) {
            effects.certify(parts, certificate, &command, by).await?;
            if matches!(command, CertificateCommand::Grant { .. }) {
                effects.writes.extend(still.take());
            }
        }
    }
    effects
        .beside(parts, (id, by), (&case, &after), &events)
        .await?;
    let filed = events.iter().map(|it| case_event(it, procedure, bodies));
    let about_case = StreamWrite {
        stream: case_stream(id),
        expected: version,
        events: filed.collect::<Result<_, _>>()?,
    };
    // Whoever files a dossier has no part in the case before it is filed.
    let known = if version == Version(0) { &after } else { &case };
    Ok(Append {
        cause: cause(envelope, command.name(), by, known.role_of(by, law)),
        fingerprint: envelope.fingerprint,
        writes: std::iter::once(about_case).chain(effects.writes).collect(),
        take: effects.take,
        release: effects.release,
        free: vec![],
        confide: vec![],
    })
}

/// What an event of a case means for a certificate.
fn about_certificate(
    case: CaseId,
    event: &CaseEvent,
) -> Option<(CertificateId, CertificateCommand)> {
    if let CaseEvent::CertificateGranted(terms) = event {
        let certificate = terms.certificate;
        let terms = Box::new(terms.clone());
        return Some((certificate, CertificateCommand::Grant { case, terms }));
    }
    if let CaseEvent::CertificateChanged {
        certificate,
        change,
        ..
    } = event
    {
        let change = change.clone();
        return Some((*certificate, CertificateCommand::Change { case, change }));
    }
    None
}

/// Where and under what a decision is carried out.
#[derive(Clone, Copy)]
struct Parts<'a> {
    app: &'a App,
    law: &'a Law,
    procedure: &'a Procedure,
    bodies: Bodies<'a>,
}

/// What a command on a case does beside the case.
#[derive(Default)]
struct Effects {
    writes: Vec<StreamWrite>,
    take: Vec<Claim>,
    release: Vec<String>,
}

impl Effects {
    fn claim(&mut self, claims: Claims, holder: Uuid) {
        let taken = claims.taken.into_iter();
        self.take.extend(taken.map(|key| Claim { key, holder }));
        self.release.extend(claims.released);
    }

    /// Takes the next code from the unit's book of the day, in the same append as the acceptance.
    async fn assign_code(
        &mut self,
        app: &App,
        law: &Law,
        id: CaseId,
        case: &Case,
        by: &Acting,
    ) -> Result<DossierCode, ExecuteError> {
        let wanted = case.code_wanted(id, by.at, law)?;
        let name = DossierBook::name(&wanted.prefix, wanted.day);
        let stream = Stream {
            kind: DossierBook::KIND,
            id: derived_id(BOOKS, &name),
        };
        let newest = app.store.load_newest(stream).await?;
        let expected = newest.as_ref().map_or(Version(0), |it| it.version);
        let newest = newest
            .map(|it| it.decode::<DossierBookEvent>())
            .transpose()?;
        let book: DossierBook = replay(&newest);
        let Ok(events) = book.decide(&wanted, by, law);
        let procedure = case
            .procedure()
            .and_then(|(id, version)| law.procedure(id, version));
        let competent = case.competent(by.at, law);
        let agency = competent.as_ref().map(|it| it.receiver.as_str());
        let filed = events.iter().map(|it| filed(it, agency, procedure));
        self.writes.push(StreamWrite {
            stream,
            expected,
            events: filed.collect::<Result<_, _>>()?,
        });
        let mut given = events
            .iter()
            .map(|DossierBookEvent::CodeAssigned { code, .. }| code);
        let code = given.next_back().or(book.code_of(id)).cloned();
        Ok(code.expect("a book that was asked for a code has given one"))
    }

    /// Does to a certificate what the case decided, on the certificate's own stream.
    async fn certify(
        &mut self,
        parts: Parts<'_>,
        certificate: CertificateId,
        command: &CertificateCommand,
        by: &Acting,
    ) -> Result<(), ExecuteError> {
        let Parts {
            app,
            law,
            procedure,
            bodies,
        } = parts;
        let id = certificate.0;
        let (certificate, expected) = super::load::<Certificate>(app, id).await?;
        let events = certificate.decide(command, by, law)?;
        if events.is_empty() {
            return Ok(());
        }
        for event in &events {
            self.claim(certificate.claims(event), id);
        }
        let agency = Some(bodies.competent.decider.as_str());
        let filed = events.iter().map(|it| filed(it, agency, Some(procedure)));
        self.writes.push(StreamWrite {
            stream: Stream {
                kind: Certificate::KIND,
                id,
            },
            expected,
            events: filed.collect::<Result<_, _>>()?,
        });
        Ok(())
    }
}

/// The procedure that the events belong to.
fn procedure_of<'a>(
    before: &Case,
    after: &Case,
    events: &[CaseEvent],
    law: &'a Law,
) -> Result<&'a Procedure, ExecuteError> {
    let imported = events.iter().find_map(|it| match it {
        CaseEvent::HistoryImported {
            procedure,
            procedure_version,
            ..
        } => Some((procedure, *procedure_version)),
        CaseEvent::DossierSubmitted { .. }
        | CaseEvent::OfficerAssigned { .. }
        | CaseEvent::SupplementRequested { .. }
        | CaseEvent::DossierSupplemented { .. }
        | CaseEvent::DossierAccepted { .. }
        | CaseEvent::IntakeRefused { .. }
        | CaseEvent::ConsultationRequested { .. }
        | CaseEvent::ConsultationReceived { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::DossierForwarded { .. }
        | CaseEvent::ConsultationEscalated { .. }
        | CaseEvent::MeetingHeld { .. }
        | CaseEvent::CaseRipened { .. }
        | CaseEvent::ResultAnnounced {}
        | CaseEvent::FollowUpConfirmed {}
        | CaseEvent::Reappointed { .. }
        | CaseEvent::CasePaused { .. }
        | CaseEvent::CaseResumed { .. }
        | CaseEvent::DeadlinesRecounted { .. }
        | CaseEvent::DeadlineMissed { .. }
        | CaseEvent::CertificateGranted(_)
        | CaseEvent::CertificateChanged { .. }
        | CaseEvent::ApplicationApproved { .. }
        | CaseEvent::ApplicationRefused { .. }
        | CaseEvent::DossierWithdrawn { .. }
        | CaseEvent::ProcessingStopped { .. }
        | CaseEvent::ResultReturned { .. }
        | CaseEvent::DocumentFiled { .. }
        | CaseEvent::StepCompleted { .. }
        | CaseEvent::HistoryEnded { .. } => None,
    });
    let named = imported
        .or_else(|| after.procedure())
        .or_else(|| before.procedure());
    let found = named.and_then(|(id, version)| law.procedure(id, version));
    found.ok_or(ExecuteError::Case(CaseRejection::NotSubmitted))
}

fn case_stream(id: CaseId) -> Stream {
    Stream {
        kind: Case::KIND,
        id: id.0,
    }
}
