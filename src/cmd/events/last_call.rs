//! Resolves `--call @last` from the journal alone, without a key and without the network.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::cmd::JournalArgs;
use crate::error::Error;
use crate::events::entry::{Entry, Record};
use crate::receiver::journal::Selection;

/// Number of entries to read, which takes milliseconds. A call that began earlier counts from its
/// first entry among them.
const ENTRIES: usize = 1000;

/// Returns the call that began last, even if it is over: a call whose end was not recorded would
/// otherwise be the last one forever.
///
/// # Errors
/// When the journal cannot be read, or knows no call.
pub(super) fn last_call(journal: &JournalArgs) -> Result<String, Error> {
    let (mut begun, mut left) = (HashMap::new(), ENTRIES);
    if let Some(mut reader) = journal.reader()? {
        let each = |entry: Entry| {
            if let Record::Event { event, .. } = entry.record
                && let Some(id) = event.call_id
            {
                // Entries come newest first, so the last insert is the oldest entry of the call.
                begun.insert(id, entry.seq);
            }
            left = left.saturating_sub(1);
            match left == 0 && !begun.is_empty() {
                true => ControlFlow::Break(Ok::<(), Error>(())),
                false => ControlFlow::Continue(()),
            }
        };
        let all = Selection::default();
        reader.newest_first(&all, each)??;
    }
    let newest = begun.into_iter().max_by_key(|(_, seq)| *seq);
    newest
        .map(|(id, _)| id)
        .ok_or_else(|| Error::NotFound("@last: the journal knows no call yet".into()))
}
