//! Where the log refers to what is kept about somebody: what a report to them is made of.

use domain::PersonalRef;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::column;
use crate::{Desk, Fact, ProjectionError, ReadModel};

/// What every reference has, and hardly anything else.
const MARK: &str = "\"commitment\"";

/// A place at which the log refers to a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubjectRecord {
    /// The event that refers to it.
    pub position: i64,
    /// The value in the vault.
    pub value: Uuid,
    /// Whom it is about.
    pub subject: Uuid,
    /// The member of the event that refers to it.
    pub field: String,
    /// What kind of thing the event happened to.
    pub stream_kind: String,
    /// Which thing it happened to.
    pub stream_id: Uuid,
    /// What happened, as its wire name.
    pub r#type: String,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    pub recorded_at: OffsetDateTime,
    /// Who told it.
    pub actor: Uuid,
    /// On behalf of which agency.
    pub agency: Option<String>,
    /// In which role.
    pub role: String,
}

/// Everything that refers to a subject, in the order of the log.
pub async fn of_subject(pool: &PgPool, subject: Uuid) -> sqlx::Result<Vec<SubjectRecord>> {
    sqlx::query_as!(
        SubjectRecord,
        "select * from subject_record where subject = $1 order by position, value",
        subject,
    )
    .fetch_all(pool)
    .await
}

/// Those who acted on the things that refer to a subject: how often, first and last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handler {
    /// Who.
    pub actor: Uuid,
    /// On behalf of which agency.
    pub agency: Option<String>,
    /// In which role.
    pub role: String,
    /// How often.
    pub acts: i64,
    /// When first.
    #[serde(with = "time::serde::rfc3339")]
    pub first_at: OffsetDateTime,
    /// When last.
    #[serde(with = "time::serde::rfc3339")]
    pub last_at: OffsetDateTime,
}

/// Everybody who acted on a thing that refers to a subject, in the order in which they began.
pub async fn handlers_of(pool: &PgPool, subject: Uuid) -> sqlx::Result<Vec<Handler>> {
    sqlx::query_as!(
        Handler,
        r#"
        select actor, agency, role, count(*) as "acts!", min(recorded_at) as "first_at!",
            max(recorded_at) as "last_at!"
        from audit_trail
        where stream_id in (select stream_id from subject_record where subject = $1)
        group by actor, agency, role
        order by min(position)
        "#,
        subject,
    )
    .fetch_all(pool)
    .await
}

/// Keeps the records in step.
#[derive(Debug, Clone, Copy)]
pub struct SubjectRecords;

impl ReadModel for SubjectRecords {
    fn name(&self) -> &'static str {
        "subject_record.v1"
    }

    fn table(&self) -> &'static str {
        "subject_record"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        _: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts).boxed()
    }
}

async fn apply(db: &mut PgConnection, facts: &[Fact]) -> Result<(), ProjectionError> {
    let mut records = vec![];
    for fact in facts {
        // Most events refer to nobody, and need not be read for that.
        if fact.data().contains(MARK) {
            refer(fact, &mut records)?;
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        insert into subject_record (position, value, subject, field, stream_kind, stream_id, type,
            recorded_at, actor, agency, role)
        select unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::text[]),
            unnest($5::text[]), unnest($6::uuid[]), unnest($7::text[]), unnest($8::timestamptz[]),
            unnest($9::uuid[]), unnest($10::text[]), unnest($11::text[])
        on conflict (position, value) do nothing
        "#,
        &column(&records, |it| it.position),
        &column(&records, |it| it.value),
        &column(&records, |it| it.subject),
        &column(&records, |it| it.field.as_str()) as &[&str],
        &column(&records, |it| it.stream_kind.as_str()) as &[&str],
        &column(&records, |it| it.stream_id),
        &column(&records, |it| it.r#type.as_str()) as &[&str],
        &column(&records, |it| it.recorded_at),
        &column(&records, |it| it.actor),
        &column(&records, |it| it.agency.as_deref()) as &[Option<&str>],
        &column(&records, |it| it.role.as_str()) as &[&str],
    )
    .execute(db)
    .await?;
    Ok(())
}

fn refer(fact: &Fact, into: &mut Vec<SubjectRecord>) -> Result<(), ProjectionError> {
    let data: Value = serde_json::from_str(fact.data())?;
    let mut found = vec![];
    collect("", &data, &mut found);
    let cause = &fact.envelope.cause;
    into.extend(found.into_iter().map(|(field, reference)| SubjectRecord {
        position: fact.position(),
        value: reference.value,
        subject: reference.subject.0,
        field,
        stream_kind: fact.recorded.stream_kind.clone(),
        stream_id: fact.recorded.stream_id,
        r#type: fact.recorded.name.clone(),
        recorded_at: fact.recorded.recorded_at,
        actor: cause.actor,
        agency: cause.agency.clone(),
        role: cause.role.clone(),
    }));
    Ok(())
}

/// Every reference, and the member that it is.
fn collect(field: &str, value: &Value, into: &mut Vec<(String, PersonalRef)>) {
    match value {
        Value::Object(members) => match PersonalRef::deserialize(value) {
            Ok(reference) => into.push((field.to_owned(), reference)),
            Err(_) => members
                .iter()
                .for_each(|(name, it)| collect(name, it, into)),
        },
        Value::Array(items) => items.iter().for_each(|it| collect(field, it, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}
