//! `chirp tokens create`.

use crate::support::{Canned, Home, run};

#[test]
fn create_sends_the_documented_body_and_checks_the_time() {
    let api = Canned::json("200 OK", r#"{"token":"eyJ.x.y","expiresAt":1768478400}"#);
    let home = Home::new();
    let base = [
        "tokens",
        "create",
        "--room",
        "r",
        "--identity",
        "i",
        "--ttl",
    ];
    let ttl = |ttl: &str| run(&mut home.with_api(&api.url, &[&base[..], &[ttl]].concat()));
    for odd in ["59", "86401", "soon"] {
        ttl(odd).code(2);
    }
    run(&mut home.with_api(&api.url, &["tokens", "create", "--room", "r"])).code(2);
    assert!(api.requests().is_empty());
    let done = ttl("60").code(0);
    assert_eq!(
        done.stdout,
        "token\teyJ.x.y\nexpires\t2026-01-15T12:00:00Z\n"
    );
    let request = api.requests().remove(0);
    assert!(request.starts_with("POST /v1/calls/token "), "{request}");
    assert!(
        request.ends_with(r#"{"roomName":"r","participantIdentity":"i","ttl":60}"#),
        "{request}"
    );
}
