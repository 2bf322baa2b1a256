//! Every organisation that applied for a certificate or gave aid.
//!
//! Whoever was merged keeps its line, which leads to the organisation that survived. What it is called,
//! where it was founded and who represents it is what dossiers state of it, once that was granted.

mod likeness;
mod particular;
mod query;
mod statement;

use std::collections::HashMap;

use domain::organisation::OrganisationEvent;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub use self::likeness::{Likeness, SameHome, SameName, likeness};
pub use self::particular::{InForce, Moment, Particular, What, particulars};
pub use self::query::{Filter, Listed, Suspected, count, list, one, survivor_of, suspected};
use self::statement::{Said, said};
pub use self::statement::{Statement, Statements, statements};
use crate::search::folded;
use crate::{Desk, Event, Fact, ProjectionError, ReadModel};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationLine {
    /// Which organisation.
    pub organisation_id: Uuid,
    /// The event that entered it; orders the list.
    pub position: i64,
    /// The last event that said something of it.
    pub changed: i64,
    /// Every name that was told of it, without diacritics; one on a line.
    pub search: String,
    /// The organisation it was merged into in the end.
    pub survivor: Option<Uuid>,
}

/// Keeps the organisations in step.
#[derive(Debug, Clone, Copy)]
pub struct Organisations;

impl ReadModel for Organisations {
    fn name(&self) -> &'static str {
        "organisation.v2"
    }

    fn table(&self) -> &'static str {
        "organisation"
    }

    fn apply<'a>(
        &'a self,
        db: &'a mut PgConnection,
        facts: &'a [Fact],
        desk: &'a Desk,
    ) -> BoxFuture<'a, Result<(), ProjectionError>> {
        apply(db, facts, desk).boxed()
    }
}

async fn apply(db: &mut PgConnection, facts: &[Fact], desk: &Desk) -> Result<(), ProjectionError> {
    let said: Vec<Vec<Said<'_>>> = facts.iter().map(|it| said(it, desk)).collect();
    let names = desk.reveal(said.iter().flatten().map(|it| it.name)).await?;
    let mut lines = load(db, facts, &said).await?;
    let mut touched = false;
    for (fact, said) in facts.iter().zip(&said) {
        for it in said {
            touched = true;
            tell(&mut lines, fact, it, &names);
        }
        if let Event::Organisation(event) = &fact.event {
            touched = true;
            merge(&mut lines, fact, event);
        }
        // Whoever was named after the erasure has no name to forget.
        if let Some(line) = fact.event.erased().and_then(|it| lines.get_mut(&it.0)) {
            touched = true;
            line.search.clear();
        }
    }
    if touched {
        store(db, lines.into_values().collect()).await?;
    }
    Ok(())
}

fn tell(
    lines: &mut HashMap<Uuid, OrganisationLine>,
    fact: &Fact,
    said: &Said<'_>,
    names: &HashMap<Uuid, String>,
) {
    let id = said.organisation;
    let line = lines.entry(id).or_insert_with(|| blank(id, fact));
    line.changed = fact.position();
    let Some(name) = names.get(&said.name.value).map(|it| folded(it)) else {
        return;
    };
    let known = line.search.lines().any(|it| it == name);
    if !known && !name.is_empty() {
        if !line.search.is_empty() {
            line.search.push('\n');
        }
        line.search.push_str(&name);
    }
}

fn blank(organisation_id: Uuid, fact: &Fact) -> OrganisationLine {
    OrganisationLine {
        organisation_id,
        position: fact.position(),
        changed: fact.position(),
        search: String::new(),
        survivor: None,
    }
}

/// Whoever was merged leads to the one that survives, and so does whoever was merged into it before.
fn merge(lines: &mut HashMap<Uuid, OrganisationLine>, fact: &Fact, event: &OrganisationEvent) {
    let OrganisationEvent::Merged {
        organisation, into, ..
    } = event
    else {
        return;
    };
    for id in [organisation.0, into.0] {
        let line = lines.entry(id).or_insert_with(|| blank(id, fact));
        line.changed = fact.position();
    }
    let former = Some(organisation.0);
    let led =
        |it: &&mut OrganisationLine| it.organisation_id == organisation.0 || it.survivor == former;
    for line in lines.values_mut().filter(led) {
        line.survivor = Some(into.0);
    }
}

/// The lines that the facts are about, and of those who are merged also of whoever leads to them.
async fn load(
    db: &mut PgConnection,
    facts: &[Fact],
    said: &[Vec<Said<'_>>],
) -> Result<HashMap<Uuid, OrganisationLine>, ProjectionError> {
    let mut ids: Vec<Uuid> = said.iter().flatten().map(|it| it.organisation).collect();
    let mut merged = vec![];
    for fact in facts {
        ids.extend(fact.event.erased().map(|it| it.0));
        if let Event::Organisation(OrganisationEvent::Merged {
            organisation, into, ..
        }) = &fact.event
        {
            ids.extend([organisation.0, into.0]);
            merged.push(organisation.0);
        }
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        OrganisationLine,
        "select * from organisation where organisation_id = any($1) or survivor = any($2)",
        &ids[..],
        &merged[..],
    )
    .fetch_all(db)
    .await?;
    let each = rows.into_iter();
    Ok(each.map(|it| (it.organisation_id, it)).collect())
}

async fn store(db: &mut PgConnection, lines: Vec<OrganisationLine>) -> Result<(), ProjectionError> {
    sqlx::query!(
        r#"
        insert into organisation
        select * from json_populate_recordset(null::organisation, $1::text::json)
        on conflict (organisation_id) do update set
            changed = excluded.changed,
            search = excluded.search,
            survivor = excluded.survivor
        "#,
        serde_json::to_string(&lines)?,
    )
    .execute(db)
    .await?;
    Ok(())
}
