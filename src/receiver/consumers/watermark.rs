//! The position of a consumer that processes several entries concurrently.

use std::collections::BTreeSet;

/// The entries that were read and those of them in progress. The cursor stays before the oldest unfinished
/// entry, so that a restart begins with it.
#[derive(Debug, Default)]
pub(crate) struct Watermark {
    read: i64,
    unfinished: BTreeSet<i64>,
}

impl Watermark {
    /// Notes an entry that needs no work.
    pub(crate) fn skip(&mut self, seq: i64) {
        self.read = seq;
    }

    /// Notes an entry whose work begins.
    pub(crate) fn begin(&mut self, seq: i64) {
        self.read = seq;
        self.unfinished.insert(seq);
    }

    /// Notes that the work on an entry is done.
    pub(crate) fn finish(&mut self, seq: i64) {
        self.unfinished.remove(&seq);
    }

    /// Returns the `seq` up to which everything is done.
    pub(crate) fn cursor(&self) -> i64 {
        let oldest = self.unfinished.first();
        oldest.map_or(self.read, |oldest| oldest - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_before_the_oldest_unfinished_entry() {
        let mut watermark = Watermark::default();
        watermark.skip(3);
        assert_eq!(watermark.cursor(), 3);
        watermark.begin(4);
        watermark.begin(5);
        watermark.skip(6);
        watermark.finish(5);
        assert_eq!(watermark.cursor(), 3);
        watermark.finish(4);
        assert_eq!(watermark.cursor(), 6);
    }
}
