//! Scores, as a terminal shows them.

use std::io::Write;

use domain::score::{DossierPoints, Handled, Sheet};
use services::scores::{OfCase, Scores, Sum};

/// Prints the scores of a period.
pub(super) fn scores(out: &mut impl Write, scores: &Scores) -> std::io::Result<()> {
    let Scores {
        from, to, position, ..
    } = scores;
    let Some(scoring) = &scores.scoring else {
        return writeln!(
            out,
            "no way of scoring is for {from} to {to}, as of position {position}"
        );
    };
    let (id, version) = (&scoring.id, scoring.version);
    writeln!(
        out,
        "{id} version {version}, {from} to {to}, as of position {position}"
    )?;
    let mut any = false;
    for (of, sheet) in scores.sheets() {
        any = true;
        print(out, of, &sheet)?;
    }
    if !any {
        writeln!(out, "\nno dossier was handed over")?;
    }
    Ok(())
}

fn print(out: &mut impl Write, of: Option<&str>, sheet: &Sheet<'_>) -> std::io::Result<()> {
    writeln!(
        out,
        "\n{}: {}",
        of.unwrap_or("all"),
        dossiers(sheet.dossiers)
    )?;
    for it in &sheet.indices {
        let (number, title) = (&it.criterion.number, &it.criterion.title.en);
        match (it.index, it.not_recorded()) {
            (Some(index), _) => {
                let (points, of) = (it.points, dossiers(it.dossiers));
                writeln!(out, "  {number:<4}{title}: {index} ({points} points, {of})")?;
            }
            (None, Some(why)) => writeln!(out, "  {number:<4}{title}: not measured. {}", why.en)?,
            (None, None) => writeln!(out, "  {number:<4}{title}: nothing to measure")?,
        }
    }
    let Sheet {
        points,
        reachable,
        points_max,
        ..
    } = sheet;
    writeln!(
        out,
        "  sum {points} of {reachable} that could be reached, {points_max} in all"
    )?;
    match sheet.lowest.zip(sheet.highest) {
        None => Ok(()),
        Some((lowest, highest)) if lowest == highest => {
            writeln!(out, "  {}", lowest.title.en)
        }
        Some((lowest, highest)) => {
            let (lowest, highest) = (&lowest.title.en, &highest.title.en);
            writeln!(
                out,
                "  {lowest} to {highest}, for not everything was measured"
            )
        }
    }
}

fn dossiers(count: u64) -> String {
    let plural = if count == 1 { "dossier" } else { "dossiers" };
    format!("{count} {plural}")
}

/// Prints the points of a dossier, each with the events that it rests on.
pub(super) fn case(out: &mut impl Write, case: &OfCase) -> std::io::Result<()> {
    let points = case.points();
    let Some(handled) = case.handled.as_ref().filter(|_| !points.is_empty()) else {
        return writeln!(
            out,
            "not scored: it is not over, or is not scored as it ended"
        );
    };
    ended(out, handled)?;
    for it in &points {
        criterion(out, it)?;
        for event in &it.events {
            let known = case.facts.iter().find(|it| it.position() == *event);
            let name = known.map_or("", |it| it.recorded.name.as_str());
            writeln!(out, "        {event} {name}")?;
        }
    }
    for (clock, term) in handled.terms.iter().filter(|it| !it.1.kept) {
        let agency = term.agency.as_ref().map_or("", |it| it.as_str());
        writeln!(out, "  {clock} was not kept by {agency}: due {}", term.due)?;
    }
    let Sum {
        points,
        reachable,
        points_max,
    } = Sum::of(&points);
    writeln!(
        out,
        "sum {points} of {reachable} that could be reached, {points_max} in all"
    )
}

fn ended(out: &mut impl Write, handled: &Handled) -> std::io::Result<()> {
    let over = handled.over.map_or("", |it| it.outcome.name());
    match handled.lateness {
        Some(it) => writeln!(out, "{over}; done {}, due {}", it.ended, it.due),
        None => writeln!(out, "{over}"),
    }
}

fn criterion(out: &mut impl Write, it: &DossierPoints<'_>) -> std::io::Result<()> {
    let (number, title) = (&it.criterion.number, &it.criterion.title.en);
    match (it.value, it.points, it.criterion.not_recorded()) {
        (Some(value), Some(points), _) => {
            writeln!(out, "  {number:<4}{title}: {points} points for {value}")
        }
        (_, _, Some(why)) => writeln!(out, "  {number:<4}{title}: not measured. {}", why.en),
        (_, _, None) => writeln!(out, "  {number:<4}{title}: nothing to measure"),
    }
}
