//! Room for so many connections. When all of it is taken, the one that has let us wait longest for a
//! request gives way to the next, so that idle connections never keep an event out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Stands in [`ConnectionSlot::waiting`] while a request is at hand.
const BUSY: u64 = u64::MAX;

/// A connection that is asked to leave does so within microseconds.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// All of them.
#[derive(Debug)]
pub(crate) struct ConnectionLimiter {
    free: Arc<Semaphore>,
    taken: Mutex<Vec<Weak<ConnectionSlot>>>,
    /// Counts beginnings of waiting: the smaller its number, the longer a connection waits.
    turns: Arc<AtomicU64>,
}

/// One connection's; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct ConnectionSlot {
    waiting: AtomicU64,
    turns: Arc<AtomicU64>,
    leave: Notify,
    _slot: Option<OwnedSemaphorePermit>,
}

impl ConnectionLimiter {
    pub(crate) fn new(count: usize) -> ConnectionLimiter {
        ConnectionLimiter {
            free: Arc::new(Semaphore::new(count)),
            taken: Mutex::default(),
            turns: Arc::default(),
        }
    }

    /// A seat for a connection that is here. When none is free it waits until one is, after asking
    /// the connection that waits longest to leave.
    pub(crate) async fn take(&self) -> Arc<ConnectionSlot> {
        let mut slot = self.free.clone().try_acquire_owned().ok();
        while slot.is_none() {
            self.ask_oldest();
            // Asked again, since the one that was asked may have got a request at the same moment.
            slot = timeout(ASK_AGAIN, self.free.clone().acquire_owned())
                .await
                .ok()
                .and_then(Result::ok);
        }
        let seat = Arc::new(ConnectionSlot {
            waiting: AtomicU64::new(self.turns.fetch_add(1, Ordering::Relaxed)),
            turns: self.turns.clone(),
            leave: Notify::new(),
            _slot: slot,
        });
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() == taken.capacity() {
            taken.retain(|seat| seat.strong_count() > 0);
        }
        taken.push(Arc::downgrade(&seat));
        seat
    }

    fn ask_oldest(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |seat: &Arc<ConnectionSlot>| seat.waiting.load(Ordering::Relaxed);
        let oldest = taken.iter().filter_map(Weak::upgrade).min_by_key(waits);
        if let Some(seat) = oldest.filter(|seat| waits(seat) != BUSY) {
            seat.leave.notify_one();
        }
    }
}

impl ConnectionSlot {
    /// A request has come.
    pub(crate) fn busy(&self) {
        self.waiting.store(BUSY, Ordering::Relaxed);
    }

    /// It was answered; the next may come.
    pub(crate) fn waiting(&self) {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        self.waiting.store(turn, Ordering::Relaxed);
    }

    /// Returns when the connection is to give way.
    pub(crate) async fn asked_to_leave(&self) {
        loop {
            self.leave.notified().await;
            if self.waiting.load(Ordering::Relaxed) != BUSY {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_one_that_waits_longest_gives_way() {
        let seats = ConnectionLimiter::new(3);
        let (first, second, third) = (seats.take().await, seats.take().await, seats.take().await);
        first.waiting();
        third.busy();
        tokio::select! {
            biased;
            _ = seats.take() => panic!("there is no room"),
            () = second.asked_to_leave() => drop(second),
        }
        let fourth = seats.take().await;
        first.busy();
        fourth.busy();
        tokio::select! {
            biased;
            _ = seats.take() => panic!("there is no room"),
            () = first.asked_to_leave() => panic!("it has a request"),
            () = std::future::ready(()) => drop(third),
        }
        seats.take().await;
    }
}
