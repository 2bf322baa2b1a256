//! A plan column by column, as `unnest` takes it. It copies no document.

use time::OffsetDateTime;
use uuid::Uuid;

use super::decide::Plan;

/// The columns of all rows that a plan writes.
#[derive(Debug, Default)]
pub(super) struct Columns<'a> {
    pub(super) event_kinds: Vec<&'a str>,
    pub(super) event_streams: Vec<Uuid>,
    pub(super) event_versions: Vec<i64>,
    pub(super) event_names: Vec<&'a str>,
    pub(super) event_times: Vec<OffsetDateTime>,
    pub(super) event_commands: Vec<Uuid>,
    pub(super) event_documents: Vec<&'a [u8]>,
    pub(super) command_ids: Vec<Uuid>,
    pub(super) command_fingerprints: Vec<&'a [u8]>,
    pub(super) command_firsts: Vec<i64>,
    pub(super) command_lasts: Vec<i64>,
    pub(super) command_times: Vec<OffsetDateTime>,
    pub(super) released: Vec<&'a str>,
    pub(super) taken: Vec<&'a str>,
    pub(super) taken_holders: Vec<Uuid>,
    pub(super) taken_positions: Vec<i64>,
    pub(super) value_ids: Vec<Uuid>,
    pub(super) value_subjects: Vec<Uuid>,
    pub(super) value_labels: Vec<&'a str>,
    pub(super) value_sealed: Vec<&'a [u8]>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(plan: &Plan<'a>) -> Self {
        let mut columns = Self::default();
        for (append, (first, last)) in &plan.accepted {
            for write in &append.writes {
                for event in &write.events {
                    columns.event_kinds.push(write.stream.kind);
                    columns.event_streams.push(write.stream.id);
                    columns.event_versions.push(event.version.0);
                    columns.event_names.push(&event.name);
                    columns.event_times.push(append.at);
                    columns.event_commands.push(append.command_id);
                    columns.event_documents.push(&event.document);
                }
            }
            columns.command_ids.push(append.command_id);
            columns
                .command_fingerprints
                .push(append.fingerprint.as_bytes());
            columns.command_firsts.push(first.0);
            columns.command_lasts.push(last.0);
            columns.command_times.push(append.at);
            for value in &append.confide {
                columns.value_ids.push(value.id);
                columns.value_subjects.push(value.subject);
                columns.value_labels.push(value.label);
                columns.value_sealed.push(&value.bytes);
            }
        }
        for (key, holding) in &plan.claims {
            if let Some((holder, since)) = holding {
                columns.taken.push(key);
                columns.taken_holders.push(*holder);
                columns.taken_positions.push(since.0);
            } else {
                columns.released.push(key);
            }
        }
        columns
    }
}
