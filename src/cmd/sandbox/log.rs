//! Writes the log of the sandbox to stderr: one line for each request and each delivery attempt.

use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::mpsc::Receiver;

use crate::context::Context;
use crate::sandbox::LogLine;
use crate::terminal::{Tone, clip, sanitize};

/// Characters of a path or URL that a line shows.
const SHOWN: usize = 200;

/// Writes lines until the sandbox ends.
pub(super) async fn write(context: &Context, mut lines: Receiver<LogLine>) {
    // A terminal that is stopped must not hold up the sandbox.
    context.terminal.never_wait();
    while let Some(line) = lines.recv().await {
        let time = context.clock.now().to_zoned(TimeZone::system());
        let time = time.strftime("%H:%M:%S").to_string();
        context.terminal.note(&text(&line, &time, |tone, text| {
            context.terminal.paint_err(tone, text)
        }));
    }
}

/// Formats a line: time, request or event, status, duration.
fn text(line: &LogLine, time: &str, paint: impl Fn(Tone, &str) -> String) -> String {
    let shown = |text: &str| sanitize(&clip(text, SHOWN));
    match line {
        LogLine::Request {
            method,
            path,
            status,
            took,
        } => {
            let status = status.map_or_else(|| Err("no answer (fault)".to_owned()), Ok);
            let result = result(&status, *took, paint);
            format!("{time} {} {} {result}", shown(method), shown(path))
        }
        LogLine::Delivery {
            event,
            url,
            outcome,
            took,
            attempt,
        } => {
            let attempt = match attempt {
                1 => String::new(),
                n => format!(" (attempt {n})"),
            };
            let result = result(outcome, *took, paint);
            let url = url.split('?').next().unwrap_or_default();
            format!("{time} → {event} {} {result}{attempt}", shown(url))
        }
    }
}

fn result(
    status: &Result<u16, String>,
    took: Duration,
    paint: impl Fn(Tone, &str) -> String,
) -> String {
    let (tone, text) = match status {
        Ok(status) if *status < 400 => (Tone::Good, status.to_string()),
        Ok(status) => (Tone::Bad, status.to_string()),
        Err(why) => (Tone::Bad, sanitize(why)),
    };
    format!("{} {} ms", paint(tone, &text), took.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_request_status_and_time() {
        let plain = |_, text: &str| text.to_owned();
        let took = Duration::from_millis(12);
        let request = LogLine::Request {
            method: "POST".into(),
            path: "/v1/calls/\u{1b}[2J".into(),
            status: Some(401),
            took,
        };
        insta::assert_snapshot!(text(&request, "14:05:09", plain), @r"14:05:09 POST /v1/calls/\u{1b}[2J 401 12 ms");
        let delivery = |outcome, attempt| LogLine::Delivery {
            event: "calls.initiated".into(),
            url: "http://127.0.0.1:3000/hook?token=secret".into(),
            outcome,
            took,
            attempt,
        };
        insta::assert_snapshot!(
            text(&delivery(Ok(200), 1), "14:05:09", plain),
            @"14:05:09 → calls.initiated http://127.0.0.1:3000/hook 200 12 ms"
        );
        let failed = delivery(Err("no answer within 5 s".into()), 2);
        insta::assert_snapshot!(
            text(&failed, "14:05:09", plain),
            @"14:05:09 → calls.initiated http://127.0.0.1:3000/hook no answer within 5 s 12 ms (attempt 2)"
        );
    }
}
