use domain::certificate::{Certificate, CertificateCommand};
use domain::claim::one_of_a_kind;
use domain::organisation::{
    Merge, Organisation, OrganisationCommand, kinds_of_certificates, role_in_registries,
};
use domain::{Acting, AgencyId, Aggregate, CertificateKind, Law, SubjectId};
use eventstore::{Append, AppendError, Claim, EncodeError, Stream, StreamWrite, Version};
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

/// As whom an organisation is entered, where it was merged. The way ends: whoever was merged takes
/// nobody in.
pub(super) async fn merged_into(
    app: &App,
    organisation: SubjectId,
) -> Result<Option<SubjectId>, ExecuteError> {
    let mut found = None;
    loop {
        let at = found.unwrap_or(organisation);
        let (entry, _) = load::<Organisation>(app, stream_of(at).id).await?;
        match entry.merged_into() {
            Some(next) => found = Some(next),
            None => return Ok(found),
        }
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
        if known.is_none_or(|it| it.kind != ORGANISATION) {
            return Err(ExecuteError::UnknownSubject { subject });
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
            Err(AppendError::Conflict { .. }) => (),
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
    let (mut take, mut release) = (vec![], vec![]);
    for (_, holder) in held {
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
