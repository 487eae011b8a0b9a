//! A time limit that a connection uses for one request after the other.
//!
//! A timer of its own for each request would be due before all others, so the runtime would be woken
//! to sleep less each time; moving one that runs already costs nothing.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, Sleep, sleep};

/// See above.
#[derive(Debug)]
pub(crate) struct Patience {
    limit: Duration,
    timer: Mutex<Pin<Box<Sleep>>>,
}

impl Patience {
    /// Must be called inside the runtime.
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            limit,
            timer: Mutex::new(Box::pin(sleep(limit))),
        }
    }

    /// What `work` gives; `None` when it takes longer than the limit. A second caller waits for the
    /// first: a connection answers one request at a time.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut timer = self.timer.lock().await;
        timer.as_mut().reset(Instant::now() + self.limit);
        tokio::select! {
            biased;
            result = work => Some(result),
            () = timer.as_mut() => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};

    #[tokio::test(start_paused = true)]
    async fn each_use_has_the_whole_limit() {
        let patience = Patience::new(Duration::from_secs(4));
        for _ in 0..3 {
            let start = Instant::now();
            let slow = sleep(Duration::from_secs(3));
            assert_eq!(patience.within(slow).await, Some(()));
            assert_eq!(patience.within(ready(1)).await, Some(1));
            assert_eq!(patience.within(pending::<()>()).await, None);
            assert_eq!(start.elapsed().as_secs(), 7);
        }
    }
}
