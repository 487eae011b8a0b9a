//! How far a stage has come that works on several entries at once, and what it did in an earlier run.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::events::entry::{Action, Record};
use crate::receiver::journal::{Journal, Selection};

/// What was read and what of it is still in work. The cursor stays before the oldest unfinished entry,
/// so that a restart takes it up again.
#[derive(Debug, Default)]
pub(crate) struct Watermark {
    read: i64,
    open: BTreeSet<i64>,
}

impl Watermark {
    /// An entry was read that needs nothing.
    pub(crate) fn pass(&mut self, seq: i64) {
        self.read = seq;
    }

    /// An entry was read and is in work from now on.
    pub(crate) fn begin(&mut self, seq: i64) {
        self.read = seq;
        self.open.insert(seq);
    }

    /// The work on an entry is done.
    pub(crate) fn finish(&mut self, seq: i64) {
        self.open.remove(&seq);
    }

    /// Everything up to here is done.
    pub(crate) fn cursor(&self) -> i64 {
        self.open.first().map_or(self.read, |oldest| oldest - 1)
    }
}

/// Of what earlier runs did about entries from `seq` on, what `pick` takes; newest first. A journal that
/// cannot be read gives nothing: then things are done once more rather than not at all.
pub(crate) async fn done_since<T: Send + 'static>(
    journal: &Journal,
    seq: i64,
    pick: impl Fn(&Action) -> Option<T> + Send + 'static,
) -> Vec<T> {
    let journal = journal.clone();
    let read = move || {
        let mut found = Vec::new();
        let selection = Selection {
            from: seq,
            ..Selection::default()
        };
        if let Ok(Some(mut reader)) = journal.reader() {
            let _ = reader.newest_first::<()>(&selection, |entry| {
                if let Record::Action(action) = &entry.record
                    && !journal.is_of_this_run(entry.seq)
                {
                    found.extend(pick(action));
                }
                ControlFlow::Continue(())
            });
        }
        found
    };
    tokio::task::spawn_blocking(read).await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_before_the_oldest_unfinished_entry() {
        let mut progress = Watermark::default();
        progress.pass(3);
        assert_eq!(progress.cursor(), 3);
        progress.begin(4);
        progress.begin(5);
        progress.pass(6);
        progress.finish(5);
        assert_eq!(progress.cursor(), 3);
        progress.finish(4);
        assert_eq!(progress.cursor(), 6);
    }
}
