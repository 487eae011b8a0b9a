//! The retry schedule of a delivery. Pure.
//!
//! Only `200` counts as success. Any other answer, or none within 5 s, is a failure; after up to 5 retries with
//! exponential backoff the delivery is given up (docs/api.md, "Webhook delivery").

use std::time::Duration;

/// Retries after the first attempt (docs/api.md, "Webhook delivery").
const RETRIES: usize = 5;
/// The first wait, in call time; each further wait is twice as long. The vendor does not document the waits.
pub(crate) const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The decision after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    Done,
    RetryAfter(Duration),
    GiveUp,
}

/// Decides what follows attempt number `tries`, which was answered with `status`.
pub(crate) fn after_attempt(tries: usize, status: Option<u16>) -> RetryDecision {
    match status {
        Some(200) => RetryDecision::Done,
        _ if tries > RETRIES => RetryDecision::GiveUp,
        _ => RetryDecision::RetryAfter(FIRST_WAIT * (1 << tries.saturating_sub(1).min(16))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_is_success_and_five_retries_double_their_wait() {
        let waits: Vec<_> = (1..=5)
            .map(|tries| after_attempt(tries, Some(500)))
            .collect();
        let expected =
            [1, 2, 4, 8, 16].map(|seconds| RetryDecision::RetryAfter(Duration::from_secs(seconds)));
        assert_eq!(waits, expected);
        assert_eq!(after_attempt(6, None), RetryDecision::GiveUp);
        assert_eq!(after_attempt(6, Some(200)), RetryDecision::Done);
        for status in [201, 204, 301, 404, 503] {
            let expected = RetryDecision::RetryAfter(FIRST_WAIT);
            assert_eq!(after_attempt(1, Some(status)), expected, "{status}");
        }
    }
}
