//! One attempt to deliver to a target as plain data: the request, the outcome, and the journal
//! entry.

use std::time::Duration;

use serde_json::json;

use crate::events::entry::{Entry, Record};
use crate::http::webhook_sender::{PostError, Posted};
use crate::receiver::consumers::forward::dispatch_queue::AttemptOutcome;

/// The part of an answer that is recorded and shown.
const ANSWER_LINES: usize = 3;
const ANSWER_COLUMNS: usize = 200;

/// The longest `Location` that is recorded.
const LONGEST_LOCATION: usize = 2000;

/// From this number of attempts on, only every doubling is recorded: a target that is down for
/// hours must not fill the journal.
const ALL_RECORDED: u32 = 5;

/// Our headers.
const SEQ: &str = "chirp-event-seq";
const ID: &str = "chirp-event-id";
const ATTEMPT: &str = "chirp-attempt";
const RECEIVED_AT: &str = "chirp-received-at";

/// The body as received.
pub(crate) fn body(entry: &Entry) -> Vec<u8> {
    entry.record.received().unwrap_or_default().to_vec()
}

/// The headers as received that are for the handler.
pub fn received_headers(entry: &Entry) -> Vec<(String, Vec<u8>)> {
    let Record::Event { headers, .. } = &entry.record else {
        return Vec::new();
    };
    let is_ours = |name: &str| {
        let ours = [SEQ, ID, ATTEMPT, RECEIVED_AT];
        ours.iter().any(|own| own.eq_ignore_ascii_case(name))
    };
    let received = headers.end_to_end().filter(|(name, _)| !is_ours(name));
    received
        .map(|(name, value)| (name.to_owned(), value.to_vec()))
        .collect()
}

/// Returns the received headers and our own.
pub(crate) fn headers(entry: &Entry, attempt: u32) -> Vec<(String, Vec<u8>)> {
    let mut all = received_headers(entry);
    let Record::Event { event, .. } = &entry.record else {
        return all;
    };
    let mut add = |name: &str, value: String| all.push((name.to_owned(), value.into_bytes()));
    add(SEQ, entry.seq.to_string());
    // An id that no header can carry is still in the body.
    let is_plain = |id: &&String| id.bytes().all(|byte| byte.is_ascii_graphic());
    if let Some(id) = event.id.as_ref().filter(is_plain) {
        add(ID, id.clone());
    }
    add(ATTEMPT, attempt.to_string());
    add(RECEIVED_AT, crate::clock::iso_millis(entry.at));
    all
}

/// Returns the outcome for the event.
pub(crate) fn outcome(answer: &Result<Posted, PostError>) -> AttemptOutcome {
    match answer {
        Ok(posted) if (200..300).contains(&posted.status) => AttemptOutcome::Accepted,
        Err(PostError::Connect(_)) => AttemptOutcome::Unreachable,
        Ok(posted) => AttemptOutcome::Rejected {
            retry_after: posted.retry_after,
        },
        Err(_) => AttemptOutcome::Rejected { retry_after: None },
    }
}

/// The record of an attempt as JSON; `None` for one that is not recorded.
pub(crate) fn detail(
    url: &str,
    attempt: u32,
    latency: Duration,
    answer: &Result<Posted, PostError>,
    retry_in: Option<Duration>,
) -> Option<String> {
    if retry_in.is_some() && attempt > ALL_RECORDED && !attempt.is_power_of_two() {
        return None;
    }
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let mut detail = json!({
        "url": url, "status": null, "latencyMs": millis(latency), "attempt": attempt,
    });
    if let Some(retry_in) = retry_in {
        detail["error"] = match answer {
            Ok(posted) => format!("HTTP {}", posted.status).into(),
            Err(error) => error.to_string().into(),
        };
        detail["retryInMs"] = millis(retry_in).into();
    }
    if let Ok(posted) = answer {
        detail["status"] = posted.status.into();
        let redirect = posted
            .location
            .as_ref()
            .filter(|_| posted.status / 100 == 3);
        if let Some(location) = redirect {
            let location: String = location.chars().take(LONGEST_LOCATION).collect();
            detail["location"] = location.into();
        }
        let head = head(&posted.body);
        if !head.is_empty() {
            detail["answer"] = head.into();
        }
    }
    Some(detail.to_string())
}

/// Returns the first lines of a response, unsanitized.
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
    fn all_headers_but_hop_by_hop_ones_are_forwarded() {
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
                body: body.into(),
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
        let recorded = |attempt: &u32| {
            let retry_in = Some(Duration::from_secs(1));
            detail("http://x/", *attempt, Duration::ZERO, &failed, retry_in).is_some()
        };
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
