//! The sandbox's HTTP side: the server, its middleware, and one file a resource.

pub(crate) mod api_error;
pub(crate) mod apps;
pub(crate) mod call_commands;
pub(crate) mod calls;
pub(crate) mod control;
pub(crate) mod fields;
pub(crate) mod keys;
pub(crate) mod limits;
pub(crate) mod middleware;
pub(crate) mod recordings;
pub(crate) mod serve_file;
pub(crate) mod server;
pub(crate) mod tokens;
pub(crate) mod voicemails;
pub(crate) mod webhooks;
