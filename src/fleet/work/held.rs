//! The partitions that a session holds: what was sent to each, what is done, what is to be read next.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::events::Entry;
use crate::fleet::follow::{News, Wanted};
use crate::fleet::lease::Cursors;
use crate::fleet::partition::Partition;

/// Events that wait in a partition's feed.
pub(crate) const FEED: usize = 256;

/// A consumer by its place among the worker's, and one of its partitions.
pub(crate) type Key = (usize, i16);

/// One held partition.
pub(crate) struct Held {
    pub(crate) epoch: i64,
    pub(crate) partition: Partition,
    /// `None` once it is to be given back.
    pub(crate) feed: Option<mpsc::Sender<Arc<Entry>>>,
    /// Every event up to here was sent to the consumer.
    pub(crate) position: i64,
    /// The newest event that was sent.
    pub(crate) sent: i64,
    pub(crate) task: AbortHandle,
}

impl Held {
    /// Everything up to here is done.
    pub(crate) fn cursor(&self) -> i64 {
        let acked = self.partition.acked();
        // With nothing unfinished, what holds no event of this partition is done, too.
        if acked >= self.sent {
            self.position.max(acked)
        } else {
            acked
        }
    }
}

/// All held partitions.
#[derive(Default)]
pub(crate) struct Holdings(pub(crate) HashMap<Key, Held>);

impl Holdings {
    /// The partitions of one consumer with epochs and cursors.
    pub(crate) fn cursors(&self, consumer: usize) -> Cursors {
        let own = self.0.iter().filter(|((of, _), _)| *of == consumer);
        own.map(|((_, number), held)| (*number, held.epoch, held.cursor()))
            .collect()
    }

    /// How many partitions of a consumer are held and not about to be given back.
    pub(crate) fn count(&self, consumer: usize) -> usize {
        let own = self
            .0
            .iter()
            .filter(|((of, _), held)| *of == consumer && held.feed.is_some());
        own.count()
    }

    /// Closes the feeds of `surplus` partitions of a consumer: they are given back once their work has ended.
    pub(crate) fn close(&mut self, consumer: usize, surplus: usize) {
        let own = self
            .0
            .iter_mut()
            .filter(|((of, _), held)| *of == consumer && held.feed.is_some());
        own.take(surplus).for_each(|(_, held)| held.feed = None);
    }

    /// Closes all feeds.
    pub(crate) fn close_all(&mut self) {
        self.0.values_mut().for_each(|held| held.feed = None);
    }

    /// Drops a partition and what goes on for it.
    pub(crate) fn lose(&mut self, key: &Key) {
        if let Some(held) = self.0.remove(key) {
            held.task.abort();
        }
    }

    /// Drops what was held longer than the lease allows.
    pub(crate) fn lose_expired(&mut self) {
        let expired = self.0.iter().filter(|(_, held)| held.partition.left() <= 0);
        let expired: Vec<Key> = expired.map(|(key, _)| *key).collect();
        expired.iter().for_each(|key| self.lose(key));
    }

    /// Microseconds until the first lease ends.
    pub(crate) fn first_end(&self) -> Option<i64> {
        self.0.values().map(|held| held.partition.left()).min()
    }

    /// What is to be read next, with the key of each.
    pub(crate) fn wanted(&self) -> (Vec<Key>, Vec<Wanted>) {
        let (mut keys, mut wanted) = (Vec::new(), Vec::new());
        for (key, held) in &self.0 {
            let room = held.feed.as_ref().map_or(0, mpsc::Sender::capacity);
            if room > 0 {
                wanted.push(Wanted {
                    key: keys.len() as i32,
                    partition: key.1,
                    position: held.position,
                    most: room as i32,
                });
                keys.push(*key);
            }
        }
        (keys, wanted)
    }

    /// Sends what was read. Returns whether there may be more to read at once.
    pub(crate) fn feed(&mut self, keys: &[Key], rooms: &[i32], news: News) -> bool {
        let mut counts = vec![0; keys.len()];
        for (at, entry) in news.events {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let Some(held) = keys.get(at).and_then(|key| self.0.get_mut(key)) else {
                continue;
            };
            let seq = entry.seq;
            let sent = held
                .feed
                .as_ref()
                .is_some_and(|feed| feed.try_send(entry).is_ok());
            if sent {
                (held.sent, held.position) = (seq, seq);
                counts[at] += 1;
            }
        }
        let mut more = false;
        for ((key, count), room) in keys.iter().zip(counts).zip(rooms) {
            match self.0.get_mut(key) {
                Some(held) if count < *room && held.feed.is_some() => {
                    held.position = held.position.max(news.head);
                }
                Some(_) => more = true,
                None => {}
            }
        }
        more
    }
}
