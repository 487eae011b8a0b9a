//! The state that the runner, the connections and the handlers share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use crate::sandbox::delivery::log_line::{LogLine, LogSender};
use crate::sandbox::http::access::AccessPolicy;
use crate::sandbox::http::keys::SandboxKeys;
use crate::sandbox::state::sandbox_state::SandboxState;

/// A handle on what the runner, the connections and the handlers share. Cloning it is cheap.
#[derive(Clone, Debug)]
pub(crate) struct SharedState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Mutex<SandboxState>,
    wake: Notify,
    activity: Notify,
    keys: SandboxKeys,
    access: AccessPolicy,
    log: Option<LogSender>,
}

impl SharedState {
    pub(crate) fn new(
        state: SandboxState,
        keys: SandboxKeys,
        access: AccessPolicy,
        log: Option<LogSender>,
    ) -> SharedState {
        SharedState(Arc::new(Inner {
            state: Mutex::new(state),
            wake: Notify::new(),
            activity: Notify::new(),
            keys,
            access,
            log,
        }))
    }

    /// Locks the state. The lock must not be held across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, SandboxState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the runner and everyone who waits for activity.
    pub(crate) fn wake(&self) {
        self.0.wake.notify_one();
        self.0.activity.notify_waiters();
    }

    /// Resolves when the runner has work to do.
    pub(crate) async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// Resolves when there may be a new activity.
    pub(crate) fn activity(&self) -> Notified<'_> {
        self.0.activity.notified()
    }

    pub(crate) fn keys(&self) -> &SandboxKeys {
        &self.0.keys
    }

    pub(crate) fn access(&self) -> &AccessPolicy {
        &self.0.access
    }

    pub(crate) fn log(&self, line: LogLine) {
        if let Some(log) = &self.0.log {
            log.send(line);
        }
    }
}
