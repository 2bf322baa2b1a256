//! Reports that agencies owe, in the words of the scenarios.

use std::collections::BTreeMap;

use super::tell::list;
use crate::agency_report::{
    AgencyReport, AgencyReportCommand, AgencyReportEvent, ReportNamed, ReportOwed,
};
use crate::law::OwedReport;
use crate::testing::{day, law};
use crate::{Acting, Aggregate, Party};

/// What became of every report.
#[derive(Default)]
pub(super) struct Reports(BTreeMap<String, AgencyReport>);

impl Reports {
    /// `makes-report D58-04 2026 on=2026-12-16`, `waives-report D58-04 2026 of=MOH`,
    /// `misses-report D58-04 2026 of=MOH`, `counts-reports of=MOH begun=2026-01-01`
    pub(super) fn play(
        &mut self,
        verb: &str,
        plain: &[&str],
        words: &BTreeMap<&str, &str>,
        by: &Acting,
    ) -> Result<Vec<String>, String> {
        if verb == "counts-reports" {
            return Ok(counted(words, by));
        }
        let agency = match (words.get("of"), &by.party) {
            (Some(of), _) => of.parse().unwrap(),
            (None, Party::Agency(agency)) => agency.clone(),
            (None, Party::Applicant | Party::System) => panic!("of whom?"),
        };
        let named = ReportNamed {
            report: plain[0].parse().unwrap(),
            agency,
            period: plain[1].parse().unwrap(),
        };
        let stream = named.stream_name();
        let command = match verb {
            "makes-report" => AgencyReportCommand::File {
                named,
                on: words.get("on").map_or(by.at.date(), |it| day(it)),
            },
            "waives-report" => AgencyReportCommand::Waive {
                named,
                decision: "12-QD-2026".parse().unwrap(),
            },
            "misses-report" => AgencyReportCommand::NoteMissed { named },
            verb => panic!("nobody {verb}"),
        };
        let state = self.0.entry(stream).or_default();
        let events = state.decide(&command, by, law());
        let events = events.map_err(|it| it.to_string())?;
        *state = events.iter().fold(*state, AgencyReport::evolve);
        Ok(events.iter().map(told).collect())
    }
}

fn told(event: &AgencyReportEvent) -> String {
    let of = |owed: &ReportOwed| {
        let (report, agency, period, due) = (&owed.report, &owed.agency, owed.period, owed.due);
        format!("{agency}'s report {report} for {period}, due {due},")
    };
    match event {
        AgencyReportEvent::Filed { owed, on } => format!("{} was made on {on}", of(owed)),
        AgencyReportEvent::Waived { owed, decision } => {
            format!("{} need not be made ({decision})", of(owed))
        }
        AgencyReportEvent::Missed { owed } => format!("{} was missed", of(owed)),
    }
}

/// What an agency owes whose data have begun, and end on that day or later.
fn counted(words: &BTreeMap<&str, &str>, by: &Acting) -> Vec<String> {
    let from = day(words["from"]);
    let owed = law().reports_owed(by.at.date());
    let wanted = |it: &&OwedReport<'_>| it.agency.as_str() == words["of"] && it.window.1 >= from;
    let line = |it: &OwedReport<'_>| {
        let (report, (first, last)) = (it.report, it.window);
        format!(
            "{} owes {} for {} to {} by {} (data from {first} to {last}); {}",
            it.agency,
            report.id,
            it.period,
            list(&report.to),
            it.due,
            report.basis,
        )
    };
    owed.iter().filter(wanted).map(line).collect()
}
