//! Counts of what the process does. No label says anything of a case or a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Up to how many seconds a request may take to be counted in each bucket.
const BUCKETS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0,
];

/// Counts what the process does. Clones share the counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    in_flight: AtomicI64,
    requests: Mutex<BTreeMap<Answer, Durations>>,
    commands: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
}

/// What requests are told apart by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Default)]
struct Durations {
    /// How many took no longer than the bucket at the same place.
    within: [u64; BUCKETS.len()],
    count: u64,
    seconds: f64,
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<Counts>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request came in; it is in flight until the answer is dropped.
    pub(crate) fn enter(&self) -> InFlight {
        self.counts.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(&self.counts))
    }

    /// A request was answered.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let answer = Answer {
            route: route.to_owned(),
            method,
            status,
        };
        let seconds = took.as_secs_f64();
        let mut requests = lock(&self.counts.requests);
        let durations = requests.entry(answer).or_default();
        durations.count += 1;
        durations.seconds += seconds;
        for (within, bucket) in durations.within.iter_mut().zip(BUCKETS) {
            *within += u64::from(seconds <= bucket);
        }
    }

    /// A command came to an end: `done`, `repeated`, or the class of the problem.
    pub(crate) fn commanded(&self, command: &'static str, outcome: &'static str) {
        let mut commands = lock(&self.counts.commands);
        *commands.entry((command, outcome)).or_default() += 1;
    }

    /// Writes the counts.
    pub(super) fn write(&self, page: &mut Page) {
        let in_flight = self.counts.in_flight.load(Ordering::Relaxed);
        page.gauge(
            "hoso_http_requests_in_flight",
            "Requests being answered.",
            in_flight,
        );
        page.family(
            "hoso_commands_total",
            "Commands, by how they ended.",
            "counter",
        );
        for ((command, outcome), count) in &*lock(&self.counts.commands) {
            let labels = [("command", *command), ("outcome", *outcome)];
            page.sample("hoso_commands_total", &labels, *count);
        }
        let name = "hoso_http_request_duration_seconds";
        page.family(name, "How long requests took.", "histogram");
        for (answer, durations) in &*lock(&self.counts.requests) {
            durations.write(page, name, answer);
        }
    }
}

impl Durations {
    fn write(&self, page: &mut Page, name: &str, answer: &Answer) {
        let status = answer.status.to_string();
        let labels = [
            ("method", answer.method),
            ("route", &*answer.route),
            ("status", &*status),
        ];
        let buckets = BUCKETS.map(|it| it.to_string());
        let bounds = buckets.iter().map(String::as_str).chain(["+Inf"]);
        let counts = self.within.iter().copied().chain([self.count]);
        for (bound, count) in bounds.zip(counts) {
            let [method, route, status] = labels;
            let labels = [method, route, status, ("le", bound)];
            page.sample(&format!("{name}_bucket"), &labels, count);
        }
        page.sample(&format!("{name}_sum"), &labels, self.seconds);
        page.sample(&format!("{name}_count"), &labels, self.count);
    }
}

/// A page of figures.
#[derive(Debug, Default)]
pub(crate) struct Page(String);

impl Page {
    /// Begins a family of figures.
    pub(super) fn family(&mut self, name: &str, help: &str, r#type: &str) {
        self.line(&format!("# HELP {name} {help}"));
        self.line(&format!("# TYPE {name} {type}"));
    }

    /// One figure of a family.
    pub(super) fn sample(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        value: impl std::fmt::Display,
    ) {
        let labels: Vec<_> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        if labels.is_empty() {
            self.line(&format!("{name} {value}"));
        } else {
            self.line(&format!("{name}{{{}}} {value}", labels.join(",")));
        }
    }

    /// A family of one figure that goes up and down.
    pub(super) fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.family(name, help, "gauge");
        self.sample(name, &[], value);
    }

    /// The page as text.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    fn line(&mut self, text: &str) {
        writeln!(self.0, "{text}").expect("writing to memory succeeds");
    }
}

fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// Counts stay usable when somebody panicked while counting.
fn lock<T>(counts: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}
