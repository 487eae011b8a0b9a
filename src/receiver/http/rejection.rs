//! Rejected requests: the answer to the sender, and the log for the user of `listen`.
//!
//! The first rejection of a kind is logged at once, repeats are summarised every 5 s.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use hyper::{Response, StatusCode};

use crate::terminal::{Terminal, clip, sanitize};

/// Time between two lines of one kind: long enough to read them, short enough to see that a second
/// attempt is still rejected.
const INTERVAL: Duration = Duration::from_secs(5);

/// Maximum columns of a value from outside.
const COLUMNS: usize = 80;

/// A request that is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) status: StatusCode,
    /// The reason for the sender. It also identifies the kind of rejection.
    reason: &'static str,
    /// The detail for the user of `listen`; `None` when another part of the program reports it.
    detail: Option<String>,
}

impl Rejection {
    pub(crate) fn new(status: StatusCode, reason: &'static str, detail: String) -> Rejection {
        let detail = Some(detail);
        Rejection {
            status,
            reason,
            detail,
        }
    }

    /// Returns a rejection that is not logged here.
    pub(crate) fn silent(status: StatusCode, reason: &'static str) -> Rejection {
        let detail = None;
        Rejection {
            status,
            reason,
            detail,
        }
    }

    pub(crate) fn answer(self) -> Response<Full<Bytes>> {
        let mut answer = Response::new(Full::from(format!("{}\n", self.reason)));
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, plain);
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        answer
    }
}

/// Returns a value from outside as a log line may show it.
pub(crate) fn shown(text: &str) -> String {
    clip(&sanitize(text), COLUMNS)
}

/// Returns `text` if it can be pasted into a command line, else `placeholder`.
pub(crate) fn word(text: &str, placeholder: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:[]~%".contains(&byte);
    let is_plain = text.bytes().all(plain) && !text.starts_with('-');
    match is_plain && !text.is_empty() && text.len() <= COLUMNS {
        true => text.to_owned(),
        false => placeholder.to_owned(),
    }
}

/// Logs rejections to stderr; clones share the counts.
#[derive(Clone)]
pub(crate) struct RejectionLog {
    terminal: Terminal,
    /// Repeats since the last line, for each kind that was logged within the last [`INTERVAL`].
    repeats: Arc<Mutex<HashMap<&'static str, u64>>>,
}

impl RejectionLog {
    pub(crate) fn new(terminal: Terminal) -> RejectionLog {
        let repeats = Arc::default();
        RejectionLog { terminal, repeats }
    }

    /// Logs a rejected request. Must be called inside the runtime.
    pub(crate) fn rejected(&self, rejection: &Rejection) {
        if let Some(detail) = &rejection.detail {
            let what = format!("refused with {}", rejection.status.as_u16());
            self.log(rejection.reason, what, detail);
        }
    }

    /// Logs a connection that failed before it carried a request.
    pub(crate) fn failed(&self, reason: &'static str, detail: &str) {
        self.log(reason, "connection refused".to_owned(), detail);
    }

    fn log(&self, reason: &'static str, what: String, detail: &str) {
        if !self.is_first(reason) {
            return;
        }
        self.terminal
            .complain(&format!("warning: {what}: {detail}"));
        let log = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                let Some(count) = log.take_repeats(reason) else {
                    return;
                };
                let seconds = INTERVAL.as_secs();
                log.terminal.complain(&format!(
                    "warning: {what}: {count} more in {seconds} s ({reason})"
                ));
            }
        });
    }

    /// Counts a rejection. Returns whether it is the first of its kind and needs a line.
    fn is_first(&self, reason: &'static str) -> bool {
        let mut repeats = self.lock();
        let known = repeats.get_mut(reason);
        known.map(|count| *count += 1).is_none() && repeats.insert(reason, 0).is_none()
    }

    /// Returns the number of repeats since the last line, or removes the kind when there were none.
    fn take_repeats(&self, reason: &'static str) -> Option<u64> {
        let mut repeats = self.lock();
        let count = repeats.get_mut(reason).map(std::mem::take);
        if count == Some(0) {
            repeats.remove(reason);
        }
        count.filter(|count| *count > 0)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<&'static str, u64>> {
        self.repeats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_logged_and_repeats_are_counted() {
        let log = RejectionLog::new(Terminal::plain(80).without_notes());
        assert!(log.is_first("a"));
        assert!(!log.is_first("a"));
        assert!(log.is_first("b"));
        assert!(!log.is_first("a"));
        assert_eq!(log.take_repeats("a"), Some(2));
        assert_eq!(log.take_repeats("b"), None);
        assert!(log.is_first("b"), "it had no repeats");
        assert!(!log.is_first("a"), "it had some");
        assert_eq!(log.take_repeats("a"), Some(1));
        assert_eq!(log.take_repeats("a"), None);
        assert!(log.is_first("a"));
    }

    #[test]
    fn only_plain_words_are_offered_for_pasting() {
        for plain in ["/hook", "abc.example.com", "[::1]"] {
            assert_eq!(word(plain, "<X>"), plain);
        }
        for odd in ["", "-rf", "a b", "$(x)", "a;b", "\u{1b}[2J"] {
            assert_eq!(word(odd, "<X>"), "<X>", "{odd}");
        }
    }
}
