//! The pure part of the sandbox: it decides, and does no input or output.

pub(crate) mod call_state;
pub(crate) mod faults;
pub(crate) mod lifecycle;
pub(crate) mod remote_party;
pub(crate) mod rng;
pub(crate) mod sandbox_clock;
pub(crate) mod scheduler;
