//! Scores, as a terminal shows them.

use std::io::Write;

use domain::law::POINTS_MAX;
use domain::score::{DossierPoints, Handled, Sheet};
use services::scores::{OfCase, Scores};

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
        "\n{}: {} dossiers",
        of.unwrap_or("all"),
        sheet.dossiers
    )?;
    for it in &sheet.indices {
        let (number, title) = (&it.criterion.number, &it.criterion.title.en);
        match (it.index, it.not_recorded()) {
            (Some(index), _) => {
                let (points, dossiers) = (it.points, it.dossiers);
                writeln!(
                    out,
                    "  {number:<4}{title}: {index} ({points} points of {dossiers})"
                )?;
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

/// Prints the points of a dossier, each with the events that it rests on.
pub(super) fn case(
    out: &mut impl Write,
    case: &OfCase,
    types: &[(i64, String)],
) -> std::io::Result<()> {
    let (Some(handled), Some(scoring)) = (&case.handled, &case.scoring) else {
        return writeln!(
            out,
            "not scored: it is not over, or is not scored as it ended"
        );
    };
    let Some(points) = handled.points(scoring, &case.law) else {
        return Ok(());
    };
    ended(out, handled)?;
    for it in &points {
        criterion(out, it)?;
        for event in &it.events {
            let known = types.iter().find(|(position, _)| position == event);
            let name = known.map_or("", |it| it.1.as_str());
            writeln!(out, "        {event} {name}")?;
        }
    }
    for (clock, term) in handled.terms.iter().filter(|it| !it.1.kept) {
        let agency = term.agency.as_ref().map_or("", |it| it.as_str());
        writeln!(out, "  {clock} was not kept by {agency}: due {}", term.due)?;
    }
    let given = points.iter().filter_map(|it| it.points);
    let measured = given.clone().count();
    let sum: u64 = given.map(u64::from).sum();
    let most = usize::from(POINTS_MAX);
    let (reachable, all) = (measured * most, points.len() * most);
    writeln!(
        out,
        "sum {sum} of {reachable} that could be reached, {all} in all"
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
