//! Signals while the thread that would hear of them is blocked by a question.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::{Signals, Stop};

/// Number of parts that shut down gracefully on a signal: the command, a question.
pub(super) static HEARING: AtomicUsize = AtomicUsize::new(0);

/// Between two tries to end a question: a person takes it for at once.
const AGAIN: Duration = Duration::from_millis(10);
/// For the word of a signal that is known to have come.
const WORD: Duration = Duration::from_secs(1);

/// A thread that looks out for signals from [`Watch::start`] until this is dropped.
///
/// After the first it sends the signal to the process again and again: what waits for a key is
/// interrupted by a signal only while it waits, and the first may have come just before.
#[derive(Debug)]
pub struct Watch {
    seen: mpsc::Receiver<Stop>,
    _open: oneshot::Sender<()>,
}

impl Watch {
    /// Starts the thread and waits until it catches signals; `None` where there can be none. They stay
    /// caught afterwards: outside of a runtime the thread then ends the process in place of the system.
    pub fn start() -> Option<Watch> {
        let (told, seen) = mpsc::sync_channel(1);
        let (caught, ready) = mpsc::channel();
        let (open, closed) = oneshot::channel();
        HEARING.fetch_add(1, Ordering::Relaxed);
        let alone = tokio::runtime::Handle::try_current().is_err();
        let thread = std::thread::Builder::new().name("question".into());
        thread
            .spawn(move || watch(&told, &caught, closed, alone))
            .ok()?;
        ready.recv().ok()?;
        Some(Watch { seen, _open: open })
    }

    /// The signal that has come, if any.
    pub fn seen(&self) -> Option<Stop> {
        self.seen.try_recv().ok()
    }

    /// The signal that must have come, as something was interrupted.
    pub fn interrupted_by(&self) -> Stop {
        self.seen.recv_timeout(WORD).unwrap_or(Stop::Interrupt)
    }
}

fn watch(
    told: &mpsc::SyncSender<Stop>,
    caught: &mpsc::Sender<()>,
    mut closed: oneshot::Receiver<()>,
    alone: bool,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    // Without one `caught` is dropped, which says so.
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let mut signals = Signals::caught();
        let _ = caught.send(());
        let stop = tokio::select! {
            biased;
            stop = signals.next() => stop,
            _ = &mut closed => {
                HEARING.fetch_sub(1, Ordering::Relaxed);
                if alone {
                    end(signals.next().await);
                }
                return;
            }
        };
        let _ = told.send(stop);
        while let Err(_elapsed) = tokio::time::timeout(AGAIN, &mut closed).await {
            let _ = rustix::process::kill_process(rustix::process::getpid(), stop.signal());
        }
    });
}

#[allow(
    clippy::disallowed_methods,
    reason = "in place of the system, for a command that catches no signals and may be blocked"
)]
fn end(stop: Stop) {
    if HEARING.load(Ordering::Relaxed) == 0 {
        std::process::exit(stop.exit_code().into());
    }
}
