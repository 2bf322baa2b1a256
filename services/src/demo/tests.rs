//! The plan, without a database: it is the same every time, and has the size of the real field.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::case::{Case, CaseCommand, CaseEvent, Ending, Outcome};
use domain::catalogue::Catalogue;
use domain::{Acting, Aggregate as _, CaseId, DossierCode, Law};
use time::{OffsetDateTime, Time};

use super::{Plan, Scenario, What, plan};
use crate::execute::Order;
use crate::timers;

fn law() -> Law {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/catalogue");
    let entries = crate::catalogue::read(&dir).unwrap();
    let by = timers::system(OffsetDateTime::UNIX_EPOCH);
    let events = Catalogue::default()
        .decide(&entries, &by, &Law::default())
        .unwrap();
    let catalogue = events.iter().fold(Catalogue::default(), Catalogue::evolve);
    catalogue.into_law()
}

/// What a case of the plan came to.
#[derive(Default)]
struct Told {
    case: Case,
    codes: usize,
    bodies: usize,
    due: Option<OffsetDateTime>,
    ended: Option<OffsetDateTime>,
    valid_until: Option<time::Date>,
    holder: Option<domain::SubjectId>,
}

/// Replays the plan by the rules, as the shell will.
fn told(plan: &Plan, law: &Law) -> BTreeMap<CaseId, Told> {
    let mut cases: BTreeMap<CaseId, Told> = BTreeMap::new();
    let mut day_codes: BTreeMap<time::Date, usize> = BTreeMap::new();
    for step in &plan.steps {
        let What::Case {
            case, by, order, ..
        } = &step.what
        else {
            continue;
        };
        let told = cases.entry(*case).or_default();
        let command = match &**order {
            Order::Command(command) => command.clone(),
            Order::AcceptDossier => {
                let wanted = told.case.code_wanted(*case, by.at, law).unwrap();
                let number = day_codes.entry(wanted.day).or_default();
                *number += 1;
                let code = DossierCode::new(&wanted.prefix, wanted.day, *number);
                CaseCommand::AcceptDossier { code }
            }
        };
        for event in told.case.decide(&command, by, law).unwrap() {
            told.note(&event, by, law);
            told.case = std::mem::take(&mut told.case).evolve(&event);
        }
    }
    cases
}

impl Told {
    fn note(&mut self, event: &CaseEvent, by: &Acting, law: &Law) {
        let calendar = law.calendars().find(|it| it.id.as_str() == "VN").unwrap();
        let end = |day| calendar.end_of(day);
        if let CaseEvent::DossierAccepted { deadline, .. } = event {
            self.codes += 1;
            self.due = Some(end(deadline.due));
        }
        if let CaseEvent::DossierSupplemented { deadline, .. } = event
            && self.due.is_some()
        {
            self.due = Some(end(deadline.due));
        }
        if let CaseEvent::ConsultationRequested { .. } = event {
            self.bodies += 1;
        }
        if let CaseEvent::CertificateGranted(terms) = event {
            self.valid_until = Some(terms.valid_until);
            self.holder = Some(terms.holder);
        }
        let ends = matches!(
            event,
            CaseEvent::CertificateGranted(_)
                | CaseEvent::ApplicationRefused { .. }
                | CaseEvent::IntakeRefused { .. }
                | CaseEvent::DossierWithdrawn { .. }
                | CaseEvent::ProcessingStopped { .. }
        );
        if ends {
            self.ended = Some(by.at);
        }
    }
}

#[test]
fn stats() {
    let law = law();
    let plan = plan(&law, &Scenario::WHOLE).unwrap();
    let cases = told(&plan, &law);
    let end = plan.steps.last().unwrap().at;
    let mut by: BTreeMap<String, u32> = BTreeMap::new();
    let mut count = |what: &str| *by.entry(what.to_owned()).or_default() += 1;
    for told in cases.values() {
        let state = match &told.case {
            Case::Closed(ending) => format!("closed {ending:?}"),
            Case::Decided(_) => "decided".to_owned(),
            Case::Intake(_) => format!("intake {:?}", told.case.portal_status().unwrap()),
            Case::InProcess(_) => format!("process {:?}", told.case.portal_status().unwrap()),
            Case::Unfiled | Case::Recorded { .. } => "?".to_owned(),
        };
        count(&state);
        if told.ended.is_none() {
            count("open");
            if told.due.is_some_and(|it| it < end) {
                count("open overdue");
            }
        }
        if let (Some(ended), Some(due)) = (told.ended, told.due) {
            count(if ended <= due { "in time" } else { "late" });
        }
        if told.bodies > 0 {
            count(&format!("bodies {:02}", told.bodies));
        }
        if told.valid_until.is_some_and(|it| it >= end.date()) {
            count("active");
        }
        if told.valid_until.is_some_and(|it| it < end.date()) {
            count("expired");
        }
    }
    println!("{} cases, {} steps, {by:#?}", cases.len(), plan.steps.len());
}
