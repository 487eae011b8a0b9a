//! Requests about recordings (docs/api.md).

use crate::api::request::{Method, Request, segment};
use crate::api::types::{Message, Page, Recording};
use crate::events::ResourceId;

/// `GET /v1/calls/{callId}/recordings`: the recordings of a call.
pub fn list(call_id: &ResourceId) -> Request<Page> {
    let path = format!("/v1/calls/{}/recordings", segment(call_id));
    Request::new(Method::Get, path)
}

/// `GET /v1/calls/recordings/{recordingId}`, with a fresh signed URL valid one hour.
pub fn get(id: &ResourceId) -> Request<Recording> {
    Request::new(Method::Get, path(id))
}

/// `DELETE /v1/calls/recordings/{recordingId}`.
pub fn delete(id: &ResourceId) -> Request<Message> {
    Request::new(Method::Delete, path(id))
}

fn path(id: &ResourceId) -> String {
    format!("/v1/calls/recordings/{}", segment(id))
}
