//! A report for reading.

use std::io::Write;

use projections::deadline::DeadlineLine;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Happened, Report};

pub(super) fn print(out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    writeln!(out, "case {}", report.case)?;
    let (position, at) = (report.position, moment(report.recorded_at)?);
    let later = match report.later_events {
        0 => "its last event".to_owned(),
        more => format!("{more} events came later"),
    };
    writeln!(out, "as of position {position}, {at}: {later}")?;

    writeln!(out, "\nstate")?;
    members(out, &report.state)?;
    if let Some(code) = report.portal_status {
        writeln!(out, "  {:<20}{code}", "portal_status")?;
    }
    if !report.deadlines.is_empty() {
        writeln!(out, "\ndeadlines")?;
    }
    for deadline in &report.deadlines {
        print_deadline(out, deadline)?;
    }
    writeln!(out, "\nevents")?;
    for event in &report.events {
        print_event(out, event)?;
    }
    if !report.persons.is_empty() {
        writeln!(out, "\npersons")?;
    }
    for (id, name) in &report.persons {
        writeln!(out, "  {id} {}", plain(name))?;
    }
    Ok(())
}

fn print_deadline(out: &mut impl Write, it: &DeadlineLine) -> anyhow::Result<()> {
    let stands = if let Some(met) = it.met_at {
        format!("met {}", moment(met)?)
    } else if it.dropped {
        "no longer applies".to_owned()
    } else if let Some(since) = it.paused_from {
        format!("stands still since {since}, waiting for the applicant")
    } else {
        "open".to_owned()
    };
    writeln!(
        out,
        "  {} ({}): ends with {}, {stands}",
        it.clock, it.agency, it.due_on
    )?;
    let unit = it.limit_unit.replace('_', " ");
    writeln!(
        out,
        "    {} {unit} after {}, by {}, calendar version {}, set at position {}",
        it.limit_count, it.counted_from, it.basis, it.calendar_version, it.set_position,
    )?;
    if it.moved > 0 {
        writeln!(
            out,
            "    moved {} times, from {}",
            it.moved, it.first_due_on
        )?;
    }
    Ok(())
}

fn print_event(out: &mut impl Write, it: &Happened) -> anyhow::Result<()> {
    let at = moment(it.time)?;
    writeln!(
        out,
        "  {} version {} {at} {}",
        it.position, it.version, it.r#type
    )?;
    let agency = it.agency.as_ref();
    let agency = agency.map_or(String::new(), |it| format!(" for {it}"));
    writeln!(
        out,
        "    by {}{agency} as {}, command {} {}",
        it.actor, it.role, it.command, it.command_id,
    )?;
    members(out, &it.data)
}

/// What is not null, a line each.
fn members(out: &mut impl Write, object: &Value) -> anyhow::Result<()> {
    let known = object.as_object().into_iter().flatten();
    for (name, value) in known.filter(|(_, value)| !value.is_null()) {
        writeln!(out, "    {name:<18}{}", plain(value))?;
    }
    Ok(())
}

/// Text without quotes, unless it could be taken for something else.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if !text.chars().any(char::is_control) => text.clone(),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => value.to_string(),
    }
}

fn moment(at: OffsetDateTime) -> Result<String, time::error::Format> {
    at.format(&Rfc3339)
}
