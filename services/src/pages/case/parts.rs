//! The parts of a case's page beside its deadlines: consultations, the certificate, what happened.

use domain::case::CaseEvent;
use domain::slip::SlipKind;
use projections::case_timeline::TimelineEntry;
use projections::certificate::CertificateLine;
use projections::consultation::Consultation;
use projections::held::Held;
use time::OffsetDateTime;

use super::super::address::address;
use super::super::frame::Reader;
use super::super::telling::{Teller, Told, shortened};
use super::super::{names, reckoning};

/// One body's consultation.
pub(super) struct Asking {
    pub(super) agency: String,
    pub(super) asked: String,
    pub(super) received: String,
    pub(super) due: String,
    pub(super) answered: String,
    pub(super) opinion: String,
    pub(super) standing: &'static str,
    pub(super) remaining: String,
}

/// A read model that stands still for the case.
pub(super) struct HeldBack {
    pub(super) read_model: String,
    pub(super) since: String,
}

impl HeldBack {
    pub(super) fn of(held: &Held, reader: &Reader) -> Self {
        Self {
            read_model: held.model.clone(),
            since: reckoning::moment(reader.language, held.since, reader.offset),
        }
    }
}

/// The certificate that the case granted.
pub(in crate::pages) struct Paper {
    pub(in crate::pages) kind: String,
    pub(in crate::pages) number: String,
    pub(in crate::pages) from: String,
    pub(in crate::pages) until: String,
    pub(in crate::pages) standing: String,
    pub(in crate::pages) look: &'static str,
    /// Whether its last day has passed although it stands like that.
    pub(in crate::pages) lapsed: bool,
    pub(in crate::pages) seat: Option<String>,
    pub(in crate::pages) href: String,
    pub(in crate::pages) fields: String,
    pub(in crate::pages) provinces: String,
}

pub(super) struct Entry {
    pub(super) version: i64,
    pub(super) told: Told,
    pub(super) paper: Option<Handed>,
    pub(super) when: String,
    pub(super) recorded: Option<String>,
    pub(super) agency: String,
    pub(super) role: String,
    pub(super) actor: String,
    pub(super) actor_href: String,
    pub(super) wire_name: String,
    pub(super) data: String,
}

/// The paper that an event calls for.
pub(super) struct Handed {
    pub(super) name: &'static str,
    pub(super) base: String,
}

impl Asking {
    pub(super) fn of(line: &Consultation, teller: &Teller<'_>) -> Self {
        let reader = teller.reader;
        let (language, offset) = (reader.language, teller.offset);
        let date = |at: Option<OffsetDateTime>| {
            at.map_or_else(String::new, |it| {
                reckoning::date(language, it.to_offset(offset).date())
            })
        };
        let due = line.due_at.map(|it| reckoning::last_day(it, offset));
        let (standing, remaining) = match (line.due_at, line.answered_at) {
            (Some(due), Some(answered)) => {
                let (standing, text) = reckoning::outcome(language, due, answered, offset);
                (standing.class(), text)
            }
            (_, None) if line.case_closed => ("", reader.w.not_awaited.to_owned()),
            (Some(due), None) => {
                let calendar = reader.calendar_of(&line.procedure);
                let now = reader.now;
                let (standing, text) = reckoning::remaining(language, calendar, due, now, offset);
                (standing.class(), text)
            }
            (None, _) => ("", String::new()),
        };
        Self {
            agency: reader.agency(&line.agency),
            asked: date(Some(line.requested_at)),
            received: date(line.received_at),
            due: due.map_or_else(String::new, |it| reckoning::date(language, it)),
            answered: date(line.answered_at),
            opinion: line
                .opinion
                .as_deref()
                .map_or_else(String::new, |it| names::opinion(language, it)),
            standing,
            remaining,
        }
    }
}

impl Paper {
    pub(in crate::pages) fn of(line: &CertificateLine, reader: &Reader) -> Self {
        let language = reader.language;
        let fields = line
            .fields
            .iter()
            .map(|it| names::field(&reader.law, language, it));
        let provinces = line.provinces.iter().map(|it| reader.province(it));
        Self {
            kind: names::certificate_kind(&reader.law, language, &line.kind),
            number: line.number.clone(),
            from: reckoning::date(language, line.valid_from),
            until: reckoning::date(language, line.valid_until),
            standing: names::standing(language, &line.status),
            look: names::look_of_standing(&line.status),
            lapsed: line.lapsed && line.status == "suspended",
            seat: line.seat.as_deref().map(|it| reader.province(it)),
            href: format!("/certificates/{}", line.certificate_id),
            fields: fields.collect::<Vec<_>>().join(", "),
            provinces: provinces.collect::<Vec<_>>().join(", "),
        }
    }
}

impl Entry {
    /// The event, and the paper that it calls for, if it does.
    pub(super) fn of(
        entry: &TimelineEntry,
        event: &CaseEvent,
        paper: Option<SlipKind>,
        teller: &Teller<'_>,
    ) -> Self {
        let reader = teller.reader;
        let moment = |at| reckoning::moment(reader.language, at, teller.offset);
        let recorded = moment(entry.recorded_at);
        let timeless = matches!(event, CaseEvent::StepCompleted { at: None, .. });
        let (when, recorded) = match entry.occurred_at {
            Some(at) => (moment(at), Some(recorded)),
            None if timeless => (reader.w.no_time.to_owned(), Some(recorded)),
            None => (recorded, None),
        };
        Self {
            version: entry.version,
            told: teller.tell(event),
            paper: paper.map(|kind| Handed {
                name: names::slip(reader.language, kind),
                base: format!("/v1/cases/{}/slips/{}", entry.case_id, entry.version),
            }),
            when,
            recorded,
            agency: super::agency(entry.agency.as_deref(), reader),
            role: names::role(reader.language, &entry.role),
            actor: shortened(entry.actor),
            actor_href: address("/audit", &[("actor", &entry.actor.to_string())]),
            wire_name: entry.r#type.clone(),
            data: pretty(&entry.data),
        }
    }
}

/// JSON, indented for reading.
fn pretty(json: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(json);
    let pretty = value.and_then(|it| serde_json::to_string_pretty(&it));
    pretty.unwrap_or_else(|_| json.to_owned())
}
