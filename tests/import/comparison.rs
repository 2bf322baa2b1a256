//! Whether imported cases are what their file says.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use domain::ActorId;
use domain::case::CaseEvent;
use harness::log_of;
use services::confide::name_of_actor;
use services::import::mapping::{CaseHistory, Mapping, Step};
use services::import::xes;
use time::OffsetDateTime;

use super::{Desk, Imported, arguments};

/// Fails unless every case in the log is what the file says, step by step.
pub(super) async fn assert_is_what_the_file_says(desk: &Desk, log: &str, mapping: &str) {
    let arguments = arguments(log, mapping);
    let mapping = fs::read_to_string(Path::new(&arguments[4])).unwrap();
    let mapping = Mapping::parse(&mapping).unwrap();
    let traces = xes::open(&arguments[2]).unwrap().traces;
    let imported = desk.histories().await;
    let mut persons = Persons::default();
    let mut count = 0;
    for (trace, case) in traces.zip(&imported) {
        let told = mapping.history(&trace.unwrap()).unwrap();
        assert_eq!(case.ordinal, told.ordinal);
        assert_same_case(&told, case, &mut persons);
        count += 1;
    }
    assert_eq!(count, imported.len());
    persons.assert_named_in_the_vault(desk).await;
}

fn assert_same_case(told: &CaseHistory, case: &Imported, persons: &mut Persons) {
    let CaseEvent::HistoryImported {
        source,
        channel,
        unit,
        responsible,
        received_at,
        due_at,
        attributes,
        ..
    } = &case.events[0]
    else {
        panic!("a case begins with {:?}", case.events[0]);
    };
    assert_eq!(source.name, told.name);
    assert_eq!((channel, unit), (&told.channel, &told.unit));
    assert_eq!(attributes, &told.attributes);
    assert_same_time(*received_at, told.received_at);
    assert_same_time(*due_at, told.due_at);
    persons.meet(told.responsible.as_ref(), *responsible);

    let mut rest = case.events[1..].to_vec();
    if let Some(expected) = told.ended_at {
        let Some(CaseEvent::HistoryEnded { ended_at }) = rest.pop() else {
            panic!("trace {} has no end", told.ordinal);
        };
        assert_same_time(Some(ended_at), Some(expected));
    }
    assert_eq!(rest.len(), told.steps.len(), "trace {}", told.ordinal);
    for (told, event) in told.steps.iter().zip(&rest) {
        assert_same_step(told, event, persons);
    }
}

fn assert_same_step(told: &Step, event: &CaseEvent, persons: &mut Persons) {
    let CaseEvent::StepCompleted {
        step,
        label,
        at,
        by,
        unit,
        transition,
        attributes,
    } = event
    else {
        panic!("{event:?} is no step");
    };
    assert_eq!(
        (step, label, unit, transition, attributes),
        (
            &told.name,
            &told.label,
            &told.unit,
            &told.transition,
            &told.attributes
        )
    );
    assert_same_time(*at, told.at);
    persons.meet(told.by.as_ref(), *by);
}

/// The same instant with the same distance from UTC.
fn assert_same_time(found: Option<OffsetDateTime>, told: Option<OffsetDateTime>) {
    assert_eq!(found, told);
    assert_eq!(
        found.map(OffsetDateTime::offset),
        told.map(OffsetDateTime::offset)
    );
}

/// Which actor stands for which name.
#[derive(Default)]
struct Persons {
    by_name: HashMap<String, ActorId>,
}

impl Persons {
    fn meet(&mut self, name: Option<&String>, actor: Option<ActorId>) {
        assert_eq!(name.is_some(), actor.is_some());
        if let (Some(name), Some(actor)) = (name, actor) {
            let known = *self.by_name.entry(name.clone()).or_insert(actor);
            assert_eq!(known, actor, "one name has two actors");
        }
    }

    async fn assert_named_in_the_vault(&self, desk: &Desk) {
        assert!(!self.by_name.is_empty());
        let vault = &desk.app.app().vault;
        let values: Vec<_> = self.by_name.values().map(|it| name_of_actor(*it)).collect();
        let names = vault.reveal(&values).await.unwrap();
        assert_eq!(names.len(), self.by_name.len(), "two names have one actor");
        for (name, actor) in &self.by_name {
            let kept = names[&name_of_actor(*actor)].as_ref().unwrap();
            assert_eq!(kept.expose(), name);
        }
        for event in log_of(&desk.app.app().store).await {
            let document = str::from_utf8(&event.document).unwrap();
            let quoted = |name: &String| document.contains(&format!("\"{name}\""));
            assert!(!self.by_name.keys().any(quoted), "{document}");
        }
    }
}
