//! Commands about entries of organisations, and their merging.

use domain::certificate::{Certificate, CertificateCommand};
use domain::claim::one_of_a_kind;
use domain::organisation::{
    Merge, Organisation, OrganisationCommand, kinds_of_certificates, role_in_registries,
};
use domain::{Acting, AgencyId, Aggregate, CertificateKind, Law, SubjectId};
use eventstore::{
    Append, AppendError, Claim, EncodeError, Stream, StreamWrite, VaultError, Version,
};
use serde::Serialize;
use uuid::Uuid;

use super::wire::filed;
use super::{ATTEMPTS_MAX, Done, Envelope, ExecuteError, cause, done, done_before, load};
use crate::App;
use crate::clock::derived_id;

/// Of what kind the vault's subjects are that can be merged.
const ORGANISATION: &str = "organisation";

/// The stream of what happened to an organisation's entry. Its id is not the organisation's own,
/// which may be that of something else.
fn stream_of(organisation: SubjectId) -> Stream {
    Stream {
        kind: Organisation::KIND,
        id: derived_id(organisation.0, ORGANISATION),
    }
}

/// As whom an organisation is entered.
pub(super) struct Entered {
    /// The one that survived, where it was merged.
    pub(super) merged_into: Option<SubjectId>,
    /// Insists that nothing was merged meanwhile.
    pub(super) still: StreamWrite,
}

/// As whom an organisation is entered. The way ends: whoever was merged takes nobody in.
pub(super) async fn entered(app: &App, organisation: SubjectId) -> Result<Entered, ExecuteError> {
    let mut merged_into = None;
    loop {
        let stream = stream_of(merged_into.unwrap_or(organisation));
        let (entry, expected) = load::<Organisation>(app, stream.id).await?;
        if let Some(next) = entry.merged_into() {
            merged_into = Some(next);
            continue;
        }
        let still = StreamWrite {
            stream,
            expected,
            events: vec![],
        };
        return Ok(Entered { merged_into, still });
    }
}

/// Merges an organisation into another one, which holds from then on what the first one held.
#[tracing::instrument(skip_all, fields(command.id = %envelope.command_id))]
pub async fn merge_organisations(
    app: &App,
    merge: &Merge,
    by: &Acting,
    envelope: Envelope,
) -> Result<Done, ExecuteError> {
    let (store, stream) = (&app.store, stream_of(merge.organisation));
    if let Some(done) = done_before(store, &envelope, stream.id).await? {
        return Ok(done);
    }
    for subject in [merge.organisation.0, merge.into.0] {
        let known = app.vault.known(subject).await?;
        if known.as_ref().is_none_or(|it| it.kind != ORGANISATION) {
            return Err(ExecuteError::UnknownSubject { subject });
        }
        // Whoever is forgotten takes nobody in: nobody could be found under its name.
        if known.is_some_and(|it| it.erased_at.is_some()) && subject == merge.into.0 {
            return Err(VaultError::Erased { subject }.into());
        }
    }
    for _ in 0..ATTEMPTS_MAX {
        let append = prepare(app, merge, by, &envelope).await;
        let append = match append {
            // The same command, given twice at once, is not refused for what it has itself done.
            Err(error) if error.is_about_state() => {
                let done = done_before(store, &envelope, stream.id).await?;
                return done.ok_or(error);
            }
            append => append?,
        };
        match store.append(append).await {
            Ok(appended) => return Ok(done(&appended, stream.id)),
            // A certificate was granted to one of them meanwhile.
            Err(AppendError::Conflict { .. } | AppendError::ClaimTaken { .. }) => (),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Contended)
}

/// Decides on both entries and on each certificate that passes, all of it for one append.
async fn prepare(
    app: &App,
    merge: &Merge,
    by: &Acting,
    envelope: &Envelope,
) -> Result<Append, ExecuteError> {
    let law = app.law.current();
    let (from, to) = (merge.organisation, merge.into);
    let held = held_by(app, from, &law).await?;
    let too = held_by(app, to, &law).await?;
    let both = held
        .iter()
        .find(|(it, _)| too.iter().any(|(kind, _)| kind == it));
    let command = OrganisationCommand::Merge(Merge {
        both_hold: both.map(|it| it.0.clone()),
        ..merge.clone()
    });
    let absorb = OrganisationCommand::Absorb {
        organisation: to,
        other: from,
    };
    let mut writes = vec![];
    for (organisation, command) in [(from, &command), (to, &absorb)] {
        let stream = stream_of(organisation);
        let (entry, expected) = load::<Organisation>(app, stream.id).await?;
        let events = entry.decide(command, by, &law)?;
        writes.push(write(stream, expected, &events, by)?);
    }
    // Whatever else it is granted meanwhile would stay behind.
    let mut free: Vec<String> = kinds_of_certificates(&law)
        .map(|it| one_of_a_kind(it, from))
        .collect();
    let (mut take, mut release) = (vec![], vec![]);
    for (kind, holder) in held {
        free.retain(|it| *it != one_of_a_kind(&kind, from));
        let (certificate, expected) = load::<Certificate>(app, holder).await?;
        let events = certificate.decide(&CertificateCommand::Pass { to }, by, &law)?;
        for claims in events.iter().map(|it| certificate.claims(it)) {
            let taken = claims.taken.into_iter();
            take.extend(taken.map(|key| Claim { key, holder }));
            release.extend(claims.released);
        }
        let stream = Stream {
            kind: Certificate::KIND,
            id: holder,
        };
        writes.push(write(stream, expected, &events, by)?);
    }
    Ok(Append {
        cause: cause(envelope, command.name(), by, role_in_registries(by, &law)),
        fingerprint: envelope.fingerprint,
        writes,
        take,
        release,
        free,
        confide: app.vault.seal(&envelope.confide).await?,
    })
}

/// The certificates that somebody holds, of each kind at most one.
async fn held_by(
    app: &App,
    holder: SubjectId,
    law: &Law,
) -> Result<Vec<(CertificateKind, Uuid)>, ExecuteError> {
    let kinds = kinds_of_certificates(law);
    let named: Vec<_> = kinds.map(|it| (it, one_of_a_kind(it, holder))).collect();
    let keys: Vec<String> = named.iter().map(|it| it.1.clone()).collect();
    let held = app.store.holders_of(&keys).await?.into_iter();
    let of_kind = held.filter_map(|(key, certificate)| {
        let (kind, _) = named.iter().find(|it| it.1 == key)?;
        Some((CertificateKind::clone(kind), certificate))
    });
    Ok(of_kind.collect())
}

fn write<E: Serialize>(
    stream: Stream,
    expected: Version,
    events: &[E],
    by: &Acting,
) -> Result<StreamWrite, EncodeError> {
    let agency = by.party.agency().map(AgencyId::as_str);
    let events = events.iter().map(|it| filed(it, agency, None));
    Ok(StreamWrite {
        stream,
        expected,
        events: events.collect::<Result<_, _>>()?,
    })
}
