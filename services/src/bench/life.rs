//! What happens to a case that is only there to be measured.

use std::sync::Arc;

use anyhow::Context as _;
use domain::case::CaseEvent;
use domain::{Aggregate as _, case::Case};
use eventstore::{Append, Cause, Fingerprint, NewEvent, Stream, StreamWrite, Version};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::clock::new_id;

/// When all of it happens.
const AT: OffsetDateTime = datetime!(2026-03-02 02:15:00.123456 UTC);

/// The events of a case, from the dossier to the result.
#[derive(Debug)]
pub(super) struct Life {
    events: Vec<NewEvent>,
}

impl Life {
    /// A case of ten events.
    pub(super) fn new() -> anyhow::Result<Self> {
        let events = events()
            .into_iter()
            .map(|it| {
                let event: CaseEvent =
                    serde_json::from_value(it).context("an event of a measurement")?;
                let mut event = NewEvent::of(&event)?;
                event.agency = Some("comingo".to_owned());
                event.procedure = Some("register-representative-office".to_owned());
                Ok(event)
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { events })
    }

    /// How many events it has.
    fn len(&self) -> usize {
        self.events.len()
    }

    /// The command that makes the next thing happen to a case that has come this far.
    pub(super) fn next(&self, case: Uuid, version: usize) -> Append {
        append(
            case,
            version,
            vec![self.events[version % self.events.len()].clone()],
        )
    }

    /// Commands that let cases live from beginning to end, each its own.
    pub(super) fn whole(&self, cases: usize) -> Vec<Append> {
        let lives = (0..cases).map(|_| append(new_id(), 0, self.events.clone()));
        lives.collect()
    }
}

/// Where a caller stands in the life of its case; then it goes on with another one.
#[derive(Debug)]
pub(super) struct Place {
    life: Arc<Life>,
    case: Uuid,
    version: usize,
}

impl Place {
    /// At the beginning of a new case.
    pub(super) fn new(life: &Arc<Life>) -> Self {
        Self {
            life: Arc::clone(life),
            case: new_id(),
            version: 0,
        }
    }

    /// The next command of the life.
    pub(super) fn next(&mut self) -> Append {
        if self.version == self.life.len() {
            *self = Self::new(&self.life);
        }
        self.version += 1;
        self.life.next(self.case, self.version - 1)
    }
}

fn append(case: Uuid, version: usize, events: Vec<NewEvent>) -> Append {
    Append {
        cause: Cause {
            command_id: new_id(),
            command: "measure".into(),
            actor: Uuid::from_u128(7),
            agency: Some("comingo".to_owned()),
            role: "officer".to_owned(),
            at: AT,
        },
        fingerprint: Fingerprint::from_bytes([7; 32]),
        writes: vec![write(case, version, events)],
        take: vec![],
        release: vec![],
        free: vec![],
        confide: vec![],
    }
}

fn write(case: Uuid, version: usize, events: Vec<NewEvent>) -> StreamWrite {
    StreamWrite {
        stream: Stream {
            kind: Case::KIND,
            id: case,
        },
        expected: Version(i64::try_from(version).unwrap_or(i64::MAX)),
        events,
    }
}

fn events() -> Vec<Value> {
    let deadline = json!({
        "counted_from": "2026-03-02", "limit": { "count": 20, "unit": "working_days" },
        "due": "2026-03-30", "calendar_version": 1, "basis": "Decree 58/2022, Article 20",
    });
    let personal = json!({
        "value": Uuid::from_u128(11), "subject": Uuid::from_u128(12),
        "commitment": "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
    });
    let event = |name: &str, data: Value| json!({ "type": name, "data": data });
    vec![
        event(
            "case.dossier_submitted.v1",
            json!({
                "procedure": "register-representative-office", "procedure_version": 1,
                "channel": "online", "filed_by": Uuid::from_u128(7),
                "applicant": Uuid::from_u128(12), "name": personal,
                "components": ["application", "charter", "legal-status"],
                "fields": ["health", "education"], "provinces": ["01", "79"], "deadline": deadline,
            }),
        ),
        event(
            "case.officer_assigned.v1",
            json!({ "officer": Uuid::from_u128(8) }),
        ),
        event(
            "case.dossier_accepted.v1",
            json!({
                "code": "000.00.00.G01-260302-0001", "procedure_version": 1,
                "deadline": deadline, "consultation_deadline": deadline,
            }),
        ),
        event("case.consultation_requested.v1", json!({ "agency": "mps" })),
        event(
            "case.consultation_requested.v1",
            json!({ "agency": "moha" }),
        ),
        event(
            "case.consultation_received.v1",
            json!({ "agency": "mps", "deadline": deadline }),
        ),
        event(
            "case.opinion_given.v1",
            json!({
                "agency": "mps", "opinion": "agree", "text": personal,
            }),
        ),
        event(
            "case.opinion_given.v1",
            json!({
                "agency": "moha", "opinion": "agree_with_conditions", "text": personal,
                "forwarding_deadline": deadline,
            }),
        ),
        event(
            "case.dossier_forwarded.v1",
            json!({ "decider": "mofa", "deadline": deadline }),
        ),
        event(
            "case.application_refused.v1",
            json!({ "ground": "public-order", "reason": personal }),
        ),
    ]
}
