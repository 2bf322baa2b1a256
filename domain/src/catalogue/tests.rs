use serde::Deserialize;

use super::{Catalogue, CatalogueEvent, Publish};
use crate::law::{Agency, Procedure};
use crate::{Acting, ActorId, Aggregate, Calendar, Law, Party};
use time::macros::datetime;
use uuid::Uuid;

/// The files of the catalogue as they are delivered.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    agency: Vec<Agency>,
    calendar: Vec<Calendar>,
    procedure: Vec<Procedure>,
}

#[test]
fn the_delivered_catalogue_can_be_published() {
    let mut publish = Publish {
        agencies: vec![],
        calendars: vec![],
        procedures: vec![],
    };
    for text in [
        include_str!("../../catalogue/agencies.toml"),
        include_str!("../../catalogue/calendar-vn.toml"),
        include_str!("../../catalogue/fngo-op-issue.toml"),
    ] {
        let file: File = toml::from_str(text).unwrap();
        publish.agencies.extend(file.agency);
        publish.calendars.extend(file.calendar);
        publish.procedures.extend(file.procedure);
    }
    let by = Acting {
        actor: ActorId(Uuid::nil()),
        party: Party::System,
        at: datetime!(2024-11-01 0:00 UTC),
    };
    let events = Catalogue::default()
        .decide(&publish, &by, &Law::default())
        .unwrap();
    assert!(
        events
            .iter()
            .any(|it| matches!(it, CatalogueEvent::ProcedurePublished { .. }))
    );
}
