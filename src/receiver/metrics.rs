//! Metrics in Prometheus' text format: counters that cost an event nothing noticeable, and the page made of them.

use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::Clock;
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::counts::Counts;
use crate::receiver::journal::{Journal, SHIP};

/// Upper bounds of the histogram's buckets in microseconds, and as Prometheus writes them in seconds.
const BUCKETS: [(u64, &str); 12] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
];

/// The reasons for which requests are rejected, each with the status that it is answered with.
const REASONS: [(u16, &str); 10] = [
    (400, "malformed"),
    (401, "secret"),
    (403, "host_or_origin"),
    (404, "path"),
    (405, "method"),
    (408, "slow_body"),
    (413, "too_large"),
    (415, "content_type"),
    (503, "storage"),
    (0, "other"),
];

/// How long something took, counted in buckets.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BUCKETS.len() + 1],
    micros: AtomicU64,
}

impl Histogram {
    /// Counts one that took `time`.
    pub fn observe(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = BUCKETS.partition_point(|(bound, _)| *bound < micros);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        let counts = self.buckets.iter();
        counts.map(|bucket| bucket.load(Ordering::Relaxed)).sum()
    }
}

/// Rejected requests by reason.
#[derive(Debug, Default)]
pub struct Rejected([AtomicU64; REASONS.len()]);

impl Rejected {
    /// One more, answered with `status`.
    pub fn add(&self, status: u16) {
        let known = REASONS.iter().position(|(known, _)| *known == status);
        self.0[known.unwrap_or(REASONS.len() - 1)].fetch_add(1, Ordering::Relaxed);
    }
}

/// A page of metrics that is being written.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    /// Begins a metric: `kind` is `counter`, `gauge` or `histogram`.
    pub fn metric(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One value with its labels.
    pub fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.text.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let open = if at == 0 { '{' } else { ',' };
            let text = text.replace('\\', r"\\").replace('"', "\\\"");
            let text = text.replace('\n', r"\n");
            let _ = write!(self.text, "{open}{label}=\"{text}\"");
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{close} {value}");
    }

    /// A metric of one value.
    pub fn single(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.metric(name, kind, help);
        self.value(name, &[], value);
    }

    /// A histogram in seconds.
    pub fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.metric(name, "histogram", help);
        let (mut total, bucket_name) = (0, format!("{name}_bucket"));
        let bounds = BUCKETS.iter().map(|(_, bound)| *bound).chain(["+Inf"]);
        for (bucket, bound) in histogram.buckets.iter().zip(bounds) {
            total += bucket.load(Ordering::Relaxed);
            self.value(&bucket_name, &[("le", bound)], total);
        }
        let seconds = histogram.micros.load(Ordering::Relaxed) as f64 / 1e6;
        self.value(&format!("{name}_sum"), &[], seconds);
        self.value(&format!("{name}_count"), &[], total);
    }

    /// What every process of chirp says of itself.
    pub fn process(&mut self) {
        self.metric("chirp_build_info", "gauge", "The version, always 1.");
        let version = env!("CARGO_PKG_VERSION");
        self.value("chirp_build_info", &[("version", version)], 1);
        if let Some(bytes) = resident_bytes() {
            let name = "process_resident_memory_bytes";
            self.single(name, "gauge", "Resident memory.", bytes);
        }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// The metrics of a receiver.
pub(crate) fn of_receiver(
    counts: &Counts,
    journal: &Journal,
    backlogs: &[std::sync::Arc<Backlog>],
    is_ready: bool,
) -> Page {
    let mut page = Page::default();
    page.process();
    let help = "1 while a load balancer should send events here.";
    page.single("chirp_ready", "gauge", help, u8::from(is_ready));
    let help = "Requests answered with 200: each is on stable storage.";
    let count = counts.acknowledged.count();
    page.single("chirp_acknowledged_total", "counter", help, count);
    let name = "chirp_acknowledge_seconds";
    let help = "From a request's head to its 200.";
    page.histogram(name, help, &counts.acknowledged);
    let name = "chirp_rejected_total";
    page.metric(name, "counter", "Rejected requests by reason.");
    for ((status, reason), count) in REASONS.iter().zip(&counts.rejected.0) {
        let status = status.to_string();
        let labels = [("reason", *reason), ("status", status.as_str())];
        let labels = &labels[..if status == "0" { 1 } else { 2 }];
        page.value(name, labels, count.load(Ordering::Relaxed));
    }
    of_journal(&mut page, journal);
    let name = "chirp_held_events";
    page.metric(
        name,
        "gauge",
        "Events in memory that a forward target has not taken yet.",
    );
    for backlog in backlogs {
        page.value(name, &[("target", backlog.target())], backlog.held());
    }
    page
}

fn of_journal(page: &mut Page, journal: &Journal) {
    let state = journal.gauges(Clock::System.now());
    let help = "1 while the journal can be written.";
    page.single("chirp_journal_up", "gauge", help, u8::from(!state.failing));
    let help = "Entries in the journal of this machine.";
    page.single("chirp_journal_entries", "gauge", help, state.entries);
    let help = "The number of the newest entry.";
    page.single("chirp_journal_last_seq", "gauge", help, state.head);
    let help = "Bytes of the journal's files.";
    page.single("chirp_journal_bytes", "gauge", help, state.bytes);
    let name = "chirp_entries_total";
    page.metric(
        name,
        "counter",
        "Entries recorded by this process, by type.",
    );
    for (kind, count) in &state.recorded {
        page.value(name, &[("type", kind)], count);
    }
    let recorded = |kind: &str| {
        let mut recorded = state.recorded.iter();
        recorded
            .find(|(name, _)| *name == kind)
            .map_or(0, |(_, count)| *count)
    };
    let name = "chirp_commands_total";
    page.metric(name, "counter", "Call commands of --respond by outcome.");
    page.value(name, &[("outcome", "accepted")], recorded("command"));
    page.value(name, &[("outcome", "failed")], recorded("command_failed"));
    if let Some(ship) = state.lags.iter().find(|lag| lag.consumer == SHIP) {
        let help = "Entries that wait to be shipped to the shared journal.";
        page.single("chirp_spool_entries", "gauge", help, ship.entries);
        let help = "Age of the oldest entry that waits to be shipped.";
        page.single("chirp_spool_seconds", "gauge", help, ship.seconds);
    }
    let name = "chirp_consumer_lag_events";
    page.metric(name, "gauge", "Entries that a consumer has not finished.");
    for lag in &state.lags {
        page.value(name, &[("consumer", &lag.consumer)], lag.entries);
    }
    let name = "chirp_consumer_lag_seconds";
    page.metric(
        name,
        "gauge",
        "Age of the oldest entry that a consumer has not finished.",
    );
    for lag in &state.lags {
        page.value(name, &[("consumer", &lag.consumer)], lag.seconds);
    }
}

/// By the system's own account (Linux).
fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_in_the_text_format() {
        let histogram = Histogram::default();
        histogram.observe(Duration::from_micros(1_000));
        histogram.observe(Duration::from_millis(30));
        histogram.observe(Duration::from_secs(9));
        let mut page = Page::default();
        page.histogram("t", "Help.", &histogram);
        page.metric("m", "gauge", "Help.");
        page.value("m", &[("a", "x\"\\\n"), ("b", "y")], 1);
        let text = page.finish();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["# HELP t Help.", "# TYPE t histogram"]);
        assert_eq!(lines[2], r#"t_bucket{le="0.001"} 1"#);
        assert_eq!(lines[7], r#"t_bucket{le="0.05"} 2"#);
        assert_eq!(lines[14], r#"t_bucket{le="+Inf"} 3"#);
        assert_eq!(lines[15..17], ["t_sum 9.031", "t_count 3"]);
        assert_eq!(lines[19], r#"m{a="x\"\\\n",b="y"} 1"#);
    }

    #[test]
    fn an_unknown_status_is_counted_as_other() {
        let rejected = Rejected::default();
        rejected.add(401);
        rejected.add(418);
        let counts: Vec<u64> = (rejected.0.iter())
            .map(|count| count.load(Ordering::Relaxed))
            .collect();
        assert_eq!(counts, [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    }
}
