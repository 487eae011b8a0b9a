//! Check results: the request, the response, and for a failure why it matters and how to fix it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::render::{Format, json};
use crate::terminal::{Terminal, Tone, sanitize, width};

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The check passed.
    Pass,
    /// The check failed.
    Fail,
    /// The check did not run. `came` contains the reason, `fix` how to run it.
    Skip,
}

impl CheckOutcome {
    /// The word in JSON and plain text.
    pub fn name(self) -> &'static str {
        match self {
            CheckOutcome::Pass => "pass",
            CheckOutcome::Fail => "fail",
            CheckOutcome::Skip => "skip",
        }
    }
}

/// The result of one check.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// A stable name in kebab-case.
    pub name: String,
    /// A statement that should hold.
    pub title: String,
    /// The outcome of the check.
    pub outcome: CheckOutcome,
    /// The request that was sent.
    pub sent: String,
    /// The response.
    pub came: String,
    /// Why it matters.
    pub why: String,
    /// The fix for a failure or a skip.
    pub fix: String,
    /// The duration of the check.
    pub took: Duration,
}

impl CheckResult {
    /// Returns its line, or several lines with a fix. The text is sanitized.
    pub fn lines(&self, format: Format, titles: usize, terminal: &Terminal) -> String {
        match format {
            Format::Json | Format::Jsonl => json::line(&self.object().to_string()),
            Format::Plain => [self.outcome.name(), &self.name, &sanitize(&self.came)].join("\t"),
            Format::Table => self.paragraph(titles, terminal),
        }
    }

    fn object(&self) -> Value {
        json!({
            "point": self.name,
            "title": self.title,
            "outcome": self.outcome.name(),
            "sent": self.sent,
            "came": self.came,
            "why": self.why,
            "fix": self.fix,
            "tookMs": self.took.as_millis(),
        })
    }

    fn paragraph(&self, titles: usize, terminal: &Terminal) -> String {
        let (tone, mark) = match self.outcome {
            CheckOutcome::Pass => (Tone::Good, "pass"),
            CheckOutcome::Fail => (Tone::Bad, "FAIL"),
            CheckOutcome::Skip => (Tone::Warn, "skip"),
        };
        let columns = usize::from(terminal.width());
        let title = sanitize(&self.title);
        let pad = " ".repeat(titles.saturating_sub(width(&title)));
        let head = format!("{}  {title}{pad}  ", terminal.paint(tone, mark));
        let indent = 4 + 2 + titles + 2;
        let mut text = match indent + 24 <= columns {
            true => head + &wrap(&self.came, indent, columns),
            // Too narrow for two columns, so the answer gets its own line.
            false => format!(
                "{}\n      {}",
                head.trim_end(),
                wrap(&self.came, 6, columns)
            ),
        };
        if self.outcome == CheckOutcome::Fail {
            for (label, value) in [("sent", &self.sent), ("why", &self.why), ("fix", &self.fix)] {
                if value.is_empty() {
                    continue;
                }
                let label = terminal.paint(Tone::Dim, &format!("{label:<6}"));
                text.push_str(&format!("\n      {label}{}", wrap(value, 12, columns)));
            }
        } else if self.outcome == CheckOutcome::Skip && !self.fix.is_empty() {
            text.push_str(&format!("\n      {}", wrap(&self.fix, 6, columns)));
        }
        text
    }
}

impl CheckResult {
    /// Returns the result of a check that is only listed (`--dry-run`).
    pub fn not_run(name: &str, title: &str, sent: &str) -> CheckResult {
        CheckResult {
            name: name.to_owned(),
            title: title.to_owned(),
            outcome: CheckOutcome::Skip,
            sent: sent.to_owned(),
            came: "nothing was sent (--dry-run)".into(),
            why: String::new(),
            fix: String::new(),
            took: Duration::ZERO,
        }
    }
}

/// Returns the width of the title column.
pub fn title_width<'a>(titles: impl IntoIterator<Item = &'a str>) -> usize {
    titles.into_iter().map(width).max().unwrap_or(0)
}

/// Counts the passed, failed and skipped checks.
pub fn counts(results: &[CheckResult]) -> [usize; 3] {
    let of = |outcome| {
        results
            .iter()
            .filter(|result| result.outcome == outcome)
            .count()
    };
    [
        of(CheckOutcome::Pass),
        of(CheckOutcome::Fail),
        of(CheckOutcome::Skip),
    ]
}

/// Returns all results as one JSON document. `subject` is what was checked.
pub fn document(subject: &str, results: &[CheckResult]) -> String {
    let [passed, failed, skipped] = counts(results);
    let data: Vec<Value> = results.iter().map(CheckResult::object).collect();
    json!({
        "subject": subject,
        "passed": passed,
        "failed": failed,
        "skipped": skipped,
        "data": data,
        "totalCount": results.len(),
    })
    .to_string()
}

/// Sanitizes `text` and breaks it between words; further lines start with `indent` spaces.
fn wrap(text: &str, indent: usize, columns: usize) -> String {
    let room = columns.saturating_sub(indent).max(20);
    let (mut out, mut used) = (String::new(), 0);
    for word in sanitize(text).split(' ') {
        let wide = width(word);
        if used > 0 && used + 1 + wide > room {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
    }
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn result(outcome: CheckOutcome) -> CheckResult {
        CheckResult {
            name: "duplicate".into(),
            title: "answers a duplicate alike".into(),
            outcome,
            sent: "calls.completed twice".into(),
            came: "200, then 500 <oops>\u{1b}[2J".into(),
            why: "events come at least once, so some come again and must do no harm".into(),
            fix: "keep the eventId of what was handled".into(),
            took: Duration::from_millis(1_234),
        }
    }

    #[test]
    fn a_failure_says_all_there_is_to_know() {
        let terminal = Terminal::plain(70);
        insta::assert_snapshot!(result(CheckOutcome::Fail).lines(Format::Table, 25, &terminal), @r"
        FAIL  answers a duplicate alike  200, then 500 <oops>\u{1b}[2J
              sent  calls.completed twice
              why   events come at least once, so some come again and must do
                    no harm
              fix   keep the eventId of what was handled
        ");
        insta::assert_snapshot!(result(CheckOutcome::Pass).lines(Format::Plain, 25, &terminal), @r"pass	duplicate	200, then 500 <oops>\u{1b}[2J");
        let document = document(
            "http://h/",
            &[result(CheckOutcome::Skip), result(CheckOutcome::Fail)],
        );
        let value: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(
            (&value["failed"], &value["skipped"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(value["data"][1]["tookMs"], 1234);
    }
}
