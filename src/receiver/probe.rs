//! A request through the public URL that checks whether it leads to this listener.
//!
//! It carries a random mark and no secret, so a wrong URL learns nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::http::webhook_sender::{PostError, WebhookSender};

/// The header that carries the mark.
pub const HEADER: &str = "chirp-probe";

/// A tunnel that was just started may need some seconds.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(10);

/// A random mark, and whether a request with it arrived. Clones share it.
#[derive(Clone, Debug)]
pub struct Probe {
    mark: Arc<str>,
    seen: Arc<AtomicBool>,
}

impl Probe {
    /// A probe with the mark `mark`.
    pub fn new(mark: &str) -> Probe {
        Probe {
            mark: mark.into(),
            seen: Arc::default(),
        }
    }

    /// Returns whether a request with that value of [`HEADER`] is ours. It is answered 200 and not recorded.
    pub fn sees(&self, value: &[u8]) -> bool {
        let ours = value == self.mark.as_bytes();
        self.seen.fetch_or(ours, Ordering::Relaxed);
        ours
    }

    /// Posts to `url` until the request arrives here.
    ///
    /// # Errors
    /// The problem, for a person.
    pub async fn send(&self, url: &url::Url) -> Result<(), String> {
        let headers = [(HEADER.to_owned(), self.mark.to_string())];
        let poster =
            WebhookSender::new(url, &headers, TIMEOUT).map_err(|error| error.to_string())?;
        let mut last = String::new();
        for attempt in 1..=TRIES {
            let answer = poster.post("{}").await;
            if self.seen.load(Ordering::Relaxed) {
                return Ok(());
            }
            last = match answer {
                Ok(posted) => format!("another program answered with HTTP {}", posted.status),
                Err(PostError::TimedOut(_)) => "no answer came".to_owned(),
                Err(error) => error.to_string(),
            };
            if attempt < TRIES {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Err(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_mark_counts() {
        let probe = Probe::new("m1");
        assert!(!probe.sees(b"m2") && !probe.seen.load(Ordering::Relaxed));
        assert!(probe.clone().sees(b"m1"));
        assert!(!probe.sees(b""));
        assert!(probe.seen.load(Ordering::Relaxed));
    }
}
