//! Keeps the journal within `--journal-size` while a listener runs: removes the oldest entries that every
//! consumer has handled, in steps that a delivery does not notice.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::Clock;
use crate::receiver::journal::retention::{Keep, Pace, prune};
use crate::receiver::journal::schema;
use crate::terminal::Terminal;

/// Time between two looks. At 5,000 events/s the journal grows by some 2 MB meanwhile.
const INTERVAL: Duration = Duration::from_millis(500);

/// Removes 8,000 entries/s. The writer waits for a step of some milliseconds at most, and gets its turn
/// before the next.
const PACE: Pace = Pace {
    rows: 200,
    pause: Duration::from_millis(25),
};

/// Starts the thread. It ends with the process: SQLite undoes a step that is cut off.
pub(crate) fn start(dir: PathBuf, bytes: u64, terminal: Terminal) -> std::io::Result<()> {
    let mut reported = false;
    let work = move || {
        loop {
            let removed = shrink(&dir, bytes);
            if removed > 0 && !std::mem::replace(&mut reported, true) {
                terminal.complain(&format!(
                    "the journal was over --journal-size: {removed} oldest entries removed; further ones are removed as it grows"
                ));
            }
            std::thread::sleep(INTERVAL);
        }
    };
    let thread = std::thread::Builder::new().name("size_limit".to_owned());
    thread.spawn(work).map(|_| ())
}

/// Returns how many entries were removed. After a failure, such as a full disk, the next look tries again.
fn shrink(dir: &Path, bytes: u64) -> u64 {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    if size(&schema::file(dir)) <= bytes {
        return 0;
    }
    // A tenth more, so that the next step is not due at once.
    let keep = Keep {
        since: None,
        bytes: Some(bytes - bytes / 10),
    };
    let pruned = prune(dir, &keep, PACE, Clock::System.now()).unwrap_or_default();
    pruned.entries
}
