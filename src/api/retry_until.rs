//! Sending a call command that is worth repeating until a deadline: a caller waits (docs/api.md).

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use crate::api::answer::decode;
use crate::api::failure::Failure;
use crate::api::{ApiError, Client, Reply, Request};
use crate::http::backoff::Backoff;

/// The pauses between attempts: short, because a caller waits.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(3));

impl Client {
    /// Sends `request` until the API accepts it or the next attempt would start after `give_up`. Retries
    /// when nothing was sent, on 429, and on 503 with `Retry-After`. Never repeats a command that may
    /// have taken effect.
    ///
    /// # Errors
    /// Returns the last error; [`ApiError::Unknown`] when the command may have taken effect.
    pub async fn retry_until<T: DeserializeOwned + 'static>(
        &self,
        request: &Request<T>,
        give_up: Instant,
    ) -> Result<Reply<T>, ApiError> {
        self.check_key(request.wants)?;
        let mut failures = 0;
        loop {
            failures += 1;
            let failure = match self.attempt(request).await {
                Ok(answer) if answer.is_good() => return decode(request.method, answer),
                Ok(answer) => Failure::from_answer(answer),
                Err(failure) => failure,
            };
            let pause = match &failure {
                Failure::Unsent(_) => Some(BACKOFF.pause(failures)),
                Failure::Broken(_) | Failure::TooLarge(_) | Failure::Missing(..) => None,
                Failure::Answered(refusal, after) => match (refusal.status, after) {
                    (429, after) => Some(BACKOFF.pause_or(failures, *after)),
                    // Without `Retry-After` a 5xx may come from a proxy, after the API took the command.
                    (503, Some(after)) => Some(BACKOFF.pause_or(failures, Some(*after))),
                    _ => None,
                },
            };
            match pause.filter(|pause| Instant::now() + *pause < give_up) {
                Some(pause) => self.wait(&failure, pause).await,
                None => return Err(failure.into_error(request.method)),
            }
        }
    }
}
