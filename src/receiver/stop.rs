//! What ends the receiver, and its last seconds: how long a stop may take, what it says meanwhile, what cuts it short.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::printer::Notice;
use crate::receiver::consumers::{Outcome, Running};
use crate::receiver::journal::Journal;
use crate::receiver::{Ended, ReceiverError};
use crate::shutdown::Stop;
use crate::terminal::Terminal;

/// For everything between the wish to stop and the last lines; with those, the closing of the journal
/// and what waits for stderr ([`crate::terminal::settle`]) it stays below 3 s.
const STOP_DEADLINE: Duration = Duration::from_secs(2);
const LAST_LINES_DEADLINE: Duration = Duration::from_millis(250);
pub(crate) const CLOSE_DEADLINE: Duration = Duration::from_millis(400);

/// A stop that takes longer than this says what it waits for.
const SILENCE: Duration = Duration::from_millis(250);

/// Waits until the printer has shown everything, or nobody reads it.
pub(crate) async fn last_lines(notices: &mut mpsc::UnboundedReceiver<Notice>) {
    while (notices.recv().await).is_some_and(|notice| notice == Notice::Enough) {}
}

/// Lets `orderly` end, but not beyond the deadline, and not against a further signal. Gives whether it
/// has ended; `said` runs meanwhile.
pub(crate) async fn in_time(
    orderly: impl Future<Output = ()>,
    said: impl Future<Output = ()>,
    stop: &mut mpsc::Receiver<Stop>,
) -> bool {
    let again = async {
        // A dropped sender would look like a second wish at once.
        if stop.recv().await.is_none() {
            std::future::pending().await
        }
    };
    let never = async {
        said.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = timeout(STOP_DEADLINE, orderly) => ended.is_ok(),
        () = again => false,
        () = never => false,
    }
}

/// Says what a stop waits for that is not over at once.
pub(crate) async fn say_waiting(terminal: Terminal, backlogs: &[Arc<Backlog>], signalled: bool) {
    tokio::time::sleep(SILENCE).await;
    let forwards: Vec<String> = (backlogs.iter())
        .filter_map(|backlog| backlog.wait())
        .collect();
    let what = match forwards.is_empty() {
        true => "what is under way".to_owned(),
        false => forwards.join(", "),
    };
    let seconds = STOP_DEADLINE.as_secs();
    let again = if signalled { " again" } else { "" };
    terminal.note(&format!(
        "stopping: waiting up to {seconds} s for {what}; Ctrl-C{again} to stop now"
    ));
}

/// Waits for whatever ends the receiver.
pub(crate) async fn first_end(
    stop: &mut mpsc::Receiver<Stop>,
    notices: &mut mpsc::UnboundedReceiver<Notice>,
    stages: &mut Running,
) -> Result<Ended, ReceiverError> {
    tokio::select! {
        signal = stop.recv() => Ok(signal.map_or(Ended::Enough, Ended::Stopped)),
        notice = notices.recv() => match notice {
            Some(Notice::Enough) => Ok(Ended::Enough),
            _ => Ok(Ended::OutputClosed),
        },
        outcome = stages.outcome() => match outcome {
            Outcome::Decided(missing) if missing.is_empty() => Ok(Ended::Enough),
            Outcome::Decided(missing) => Ok(Ended::Missed(missing)),
            Outcome::NotRegistered(error) => Err(error.into()),
        },
    }
}

/// No time is left. What was cut off is in the journal; what came and what is left to do is still said.
pub(crate) async fn cut_off(
    journal: &Journal,
    giving_up: &AtomicBool,
    notices: &mut mpsc::UnboundedReceiver<Notice>,
    stages: &mut Running,
) {
    stages.abort();
    journal.close_intake();
    journal.finish();
    giving_up.store(true, Ordering::Relaxed);
    let last = async { tokio::join!(stages.judge(), last_lines(notices)) };
    let _ = timeout(LAST_LINES_DEADLINE, last).await;
}
