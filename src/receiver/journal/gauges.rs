//! Numbers about the open journal for `/metrics` and `/readyz`.

use jiff::Timestamp;

use crate::receiver::journal::{Journal, SHIP, schema};

/// The state of the journal at one moment.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    /// It cannot be written now.
    pub(crate) failing: bool,
    /// The newest `seq`.
    pub(crate) head: i64,
    /// Entries in the file.
    pub(crate) entries: i64,
    /// Of its files.
    pub(crate) bytes: u64,
    /// Entries that this process recorded, by type.
    pub(crate) recorded: Vec<(&'static str, u64)>,
    /// Consumers and how far they are behind.
    pub(crate) lags: Vec<Lag>,
}

/// How far a consumer is behind.
#[derive(Debug)]
pub(crate) struct Lag {
    pub(crate) consumer: String,
    pub(crate) entries: i64,
    /// Age of the oldest entry that it has not finished.
    pub(crate) seconds: f64,
}

impl Journal {
    /// Whether events can be recorded, as far as the last attempt showed.
    pub(crate) fn is_writable(&self) -> bool {
        let state = self.shared.lock();
        state.opened && !state.failing
    }

    /// How many entries wait to be shipped to a shared journal, and how old the oldest of them is.
    pub fn ship_lag(&self, now: Timestamp) -> (i64, std::time::Duration) {
        let (head, reached) = {
            let state = self.shared.lock();
            let reached = state.cursors.get(SHIP).copied();
            (state.head, reached.unwrap_or(state.head))
        };
        let oldest = (reached < head)
            .then(|| {
                self.reader()
                    .ok()
                    .flatten()?
                    .get(reached + 1)
                    .ok()
                    .flatten()
            })
            .flatten();
        let age = oldest.and_then(|entry| now.duration_since(entry.at).try_into().ok());
        (head - reached, age.unwrap_or_default())
    }

    /// The present numbers; reads the file, so call it where blocking is allowed.
    pub(crate) fn gauges(&self, now: Timestamp) -> Gauges {
        let (mut gauges, mut cursors) = {
            let state = self.shared.lock();
            let gauges = Gauges {
                failing: !state.opened || state.failing,
                head: state.head,
                recorded: state.recorded.clone(),
                ..Gauges::default()
            };
            let cursors = state.cursors.iter();
            let cursors: Vec<(String, i64)> =
                cursors.map(|(name, seq)| (name.clone(), *seq)).collect();
            (gauges, cursors)
        };
        cursors.sort();
        let reader = self.reader().ok().flatten();
        let oldest = reader.as_ref().and_then(|reader| reader.oldest().ok());
        gauges.entries = oldest
            .flatten()
            .map_or(0, |oldest| gauges.head - oldest + 1);
        let path = schema::file(&self.dir);
        let files = [path.clone(), path.with_extension("db-wal")];
        let sizes = files.iter().filter_map(|file| std::fs::metadata(file).ok());
        gauges.bytes = sizes.map(|file| file.len()).sum();
        for (consumer, seq) in cursors {
            let first = (seq < gauges.head)
                .then(|| reader.as_ref()?.get(seq + 1).ok().flatten())
                .flatten();
            let age = first.map(|entry| now.duration_since(entry.at).as_secs_f64());
            gauges.lags.push(Lag {
                consumer,
                entries: (gauges.head - seq).max(0),
                seconds: age.unwrap_or(0.0).max(0.0),
            });
        }
        gauges
    }
}
