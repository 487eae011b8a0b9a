//! The deliveries, and the order in which they are sent.

use std::collections::{HashMap, VecDeque};

use crate::sandbox::delivery::record::DeliveryRecord;
use crate::sandbox::state::record_store::RecordStore;

/// A webhook and a call. First attempts with the same key are sent one after the other.
pub(crate) type QueueKey = (String, String);

/// The deliveries, and the order in which they are sent.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) log: RecordStore<DeliveryRecord>,
    /// The deliveries that wait for a first attempt with the same key. A queue exists while one is under way.
    queues: HashMap<QueueKey, VecDeque<String>>,
    ready: VecDeque<String>,
}

impl Outbox {
    pub(crate) fn clear(&mut self) {
        self.log.clear();
        self.queues.clear();
        self.ready.clear();
    }

    /// Marks a delivery as ready to be sent.
    pub(crate) fn push_ready(&mut self, id: String) {
        self.ready.push_back(id);
    }

    /// Returns the next delivery that is ready to be sent.
    pub(crate) fn pop_ready(&mut self) -> Option<String> {
        self.ready.pop_front()
    }

    /// Queues a delivery behind those with the same key. Returns its id when it can be sent at once.
    pub(crate) fn enqueue(&mut self, key: QueueKey, id: String) -> Option<String> {
        match self.queues.get_mut(&key) {
            Some(waiting) => {
                waiting.push_back(id);
                None
            }
            None => {
                self.queues.insert(key, VecDeque::new());
                Some(id)
            }
        }
    }

    /// Returns the delivery that waits behind the finished one with this key.
    pub(crate) fn dequeue(&mut self, key: &QueueKey) -> Option<String> {
        let waiting = self.queues.get_mut(key)?.pop_front();
        if waiting.is_none() {
            self.queues.remove(key);
        }
        waiting
    }
}
