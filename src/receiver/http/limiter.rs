//! Limits the number of connections.
//!
//! At the limit, the connection that has been idle for longest is closed in favour of the next one,
//! so that idle connections never keep an event out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The value of [`ConnectionSlot::idle_since`] while a request is in progress.
const BUSY: u64 = u64::MAX;

/// An evicted connection closes within microseconds.
const EVICT_AGAIN: Duration = Duration::from_millis(50);

/// Hands out connection slots.
#[derive(Debug)]
pub(crate) struct ConnectionLimiter {
    free: Arc<Semaphore>,
    taken: Mutex<Vec<Weak<ConnectionSlot>>>,
    clock: Arc<AtomicU64>,
}

/// The slot of one connection, free again when it is dropped.
#[derive(Debug)]
pub(crate) struct ConnectionSlot {
    /// A tick of `clock`: the smaller, the longer the connection has been idle.
    idle_since: AtomicU64,
    clock: Arc<AtomicU64>,
    evicted: Notify,
    _permit: OwnedSemaphorePermit,
}

impl ConnectionLimiter {
    pub(crate) fn new(count: usize) -> ConnectionLimiter {
        ConnectionLimiter {
            free: Arc::new(Semaphore::new(count)),
            taken: Mutex::default(),
            clock: Arc::default(),
        }
    }

    /// Returns a slot. At the limit it evicts the longest idle connection and waits for its slot.
    pub(crate) async fn acquire(&self) -> Arc<ConnectionSlot> {
        let permit = loop {
            if let Ok(permit) = self.free.clone().try_acquire_owned() {
                break permit;
            }
            self.evict_idle();
            // Repeated, since the evicted one may have got a request at the same moment.
            if let Ok(Ok(permit)) = timeout(EVICT_AGAIN, self.free.clone().acquire_owned()).await {
                break permit;
            }
        };
        let slot = Arc::new(ConnectionSlot {
            idle_since: AtomicU64::new(self.clock.fetch_add(1, Ordering::Relaxed)),
            clock: self.clock.clone(),
            evicted: Notify::new(),
            _permit: permit,
        });
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() == taken.capacity() {
            taken.retain(|slot| slot.strong_count() > 0);
        }
        taken.push(Arc::downgrade(&slot));
        slot
    }

    fn evict_idle(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let idle_since = |slot: &Arc<ConnectionSlot>| slot.idle_since.load(Ordering::Relaxed);
        let oldest = taken
            .iter()
            .filter_map(Weak::upgrade)
            .min_by_key(idle_since);
        if let Some(slot) = oldest.filter(|slot| idle_since(slot) != BUSY) {
            slot.evicted.notify_one();
        }
    }
}

impl ConnectionSlot {
    /// Marks the beginning of a request.
    pub(crate) fn set_busy(&self) {
        self.idle_since.store(BUSY, Ordering::Relaxed);
    }

    /// Marks the end of a request.
    pub(crate) fn set_idle(&self) {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        self.idle_since.store(now, Ordering::Relaxed);
    }

    /// Resolves when the connection is to close.
    pub(crate) async fn evicted(&self) {
        loop {
            self.evicted.notified().await;
            if self.idle_since.load(Ordering::Relaxed) != BUSY {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_longest_idle_connection_is_evicted() {
        let limiter = ConnectionLimiter::new(3);
        let (first, second) = (limiter.acquire().await, limiter.acquire().await);
        let third = limiter.acquire().await;
        first.set_idle();
        third.set_busy();
        tokio::select! {
            biased;
            _ = limiter.acquire() => panic!("there is no room"),
            () = second.evicted() => drop(second),
        }
        let fourth = limiter.acquire().await;
        first.set_busy();
        fourth.set_busy();
        tokio::select! {
            biased;
            _ = limiter.acquire() => panic!("there is no room"),
            () = first.evicted() => panic!("it has a request"),
            () = std::future::ready(()) => drop(third),
        }
        limiter.acquire().await;
    }
}
