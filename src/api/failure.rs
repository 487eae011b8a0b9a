//! A failed attempt: whether to retry, and which error it becomes in the end.

use std::time::Duration;

use crate::api::error::{ApiError, Refusal};
use crate::api::{Answer, Method};
use crate::http::Missing;
use crate::http::backoff::{Backoff, spread};

/// Attempts beyond the first. With the waits below, a dead host is reported within a second.
const RETRIES: u32 = 2;
/// Maximum number of waits for a rate limit, within `--max-wait`.
const RATE_LIMIT_RETRIES: u32 = 8;
/// The pauses between attempts, before they are spread.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(250), Duration::from_secs(30));

/// An attempt that did not work.
pub(crate) enum Failure {
    /// Nothing left this machine.
    Unsent(String),
    /// Sent, but no complete answer.
    Broken(String),
    /// Nothing was sent, and another attempt would end in the same way.
    Missing(Missing, String),
    /// An answer over the limit, which another attempt would return again.
    TooLarge(String),
    /// A complete answer with an error status.
    Answered(Box<Refusal>, Option<Duration>),
}

impl Failure {
    pub(crate) fn from_answer(answer: Answer) -> Failure {
        Failure::Answered(
            Box::new(Refusal::read(answer.status, &answer.body)),
            answer.retry_after,
        )
    }

    /// Returns the reason for the notice during the wait.
    pub(crate) fn why(&self) -> &str {
        match self {
            Failure::Answered(refusal, _) if refusal.status == 429 => "rate limited",
            Failure::Answered(..) => "the API had an error",
            Failure::Unsent(_) | Failure::Missing(..) => "cannot connect",
            Failure::Broken(_) | Failure::TooLarge(_) => "the connection broke",
        }
    }

    /// Returns the wait before the next attempt (`attempt` is the number of earlier ones), or
    /// `None` to stop.
    pub(crate) fn pause(&self, method: Method, attempt: u32) -> Option<Duration> {
        let limit = match self {
            Failure::Answered(refusal, _) if refusal.status == 429 => RATE_LIMIT_RETRIES,
            _ => RETRIES,
        };
        if attempt >= limit {
            return None;
        }
        let pause = |asked| spread_unless(asked, BACKOFF.pause_or(attempt + 1, asked));
        match self {
            Failure::Unsent(_) => Some(pause(None)),
            Failure::Missing(..) | Failure::TooLarge(_) => None,
            Failure::Broken(_) => (method == Method::Get).then(|| pause(None)),
            Failure::Answered(refusal, after) => match refusal.status {
                429 => Some(pause(*after)),
                408 | 500.. if method == Method::Get => Some(pause(*after)),
                _ => None,
            },
        }
    }

    pub(crate) fn into_error(self, method: Method) -> ApiError {
        match self {
            Failure::Unsent(what) => ApiError::Network(format!("{what}; nothing was sent")),
            Failure::Missing(missing, what) => ApiError::Missing {
                missing,
                message: format!("{what}; nothing was sent"),
            },
            Failure::Broken(what) if method == Method::Get => ApiError::Network(what),
            Failure::TooLarge(what) if method == Method::Get => ApiError::Unreadable(what),
            Failure::Broken(what) | Failure::TooLarge(what) => ApiError::Unknown(format!(
                "{what}; the request was sent and may have taken effect"
            )),
            Failure::Answered(refusal, retry_after) if refusal.status == 429 => {
                ApiError::RateLimited {
                    message: refusal.message,
                    retry_after,
                }
            }
            Failure::Answered(refusal, _)
                if method != Method::Get && is_gateway_error(refusal.status) =>
            {
                ApiError::Unknown(format!(
                    "{}; the API may have received the request, which may have taken effect",
                    refusal.message
                ))
            }
            Failure::Answered(refusal, _) => ApiError::Refused(refusal),
        }
    }
}

/// Returns whether a gateway answered in place of the API, which may have received the request: Bad
/// Gateway, Gateway Timeout, and the codes that CDNs use for the same.
fn is_gateway_error(status: u16) -> bool {
    matches!(status, 502 | 504 | 520..=527 | 598 | 599)
}

/// Spreads a pause of our own. A pause that the server asked for is kept to the second.
fn spread_unless(asked: Option<Duration>, pause: Duration) -> Duration {
    match asked {
        Some(asked) if asked == pause => pause,
        _ => spread(pause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, after: Option<u64>) -> Failure {
        let refusal = Refusal {
            status,
            ..Refusal::default()
        };
        Failure::Answered(Box::new(refusal), after.map(Duration::from_secs))
    }

    #[test]
    fn only_what_may_be_repeated_is() {
        let lost = || Failure::Broken("lost".into());
        for (failure, method, again) in [
            (lost(), Method::Get, true),
            (lost(), Method::Post, false),
            (lost(), Method::Delete, false),
            (Failure::Unsent("no".into()), Method::Post, true),
            (
                Failure::Missing(Missing::NameServer, "no".into()),
                Method::Get,
                false,
            ),
            (answered(429, None), Method::Post, true),
            (answered(503, None), Method::Get, true),
            (answered(408, None), Method::Get, true),
            (answered(408, None), Method::Post, false),
            (answered(503, None), Method::Put, false),
            (answered(404, None), Method::Get, false),
        ] {
            assert_eq!(
                failure.pause(method, 0).is_some(),
                again,
                "{}",
                failure.why()
            );
            assert!(failure.pause(method, 20).is_none());
        }
        let asked = answered(429, Some(7)).pause(Method::Post, 3);
        assert_eq!(asked, Some(Duration::from_secs(7)));
        let pauses: Vec<Duration> = (0..8)
            .filter_map(|n| answered(429, Some(0)).pause(Method::Get, n))
            .collect();
        let total: Duration = pauses.iter().sum();
        assert!(total > Duration::from_secs(30), "{pauses:?}");
    }
}
