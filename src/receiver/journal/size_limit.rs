//! Keeps the journal within a size while a listener runs: the oldest entries that every stage has handed
//! on go, in steps that a delivery does not notice.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::Clock;
use crate::receiver::journal::retention::{Keep, Pace, prune};
use crate::receiver::journal::schema;
use crate::terminal::Terminal;

/// Between two looks. At 5,000 events/s the journal grows by some 400 MB meanwhile.
const LOOK: Duration = Duration::from_secs(60);

/// Forgets 8,000 entries/s; the writer waits for a step of some milliseconds at most, and gets its
/// turn before the next.
const PACE: Pace = Pace {
    rows: 200,
    pause: Duration::from_millis(25),
};

/// Starts the thread. It ends with the process: a step that is cut off is undone by SQLite.
pub(crate) fn start(dir: PathBuf, bytes: u64, terminal: Terminal) -> std::io::Result<()> {
    let mut said = false;
    let work = move || {
        loop {
            look(&dir, bytes, &terminal, &mut said);
            std::thread::sleep(LOOK);
        }
    };
    let thread = std::thread::Builder::new().name("cap".to_owned());
    thread.spawn(work).map(|_| ())
}

/// What fails now (a full disk, a reader in the way) may work at the next look.
fn look(dir: &Path, bytes: u64, terminal: &Terminal, said: &mut bool) {
    let file = std::fs::metadata(schema::file(dir)).map_or(0, |file| file.len());
    if file <= bytes {
        return;
    }
    // A tenth more, so that this is not at work all the time.
    let keep = Keep {
        since: None,
        bytes: Some(bytes - bytes / 10),
    };
    let pruned = prune(dir, &keep, PACE, Clock::System.now()).unwrap_or_default();
    if pruned.entries > 0 && !std::mem::replace(said, true) {
        terminal.complain(
            "the journal was over --journal-size: its oldest entries are forgotten from now on",
        );
    }
}
