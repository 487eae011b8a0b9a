//! The result of a load test: table, plot, JSON and one HTML file.

use serde_json::{Value, json};

use crate::terminal::{Terminal, Tone};

/// The number of bars in a plot.
const BARS: usize = 12;
/// The percentiles that are shown.
const PERCENTILES: [(&str, f64); 4] = [("p50", 50.0), ("p95", 95.0), ("p99", 99.0), ("max", 100.0)];

/// The times of one kind, sorted, in milliseconds.
#[derive(Clone, Debug)]
pub struct LoadTimes {
    name: &'static str,
    about: &'static str,
    millis: Vec<f64>,
}

/// The figures of a load test.
#[derive(Clone, Debug)]
pub struct LoadReport {
    /// The number of calls.
    pub calls: usize,
    /// Calls per second, as achieved.
    pub rate: f64,
    /// Acknowledgement and command.
    pub times: [LoadTimes; 2],
    /// Calls without a 200 at the first attempt.
    pub unacknowledged: usize,
    /// Calls without a command in time.
    pub missed: usize,
    /// Commands that were refused.
    pub wrong: u64,
}

impl LoadTimes {
    /// Returns the name, such as `acknowledge`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the times of one kind.
    pub fn new(name: &'static str, about: &'static str, mut millis: Vec<f64>) -> LoadTimes {
        millis.sort_by(f64::total_cmp);
        LoadTimes {
            name,
            about,
            millis,
        }
    }

    /// Returns a percentile by the nearest rank; `None` without times.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let rank = (percent / 100.0 * self.millis.len() as f64).ceil() as usize;
        self.millis.get(rank.max(1) - 1).copied()
    }

    fn json(&self) -> Value {
        let round = |millis: f64| (millis * 1_000.0).round() / 1_000.0;
        let of = |percent| self.percentile(percent).map(round);
        json!({ "p50Ms": of(50.0), "p95Ms": of(95.0), "p99Ms": of(99.0), "maxMs": of(100.0) })
    }

    /// Counts the times in ranges of equal width on a logarithmic scale. Each bar has its upper limit.
    fn histogram(&self) -> Vec<(f64, usize)> {
        let (Some(first), Some(last)) = (self.millis.first(), self.millis.last()) else {
            return Vec::new();
        };
        let low = first.max(0.1);
        let step = (last.max(low * 1.001) / low).powf(1.0 / BARS as f64);
        let mut bars = Vec::new();
        let mut from = 0;
        for n in 1..=BARS {
            let limit = match n {
                BARS => f64::INFINITY,
                n => low * step.powi(i32::try_from(n).unwrap_or(0)),
            };
            let until = self.millis.partition_point(|millis| *millis <= limit);
            let shown = if n == BARS { *last } else { limit };
            bars.push((shown, until - from));
            from = until;
        }
        bars
    }
}

impl LoadReport {
    /// Returns the report as one JSON document.
    pub fn json(&self) -> String {
        json!({
            "calls": self.calls,
            "rate": (self.rate * 10.0).round() / 10.0,
            "acknowledge": self.times[0].json(),
            "command": self.times[1].json(),
            "unacknowledged": self.unacknowledged,
            "missed": self.missed,
            "wrong": self.wrong,
        })
        .to_string()
    }

    /// Returns one line for each figure, with tabs.
    pub fn plain(&self) -> String {
        let mut lines = vec![format!("calls\t{}", self.calls)];
        for times in &self.times {
            for (name, percent) in PERCENTILES {
                let value = times
                    .percentile(percent)
                    .map(|millis| format!("{millis:.3}"));
                lines.push(format!(
                    "{}_{name}_ms\t{}",
                    times.name,
                    value.unwrap_or_default()
                ));
            }
        }
        lines.push(format!("unacknowledged\t{}", self.unacknowledged));
        lines.push(format!("missed\t{}", self.missed));
        lines.push(format!("wrong\t{}", self.wrong));
        lines.join("\n")
    }

    /// Returns the table and the plots for a terminal.
    pub fn table(&self, terminal: &Terminal) -> String {
        let head = format!(
            "{:<14}{:>10}{:>10}{:>10}{:>10}",
            "", "p50", "p95", "p99", "max"
        );
        let mut lines = vec![
            format!("{} calls, {:.1}/s", self.calls, self.rate),
            String::new(),
            terminal.paint(Tone::Dim, &head),
        ];
        for times in &self.times {
            let values = PERCENTILES.map(|(_, percent)| shown(times.percentile(percent)));
            let [p50, p95, p99, max] = values;
            lines.push(format!(
                "{:<14}{p50:>10}{p95:>10}{p99:>10}{max:>10}",
                times.name
            ));
        }
        lines.push(String::new());
        for (count, what) in [
            (
                self.unacknowledged as u64,
                "not acknowledged with 200 at the first attempt",
            ),
            (self.missed as u64, "without a command within 30 s"),
            (self.wrong, "commands refused"),
        ] {
            let tone = if count > 0 { Tone::Bad } else { Tone::Good };
            lines.push(format!(
                "{} {what}",
                terminal.paint(tone, &count.to_string())
            ));
        }
        for times in &self.times {
            lines.extend(plot(times, terminal));
        }
        lines.join("\n")
    }

    /// Returns the report as one HTML file, without scripts and without links to other files.
    pub fn html(&self, title: &str) -> String {
        let title = escape(title);
        let rows: String = self.times.iter().map(row).collect();
        let charts: String = self.times.iter().map(chart).collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{} calls, {:.1} per second. {} not acknowledged with 200 at the first attempt, {} without a command within 30 s, {} commands refused.</p>\n<table>\n<tr><th></th><th>p50</th><th>p95</th><th>p99</th><th>max</th></tr>\n{rows}</table>\n{charts}</body>\n</html>\n",
            self.calls, self.rate, self.unacknowledged, self.missed, self.wrong
        )
    }
}

const STYLE: &str = ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:44rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}td,th{padding:.2rem 1rem;text-align:right}td:first-child{text-align:left}svg{width:100%;height:auto}rect{fill:#3b82f6}text{fill:currentColor;font-size:11px}";

/// Formats milliseconds with a fitting unit.
fn shown(millis: Option<f64>) -> String {
    match millis {
        None => "-".to_owned(),
        Some(millis) if millis < 10.0 => format!("{millis:.1} ms"),
        Some(millis) if millis < 10_000.0 => format!("{millis:.0} ms"),
        Some(millis) => format!("{:.1} s", millis / 1_000.0),
    }
}

fn plot(times: &LoadTimes, terminal: &Terminal) -> Vec<String> {
    let bars = times.histogram();
    let Some(most) = bars
        .iter()
        .map(|(_, count)| *count)
        .max()
        .filter(|most| *most > 0)
    else {
        return Vec::new();
    };
    let room = usize::from(terminal.width())
        .saturating_sub(24)
        .clamp(10, 60);
    let mut lines = vec![String::new(), terminal.paint(Tone::Dim, times.about)];
    for (limit, count) in bars {
        let eighths = (count * room * 8).div_ceil(most);
        let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
        let bar = format!("{}{part}", "█".repeat(eighths / 8));
        lines.push(format!(
            "{:>10} {} {count}",
            shown(Some(limit)),
            terminal.paint(Tone::Good, &bar)
        ));
    }
    lines
}

fn row(times: &LoadTimes) -> String {
    let cells: String = PERCENTILES
        .iter()
        .map(|(_, percent)| format!("<td>{}</td>", shown(times.percentile(*percent))))
        .collect();
    format!("<tr><td>{}</td>{cells}</tr>\n", times.name)
}

fn chart(times: &LoadTimes) -> String {
    let bars = times.histogram();
    let most = bars
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    let bar = |(n, (limit, count)): (usize, &(f64, usize))| {
        let (x, height) = (n * 50, count * 120 / most);
        let y = 130 - height;
        format!(
            "<rect x=\"{}\" y=\"{y}\" width=\"40\" height=\"{height}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{count}</text><text x=\"{}\" y=\"146\" text-anchor=\"middle\">{}</text>",
            x + 5,
            x + 25,
            y - 4,
            x + 25,
            shown(Some(*limit))
        )
    };
    let bars: String = bars.iter().enumerate().map(bar).collect();
    format!(
        "<h2>{}</h2>\n<svg viewBox=\"0 -10 {} 165\" role=\"img\">{bars}</svg>\n",
        escape(times.about),
        BARS * 50
    )
}

fn escape(text: &str) -> String {
    crate::terminal::sanitize(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> LoadReport {
        let times = LoadTimes::new;
        LoadReport {
            calls: 4,
            rate: 2.04,
            times: [
                times("acknowledge", "Time to the 200", vec![1.0, 2.0, 4.0, 8.0]),
                times("command", "Time to the command", vec![10.0, 20.0, 40.0]),
            ],
            unacknowledged: 0,
            missed: 1,
            wrong: 0,
        }
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let times = LoadTimes::new("", "", (1..=100).rev().map(f64::from).collect());
        let of = |percent| times.percentile(percent);
        let expected = (Some(50.0), Some(95.0), Some(99.0), Some(100.0));
        assert_eq!((of(50.0), of(95.0), of(99.0), of(100.0)), expected);
        let times = LoadTimes::new("", "", vec![7.0]);
        assert_eq!(
            (times.percentile(1.0), times.percentile(99.0)),
            (Some(7.0), Some(7.0))
        );
    }

    #[test]
    fn the_document_has_percentiles_and_counts() {
        let value: Value = serde_json::from_str(&report().json()).unwrap();
        let expected = json!({
            "calls": 4,
            "rate": 2.0,
            "acknowledge": { "p50Ms": 2.0, "p95Ms": 8.0, "p99Ms": 8.0, "maxMs": 8.0 },
            "command": { "p50Ms": 20.0, "p95Ms": 40.0, "p99Ms": 40.0, "maxMs": 40.0 },
            "unacknowledged": 0,
            "missed": 1,
            "wrong": 0,
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn no_times_are_null_and_no_plot() {
        let mut none = report();
        none.times[1].millis.clear();
        let value: Value = serde_json::from_str(&none.json()).unwrap();
        assert_eq!(value["command"]["p99Ms"], Value::Null);
        assert!(
            !none
                .table(&Terminal::plain(80))
                .contains("Time to the command")
        );
        assert!(none.html("x").contains("<td>-</td>"));
    }

    #[test]
    fn every_time_is_in_one_bar() {
        for millis in [vec![0.0], vec![5.0, 5.0], vec![0.2, 3.0, 900.0, 30_000.0]] {
            let times = LoadTimes::new("", "", millis);
            let counted: usize = times.histogram().iter().map(|(_, count)| count).sum();
            assert_eq!(counted, times.millis.len(), "{times:?}");
        }
    }

    #[test]
    fn the_page_is_inert() {
        let page = report().html("http://h/<script>\u{1b}[2J");
        assert!(!page.contains("<script") && !page.contains('\u{1b}'));
        assert!(page.contains("default-src 'none'") && !page.contains("http-equiv=\"refresh"));
    }
}
