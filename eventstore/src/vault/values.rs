//! Personal values: sealing them for an append, and reading them again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::Key;
use super::{Personal, PersonalRef, Subject, SubjectKey, Vault, VaultError};

/// Long enough that a commitment tells nothing about its value.
const SALT_BYTES: usize = 32;

/// A personal value that is ready to be stored with the events that refer to it.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub(crate) id: Uuid,
    pub(crate) subject: Uuid,
    pub(crate) label: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// A personal value that events refer to already, and that is to be sealed once it is certain that
/// they are appended.
#[derive(Clone)]
pub struct Unsealed {
    subject: Subject,
    id: Uuid,
    label: &'static str,
    salted: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsealed")
            .field("subject", &self.subject)
            .field("id", &self.id)
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

impl Unsealed {
    /// Commits to a value of a subject under an id made by the caller. The label says what it is,
    /// such as `full_name`. Nothing is stored.
    pub fn commit(
        subject: Subject,
        id: Uuid,
        label: &'static str,
        value: &Personal<String>,
    ) -> Result<(PersonalRef, Self), VaultError> {
        let mut salted = Zeroizing::new(vec![0; SALT_BYTES]);
        getrandom::fill(&mut salted)?;
        salted.extend_from_slice(value.expose().as_bytes());
        let reference = PersonalRef::commit(id, subject.id, &salted);
        let unsealed = Self {
            subject,
            id,
            label,
            salted,
        };
        Ok((reference, unsealed))
    }
}

impl Sealed {
    /// How many bytes it takes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl SubjectKey {
    /// Seals a value under an id made by the caller. The label says what it is, such as `full_name`.
    pub fn confide(
        &self,
        id: Uuid,
        label: &'static str,
        value: &Personal<String>,
    ) -> Result<(PersonalRef, Sealed), VaultError> {
        self.confide_bytes(id, label, value.expose().as_bytes())
    }

    /// Seals what is not a text.
    pub(super) fn confide_bytes(
        &self,
        id: Uuid,
        label: &'static str,
        value: &[u8],
    ) -> Result<(PersonalRef, Sealed), VaultError> {
        let mut salted = Zeroizing::new(vec![0; SALT_BYTES]);
        getrandom::fill(&mut salted)?;
        salted.extend_from_slice(value);

        let reference = PersonalRef::commit(id, self.subject, &salted);
        let sealed = Sealed {
            id,
            subject: self.subject,
            label,
            bytes: self.key.seal(&salted, &context(id, self.subject, label))?,
        };
        Ok((reference, sealed))
    }
}

impl Vault {
    /// Seals values, which gives each subject that is new a key: so they are those of a command
    /// that was not refused.
    pub async fn seal(&self, values: &[Unsealed]) -> Result<Vec<Sealed>, VaultError> {
        let mut keys: HashMap<Subject, SubjectKey> = HashMap::new();
        let mut sealed = Vec::with_capacity(values.len());
        for value in values {
            let Unsealed {
                subject, id, label, ..
            } = *value;
            let key = match keys.entry(subject) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.subject_key(subject).await?),
            };
            let context = context(id, subject.id, label);
            sealed.push(Sealed {
                id,
                subject: subject.id,
                label,
                bytes: key.key.seal(&value.salted, &context)?,
            });
        }
        Ok(sealed)
    }

    /// Seals one value of a subject. For several, take the [`Vault::subject_key`] once.
    pub async fn confide(
        &self,
        subject: Subject,
        id: Uuid,
        label: &'static str,
        value: &Personal<String>,
    ) -> Result<(PersonalRef, Sealed), VaultError> {
        self.subject_key(subject).await?.confide(id, label, value)
    }

    /// Stores a value that no event refers to, such as what an actor is called, unless it is there.
    /// Nothing is kept of a subject that is erased meanwhile.
    pub async fn keep(
        &self,
        subject: Subject,
        id: Uuid,
        label: &'static str,
        value: &Personal<String>,
    ) -> Result<(), VaultError> {
        let (_, sealed) = self.confide(subject, id, label, value).await?;
        sqlx::query!(
            r#"
            insert into eventstore.vault_value (id, subject, label, sealed)
            select $1, id, $3, $4 from eventstore.vault_subject
            where id = $2 and wrapped_key is not null
            for key share
            on conflict (id) do nothing
            "#,
            sealed.id,
            sealed.subject,
            sealed.label,
            sealed.bytes,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The values with these ids; `None` for those that were erased or never were.
    pub async fn reveal(
        &self,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Option<Personal<String>>>, VaultError> {
        let mut revealed: HashMap<_, _> = ids.iter().map(|id| (*id, None)).collect();
        for (id, salted) in self.unseal(ids).await? {
            let text = str::from_utf8(&salted[SALT_BYTES..]);
            let text = text.map_err(|_| VaultError::Damaged { id })?;
            revealed.insert(id, Some(Personal::new(text.to_owned())));
        }
        Ok(revealed)
    }

    /// A value that is not a text; `None` if it was erased or never was.
    pub(super) async fn reveal_bytes(
        &self,
        id: Uuid,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let mut unsealed = self.unseal(&[id]).await?;
        let value = unsealed.pop();
        Ok(value.map(|(_, salted)| Zeroizing::new(salted[SALT_BYTES..].to_vec())))
    }

    /// Whether the vault's value is the one that was committed to; `None` if it was erased.
    pub async fn verify(&self, reference: &PersonalRef) -> Result<Option<bool>, VaultError> {
        let unsealed = self.unseal(&[reference.value]).await?;
        Ok(unsealed
            .first()
            .map(|(id, salted)| PersonalRef::commit(*id, reference.subject, salted) == *reference))
    }

    /// Salt and value of those that are there.
    async fn unseal(&self, ids: &[Uuid]) -> Result<Vec<(Uuid, Zeroizing<Vec<u8>>)>, VaultError> {
        let rows = sqlx::query!(
            r#"
            select value.id, value.subject, value.label, value.sealed,
                subject.wrapped_key as "wrapped_key!"
            from eventstore.vault_value as value
            join eventstore.vault_subject as subject on subject.id = value.subject
            where value.id = any($1) and subject.wrapped_key is not null
            "#,
            ids,
        )
        .fetch_all(&self.pool)
        .await?;

        let mut keys: HashMap<Uuid, Key> = HashMap::new();
        let mut unsealed = Vec::with_capacity(rows.len());
        for row in rows {
            let key = if let Some(key) = keys.get(&row.subject) {
                key
            } else {
                let key = self.unwrap_key(row.subject, &row.wrapped_key)?;
                keys.entry(row.subject).or_insert(key)
            };
            let salted = key
                .open(&row.sealed, &context(row.id, row.subject, &row.label))
                .map(Zeroizing::new)
                .filter(|it| it.len() >= SALT_BYTES)
                .ok_or(VaultError::Damaged { id: row.id })?;
            unsealed.push((row.id, salted));
        }
        Ok(unsealed)
    }
}

/// A value must not be moved to another place, subject or label.
fn context(id: Uuid, subject: Uuid, label: &str) -> Vec<u8> {
    format!("hoso value v1 {id} {subject} {label}").into_bytes()
}
