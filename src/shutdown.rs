//! A future that resolves when the user or the system asks the process to stop.

mod watch;

use std::sync::atomic::Ordering;

use tokio::signal::unix::{Signal, SignalKind, signal};

pub use watch::Watch;

/// The reason why the process is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// SIGHUP: the terminal is gone.
    Hangup,
    /// SIGINT: Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Stop {
    /// The exit code by convention: 128 + signal number.
    pub fn exit_code(self) -> u8 {
        match self {
            Stop::Hangup => 129,
            Stop::Interrupt => 130,
            Stop::Terminate => 143,
        }
    }

    fn signal(self) -> rustix::process::Signal {
        match self {
            Stop::Hangup => rustix::process::Signal::HUP,
            Stop::Interrupt => rustix::process::Signal::INT,
            Stop::Terminate => rustix::process::Signal::TERM,
        }
    }
}

/// The three signals, caught from creation on; can be awaited more than once (a second Ctrl-C).
#[derive(Debug)]
pub struct Signals {
    hangup: Option<Signal>,
    interrupt: Option<Signal>,
    terminate: Option<Signal>,
}

impl Signals {
    /// Starts to catch signals. Needs a tokio runtime; a signal that cannot be caught keeps its
    /// default. SIGHUP stays ignored if it already is (`nohup`), if the system reports that.
    pub fn catch() -> Self {
        watch::HEARING.fetch_add(1, Ordering::Relaxed);
        Self::caught()
    }

    fn caught() -> Self {
        Self {
            hangup: signal(SignalKind::hangup()).ok(),
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
        }
    }

    /// Waits for the next signal. An interrupted question raises SIGINT itself; if several signals
    /// arrive, that one is returned last.
    pub async fn next(&mut self) -> Stop {
        tokio::select! {
            biased;
            () = received(&mut self.hangup) => Stop::Hangup,
            () = received(&mut self.terminate) => Stop::Terminate,
            () = received(&mut self.interrupt) => Stop::Interrupt,
        }
    }
}

async fn received(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}
