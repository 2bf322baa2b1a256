//! Handing a paper out: made once, kept in the vault, and named by an event.

use std::collections::HashMap;

use domain::Language;
use domain::case::CaseEvent;
use domain::slip::{Format, Slip, SlipFile, SlipIssue, SlipKind};
use domain::{Aggregate as _, CaseId, PersonalRef, SubjectId};
use eventstore::{DecodeError, KeptFile, Position, ReadError, SealedFile, Stream, VaultError};
use projections::{Event, Fact, ProjectionError};
use time::OffsetDateTime;
use uuid::Uuid;

use super::called::{all_called_for, called_for, version};
use super::compose::{Address, Matter, compose};
use super::held::{self, Held};
use super::pdf::PdfError;
use super::{LABEL, html, pdf, secret, slip_id};
use crate::clock::derived_id;
use crate::execute::{self, Envelope, ExecuteError};
use crate::history::facts_of_case;
use crate::{App, timers};

/// A paper that a case calls for.
#[derive(Debug, Clone)]
pub struct Called {
    /// Its id.
    pub slip: Uuid,
    /// Which event of the case calls for it.
    pub case_version: u32,
    /// Which paper.
    pub kind: SlipKind,
    /// The number of its form, where the catalogue has one for the day.
    pub form: Option<String>,
    /// When it was called for.
    pub at: OffsetDateTime,
    /// Where it stands in the log that it was handed out; none while it is to be.
    pub issued: Option<Issued>,
}

/// A paper that was handed out.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Its id.
    pub slip: Uuid,
    /// Where that stands in the log.
    pub position: Position,
    /// When.
    pub at: OffsetDateTime,
    /// What was handed out.
    pub issue: SlipIssue,
}

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum SlipError {
    /// There is no such case, or its history is not so long.
    #[error("there is no such event")]
    NoEvent,
    /// The event calls for no paper.
    #[error("the event calls for no paper")]
    NotCalledFor,
    /// Somebody it names is erased.
    #[error("somebody the paper names is erased")]
    Erased,
    /// What was kept is not what the log says.
    #[error("the paper {slip} is not the one that was handed out")]
    Changed {
        /// Which.
        slip: Uuid,
    },
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log holds something that this build does not understand.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The law could not be read.
    #[error(transparent)]
    Law(#[from] ProjectionError),
    /// The vault failed.
    #[error("keeping a paper")]
    Vault(#[source] VaultError),
    /// It could not be printed.
    #[error("printing a paper")]
    Pdf(#[from] PdfError),
    /// It could not be written as a page.
    #[error("writing a paper as a page")]
    Html(#[from] askama::Error),
    /// That it was handed out could not be recorded.
    #[error("recording a paper")]
    Record(#[source] Box<ExecuteError>),
}

impl From<VaultError> for SlipError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Erased { .. } => Self::Erased,
            VaultError::WrongMasterKey
            | VaultError::Incomplete
            | VaultError::OtherKind { .. }
            | VaultError::Damaged { .. }
            | VaultError::TooLarge
            | VaultError::Random(_)
            | VaultError::Database(_) => Self::Vault(error),
        }
    }
}

/// The papers that a case calls for, in the order of its events; nothing if there is no such case.
pub async fn of_case(app: &App, case: CaseId) -> Result<Option<Vec<Called>>, SlipError> {
    let facts = facts_of_case::<SlipError>(&app.store, case, None).await?;
    if facts.is_empty() {
        return Ok(None);
    }
    let mut papers = vec![];
    for (fact, kind, form) in all_called_for(&facts, &app.law.current()) {
        let case_version = version(fact);
        let slip = slip_id(case, case_version);
        papers.push(Called {
            slip,
            case_version,
            kind,
            form,
            at: fact.recorded.recorded_at,
            issued: issued(app, slip).await?,
        });
    }
    Ok(Some(papers))
}

/// A paper that was handed out.
pub async fn issued(app: &App, slip: Uuid) -> Result<Option<Issued>, SlipError> {
    let stream = Stream {
        kind: Slip::KIND,
        id: slip,
    };
    let Some(recorded) = app.store.load_newest(stream).await? else {
        return Ok(None);
    };
    let domain::slip::SlipEvent::Issued(issue) = recorded.decode()?;
    Ok(Some(Issued {
        slip,
        position: recorded.position,
        at: recorded.recorded_at,
        issue,
    }))
}

/// Hands out the paper that an event of a case calls for. Doing it again gives the same paper.
pub async fn issue(app: &App, case: CaseId, case_version: u32) -> Result<Issued, SlipError> {
    let slip = slip_id(case, case_version);
    if let Some(issued) = issued(app, slip).await? {
        return Ok(issued);
    }
    let mut facts = facts_of_case::<SlipError>(&app.store, case, None).await?;
    let place = facts.iter().position(|it| version(it) == case_version);
    facts.truncate(place.ok_or(SlipError::NoEvent)? + 1);
    let called = called_for(&facts, &app.law.current());
    let (kind, _) = called.ok_or(SlipError::NotCalledFor)?;

    let held = held::after(app, case, &facts).await?;
    let mut named = named(&facts);
    if let Some(it) = &held {
        named.references.push(&it.terms.name);
        named.references.extend(&it.representative);
    }
    let (applicant, quotes) = named.about().ok_or(SlipError::NotCalledFor)?;
    let papers = printed(app, slip, &facts, (&named, held.as_ref())).await?;
    let (files, sealed) = seal(app, slip, applicant, &quotes, papers).await?;
    let issue = SlipIssue {
        case,
        case_version,
        kind,
        files,
        quotes,
    };
    let by = timers::system(app.clock.now());
    let envelope = Envelope {
        command_id: derived_id(slip, "issue"),
        fingerprint: app.vault.fingerprint("issue_slip", slip.as_bytes()),
        confide: vec![],
        if_match: None,
    };
    let recorded = facts.last().ok_or(SlipError::NoEvent)?;
    let made = (&issue, sealed);
    let done = execute::issue_slip(app, slip, made, &recorded.envelope, (&by, envelope)).await;
    done.map_err(|it| SlipError::Record(Box::new(it)))?;
    // Somebody may have been faster, and then theirs is the paper.
    issued(app, slip).await?.ok_or(SlipError::NoEvent)
}

/// The bytes of a paper that was handed out, which are the ones that the log speaks of.
pub async fn kept(
    app: &App,
    issued: &Issued,
    language: Language,
    format: Format,
) -> Result<KeptFile, SlipError> {
    let mut files = issued.issue.files.iter();
    let file = files.find(|it| it.language == language && it.format == format);
    let file = file.ok_or(SlipError::NotCalledFor)?;
    let quotes: Vec<Uuid> = issued.issue.quotes.iter().map(|it| it.0).collect();
    let kept = app.vault.reveal_file(file.kept.value, &quotes).await?;
    let kept = kept.ok_or(SlipError::Erased)?;
    if kept.digest() != file.digest {
        return Err(SlipError::Changed { slip: issued.slip });
    }
    Ok(kept)
}

/// The personal values that a history refers to.
struct Named<'a> {
    applicant: Option<SubjectId>,
    references: Vec<&'a PersonalRef>,
}

impl Named<'_> {
    /// Whom a paper is about, and whom else it quotes.
    fn about(&self) -> Option<(SubjectId, Vec<SubjectId>)> {
        let applicant = self.applicant?;
        let mut quotes: Vec<SubjectId> = self.references.iter().map(|it| it.subject).collect();
        quotes.retain(|it| *it != applicant);
        quotes.sort();
        quotes.dedup();
        Some((applicant, quotes))
    }
}

/// What a paper shows of its history: the applicant's name and contact, and what the last event
/// says in words.
fn named(facts: &[Fact]) -> Named<'_> {
    let mut named = Named {
        applicant: None,
        references: vec![],
    };
    for (number, fact) in facts.iter().enumerate() {
        let Event::Case(event) = &fact.event else {
            continue;
        };
        if let CaseEvent::DossierSubmitted {
            applicant,
            name,
            contact,
            ..
        } = event
        {
            named.applicant = Some(*applicant);
            named.references.push(name);
            named.references.extend(contact);
        }
        if number + 1 == facts.len() {
            named
                .references
                .extend(crate::pages::personal_values(event));
        }
    }
    named
}

/// The paper in every language and form.
async fn printed(
    app: &App,
    slip: Uuid,
    facts: &[Fact],
    (named, held): (&Named<'_>, Option<&Held>),
) -> Result<Vec<(Language, Format, Vec<u8>)>, SlipError> {
    let ids: Vec<Uuid> = named.references.iter().map(|it| it.value).collect();
    let mut revealed = HashMap::new();
    for (id, value) in app.vault.reveal(&ids).await? {
        let value = value.ok_or(SlipError::Erased)?;
        revealed.insert(id, value.expose().clone());
    }
    let law = app.law.current();
    let matter = Matter {
        facts,
        law: &law,
        revealed: &revealed,
        held,
    };
    let (public, key) = (&app.public_url, secret(&app.vault, slip));
    let address = Address(format!("{public}/verify/{}?key={key}", slip.simple()));
    let mut papers = vec![];
    for language in Language::ALL {
        let paper = compose(&matter, language, &address).ok_or(SlipError::NotCalledFor)?;
        papers.push((language, Format::Pdf, pdf::print(&paper)?));
        papers.push((language, Format::Html, html::write(&paper)?.into_bytes()));
    }
    Ok(papers)
}

async fn seal(
    app: &App,
    slip: Uuid,
    applicant: SubjectId,
    quotes: &[SubjectId],
    papers: Vec<(Language, Format, Vec<u8>)>,
) -> Result<(Vec<SlipFile>, Vec<eventstore::Sealed>), SlipError> {
    let subjects: Vec<Uuid> = quotes.iter().map(|it| it.0).collect();
    let (mut files, mut sealed) = (vec![], vec![]);
    for (language, format, bytes) in papers {
        let name = format!("{}.{}", language.tag(), format.extension());
        let id = derived_id(slip, &name);
        let whom = (applicant.0, subjects.as_slice());
        let SealedFile {
            digest,
            reference,
            sealed: file,
        } = app.vault.confide_file(whom, id, LABEL, &bytes).await?;
        sealed.push(file);
        files.push(SlipFile {
            language,
            format,
            digest,
            kept: PersonalRef {
                value: reference.value,
                subject: SubjectId(reference.subject),
                commitment: reference.commitment,
            },
        });
    }
    Ok((files, sealed))
}

/// The number of the form of a paper that was handed out.
pub async fn form(app: &App, issued: &Issued) -> Result<Option<String>, SlipError> {
    let mut facts = facts_of_case::<SlipError>(&app.store, issued.issue.case, None).await?;
    facts.retain(|it| version(it) <= issued.issue.case_version);
    let called = called_for(&facts, &app.law.current());
    Ok(called.and_then(|it| it.1))
}
