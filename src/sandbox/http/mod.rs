//! The HTTP side of the sandbox: connections, middleware, and one file for each resource.

pub(crate) mod access;
mod apps;
mod call_commands;
mod calls;
pub(crate) mod connection;
mod control;
mod error_reply;
mod fields;
pub(crate) mod keys;
mod middleware;
mod openapi;
mod recordings;
pub(crate) mod router;
mod serve_file;
pub(crate) mod shared;
mod tokens;
mod voicemails;
mod webhooks;
