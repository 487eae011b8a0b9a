//! What goes into a client and comes out of it: limits, notices, answers.

use std::time::Duration;

/// How long things may take.
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

/// What the client has to say while it works.
#[derive(Clone, Debug)]
pub enum Notice {
    /// It waits before it tries again.
    Waiting {
        /// Why, such as `rate limited`.
        why: String,
        /// For how long.
        pause: Duration,
    },
    /// A line of the HTTP trace (`-v`), secrets already taken out.
    Trace(String),
}

/// A good answer: the value for people, the text as received for programs.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// What could be read of it.
    pub value: T,
    /// The body, valid JSON.
    pub text: String,
}
