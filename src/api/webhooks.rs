//! Requests about webhooks (docs/api.md).

use crate::api::request::{Method, Request, segment};
use crate::api::types::{Message, Page, Webhook, WebhookFields};
use crate::events::ResourceId;

/// `POST /v1/webhooks`.
pub fn create(fields: &WebhookFields) -> Request<Webhook> {
    Request::new(Method::Post, "/v1/webhooks").json(fields)
}

/// `GET /v1/webhooks` (assumed, see docs/api.md).
pub fn list() -> Request<Page> {
    Request::new(Method::Get, "/v1/webhooks")
}

/// `GET /v1/webhooks/{id}`.
pub fn get(id: &ResourceId) -> Request<Webhook> {
    Request::new(Method::Get, path(id))
}

/// `PUT /v1/webhooks/{id}`; absent fields stay as they are.
pub fn update(id: &ResourceId, fields: &WebhookFields) -> Request<Webhook> {
    Request::new(Method::Put, path(id)).json(fields)
}

/// `DELETE /v1/webhooks/{id}` (assumed, see docs/api.md).
pub fn delete(id: &ResourceId) -> Request<Message> {
    Request::new(Method::Delete, path(id))
}

fn path(id: &ResourceId) -> String {
    format!("/v1/webhooks/{}", segment(id))
}
