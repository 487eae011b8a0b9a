//! Sending a call command that is worth repeating until a deadline: a caller waits (spec, section 4).

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use crate::api::answer::decode;
use crate::api::failure::Failure;
use crate::api::{ApiError, Client, Reply, Request};

/// The first wait between attempts; it doubles up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(3);

impl Client {
    /// Sends `request` until it is taken: again when nothing was sent, on 429 and on 5xx, as long as the
    /// next attempt begins before `give_up`. What may have taken effect (sent, no answer) is not repeated.
    ///
    /// # Errors
    /// The last one; [`ApiError::Unknown`] when the answer was lost.
    pub async fn insist<T: DeserializeOwned + 'static>(
        &self,
        request: &Request<T>,
        give_up: Instant,
    ) -> Result<Reply<T>, ApiError> {
        self.check_key(request.wants)?;
        let mut wait = FIRST_WAIT;
        loop {
            let failure = match self.attempt(request).await {
                Ok(answer) if answer.is_good() => return decode(request.method, answer),
                Ok(answer) => Failure::from_answer(answer),
                Err(failure) => failure,
            };
            let pause = match &failure {
                Failure::Unsent(_) => Some(wait),
                Failure::Broken(_) => None,
                Failure::Answered(refusal, after) => {
                    let again = refusal.status == 429 || refusal.status >= 500;
                    again.then(|| after.unwrap_or(wait))
                }
            };
            match pause.filter(|pause| Instant::now() + *pause < give_up) {
                Some(pause) => self.wait(&failure, pause).await,
                None => return Err(failure.into_error(request.method)),
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }
}
