//! Black-box tests: the real binary, real sockets. A module a noun; `support` holds the harness.

mod architecture;
mod completions;
mod support;
mod webhooks;
