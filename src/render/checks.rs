//! Judgements, one a point: what was tried, what came, and for what is not right, why it matters and
//! how to mend it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::render::{Format, json};
use crate::terminal::{Terminal, Tone, sanitize, width};

/// How a point ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should be.
    Pass,
    /// Not as it should be.
    Fail,
    /// Not tried; `came` says why, `mend` how to have it tried.
    Skip,
}

impl Outcome {
    /// The word in JSON and plain text.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Skip => "skip",
        }
    }
}

/// The judgement of one point.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Stable, kebab-case.
    pub name: String,
    /// What is asked, as a statement that should hold.
    pub title: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What was done.
    pub sent: String,
    /// What was seen.
    pub came: String,
    /// Why it matters.
    pub why: String,
    /// What to do about a failure or a skip.
    pub mend: String,
    /// How long it took.
    pub took: Duration,
}

impl Verdict {
    /// Its line, or lines where there is something to mend. Inert.
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
            "mend": self.mend,
            "tookMs": self.took.as_millis(),
        })
    }

    fn paragraph(&self, titles: usize, terminal: &Terminal) -> String {
        let (tone, mark) = match self.outcome {
            Outcome::Pass => (Tone::Good, "pass"),
            Outcome::Fail => (Tone::Bad, "FAIL"),
            Outcome::Skip => (Tone::Warn, "skip"),
        };
        let columns = usize::from(terminal.width());
        let title = sanitize(&self.title);
        let pad = " ".repeat(titles.saturating_sub(width(&title)));
        let head = format!("{}  {title}{pad}  ", terminal.paint(tone, mark));
        let indent = 4 + 2 + titles + 2;
        let mut text = match indent + 24 <= columns {
            true => head + &wrap(&self.came, indent, columns),
            // Too narrow for two columns: what came goes below.
            false => format!(
                "{}\n      {}",
                head.trim_end(),
                wrap(&self.came, 6, columns)
            ),
        };
        if self.outcome == Outcome::Fail {
            for (label, value) in [
                ("sent", &self.sent),
                ("why", &self.why),
                ("mend", &self.mend),
            ] {
                if value.is_empty() {
                    continue;
                }
                let label = terminal.paint(Tone::Dim, &format!("{label:<6}"));
                text.push_str(&format!("\n      {label}{}", wrap(value, 12, columns)));
            }
        } else if self.outcome == Outcome::Skip && !self.mend.is_empty() {
            text.push_str(&format!("\n      {}", wrap(&self.mend, 6, columns)));
        }
        text
    }
}

impl Verdict {
    /// A point that is only shown, because nothing is to be sent.
    pub fn untried(name: &str, title: &str, sent: &str) -> Verdict {
        Verdict {
            name: name.to_owned(),
            title: title.to_owned(),
            outcome: Outcome::Skip,
            sent: sent.to_owned(),
            came: "nothing was sent (--dry-run)".into(),
            why: String::new(),
            mend: String::new(),
            took: Duration::ZERO,
        }
    }
}

/// The width of the title column for these titles.
pub fn title_width<'a>(titles: impl IntoIterator<Item = &'a str>) -> usize {
    titles.into_iter().map(width).max().unwrap_or(0)
}

/// How many passed, failed and were skipped.
pub fn counts(verdicts: &[Verdict]) -> [usize; 3] {
    let of = |outcome| {
        verdicts
            .iter()
            .filter(|verdict| verdict.outcome == outcome)
            .count()
    };
    [of(Outcome::Pass), of(Outcome::Fail), of(Outcome::Skip)]
}

/// All of them as one document. `subject` is what was judged.
pub fn document(subject: &str, verdicts: &[Verdict]) -> String {
    let [passed, failed, skipped] = counts(verdicts);
    let data: Vec<Value> = verdicts.iter().map(Verdict::object).collect();
    json!({
        "subject": subject,
        "passed": passed,
        "failed": failed,
        "skipped": skipped,
        "data": data,
        "totalCount": verdicts.len(),
    })
    .to_string()
}

/// `text`, inert, broken between words; further lines begin after `indent` spaces.
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

    pub(crate) fn verdict(outcome: Outcome) -> Verdict {
        Verdict {
            name: "duplicate".into(),
            title: "answers a duplicate alike".into(),
            outcome,
            sent: "calls.completed twice".into(),
            came: "200, then 500 <oops>\u{1b}[2J".into(),
            why: "events come at least once, so some come again and must do no harm".into(),
            mend: "keep the eventId of what was handled".into(),
            took: Duration::from_millis(1_234),
        }
    }

    #[test]
    fn a_failure_says_all_there_is_to_know() {
        let terminal = Terminal::plain(70);
        insta::assert_snapshot!(verdict(Outcome::Fail).lines(Format::Table, 25, &terminal), @r"
        FAIL  answers a duplicate alike  200, then 500 <oops>\u{1b}[2J
              sent  calls.completed twice
              why   events come at least once, so some come again and must do
                    no harm
              mend  keep the eventId of what was handled
        ");
        insta::assert_snapshot!(verdict(Outcome::Pass).lines(Format::Plain, 25, &terminal), @r"pass	duplicate	200, then 500 <oops>\u{1b}[2J");
        let document = document(
            "http://h/",
            &[verdict(Outcome::Skip), verdict(Outcome::Fail)],
        );
        let value: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(
            (&value["failed"], &value["skipped"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(value["data"][1]["tookMs"], 1234);
    }
}
