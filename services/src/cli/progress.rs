//! How far a long step is: a bar on a terminal, and a plain line now and then elsewhere.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often to say a line where there is no terminal.
const SAY_EVERY: Duration = Duration::from_secs(3);

/// A long step.
pub(crate) struct Progress {
    what: &'static str,
    total: u64,
    bar: Option<ProgressBar>,
    began: Instant,
    said: Instant,
}

impl Progress {
    /// A step begins that has so many parts.
    pub(crate) fn of(what: &'static str, total: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg:10} {bar:40} {pos}/{len} {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what);
            bar
        });
        let now = Instant::now();
        Self {
            what,
            total,
            bar,
            began: now,
            said: now,
        }
    }

    /// So many parts are done.
    pub(crate) fn reached(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        } else if self.said.elapsed() >= SAY_EVERY {
            self.said = Instant::now();
            eprintln!("{}: {done} of {}", self.what, self.total);
        }
    }

    /// The step is over, as a line says: what came of it.
    pub(crate) fn end(self, line: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let seconds = self.began.elapsed().as_secs_f64();
        eprintln!("{}: {line} ({seconds:.1} s)", self.what);
    }
}
