//! LiveKit tokens for WebRTC clients: `POST /v1/calls/token` (spec, section 2).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ring::hmac;
use serde_json::json;
use tokio::time::Instant;

use crate::api::types::Token;
use crate::sandbox::Shared;
use crate::sandbox::http::api_error::{ApiError, reply};
use crate::sandbox::http::fields::Fields;

/// Seconds a token is good for when the request does not say; assumed.
const DEFAULT_TTL: u64 = 3_600;
/// What tokens are signed with. No LiveKit server knows it: a client cannot join a room with it.
const SECRET: &[u8] = b"chirp sandbox";

pub(crate) async fn create(
    State(shared): State<Shared>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let fields = Fields::read(&body)?;
    let room = fields.required("roomName")?;
    let identity = fields.required("participantIdentity")?;
    let name = fields.text("participantName")?;
    let ttl = fields.number("ttl", 60..=86_400)?.unwrap_or(DEFAULT_TTL);
    let now = shared.world().wall(Instant::now()).as_second();
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

/// A JSON Web Token, HS256.
fn sign(claims: &str) -> String {
    let head = base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let text = format!("{head}.{}", base64url(claims.as_bytes()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), text.as_bytes());
    format!("{text}.{}", base64url(tag.as_ref()))
}

/// Base 64 with `-` and `_`, without padding.
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..=chunk.len() {
            let index = (bits >> (18 - 6 * at)) & 63;
            out.push(char::from(LETTERS[index as usize]));
        }
    }
    out
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
