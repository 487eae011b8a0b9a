//! Room for so many connections. When all of it is taken, the one that has let us wait longest for a
//! request gives way to the next, so that idle connections never keep an event out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Stands in [`Seat::waiting`] while a request is at hand.
const BUSY: u64 = u64::MAX;

/// A connection that is asked to leave does so within microseconds.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// All of them.
#[derive(Debug)]
pub(super) struct Seats {
    free: Arc<Semaphore>,
    taken: Mutex<Vec<Weak<Seat>>>,
    /// Counts beginnings of waiting: the smaller its number, the longer a connection waits.
    turns: Arc<AtomicU64>,
}

/// One connection's; free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    waiting: AtomicU64,
    turns: Arc<AtomicU64>,
    leave: Notify,
    _slot: Option<OwnedSemaphorePermit>,
}

impl Seats {
    pub(super) fn new(count: usize) -> Seats {
        Seats {
            free: Arc::new(Semaphore::new(count)),
            taken: Mutex::default(),
            turns: Arc::default(),
        }
    }

    /// A seat for a connection that is here. When none is free it waits until one is, after asking
    /// the connection that waits longest to leave.
    pub(super) async fn take(&self) -> Arc<Seat> {
        let mut slot = self.free.clone().try_acquire_owned().ok();
        while slot.is_none() {
            self.ask_oldest();
            // Asked again, since the one that was asked may have got a request at the same moment.
            slot = timeout(ASK_AGAIN, self.free.clone().acquire_owned())
                .await
                .ok()
                .and_then(Result::ok);
        }
        let seat = Arc::new(Seat {
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
        let waits = |seat: &Arc<Seat>| seat.waiting.load(Ordering::Relaxed);
        let oldest = taken.iter().filter_map(Weak::upgrade).min_by_key(waits);
        if let Some(seat) = oldest.filter(|seat| waits(seat) != BUSY) {
            seat.leave.notify_one();
        }
    }
}

impl Seat {
    /// A request has come.
    pub(super) fn busy(&self) {
        self.waiting.store(BUSY, Ordering::Relaxed);
    }

    /// It was answered; the next may come.
    pub(super) fn waiting(&self) {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        self.waiting.store(turn, Ordering::Relaxed);
    }

    /// Returns when the connection is to give way.
    pub(super) async fn asked_to_leave(&self) {
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
        let seats = Seats::new(3);
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
