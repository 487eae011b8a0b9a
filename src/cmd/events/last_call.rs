//! What `--call @last` stands for: the journal alone knows, so it costs no key and no network.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use crate::cmd::events::journal;
use crate::config;
use crate::error::Error;
use crate::events::entry::Record;
use crate::receiver::journal::{Reader, Selection};

/// Entries looked at: a moment's work. A call that is not over was heard of among them.
const ENTRIES: usize = 1000;

/// The call that began last of those that are not over; of all, where every one is.
///
/// # Errors
/// When the journal cannot be read, or knows no call.
pub(super) fn last_call() -> Result<String, Error> {
    let (mut begun, mut over) = (HashMap::new(), HashSet::new());
    let mut left = ENTRIES;
    if let Some(mut reader) = Reader::open(&config::state_dir()?).map_err(journal)? {
        let each = |entry: crate::events::Entry| {
            if let Record::Event { event, .. } = &entry.record
                && let Some(id) = &event.call_id
            {
                // The last to be put there is the oldest of that call.
                begun.insert(id.clone(), entry.seq);
                if event.kind().is_some_and(|kind| kind.ends_call()) {
                    over.insert(id.clone());
                }
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
    let newest = begun
        .into_iter()
        .max_by_key(|(id, seq)| (!over.contains(id), *seq));
    newest
        .map(|(id, _)| id)
        .ok_or_else(|| Error::NotFound("@last: the journal knows no call yet".into()))
}
