//! The three real logs, through the mappings that ship with the service.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{CaseHistory, Mapping};
use crate::import::xes::{Trace, open};

const RECEIPT: &str = include_str!("../../../../../docs/mappings/receipt.toml");
const BPIC15: &str = include_str!("../../../../../docs/mappings/bpic15-2.toml");
const PREPAID: &str = include_str!("../../../../../docs/mappings/prepaid-travel.toml");

/// The shared folder: `HOSO_SHARED`, or the nearest `shared` beside or above this workspace.
fn log_path(name: &str) -> PathBuf {
    let file = PathBuf::from("data/eventlogs").join(name);
    if let Some(shared) = std::env::var_os("HOSO_SHARED") {
        return PathBuf::from(shared).join(file);
    }
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut shared = here
        .ancestors()
        .map(|folder| folder.join("shared").join(&file));
    let missing = here.join("../shared").join(&file);
    shared.find(|path| path.exists()).unwrap_or(missing)
}

fn traces(name: &str) -> impl Iterator<Item = Trace> {
    let path = log_path(name);
    let log = open(&path).unwrap_or_else(|error| {
        panic!(
            "{} is needed ({error}); HOSO_SHARED says where else it is",
            path.display()
        )
    });
    log.traces.map(Result::unwrap)
}

fn histories(name: &str, mapping: &str) -> Vec<CaseHistory> {
    let mapping = Mapping::parse(mapping).unwrap();
    traces(name)
        .map(|trace| mapping.history(&trace).unwrap())
        .collect()
}

fn steps(histories: &[CaseHistory]) -> usize {
    histories.iter().map(|history| history.steps.len()).sum()
}

fn step_names(histories: &[CaseHistory]) -> BTreeSet<&str> {
    histories
        .iter()
        .flat_map(|history| &history.steps)
        .map(|step| step.name.as_str())
        .collect()
}

#[test]
fn receipt_has_the_cases_deadlines_and_channels_it_is_known_for() {
    let histories = histories("receipt.xes.gz", RECEIPT);
    assert_eq!((histories.len(), steps(&histories)), (1434, 8577));
    assert_eq!(step_names(&histories).len(), 27);
    let (mut in_time, mut late, mut open) = (0, 0, 0);
    let mut channels: BTreeMap<&str, usize> = BTreeMap::new();
    for history in &histories {
        let due_at = history.due_at.unwrap();
        match history.ended_at {
            None => open += 1,
            Some(ended_at) if ended_at <= due_at => in_time += 1,
            Some(_) => late += 1,
        }
        *channels
            .entry(history.channel.as_deref().unwrap())
            .or_default() += 1;
        assert!(history.received_at.is_some() && history.responsible.is_some());
        assert!(
            history
                .steps
                .iter()
                .all(|step| step.at.is_some() && step.by.is_some())
        );
    }
    assert_eq!((in_time, late, open), (952, 377, 105));
    let expected = [
        ("Desk", 109),
        ("Intern", 1),
        ("Internet", 1250),
        ("Post", 53),
        ("e-mail", 21),
    ];
    assert_eq!(channels.into_iter().collect::<Vec<_>>(), expected);
    // The log's placeholder for no group.
    let without = histories
        .iter()
        .flat_map(|h| &h.steps)
        .filter(|step| step.unit.is_none());
    assert_eq!(without.count(), 1936);
}

#[test]
fn receipt_keeps_its_order_and_offsets() {
    let ordinals = traces("receipt.xes.gz").map(|trace| trace.ordinal);
    assert!(ordinals.eq(1..=1434));
    let last = histories("receipt.xes.gz", RECEIPT).pop().unwrap();
    let names: Vec<_> = last.steps.iter().map(|step| &step.name[..3]).collect();
    assert_eq!(names, ["Con", "T02", "T04", "T05", "T06", "T10"]);
    assert!(
        last.steps
            .iter()
            .all(|step| step.at.unwrap().offset().whole_hours() == 2)
    );
}

#[test]
fn building_permits_have_their_steps_in_the_order_of_the_log() {
    let histories = histories("BPIC15_2.xes.gz", BPIC15);
    assert_eq!((histories.len(), steps(&histories)), (832, 44354));
    assert_eq!(step_names(&histories).len(), 410);
    // Closed and with an end date; four more have the date but are open.
    assert_eq!(
        histories
            .iter()
            .filter(|history| history.ended_at.is_some())
            .count(),
        707
    );
    assert!(histories.iter().all(|history| history.due_at.is_none()));
    // Two share one time, three the next, and neither time nor name gives their order.
    let first: Vec<_> = histories[831].steps[..5]
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    let expected = [
        "01_HOOFD_030_2",
        "01_HOOFD_010",
        "01_HOOFD_011",
        "01_HOOFD_020",
        "01_HOOFD_015",
    ];
    assert_eq!(first, expected);
}

#[test]
fn prepaid_travel_ends_with_its_payment() {
    let histories = histories("BPI_2020_PrepaidTravelCost.xes.gz", PREPAID);
    assert_eq!((histories.len(), steps(&histories)), (2099, 18246));
    assert_eq!(step_names(&histories).len(), 29);
    assert_eq!(
        histories
            .iter()
            .filter(|history| history.ended_at.is_some())
            .count(),
        1990
    );
    for history in &histories {
        assert_eq!(history.received_at, history.steps[0].at);
    }
}

#[test]
fn drafts_of_the_real_logs_can_be_used() {
    let expected: [(&str, &[&str]); 3] = [
        (
            "receipt.xes.gz",
            &[
                "received_at = \"startdate\"",
                "due_at = \"deadline\"",
                "ended_at = \"enddate\"",
                "channel = \"channel\"",
                "unit = \"department\"",
                "responsible = \"responsible\"",
                "empty_values = [\"EMPTY\"]",
            ],
        ),
        (
            "BPIC15_2.xes.gz",
            &[
                "received_at = \"startDate\"",
                "ended_at = \"endDate\"",
                "responsible = \"Responsible_actor\"",
                "label = \"activityNameEN\"",
                "by = \"org:resource\"",
            ],
        ),
        (
            "BPI_2020_PrepaidTravelCost.xes.gz",
            &[
                "unit = \"OrganizationalEntity\"",
                "by = \"org:resource\"",
                "# due_at =",
            ],
        ),
    ];
    for (name, lines) in expected {
        let traces: Vec<_> = traces(name).take(200).collect();
        let draft = Mapping::draft(&traces);
        let mapping = Mapping::parse(&draft).unwrap();
        assert!(
            traces.iter().all(|trace| mapping.history(trace).is_ok()),
            "{draft}"
        );
        for line in lines {
            assert!(draft.contains(line), "{line} is not in\n{draft}");
        }
    }
}
