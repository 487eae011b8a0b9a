//! Evaluates the answers of a handler.

use crate::check::finding::CheckFinding;
use crate::http::webhook_sender::{PostError, Posted};

/// The result of one POST.
pub(super) type Answer = Result<Posted, PostError>;

/// Passes when every answer is a 200 in time.
pub(super) fn evaluate<'a>(
    answers: impl Iterator<Item = (&'a str, &'a Answer)> + Clone,
) -> CheckFinding {
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
        return CheckFinding::pass(match count {
            1 => format!("200 in {slowest} ms"),
            _ => format!("{count} times 200, the slowest in {slowest} ms"),
        });
    };
    let came = format!("{name}: {}", describe(answer));
    let finding = CheckFinding::fail(match (wrong.len(), count) {
        (1, 1) => came,
        (1, _) => format!("{came} (the other {} got 200)", count - 1),
        (n, _) => format!("{came}, and {} more of {count} did not get 200", n - 1),
    });
    match advice(answer) {
        Some(advice) => finding.with_fix(advice),
        None => finding,
    }
}

pub(super) fn status(answer: &Answer) -> Option<u16> {
    answer.as_ref().ok().map(|posted| posted.status)
}

/// Describes an answer.
pub(super) fn describe(answer: &Answer) -> String {
    match answer {
        Ok(posted) => format!("{} after {} ms", posted.status, posted.latency.as_millis()),
        Err(error) => error.to_string(),
    }
}

/// Returns the fix for answers whose cause does not depend on the event.
fn advice(answer: &Answer) -> Option<&'static str> {
    if let Err(PostError::Connect(_)) = answer {
        return Some(
            "the handler has exited: look at its output (in Node an uncaught failure of fetch ends the process)",
        );
    }
    match status(answer)? {
        401 | 403 => Some(
            "the handler expects a secret: set CHIRP_WEBHOOK_SECRET (and --secret-header, if it is not X-Webhook-Secret)",
        ),
        404 | 405 => Some("check the path: the handler must accept POST at this URL"),
        201..=299 => Some("answer with exactly 200: no other status is documented as success"),
        300..=399 => Some("the service follows no redirects: use the final URL"),
        413 => Some("raise the limit of the body parser, such as express.json({ limit: \"1mb\" })"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn answers_are_evaluated_and_described() {
        let answer = |status| {
            let latency = Duration::from_millis(7);
            Ok(Posted {
                status,
                latency,
                ..Posted::default()
            })
        };
        let came =
            |answers: &[Answer]| evaluate(answers.iter().map(|answer| ("calls.busy", answer)));
        assert_eq!(
            came(&[answer(200), answer(200)]),
            CheckFinding::pass("2 times 200, the slowest in 7 ms")
        );
        let one = came(&[answer(200), answer(500), answer(200)]);
        assert_eq!(
            one,
            CheckFinding::fail("calls.busy: 500 after 7 ms (the other 2 got 200)")
        );
        let late = Err(PostError::TimedOut(Duration::from_secs(5)));
        let two = came(&[late, answer(500), answer(200)]);
        assert_eq!(
            two.came,
            "calls.busy: no answer within 5 s, and 1 more of 3 did not get 200"
        );
        assert!(came(&[answer(204)]).fix.unwrap().contains("exactly 200"));
    }
}
