//! The indices of Decision 766/QĐ-TTg, on the command line.

use std::io::Write;

use domain::law::{Measure, Period};
use services::indices::{Computed, Outcome, told};
use time::Date;

/// Prints each index with its counts and its points, or with the reason why it has none.
pub(super) fn print(
    out: &mut impl Write,
    (from, to): (Date, Date),
    computed: &[Computed],
) -> std::io::Result<()> {
    writeln!(out, "\nindices, {from} to {to}")?;
    for it in computed {
        let (number, title) = (&it.index.number, &it.index.title.en);
        let most = it.index.points_max;
        match &it.outcome {
            Outcome::Counted { of, among, points } => {
                let points = points.map_or("nothing to measure".to_owned(), |it| {
                    format!("{it} of {most} points")
                });
                writeln!(out, "  {number:<6}{title}: {of} of {among}; {points}")?;
                if let Measure::Share { of, among } = &it.index.measure {
                    let (of, among) = (told(*of).en, told(*among).en);
                    writeln!(out, "        {among}; of these, {of}")?;
                }
            }
            Outcome::NotRecorded { why } => {
                let why = &why.en;
                writeln!(out, "  {number:<6}{title}: not computed. {why}")?;
            }
        }
    }
    Ok(())
}

/// A period by its name.
pub(super) fn period(name: &str) -> Result<Period, String> {
    match name {
        "month" => Ok(Period::Month),
        "quarter" => Ok(Period::Quarter),
        "year" => Ok(Period::Year),
        other => Err(format!(
            "{other} is no period; write month, quarter or year"
        )),
    }
}
