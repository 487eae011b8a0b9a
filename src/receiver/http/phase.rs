//! Whether the receiver accepts events: open, draining before a stop, closed.

use tokio::sync::watch;

/// The phases of a run, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Ready for events.
    Open,
    /// Not ready any more, but every event that comes is still accepted (`--drain`).
    Draining,
    /// No further connection is accepted.
    Closed,
}

/// Waits until no further connection may be accepted.
pub(crate) async fn closed(phase: &mut watch::Receiver<Phase>) {
    let _ = phase.wait_for(|phase| *phase == Phase::Closed).await;
}
