//! Requests about the calling configuration of an app, with the admin key (docs/api.md).

use crate::api::pairs::Object;
use crate::api::request::{Method, Request, segment};
use crate::api::types::CallingConfig;
use crate::events::ResourceId;

/// `GET /v1/organization/apps/{appId}/calling` (assumed, see docs/api.md).
pub fn calling(app: &ResourceId) -> Request<CallingConfig> {
    Request::new(Method::Get, path(app)).admin()
}

/// `PUT /v1/organization/apps/{appId}/calling`: any subset of the fields; the others stay.
pub fn set_calling(app: &ResourceId, fields: &Object) -> Request<CallingConfig> {
    Request::new(Method::Put, path(app)).json(fields).admin()
}

fn path(app: &ResourceId) -> String {
    format!("/v1/organization/apps/{}/calling", segment(app))
}
