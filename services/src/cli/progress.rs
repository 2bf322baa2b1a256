//! How far something is: a bar on a terminal, a line every few seconds elsewhere.

use std::borrow::Cow;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often to write a line where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Bytes,
    Steps,
    Events,
}

/// Tells on standard error how far something is.
#[derive(Debug)]
pub(crate) struct Progress {
    what: Cow<'static, str>,
    total: u64,
    bar: Option<ProgressBar>,
    next_line: Instant,
}

impl Progress {
    pub(crate) fn new(what: impl Into<Cow<'static, str>>, total: u64, of: Of) -> Self {
        let what = what.into();
        let bar = std::io::stderr().is_terminal().then(|| {
            let counts = match of {
                Of::Bytes => "{bytes}/{total_bytes}",
                Of::Steps => "{pos}/{len}",
                Of::Events => "{human_pos}/{human_len} events",
            };
            let template = format!("{what} {{wide_bar}} {counts} {{eta}}\n{{msg}}");
            let style = ProgressStyle::with_template(&template);
            let style = style.expect("the template holds known keys");
            ProgressBar::new(total).with_style(style)
        });
        Self {
            what,
            total,
            bar,
            next_line: Instant::now() + LINE_EVERY,
        }
    }

    /// So much is done, and `note` says more about it.
    pub(crate) fn reached(&mut self, done: u64, note: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_message(note.to_owned());
            return;
        }
        if Instant::now() >= self.next_line {
            self.next_line = Instant::now() + LINE_EVERY;
            let percent = (done * 100).checked_div(self.total).unwrap_or(100);
            let comma = if note.is_empty() { "" } else { ", " };
            eprintln!("{}: {percent} %{comma}{note}", self.what);
        }
    }

    /// So much is to be done, as is known now.
    pub(crate) fn set_total(&mut self, total: u64) {
        self.total = total;
        if let Some(bar) = &self.bar {
            bar.set_length(total);
        }
    }

    /// Leaves the terminal to what comes next.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
