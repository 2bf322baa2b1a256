//! What was measured, as a table and as JSON lines.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::measure::{Measured, median};

/// The results of a run.
#[derive(Debug, Default)]
pub struct Report {
    lines: Vec<Line>,
}

/// The result of one comparison: the log beside a limit, in rounds.
#[derive(Debug, Clone, Serialize)]
struct Line {
    /// What was measured.
    what: String,
    /// What it was measured against.
    against: String,
    /// How long a flush took then, in microseconds.
    flush_us: f64,
    /// Events per second, of the log and of the limit: the medians.
    rate: f64,
    limit_rate: f64,
    /// The rate of the log by that of the limit: the median of the rounds, and the extremes.
    ratio: f64,
    ratio_min: f64,
    ratio_max: f64,
    /// What the ratio should be at least.
    bar: Option<f64>,
    /// How long one thing took, in milliseconds: the medians.
    p50_ms: f64,
    p99_ms: f64,
    limit_p50_ms: f64,
    limit_p99_ms: f64,
}

/// One round: the log, and the limit right before or after it.
#[derive(Debug, Clone)]
pub(super) struct Round {
    pub(super) log: Measured,
    pub(super) limit: Measured,
    pub(super) flush: Duration,
}

impl Report {
    /// Adds a comparison, and shows it as a row of the table.
    pub(super) fn add(
        &mut self,
        what: impl Into<String>,
        against: &str,
        bar: Option<f64>,
        rounds: &[Round],
    ) -> io::Result<()> {
        let of = |number: &dyn Fn(&Round) -> f64| median(rounds.iter().map(number).collect());
        let ratios = || rounds.iter().map(|it| it.log.rate() / it.limit.rate());
        let line = Line {
            what: what.into(),
            against: against.to_owned(),
            flush_us: of(&|it| it.flush.as_secs_f64() * 1e6),
            rate: of(&|it| it.log.rate()),
            limit_rate: of(&|it| it.limit.rate()),
            ratio: median(ratios().collect()),
            ratio_min: ratios().fold(f64::INFINITY, f64::min),
            ratio_max: ratios().fold(0.0, f64::max),
            bar,
            p50_ms: of(&|it| millis(it.log.percentile(50))),
            p99_ms: of(&|it| millis(it.log.percentile(99))),
            limit_p50_ms: of(&|it| millis(it.limit.percentile(50))),
            limit_p99_ms: of(&|it| millis(it.limit.percentile(99))),
        };
        let mut out = io::stdout().lock();
        if self.lines.is_empty() {
            writeln!(out, "{HEADER}")?;
        }
        writeln!(out, "{}", line.row())?;
        self.lines.push(line);
        Ok(())
    }

    /// Adds the results to a file of JSON lines.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, file: &Path) -> io::Result<()> {
        let mut out = OpenOptions::new().append(true).create(true).open(file)?;
        for line in &self.lines {
            writeln!(out, "{}", serde_json::to_string(line)?)?;
        }
        Ok(())
    }
}

const HEADER: &str = "measured                        against                          \
     per s     limit   ratio  (from - to)      bar   p50/p99 ms      limit p50/p99   flush ms";

impl Line {
    fn row(&self) -> String {
        let bar = self.bar.map_or(String::from("-"), |it| format!("{it:.2}"));
        format!(
            "{:<31} {:<28} {:>9.0} {:>9.0}  {:>6.2}  ({:.2} - {:.2})  {:>6}   {:>6.2}/{:<7.2}  \
             {:>6.2}/{:<7.2}  {:>6.2}",
            self.what,
            self.against,
            self.rate,
            self.limit_rate,
            self.ratio,
            self.ratio_min,
            self.ratio_max,
            bar,
            self.p50_ms,
            self.p99_ms,
            self.limit_p50_ms,
            self.limit_p99_ms,
            self.flush_us / 1e3,
        )
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
