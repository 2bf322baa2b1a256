//! Putting personal values into the vault on their way into a command.

use domain::{ActorId, PersonalRef, SubjectId};
use eventstore::{Personal, Subject, Unsealed, VaultError};
use uuid::Uuid;

use crate::clock::derived_id;

/// The personal values of one command: references for its events, and what is to be sealed and
/// stored with them once it is certain that the command is not refused.
///
/// The ids follow from the command's id, so that a repeated command refers to the same values.
#[derive(Debug)]
pub struct Confidences {
    command_id: Uuid,
    values: Vec<Unsealed>,
}

impl Confidences {
    /// Nothing confided yet.
    #[must_use]
    pub fn of(command_id: Uuid) -> Self {
        Self {
            command_id,
            values: vec![],
        }
    }

    /// Commits to a value about a subject; the label says what it is, once for each command.
    pub fn confide(
        &mut self,
        subject: Subject,
        label: &'static str,
        value: &Personal<String>,
    ) -> Result<PersonalRef, VaultError> {
        // Apart from the ids of names of actors: senders make up both kinds of id.
        let id = derived_id(self.command_id, &format!("value {label}"));
        let (reference, unsealed) = Unsealed::commit(subject, id, label, value)?;
        self.values.push(unsealed);
        Ok(PersonalRef {
            value: reference.value,
            subject: SubjectId(reference.subject),
            commitment: reference.commitment,
        })
    }

    /// What is to be sealed, and stored with the command's events.
    #[must_use]
    pub fn values(self) -> Vec<Unsealed> {
        self.values
    }
}

/// The subject of texts about a case: the reasons and opinions that people write.
#[must_use]
pub fn texts_of_case(case: Uuid) -> Subject {
    Subject {
        kind: "case",
        id: derived_id(case, "texts"),
    }
}

/// The vault's value that holds the name of somebody who acts: no event refers to it, since events
/// know actors by their ids alone.
#[must_use]
pub fn name_of_actor(actor: ActorId) -> Uuid {
    derived_id(actor.0, "name")
}
