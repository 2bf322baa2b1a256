//! What is public of procedures, counted by hand.

use std::path::Path;

use domain::Law;
use domain::law::{Announcement, Authority, Counted, Period, Publicity};
use time::Date;
use time::macros::date;

use super::{Counts, Wanted};
use crate::catalogue;

/// Five procedures of 1 November 2022: three were announced, two of these say everything, one was
/// entered in time, one late, and the time of the third still runs on the 10th.
fn law() -> Law {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/catalogue");
    let read = catalogue::read(&dir).unwrap_or_else(|it| panic!("{it}"));
    let five = [
        "FNGO-OP-EXTEND",
        "FNGO-SUSPEND",
        "FNGO-REVOKE",
        "FNGO-SELF-END",
        "FNGO-OP-AMEND",
    ];
    let mut law = read
        .calendars
        .into_iter()
        .fold(Law::default(), Law::with_calendar);
    for procedure in read.procedures {
        if five.contains(&procedure.id.as_str()) {
            law = law.with_procedure(procedure);
        }
    }
    for mut public in read.publicity {
        let entered = match public.procedure.as_str() {
            "FNGO-OP-EXTEND" => Some(date!(2022 - 11 - 02)),
            "FNGO-SUSPEND" => Some(date!(2022 - 11 - 30)),
            "FNGO-REVOKE" => None,
            "FNGO-SELF-END" | "FNGO-OP-AMEND" => {
                law = law.with_publicity(public);
                continue;
            }
            _ => continue,
        };
        if public.procedure.as_str() == "FNGO-SUSPEND" {
            public.applicants = None;
        }
        law = law.with_publicity(announced(public, entered));
    }
    law
}

fn announced(mut public: Publicity, entered: Option<Date>) -> Publicity {
    let days = |count| serde_json::json!({ "count": count, "unit": "working_days" });
    public.announcement = Some(Announcement {
        authority: Authority::Ministry,
        decision: "1/QĐ-BNG".to_owned(),
        signed: date!(2022 - 11 - 01),
        entered,
        announce_before: serde_json::from_value(days(20)).unwrap(),
        enter_within: serde_json::from_value(days(10)).unwrap(),
        basis: "Decree 63/2010/NĐ-CP Art. 15, 24".to_owned(),
    });
    public
}

fn counted(law: Law, last: Date) -> impl Fn(Counted) -> u64 {
    move |what| {
        let wanted = Wanted {
            period: Period::Month,
            on: last,
            procedure: None,
            agency: None,
        };
        let counts = Counts {
            law: &law,
            wanted: &wanted,
            from: date!(2022 - 11 - 01),
            last,
            dossiers: projections::index_counts::IndexCounts::default(),
        };
        counts.of(what)
    }
}

#[test]
fn what_is_published_in_full_is_counted_among_what_was_published() {
    let of = counted(law(), date!(2022 - 11 - 10));
    assert_eq!(of(Counted::Procedures), 5);
    assert_eq!(of(Counted::ProceduresPublished), 3);
    assert_eq!(of(Counted::ProceduresPublishedInFull), 2);
}

#[test]
fn what_may_still_be_entered_in_time_is_not_due() {
    // Ten working days from 1 November 2022 end on the 15th.
    let early = counted(law(), date!(2022 - 11 - 15));
    assert_eq!(early(Counted::ProceduresAnnounced), 3);
    assert_eq!(early(Counted::ProceduresEntryDue), 2);
    assert_eq!(early(Counted::ProceduresEnteredInTime), 1);
    let late = counted(law(), date!(2022 - 11 - 16));
    assert_eq!(late(Counted::ProceduresEntryDue), 3);
    assert_eq!(late(Counted::ProceduresEnteredInTime), 1);
}
