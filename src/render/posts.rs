//! One line for each webhook that we posted: the event, the response and the latency.

use serde_json::json;

use crate::events::Event;
use crate::http::webhook_sender::{PostError, Posted};
use crate::render::{Format, json};
use crate::terminal::{Terminal, Tone, clip, sanitize, sanitize_lines};

/// Widths of the columns before the text: status, latency, the longest documented event name.
const STATUS: usize = 5;
const LATENCY: usize = 8;
const EVENT: usize = 25;

/// Maximum length of a traced body, in columns.
const LONGEST_TRACE: usize = 4000;

/// A webhook that was posted.
#[derive(Clone, Debug)]
pub struct Post {
    /// The parsed event.
    pub event: Option<Event>,
    /// The target URL.
    pub url: String,
    /// The response.
    pub outcome: Result<Posted, PostError>,
}

impl Post {
    /// Returns whether the handler accepted it (2xx).
    pub fn is_taken(&self) -> bool {
        self.status().is_some_and(|status| status / 100 == 2)
    }

    /// Returns the status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.outcome.as_ref().ok().map(|posted| posted.status)
    }

    /// Returns one sanitized line: an object for programs, columns for people.
    pub fn line(&self, format: Format, terminal: &Terminal) -> String {
        match format {
            Format::Json | Format::Jsonl => self.object(),
            Format::Plain => self.tabs(),
            Format::Table => self.columns(terminal),
        }
    }

    /// The lines of the answer's body after the first, indented, for a person; empty when there are none.
    pub fn more_lines(&self, most: usize, terminal: &Terminal) -> String {
        let body = self.body();
        let (_, rest) = body.trim_start().split_once('\n').unwrap_or_default();
        let text = sanitize_lines(rest.trim_end());
        let columns = usize::from(terminal.width()).saturating_sub(2);
        let mut lines: Vec<String> = text
            .lines()
            .take(most)
            .map(|line| format!("  {}", clip(line, columns)))
            .collect();
        if text.lines().count() > most {
            lines.push("  …".into());
        }
        terminal.paint(Tone::Dim, &lines.join("\n"))
    }

    /// Returns the exchange for `-v`, sanitized: the `sent` body, the headers `received`, and the
    /// names of our own headers, whose values may be secrets.
    pub fn trace(
        &self,
        own: &[String],
        received: &[(String, Vec<u8>)],
        sent: &[u8],
    ) -> Vec<String> {
        let mut lines = vec![format!("> POST {}", self.url)];
        for (name, value) in received {
            lines.push(format!("> {name}: {}", String::from_utf8_lossy(value)));
        }
        lines.extend(own.iter().map(|name| format!("> {name}: [redacted]")));
        lines.push(format!("> {}", String::from_utf8_lossy(sent)));
        match &self.outcome {
            Ok(posted) => {
                let (status, millis) = (posted.status, posted.latency.as_millis());
                lines.push(format!("< HTTP {status} after {millis} ms"));
                if !posted.body.is_empty() {
                    lines.push(format!("< {}", self.body()));
                }
            }
            Err(error) => lines.push(format!("< {error}")),
        }
        lines
            .iter()
            .map(|line| clip(&sanitize(line), LONGEST_TRACE))
            .collect()
    }

    fn body(&self) -> String {
        let body = self.outcome.as_ref().map(|posted| &posted.body[..]);
        String::from_utf8_lossy(body.unwrap_or_default()).into_owned()
    }

    fn latency_ms(&self) -> Option<u128> {
        let posted = self.outcome.as_ref().ok()?;
        Some(posted.latency.as_millis())
    }

    fn error(&self) -> Option<String> {
        self.outcome.as_ref().err().map(ToString::to_string)
    }

    fn read(&self, of: impl Fn(&Event) -> Option<String>) -> Option<String> {
        self.event.as_ref().and_then(of)
    }

    fn object(&self) -> String {
        let object = json!({
            "event": self.read(|event| Some(event.name.clone())),
            "eventId": self.read(|event| event.id.clone()),
            "callId": self.read(|event| event.call_id.clone()),
            "url": self.url,
            "status": self.status(),
            "latencyMs": self.latency_ms().and_then(|ms| u64::try_from(ms).ok()),
            "error": self.error(),
            "body": self.outcome.is_ok().then(|| self.body()),
        });
        json::line(&object.to_string())
    }

    fn tabs(&self) -> String {
        let text = |value: Option<String>| sanitize(&value.unwrap_or_default());
        [
            text(self.read(|event| Some(event.name.clone()))),
            text(self.read(|event| event.id.clone())),
            text(self.read(|event| event.call_id.clone())),
            text(self.status().map(|status| status.to_string())),
            text(self.latency_ms().map(|ms| ms.to_string())),
            text(self.error().or_else(|| Some(first_line(&self.body())))),
        ]
        .join("\t")
    }

    fn columns(&self, terminal: &Terminal) -> String {
        let (tone, status) = match self.status() {
            Some(status @ 200..=299) => (Tone::Good, status.to_string()),
            Some(status) => (Tone::Bad, status.to_string()),
            None => (Tone::Bad, "none".into()),
        };
        let latency = self.latency_ms().map(|ms| format!("{ms} ms"));
        let name = self.read(|event| Some(event.name.clone()));
        let name = clip(
            &sanitize(&name.unwrap_or_else(|| "(no event)".into())),
            EVENT,
        );
        let (said, said_tone) = match self.error() {
            Some(error) => (error, Tone::Bad),
            None => (first_line(&self.body()), Tone::Dim),
        };
        let room = usize::from(terminal.width()).saturating_sub(STATUS + LATENCY + EVENT + 4);
        let line = format!(
            "{} {:>LATENCY$}  {name:<EVENT$} {}",
            terminal.paint(tone, &format!("{status:<STATUS$}")),
            latency.unwrap_or_default(),
            terminal.paint(said_tone, &clip(&sanitize(&said), room)),
        );
        line.trim_end().to_owned()
    }
}

fn first_line(body: &str) -> String {
    body.trim_start().lines().next().unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn post(outcome: Result<Posted, PostError>) -> Post {
        Post {
            event: Event::read(br#"{"event":"calls.busy","eventId":"evt_1"}"#),
            url: "http://h/".into(),
            outcome,
        }
    }

    #[test]
    fn each_form_tells_what_came() {
        let taken = post(Ok(Posted {
            status: 200,
            latency: Duration::from_micros(12_345),
            body: b"OK\x1b[2J\nmore\nlast\n".to_vec(),
            ..Posted::default()
        }));
        let terminal = Terminal::plain(60);
        insta::assert_snapshot!(taken.line(Format::Table, &terminal), @"200      12 ms  calls.busy                OK\\u{1b}[2J");
        insta::assert_snapshot!(taken.line(Format::Json, &terminal), @r#"{"event":"calls.busy","eventId":"evt_1","callId":null,"url":"http://h/","status":200,"latencyMs":12,"error":null,"body":"OK\u001b[2J\nmore\nlast\n"}"#);
        assert_eq!(
            taken.line(Format::Plain, &terminal),
            "calls.busy\tevt_1\t\t200\t12\tOK\\u{1b}[2J"
        );
        assert_eq!(taken.more_lines(1, &terminal), "  more\n  …");
        let headers = [("x-a".to_owned(), b"1\n".to_vec())];
        assert_eq!(
            taken.trace(&["X-Webhook-Secret".to_owned()], &headers, b"{}"),
            [
                "> POST http://h/",
                r"> x-a: 1\n",
                "> X-Webhook-Secret: [redacted]",
                "> {}",
                "< HTTP 200 after 12 ms",
                r"< OK\u{1b}[2J\nmore\nlast\n"
            ]
        );
        let none = post(Err(PostError::TimedOut(Duration::from_secs(5))));
        insta::assert_snapshot!(none.line(Format::Table, &terminal), @"none            calls.busy                no answer within …");
        assert!(!none.is_taken() && taken.is_taken());
    }
}
