//! Everything that the sandbox knows, and every change of it.
//!
//! All changes are synchronous and happen at a given instant. Handlers and timers call methods of `SandboxState`;
//! requests that are ready to be sent wait in its outbox for the runner.

pub(crate) mod activity;
pub(crate) mod call_record;
mod calls;
pub(crate) mod data_file;
mod deliveries;
pub(crate) mod files;
mod outbox;
pub(crate) mod own_address;
mod participants;
pub(crate) mod rate_limits;
mod record_store;
pub(crate) mod recording_record;
mod recordings;
pub(crate) mod sandbox_state;
#[cfg(test)]
mod tests;
mod voicemails;
