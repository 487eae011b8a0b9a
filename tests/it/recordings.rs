//! `chirp recordings` against a socket that records bytes.

use crate::support::{Canned, Home, run};

const RECORDING: &str = r#"{"id":"call_rec_1","callId":"call_1","status":"completed","format":"mp4","duration":65,"fileUrl":"https://s.example/1?sig=x","fileSize":1048576,"createdAt":"2026-04-13T12:00:00Z","future":1e400}"#;

#[test]
fn list_get_and_delete_ask_the_documented_paths() {
    let home = Home::new();
    let list = Canned::json(
        "200 OK",
        &format!(r#"{{"data":[{RECORDING}],"totalCount":1}}"#),
    );
    let done = run(&mut home.with_api(&list.url, &["recordings", "list", "call_1"])).code(0);
    assert_eq!(
        done.stdout,
        "call_rec_1\tcompleted\tmp4\t65\t1048576\t2026-04-13T12:00:00Z\n"
    );
    assert!(list.requests()[0].starts_with("GET /v1/calls/call_1/recordings"));

    let get = Canned::json("200 OK", RECORDING);
    let args = ["recordings", "get", "call_rec_1", "--json"];
    let done = run(&mut home.with_api(&get.url, &args)).code(0);
    assert_eq!(done.stdout.trim_end(), RECORDING);
    assert!(get.requests()[0].starts_with("GET /v1/calls/recordings/call_rec_1 "));

    let gone = Canned::json("200 OK", r#"{"message":"Recording deleted"}"#);
    let args = ["recordings", "delete", "call_rec_1"];
    run(&mut home.with_api(&gone.url, &args)).code(2);
    assert!(gone.requests().is_empty());
    run(&mut home.with_api(&gone.url, &[&args[..], &["--yes"]].concat())).code(0);
    assert!(gone.requests()[0].starts_with("DELETE /v1/calls/recordings/call_rec_1 "));
}
