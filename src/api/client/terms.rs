//! The types that the client accepts and returns: limits, notices, responses.

use std::time::Duration;

/// Timeouts and retry limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One attempt, connecting and reading included.
    pub timeout: Duration,
    /// All waiting between attempts together.
    pub max_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            max_wait: Duration::from_secs(60),
        }
    }
}

/// A notice that the client emits while it works.
#[derive(Clone, Debug)]
pub enum Notice {
    /// It waits before it tries again.
    Waiting {
        /// Why, such as `rate limited`.
        why: String,
        /// The length of the wait.
        pause: Duration,
    },
    /// A line of the HTTP trace (`-v`), with secrets removed.
    Trace(String),
}

/// A successful response: the value for people, the text as received for programs.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// The decoded value.
    pub value: T,
    /// The body, valid JSON.
    pub text: String,
}
