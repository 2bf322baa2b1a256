//! What people look at: tables that can be thrown away and built again from the log.
//!
//! Invariant: a read model is written from events only, in one transaction with its checkpoint.
//! It decides nothing, and no decision reads it.
//!
//! In reading order: a [`Fact`] is an event as read models see it; a [`ReadModel`] turns facts
//! into rows; the [`Projector`] applies each fact exactly once, from JetStream or from the log; what
//! cannot be applied is [`held`] back without holding up anything else; [`rebuild`] proves that a
//! read model is what the log says.

pub mod agency_report;
pub mod aid;
pub mod aid_history;
mod apply;
pub mod audit_trail;
pub mod case_list;
pub mod case_timeline;
pub mod certificate;
pub mod certificate_history;
pub mod checkpoint;
pub mod consultation;
pub mod cursor;
pub mod deadline;
mod desk;
pub mod ended_case;
mod erased;
mod fact;
mod feed;
pub mod figures;
pub mod focal_point;
pub mod handling;
pub mod held;
pub mod index_counts;
mod lanes;
pub mod organisation;
mod page;
pub mod portal;
mod projector;
mod read_model;
pub mod rebuild;
pub mod registry_entry;
mod row;
pub mod search;
mod standing;
pub mod subject_record;
pub mod tracking_book;

use sqlx::PgConnection;
use sqlx::migrate::Migrator;

pub use self::desk::{CATALOGUE, Desk, load_law, load_law_until};
pub use self::erased::shows_name_of;
pub use self::fact::{Event, Fact};
pub use self::feed::{Feed, STREAM_NAME};
pub use self::projector::{Projector, ProjectorState};
pub use self::read_model::{ProjectionError, ReadModel, all, named};
pub use self::standing::Standing;

/// The schema of the tables that people look at; connections need it on their search path.
pub const SCHEMA: &str = "projections";

/// Brings the `projections` schema up to date.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// Says what the service may do with the read models. It takes the schema's owner, after
/// `eventstore::grant` has made the roles.
pub async fn grant(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(include_str!("../roles.sql"))
        .execute(db)
        .await?;
    Ok(())
}

time::serde::format_description!(iso_date, Date, "[year]-[month]-[day]");
