//! Personal values, put beside the references that events hold.

use std::collections::{BTreeSet, HashMap};

use anyhow::Context as _;
use domain::ActorId;
use eventstore::{PersonalRef, Vault};
use serde_json::Value;
use services::confide::name_of_actor;
use uuid::Uuid;

use super::Report;

/// What the vault still has of what a report refers to.
pub(super) struct Revealed {
    /// A value, and whether it is the one that was committed to.
    values: HashMap<Uuid, (String, bool)>,
    persons: Vec<(Uuid, String)>,
}

impl Revealed {
    pub(super) async fn of(vault: &Vault, report: &Report) -> anyhow::Result<Self> {
        let (mut references, mut ids) = (vec![], BTreeSet::new());
        for event in &report.events {
            ids.insert(event.actor);
            collect(&event.data, &mut references, &mut ids);
        }
        let reading = "reading personal values";
        let asked: Vec<Uuid> = references.iter().map(|it| it.value).collect();
        let texts = vault.reveal(&asked).await.context(reading)?;
        let mut values = HashMap::new();
        for reference in &references {
            if let Some(Some(text)) = texts.get(&reference.value) {
                let committed = vault.verify(reference).await.context(reading)?;
                let text = text.expose().clone();
                values.insert(reference.value, (text, committed == Some(true)));
            }
        }
        let names = ids.iter().map(|id| name_of_actor(ActorId(*id)));
        let names = vault
            .reveal(&names.collect::<Vec<_>>())
            .await
            .context(reading)?;
        let persons = ids.into_iter().filter_map(|id| {
            let name = names.get(&name_of_actor(ActorId(id)))?.as_ref()?;
            Some((id, name.expose().clone()))
        });
        Ok(Self {
            values,
            persons: persons.collect(),
        })
    }

    pub(super) fn put_into(self, report: &mut Report) {
        for event in &mut report.events {
            self.reveal(&mut event.data);
        }
        let persons = self.persons.into_iter();
        report.persons = persons
            .map(|(id, name)| (id.to_string(), Value::String(name)))
            .collect();
    }

    fn reveal(&self, value: &mut Value) {
        let reference = reference(value);
        match value {
            Value::Object(members) => {
                if let Some(reference) = reference {
                    let text = match self.values.get(&reference.value) {
                        Some((text, true)) => text.clone(),
                        Some((text, false)) => format!("{text} (NOT what was committed to)"),
                        None => "(erased)".to_owned(),
                    };
                    members.insert("revealed".to_owned(), Value::String(text));
                    return;
                }
                members.values_mut().for_each(|it| self.reveal(it));
            }
            Value::Array(items) => items.iter_mut().for_each(|it| self.reveal(it)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
        }
    }
}

/// Every reference, and every id that may be a person's.
fn collect(value: &Value, references: &mut Vec<PersonalRef>, ids: &mut BTreeSet<Uuid>) {
    if let Some(reference) = reference(value) {
        references.push(reference);
        return;
    }
    match value {
        Value::Object(members) => members.values().for_each(|it| collect(it, references, ids)),
        Value::Array(items) => items.iter().for_each(|it| collect(it, references, ids)),
        Value::String(text) => ids.extend(text.parse::<Uuid>().ok()),
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

/// A reference into the vault, which events write as an object of just its three members.
fn reference(value: &Value) -> Option<PersonalRef> {
    value.as_object()?;
    serde_json::from_value(value.clone()).ok()
}
