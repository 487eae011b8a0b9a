//! The local receiver: takes webhooks, records them, and lets stages hand them on.
//!
//! Acknowledge, then act: the sender's answer depends on nothing but the record being safe.

pub mod delivery;
pub mod forwarder;
pub mod journal;
mod progress;
pub mod responder;
pub mod rules;
