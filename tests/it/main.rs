//! Black-box tests: the real binary, real sockets. A module a noun; `support` holds the harness.
#![allow(
    clippy::disallowed_methods,
    reason = "tests set up the environment of what they run"
)]

mod api;
mod apps;
mod architecture;
mod asking;
mod auth;
mod call_commands;
mod calls;
mod canary;
mod check;
mod command_line;
mod commands;
mod completions;
mod coverage;
mod demo;
mod docs;
mod doctor;
mod downloads;
mod events;
mod expect;
mod faults;
mod fleet;
mod forward;
mod forward_edges;
mod guards;
mod handler;
mod ids;
mod init;
mod inspect;
mod jq;
mod listen;
mod lists;
mod load;
mod media;
mod operate;
mod postgres;
mod questions;
mod recordings;
mod refusals;
mod register;
mod replay;
mod respond;
mod sandbox;
mod sandbox_access;
mod sandbox_control;
mod sandbox_files;
mod sandbox_handlers;
mod scenario;
mod schema;
mod screen;
mod settings;
mod simulate;
mod starting;
mod storage;
mod stuck;
mod support;
mod target;
mod timeline;
mod tokens;
mod trigger;
mod voicemails;
mod watch;
mod webhooks;
