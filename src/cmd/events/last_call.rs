//! What `--call @last` stands for: the journal alone knows, so it costs no key and no network.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::cmd::events::journal;
use crate::config;
use crate::error::Error;
use crate::events::entry::{Entry, Record};
use crate::receiver::journal::{Reader, Selection};

/// Entries looked at: a moment's work. Of a call that began before them, later news may be told.
const ENTRIES: usize = 1000;

/// The call that began last. Whether it is over does not count: a call whose end was never heard of
/// would be the last one for ever.
///
/// # Errors
/// When the journal cannot be read, or knows no call.
pub(super) fn last_call() -> Result<String, Error> {
    let (mut begun, mut left) = (HashMap::new(), ENTRIES);
    if let Some(mut reader) = Reader::open(&config::state_dir()?).map_err(journal)? {
        let each = |entry: Entry| {
            if let Record::Event { event, .. } = entry.record
                && let Some(id) = event.call_id
            {
                // What is put there last is the oldest of that call.
                begun.insert(id, entry.seq);
            }
            left = left.saturating_sub(1);
            match left == 0 && !begun.is_empty() {
                true => ControlFlow::Break(Ok::<(), Error>(())),
                false => ControlFlow::Continue(()),
            }
        };
        let all = Selection::default();
        reader.newest_first(&all, each).map_err(journal)??;
    }
    let newest = begun.into_iter().max_by_key(|(_, seq)| *seq);
    newest
        .map(|(id, _)| id)
        .ok_or_else(|| Error::NotFound("@last: the journal knows no call yet".into()))
}
