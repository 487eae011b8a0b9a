//! LiveKit tokens for WebRTC clients: `POST /v1/calls/token` (docs/api.md, "Endpoints").

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use ring::hmac;
use serde_json::json;

use crate::api::types::Token;
use crate::sandbox::http::error_reply::{ErrorReply, reply};
use crate::sandbox::http::fields::Fields;
use crate::sandbox::http::shared::SharedState;

/// The lifetime of a token in seconds when the request names none; assumed.
const DEFAULT_TTL: u64 = 3_600;
/// The key that signs tokens. No LiveKit server knows it, so a client cannot join a room.
const SECRET: &[u8] = b"chirp sandbox";

pub(crate) async fn create(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let room = fields.required("roomName")?;
    let identity = fields.required("participantIdentity")?;
    let name = fields.text("participantName")?;
    let ttl = fields.number("ttl", 60..=86_400)?.unwrap_or(DEFAULT_TTL);
    let now = {
        let state = shared.state();
        state.wall(state.now()).as_second()
    };
    let expires_at = now + i64::try_from(ttl).unwrap_or(i64::MAX / 2);
    let claims = json!({
        "iss": "sandbox",
        "sub": identity,
        "name": name,
        "nbf": now,
        "exp": expires_at,
        "video": { "room": room, "roomJoin": true },
    });
    let token = Token {
        token: Some(sign(&claims.to_string())),
        expires_at: Some(expires_at),
    };
    Ok(reply(StatusCode::OK, &token))
}

/// Returns a JSON Web Token, signed with HS256.
fn sign(claims: &str) -> String {
    let head = base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let text = format!("{head}.{}", base64url(claims.as_bytes()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), text.as_bytes());
    format!("{text}.{}", base64url(tag.as_ref()))
}

/// Encodes as URL-safe Base64 without padding.
fn base64url(bytes: &[u8]) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_follows_the_rfc() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
        ] {
            assert_eq!(base64url(plain.as_bytes()), coded);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}
