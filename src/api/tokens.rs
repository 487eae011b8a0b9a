//! Requests about tokens for WebRTC clients (docs/api.md).

use crate::api::request::{Method, Request};
use crate::api::types::{NewToken, Token};

/// `POST /v1/calls/token`.
pub fn create(token: &NewToken) -> Request<Token> {
    Request::new(Method::Post, "/v1/calls/token").json(token)
}
