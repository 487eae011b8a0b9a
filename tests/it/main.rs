//! Black-box tests: the real binary, real sockets. A module a noun; `support` holds the harness.
#![allow(
    clippy::disallowed_methods,
    reason = "tests set up the environment of what they run"
)]

mod api;
mod apps;
mod architecture;
mod auth;
mod call_commands;
mod calls;
mod check;
mod completions;
mod docs;
mod downloads;
mod events;
mod handler;
mod jq;
mod listen;
mod recordings;
mod sandbox;
mod sandbox_files;
mod simulate;
mod storage;
mod support;
mod tokens;
mod trigger;
mod voicemails;
mod webhooks;
