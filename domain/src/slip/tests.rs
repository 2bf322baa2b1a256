use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Slip, SlipEvent, SlipIssue, SlipKind};
use crate::testing::{law, system};
use crate::{Aggregate, CaseId, replay};

fn issue(case_version: u32) -> SlipIssue {
    SlipIssue {
        case: CaseId(Uuid::from_u128(7)),
        case_version,
        kind: SlipKind::Receipt,
        files: vec![],
        quotes: vec![],
    }
}

#[test]
fn a_slip_is_handed_out_once() {
    let by = system("2026-03-04");
    let Ok(first) = Slip::default().decide(&issue(2), &by, law());
    assert_eq!(first, [SlipEvent::Issued(issue(2))]);
    let slip: Slip = replay(&first);
    let Ok(again) = slip.decide(&issue(3), &by, law());
    assert_eq!(again, []);
    assert_eq!(slip.issued(), Some(&issue(2)));
}

#[test]
fn every_kind_is_found_by_its_name() {
    let names: BTreeSet<_> = SlipKind::ALL.iter().map(|it| it.name()).collect();
    assert_eq!(names.len(), SlipKind::ALL.len());
    for kind in SlipKind::ALL {
        assert_eq!(SlipKind::named(kind.name()), Some(kind));
        let wire = serde_json::to_string(&kind).unwrap();
        assert_eq!(wire, format!("{:?}", kind.name()));
    }
    assert_eq!(SlipKind::named("letter"), None);
}
