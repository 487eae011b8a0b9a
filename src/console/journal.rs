//! Follows the journal in a thread of its own. A plain reader: the writer never waits for it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::console::run::Input;
use crate::events::Entry;
use crate::receiver::journal::{self, JournalError, Reader, Selection};

/// Between two looks at the journal.
const LOOK: Duration = Duration::from_millis(50);
/// Number of polls after which the listener's name is read again.
const LOOKS_PER_OWNER: u32 = 40;
/// Entries that are read at the start, and in a page of older ones.
const PAGE: usize = 1_000;
/// Entries of one message to the screen.
const BATCH: usize = 500;

/// Sends the newest entries, then each new entry, until the receiver is dropped.
pub(super) fn follow(dir: PathBuf, inputs: mpsc::UnboundedSender<Input>) {
    let work = move || {
        let (mut reader, mut seen, mut looks) = (None, 0, 0);
        loop {
            if looks % LOOKS_PER_OWNER == 0
                && inputs.send(Input::Listener(journal::owner(&dir))).is_err()
            {
                return;
            }
            looks += 1;
            match look(&dir, &mut reader, &mut seen) {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    if inputs.send(Input::Entries(entries)).is_err() {
                        return;
                    }
                    continue;
                }
                // The journal may be made anew; opened again at the next look.
                Err(error) => {
                    reader = None;
                    let _ = inputs.send(Input::Problem(error.to_string()));
                    std::thread::sleep(Duration::from_secs(1));
                }
            }
            if inputs.is_closed() {
                return;
            }
            std::thread::sleep(LOOK);
        }
    };
    std::thread::spawn(work);
}

fn look(
    dir: &Path,
    reader: &mut Option<Reader>,
    seen: &mut i64,
) -> Result<Vec<Entry>, JournalError> {
    if reader.is_none() {
        *reader = Reader::open(dir)?;
    }
    let Some(reader) = reader else {
        return Ok(Vec::new());
    };
    let head = reader.head()?;
    if head <= *seen {
        return Ok(Vec::new());
    }
    let entries = match *seen {
        0 => {
            let mut newest = newest(reader, None)?;
            newest.reverse();
            newest
        }
        seen => newer(reader, seen)?,
    };
    *seen = entries.last().map_or(head, |entry| entry.seq);
    Ok(entries)
}

fn newer(reader: &mut Reader, seen: i64) -> Result<Vec<Entry>, JournalError> {
    let mut entries = Vec::new();
    let selection = Selection {
        from: seen + 1,
        ..Selection::default()
    };
    let each = |entry: Entry| {
        entries.push(entry);
        match entries.len() >= BATCH {
            true => ControlFlow::Break(Ok::<(), JournalError>(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.oldest_first(&selection, each)??;
    Ok(entries)
}

/// A page of entries before `before`, newest first.
fn newest(reader: &mut Reader, before: Option<i64>) -> Result<Vec<Entry>, JournalError> {
    let mut entries = Vec::new();
    let selection = Selection {
        before,
        ..Selection::default()
    };
    let each = |entry: Entry| {
        entries.push(entry);
        match entries.len() >= PAGE {
            true => ControlFlow::Break(Ok::<(), JournalError>(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(&selection, each)??;
    Ok(entries)
}

/// Reads a page of older entries, newest first.
pub(super) fn older(dir: &Path, before: i64) -> Result<Vec<Entry>, JournalError> {
    match Reader::open(dir)? {
        Some(mut reader) => newest(&mut reader, Some(before)),
        None => Ok(Vec::new()),
    }
}
