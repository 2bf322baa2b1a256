//! Charts as SVG, made here: the geometry in this file, the drawing in templates.
//!
//! Widths are in percent and heights in pixels, so that a chart fits every width without its
//! texts growing or shrinking. Late parts have a pattern beside their colour.

use std::fmt;

use askama::Template;

use super::wording::Wording;

const LABEL_CHARS_MAX: usize = 44;
const LABEL_LINES_MAX: usize = 2;
/// How many bars a chart has; its table has all rows.
const BARS_MAX: usize = 14;
const LINE_HEIGHT: u32 = 17;
const BAR_HEIGHT: u32 = 16;
const BAR_GAP: u32 = 13;
/// How much of the width the longest bar takes; its number stands behind it.
const BAR_WIDTH_MAX: f64 = 86.0;
const COLUMNS_HEIGHT: u32 = 180;
const COLUMNS_TOP: u32 = 12;
const TICKS_MAX: i64 = 4;
/// How much of a column's place the column takes.
const COLUMN_SHARE: f64 = 0.68;
/// Every so many columns one has its label.
const LABEL_EVERY: usize = 3;

/// A share of the chart's width.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Percent(f64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}%", self.0)
    }
}

impl askama::filters::HtmlSafe for Percent {}

/// What a part of a bar is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shade {
    /// As it should be.
    Good,
    /// Late.
    Late,
}

impl Shade {
    /// The class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Shade::Good => "good",
            Shade::Late => "late",
        }
    }
}

/// A part of a bar or a column, as it is asked for.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) count: i64,
    /// What it says in full, for whoever points at it or hears it.
    pub(super) says: String,
    pub(super) href: String,
    pub(super) shade: Shade,
}

/// A bar or a column, as it is asked for.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) parts: Vec<Part>,
    /// The numbers, as the table shows them.
    pub(super) cells: Vec<String>,
}

/// What a chart says in words.
#[derive(Debug, Clone)]
pub(super) struct Caption {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    /// What the columns of its table are called.
    pub(super) heads: Vec<&'static str>,
    /// What the shades mean; none where there is but one.
    pub(super) legend: Vec<(Shade, &'static str)>,
}

/// Bars that lie one below the other, each with its label above it.
#[derive(Debug, Template)]
#[template(path = "bars.html")]
pub(super) struct Bars {
    pub(super) w: &'static Wording,
    pub(super) caption: Caption,
    pub(super) rows: Vec<Row>,
    placed: Vec<Bar>,
    height: u32,
    /// How many rows have no bar.
    left_out: usize,
}

impl askama::filters::HtmlSafe for Bars {}

#[derive(Debug)]
struct Bar {
    lines: Vec<Line>,
    href: String,
    label: String,
    pieces: Vec<Piece>,
    y: u32,
    value_x: Percent,
    value_y: u32,
    value: String,
}

#[derive(Debug)]
struct Line {
    y: u32,
    text: String,
}

/// A part with its place.
#[derive(Debug)]
struct Piece {
    part: Part,
    x: Percent,
    width: Percent,
    y: u32,
    height: u32,
}

impl Bars {
    pub(super) fn new(w: &'static Wording, caption: Caption, rows: Vec<Row>) -> Self {
        let longest = rows.iter().map(Row::sum).max().unwrap_or(0).max(1);
        let mut y = 0;
        let mut placed = Vec::with_capacity(rows.len());
        for row in rows.iter().take(BARS_MAX) {
            let bar = Bar::place(row, y, longest);
            y = bar.y + BAR_HEIGHT + BAR_GAP;
            placed.push(bar);
        }
        Self {
            w,
            caption,
            left_out: rows.len().saturating_sub(BARS_MAX),
            rows,
            placed,
            height: y,
        }
    }
}

impl Bar {
    fn place(row: &Row, top: u32, longest: i64) -> Self {
        let mut line_y = top;
        let lines = wrapped(&row.label).into_iter().map(|text| {
            line_y += LINE_HEIGHT;
            Line {
                y: line_y - 4,
                text,
            }
        });
        let lines: Vec<Line> = lines.collect();
        let y = line_y + 2;
        let mut x = 0.0;
        let mut pieces = vec![];
        for part in row.parts.iter().filter(|it| it.count > 0) {
            let width = ratio(part.count, longest) * BAR_WIDTH_MAX;
            pieces.push(Piece {
                part: part.clone(),
                x: Percent(x),
                width: Percent(width),
                y,
                height: BAR_HEIGHT,
            });
            x += width;
        }
        Self {
            lines,
            href: row.href.clone(),
            label: row.label.clone(),
            pieces,
            y,
            value_x: Percent(x),
            value_y: y + BAR_HEIGHT - 4,
            value: row.cells.first().cloned().unwrap_or_default(),
        }
    }
}

impl Row {
    fn sum(&self) -> i64 {
        self.parts.iter().map(|it| it.count).sum()
    }
}

/// Columns that stand side by side, their parts one upon the other.
#[derive(Debug, Template)]
#[template(path = "columns.html")]
pub(super) struct Columns {
    pub(super) w: &'static Wording,
    pub(super) caption: Caption,
    pub(super) rows: Vec<Row>,
    placed: Vec<Column>,
    ticks: Vec<Tick>,
    base: u32,
    height: u32,
}

impl askama::filters::HtmlSafe for Columns {}

#[derive(Debug)]
struct Column {
    pieces: Vec<Piece>,
    middle: Percent,
    label: Option<String>,
}

impl Column {
    fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

#[derive(Debug)]
struct Tick {
    y: u32,
    text: String,
}

impl Columns {
    /// `short` gives the labels below the columns, `number` writes the numbers of the scale.
    pub(super) fn new(
        w: &'static Wording,
        caption: Caption,
        rows: Vec<Row>,
        short: &[String],
        number: impl Fn(i64) -> String,
    ) -> Self {
        let highest = rows.iter().map(Row::sum).max().unwrap_or(0);
        let step = tick_step(highest);
        let top = (highest.max(1) + step - 1) / step * step;
        let place = 100.0 / whole(rows.len().max(1));
        let placed = rows.iter().enumerate().map(|(index, row)| {
            let left = whole(index) * place;
            let last = rows.len() - 1;
            let labelled = (last - index).is_multiple_of(LABEL_EVERY);
            Column {
                pieces: stacked(row, top, left + place * (1.0 - COLUMN_SHARE) / 2.0, place),
                middle: Percent(left + place / 2.0),
                label: labelled.then(|| short.get(index).cloned()).flatten(),
            }
        });
        let placed = placed.collect();
        let ticks = (0..=top / step).map(|it| Tick {
            y: COLUMNS_TOP + COLUMNS_HEIGHT - pixels(it * step, top),
            text: number(it * step),
        });
        let ticks = ticks.collect();
        Self {
            w,
            caption,
            rows,
            placed,
            ticks,
            base: COLUMNS_TOP + COLUMNS_HEIGHT,
            height: COLUMNS_TOP + COLUMNS_HEIGHT + 22,
        }
    }
}

fn stacked(row: &Row, top: i64, x: f64, place: f64) -> Vec<Piece> {
    let mut below = 0;
    let mut pieces = vec![];
    for part in row.parts.iter().filter(|it| it.count > 0) {
        let lower = pixels(below, top);
        below += part.count;
        // Nothing that is there may vanish.
        let height = (pixels(below, top) - lower).max(1);
        pieces.push(Piece {
            part: part.clone(),
            x: Percent(x),
            width: Percent(place * COLUMN_SHARE),
            y: COLUMNS_TOP + COLUMNS_HEIGHT - lower - height,
            height,
        });
    }
    pieces
}

/// The distance of the scale's lines: 1, 2 or 5 times a power of ten, whole.
fn tick_step(highest: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step * TICKS_MAX >= highest {
                return step;
            }
        }
        power *= 10;
    }
}

fn pixels(count: i64, top: i64) -> u32 {
    u32::try_from(count * i64::from(COLUMNS_HEIGHT) / top.max(1)).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(count: i64, of: i64) -> f64 {
    count as f64 / of as f64
}

#[expect(clippy::cast_precision_loss, reason = "a chart has few rows")]
fn whole(count: usize) -> f64 {
    count as f64
}

/// The text in as few lines as it needs; what does not fit gives way to an ellipsis.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in text.split_whitespace() {
        let full = lines.len() == LABEL_LINES_MAX;
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LABEL_CHARS_MAX => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if full => {
                line.push_str(" …");
                break;
            }
            Some(_) | None => lines.push(word.chars().take(LABEL_CHARS_MAX).collect()),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
