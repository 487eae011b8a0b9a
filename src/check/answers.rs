//! What the answers to a point's events say, in words.

use crate::check::Seen;
use crate::http::webhook_sender::{PostError, Posted};

/// What came of one post.
pub(super) type Answer = Result<Posted, PostError>;

/// Whether all got 200 in time, and how long the slowest took.
pub(super) fn judge<'a>(answers: impl Iterator<Item = (&'a str, &'a Answer)> + Clone) -> Seen {
    let count = answers.clone().count();
    let wrong: Vec<_> = answers
        .clone()
        .filter(|(_, answer)| status(answer) != Some(200))
        .collect();
    let Some((name, answer)) = wrong.first() else {
        let slowest = answers
            .filter_map(|(_, answer)| answer.as_ref().ok())
            .map(|posted| posted.latency)
            .max();
        let slowest = slowest.unwrap_or_default().as_millis();
        return Seen::pass(match count {
            1 => format!("200 in {slowest} ms"),
            _ => format!("{count} times 200, the slowest in {slowest} ms"),
        });
    };
    let came = format!("{name}: {}", word(answer));
    let seen = Seen::fail(match (wrong.len(), count) {
        (1, 1) => came,
        (1, _) => format!("{came} (the other {} got 200)", count - 1),
        (n, _) => format!("{came}, and {} more of {count} did not get 200", n - 1),
    });
    match advice(answer) {
        Some(advice) => seen.mend(advice),
        None => seen,
    }
}

pub(super) fn status(answer: &Answer) -> Option<u16> {
    answer.as_ref().ok().map(|posted| posted.status)
}

/// An answer in a few words.
pub(super) fn word(answer: &Answer) -> String {
    match answer {
        Ok(posted) => format!("{} after {} ms", posted.status, posted.latency.as_millis()),
        Err(error) => error.to_string(),
    }
}

/// What to do about answers that mean the same whatever was sent.
fn advice(answer: &Answer) -> Option<&'static str> {
    if let Err(PostError::Connect(_)) = answer {
        return Some(
            "the handler has ended: look at its output (in Node a failed fetch after the answer ends the process unless it is caught)",
        );
    }
    match status(answer)? {
        401 | 403 => Some(
            "the handler wants a secret: set CHIRP_WEBHOOK_SECRET to it (and --secret-header, if it is not X-Webhook-Secret)",
        ),
        404 | 405 => Some("is the path right? the handler must take POST at the URL given"),
        201..=299 => Some("answer with exactly 200: no other status is documented as a success"),
        300..=399 => Some("the service follows no redirect: give it the final URL"),
        413 => Some("raise the limit of the body parser, such as express.json({ limit: \"1mb\" })"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn answers_are_judged_and_worded() {
        let answer = |status| {
            let latency = Duration::from_millis(7);
            Ok(Posted {
                status,
                latency,
                ..Posted::default()
            })
        };
        let came = |answers: &[Answer]| judge(answers.iter().map(|answer| ("calls.busy", answer)));
        assert_eq!(
            came(&[answer(200), answer(200)]),
            Seen::pass("2 times 200, the slowest in 7 ms")
        );
        let one = came(&[answer(200), answer(500), answer(200)]);
        assert_eq!(
            one,
            Seen::fail("calls.busy: 500 after 7 ms (the other 2 got 200)")
        );
        let late = Err(PostError::TimedOut(Duration::from_secs(5)));
        let two = came(&[late, answer(500), answer(200)]);
        assert_eq!(
            two.came,
            "calls.busy: no answer within 5 s, and 1 more of 3 did not get 200"
        );
        assert!(came(&[answer(204)]).mend.unwrap().contains("exactly 200"));
    }
}
