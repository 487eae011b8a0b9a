//! Webhook deliveries: their record, their retry schedule, their bodies, and the client that sends them.

pub(crate) mod log_line;
pub(crate) mod payload;
pub(crate) mod post;
pub(crate) mod record;
pub(crate) mod retry;
