//! What becomes of each append of a batch, given what the log holds. No I/O.

use std::collections::HashMap;

use uuid::Uuid;

use super::Prepared;
use crate::{AppendError, Appended, Fingerprint, Position, Version};

/// What the log holds of what a batch is about.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) head: i64,
    /// The streams that have events.
    pub(super) versions: HashMap<Uuid, Version>,
    /// The commands that were carried out before.
    pub(super) commands: HashMap<Uuid, (Vec<u8>, Appended)>,
    /// The keys that are held.
    pub(super) claims: HashMap<String, Uuid>,
}

/// What becomes of a batch.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Where the log ends before and after.
    pub(super) head: i64,
    pub(super) new_head: i64,
    /// What is written, and the first and last place it takes.
    pub(super) accepted: Vec<(&'a Prepared, (Position, Position))>,
    /// The keys that change hands: who holds them then and since when, if anybody.
    pub(super) claims: HashMap<&'a str, Option<(Uuid, Position)>>,
    /// The answer to each append.
    pub(super) answers: Answers,
    /// The versions that streams have afterwards, as far as they were looked at.
    pub(super) versions: HashMap<Uuid, Version>,
}

/// What the answers to a batch are, in its order.
pub(super) type Answers = Vec<Result<Appended, AppendError>>;

/// Decides each append in order. Each sees what those before it do.
pub(super) fn decide(mut survey: Survey, batch: &[Prepared]) -> Plan<'_> {
    let mut plan = Plan {
        head: survey.head,
        new_head: survey.head,
        accepted: vec![],
        claims: HashMap::new(),
        answers: Vec::with_capacity(batch.len()),
        versions: HashMap::new(),
    };
    for append in batch {
        let answer = match known(&survey, append) {
            Some(answer) => answer,
            None => check(&survey, append).map(|()| accept(&mut survey, &mut plan, append)),
        };
        plan.answers.push(answer);
    }
    plan.versions = survey.versions;
    plan
}

/// The answer to a command whose id was seen before.
fn known(survey: &Survey, append: &Prepared) -> Option<Result<Appended, AppendError>> {
    let command_id = append.command_id;
    let (fingerprint, first) = survey.commands.get(&command_id)?;
    if fingerprint == append.fingerprint.as_bytes() {
        let repeated = true;
        let first = first.clone();
        Some(Ok(Appended { repeated, ..first }))
    } else {
        Some(Err(AppendError::CommandReused { command_id }))
    }
}

fn check(survey: &Survey, append: &Prepared) -> Result<(), AppendError> {
    let mut written: HashMap<Uuid, Version> = HashMap::new();
    for write in &append.writes {
        let (stream, expected) = (write.stream, write.expected);
        let before = written.get(&stream.id).or(survey.versions.get(&stream.id));
        let actual = before.copied().unwrap_or_default();
        if actual != expected {
            return Err(AppendError::Conflict {
                stream,
                expected,
                actual,
            });
        }
        written.insert(stream.id, write.after());
    }

    let mut taken: HashMap<&str, Uuid> = HashMap::new();
    for claim in &append.take {
        let key = claim.key.as_str();
        let held = survey
            .claims
            .get(key)
            .filter(|_| !append.release.contains(&claim.key));
        if let Some(&holder) = taken.get(key).or(held).filter(|it| **it != claim.holder) {
            let key = key.to_owned();
            return Err(AppendError::ClaimTaken { key, holder });
        }
        taken.insert(key, claim.holder);
    }
    for key in &append.free {
        if let Some(&holder) = survey.claims.get(key) {
            let key = key.clone();
            return Err(AppendError::ClaimTaken { key, holder });
        }
    }
    Ok(())
}

fn accept<'a>(survey: &mut Survey, plan: &mut Plan<'a>, append: &'a Prepared) -> Appended {
    let first = plan.new_head + 1;
    plan.new_head += i64::try_from(append.events).expect("an append has few events");
    let written = append.writes.iter().filter(|it| !it.events.is_empty());
    let appended = Appended {
        first: Position(first),
        last: Position(plan.new_head),
        versions: written.map(|it| (it.stream.id, it.after())).collect(),
        repeated: false,
    };

    for write in &append.writes {
        survey.versions.insert(write.stream.id, write.after());
    }
    let Fingerprint(fingerprint) = append.fingerprint;
    let done = (fingerprint.to_vec(), appended.clone());
    survey.commands.insert(append.command_id, done);
    for key in &append.release {
        survey.claims.remove(key);
        plan.claims.insert(key, None);
    }
    for claim in &append.take {
        let held_before = survey.claims.insert(claim.key.clone(), claim.holder);
        if held_before.is_none() {
            let holding = (claim.holder, appended.first);
            plan.claims.insert(&claim.key, Some(holding));
        }
    }
    let place = (appended.first, appended.last);
    plan.accepted.push((append, place));
    appended
}

#[cfg(test)]
mod tests;
