//! Where a case stood at a moment, from the log alone.

use std::collections::HashMap;

use domain::Law;
use serde::Serialize;

use crate::case_list::{self, CaseLine};
use crate::deadline::{self, DeadlineLine};
use crate::{Desk, Fact};

/// Where a case stood after part of its history: what the read models said then, from events alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its line, without any name.
    pub line: CaseLine,
    /// Its terms, in the order in which they were set.
    pub deadlines: Vec<DeadlineLine>,
}

impl Standing {
    /// Where a case stands after these facts, which are its first; none before the first.
    #[must_use]
    pub fn after(facts: &[Fact], law: &Law) -> Option<Self> {
        let desk = Desk::without_vault(law.clone());
        let mut lines = HashMap::new();
        let mut terms = HashMap::new();
        for fact in facts {
            let Some(event) = fact.event.case() else {
                continue;
            };
            case_list::apply_fact(&mut lines, fact, event, &HashMap::new(), &desk);
            deadline::apply_fact(&mut terms, fact, event, &desk);
        }
        let mut deadlines: Vec<_> = terms.into_values().collect();
        deadlines.sort_by(|a, b| (a.set_position, &a.clock).cmp(&(b.set_position, &b.clock)));
        let line = lines.into_values().next()?;
        Some(Self { line, deadlines })
    }
}
