//! The log of the sandbox: one line for each request and each delivery attempt.

use std::time::Duration;

/// Lines that may wait to be written. Further lines are dropped, so that a blocked terminal costs no memory.
const CAPACITY: usize = 4_096;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogLine {
    /// A request that was answered.
    Request {
        /// Its method.
        method: String,
        /// Its path without the query, which may hold a signature.
        path: String,
        /// The status of the answer; `None` when a fault closed the connection instead.
        status: Option<u16>,
        /// The latency of the response.
        took: Duration,
    },
    /// One attempt to deliver an event.
    Delivery {
        /// The event's name.
        event: String,
        /// The webhook's URL.
        url: String,
        /// The status of the answer, or why there is none.
        outcome: Result<u16, String>,
        /// The latency of the response.
        took: Duration,
        /// 1 for the first attempt.
        attempt: usize,
    },
}

/// Sends log lines without ever waiting.
#[derive(Clone, Debug)]
pub struct LogSender(tokio::sync::mpsc::Sender<LogLine>);

impl LogSender {
    /// Returns a sender and the receiver that its lines arrive at.
    pub fn new() -> (LogSender, tokio::sync::mpsc::Receiver<LogLine>) {
        let (sender, receiver) = tokio::sync::mpsc::channel(CAPACITY);
        (LogSender(sender), receiver)
    }

    /// Sends `line`, or drops it when the receiver lags too far behind.
    pub(crate) fn send(&self, line: LogLine) {
        let _ = self.0.try_send(line);
    }
}
