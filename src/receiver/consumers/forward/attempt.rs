//! One attempt at a target as plain data: what is sent, how the answer is judged, what is recorded.

use std::time::Duration;

use serde_json::json;

use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::http::webhook_sender::{PostError, Posted};
use crate::receiver::consumers::forward::dispatch_queue::Verdict;

/// Of the target's answer, so much is recorded and shown.
const ANSWER_LINES: usize = 3;
const ANSWER_COLUMNS: usize = 200;

/// Headers between two neighbours, not between sender and handler (RFC 9110, 7.6.1), and those that
/// say anew what is true of our own request.
const NOT_PASSED_ON: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "host",
    "content-length",
];

/// Ours.
const SEQ: &str = "chirp-event-seq";
const ID: &str = "chirp-event-id";
const ATTEMPT: &str = "chirp-attempt";
const RECEIVED_AT: &str = "chirp-received-at";

/// The body as received.
pub(crate) fn body(entry: &Entry) -> Vec<u8> {
    match &entry.record {
        Record::Event { body, .. } => body.clone(),
        _ => Vec::new(),
    }
}

/// The headers as received that are for the handler.
pub fn received_headers(entry: &Entry) -> Vec<(String, Vec<u8>)> {
    let Record::Event { headers, .. } = &entry.record else {
        return Vec::new();
    };
    let passed_on = |name: &str| {
        let name = name.to_ascii_lowercase();
        let name = name.as_str();
        !NOT_PASSED_ON.contains(&name) && ![SEQ, ID, ATTEMPT, RECEIVED_AT].contains(&name)
    };
    let all = headers.iter().filter(|(name, _)| passed_on(name));
    all.map(|(name, value)| (name.to_owned(), value.to_vec()))
        .collect()
}

/// The same, and ours.
pub(crate) fn headers(entry: &Entry, attempt: u32) -> Vec<(String, Vec<u8>)> {
    let mut all = received_headers(entry);
    let mut add = |name: &str, value: String| all.push((name.to_owned(), value.into_bytes()));
    add(SEQ, entry.seq.to_string());
    if let Record::Event { event, .. } = &entry.record {
        // An id that no header can carry is in the body all the same.
        let is_plain = |id: &&String| id.bytes().all(|byte| byte.is_ascii_graphic());
        let id = event.id.as_ref().filter(is_plain);
        id.into_iter().for_each(|id| add(ID, id.clone()));
    }
    add(ATTEMPT, attempt.to_string());
    add(RECEIVED_AT, crate::clock::iso_millis(entry.at));
    all
}

pub(crate) fn judge(answer: &Result<Posted, PostError>) -> Verdict {
    match answer {
        Ok(posted) if (200..300).contains(&posted.status) => Verdict::Taken,
        Err(PostError::Connect(_)) => Verdict::Unreachable,
        _ => Verdict::Refused,
    }
}

/// What is recorded of an attempt. A target that is down for hours must not fill the journal: from
/// the fifth failure on, only every doubling of their number is worth an entry.
pub(crate) fn report(
    of: i64,
    url: &str,
    attempt: u32,
    latency: Duration,
    answer: &Result<Posted, PostError>,
) -> Option<Action> {
    let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
    let mut detail = json!({ "url": url, "status": null, "latencyMs": millis, "attempt": attempt });
    if let Ok(posted) = answer {
        detail["status"] = posted.status.into();
        let head = head(&posted.body);
        if !head.is_empty() {
            detail["answer"] = head.into();
        }
    }
    let kind = match judge(answer) {
        Verdict::Taken => ActionKind::Forwarded,
        _ if attempt > 5 && !attempt.is_power_of_two() => return None,
        _ => ActionKind::ForwardFailed,
    };
    if kind == ActionKind::ForwardFailed {
        detail["error"] = match answer {
            Ok(posted) => format!("HTTP {}", posted.status).into(),
            Err(error) => error.to_string().into(),
        };
    }
    let detail = detail.to_string();
    Some(Action { kind, of, detail })
}

/// The first lines of an answer, of a size to be shown, as they came: whoever shows them makes them inert.
fn head(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = (lines.take(ANSWER_LINES))
        .map(|line| line.trim_end().chars().take(ANSWER_COLUMNS).collect())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_pass_on_but_for_those_between_neighbours() {
        let received = [
            ("host", "127.0.0.1:8080"),
            ("content-type", "application/json"),
            ("x-twice", "1"),
            ("x-twice", "2"),
            ("Connection", "close"),
            ("content-length", "7"),
            ("Chirp-Attempt", "9"),
        ];
        let received = received.map(|(name, value)| (name, value.as_bytes()));
        let body = br#"{"event":"a","eventId":"evt_1"}"#.to_vec();
        let entry = Entry {
            seq: 7,
            at: "2026-04-13T12:00:00Z".parse().unwrap(),
            record: Record::Event {
                event: crate::events::Event::read(&body).unwrap(),
                body,
                headers: received.into_iter().collect(),
            },
        };
        let sent: Vec<String> = headers(&entry, 3)
            .into_iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8(value).unwrap()))
            .collect();
        assert_eq!(
            sent,
            [
                "content-type: application/json",
                "x-twice: 1",
                "x-twice: 2",
                "chirp-event-seq: 7",
                "chirp-event-id: evt_1",
                "chirp-attempt: 3",
                "chirp-received-at: 2026-04-13T12:00:00.000Z",
            ]
        );
    }

    #[test]
    fn failures_are_recorded_ever_more_rarely() {
        let failed = Err(PostError::Connect("refused".into()));
        let recorded =
            |attempt: &u32| report(1, "http://x/", *attempt, Duration::ZERO, &failed).is_some();
        let attempts: Vec<u32> = (1..70).filter(recorded).collect();
        assert_eq!(attempts, [1, 2, 3, 4, 5, 8, 16, 32, 64]);
    }

    #[test]
    fn answers_are_shown_by_their_first_lines() {
        assert_eq!(
            head(b"\n\nTypeError\x1b[31m\n  at x\r\n\n  at y\nat z"),
            "TypeError\u{1b}[31m\n  at x\n  at y"
        );
        assert_eq!(head(b""), "");
        assert!(head(&[b'x'; 100_000]).len() < 250);
    }
}
