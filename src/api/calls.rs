//! Requests about calls (docs/api.md).

use serde::Serialize;

use crate::api::pairs::Object;
use crate::api::request::{Method, Request, segment};
use crate::api::types::{Call, Message, NewCall, Page};
use crate::events::ResourceId;

/// `POST /v1/calls`: starts an outbound call. `metadata` takes the place of the call's own when it
/// has members; its numbers are sent as they were typed.
pub fn create(call: &NewCall, metadata: &Object) -> Request<Call> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(flatten)]
        call: &'a NewCall,
        metadata: &'a Object,
    }
    let request = Request::new(Method::Post, "/v1/calls");
    match metadata.0.is_empty() {
        true => request.json(call),
        false => request.json(&Body { call, metadata }),
    }
}

/// `GET /v1/calls` with its filters (assumed, see docs/api.md).
pub fn list(status: Option<&str>, direction: Option<&str>) -> Request<Page> {
    Request::new(Method::Get, "/v1/calls")
        .query("status", status)
        .query("direction", direction)
}

/// `GET /v1/calls/{callId}`.
pub fn get(id: &ResourceId) -> Request<Call> {
    Request::new(Method::Get, path(id))
}

/// `DELETE /v1/calls/{callId}`: ends the call, keeps the record.
pub fn end(id: &ResourceId) -> Request<Message> {
    Request::new(Method::Delete, path(id))
}

fn path(id: &ResourceId) -> String {
    format!("/v1/calls/{}", segment(id))
}
