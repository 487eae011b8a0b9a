//! Requests about voicemails (docs/api.md).

use serde_json::json;

use crate::api::request::{Method, Request, segment};
use crate::api::types::{Message, Page, Voicemail};
use crate::events::ResourceId;

/// `GET /v1/calls/voicemails`.
pub fn list() -> Request<Page> {
    Request::new(Method::Get, "/v1/calls/voicemails")
}

/// `GET /v1/calls/voicemails/{voicemailId}`.
pub fn get(id: &ResourceId) -> Request<Voicemail> {
    Request::new(Method::Get, path(id))
}

/// `PATCH /v1/calls/voicemails/{voicemailId}`: marks it read or unread.
pub fn mark(id: &ResourceId, is_read: bool) -> Request<Voicemail> {
    Request::new(Method::Patch, path(id)).json(&json!({ "isRead": is_read }))
}

/// `DELETE /v1/calls/voicemails/{voicemailId}`: permanent.
pub fn delete(id: &ResourceId) -> Request<Message> {
    Request::new(Method::Delete, path(id))
}

fn path(id: &ResourceId) -> String {
    format!("/v1/calls/voicemails/{}", segment(id))
}
