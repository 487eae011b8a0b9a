//! `chirp voicemails` against a socket that records bytes.

use crate::support::{Canned, Home, run};

const VOICEMAIL: &str = r#"{"id":"call_vm_1","callId":"call_1","callerNumber":"+15559876543","callerChannel":"pstn","duration":30,"isRead":false,"transcription":"Hi,\u001b[2J please call back.","recordingId":"call_rec_1","createdAt":"2026-04-13T12:00:00Z"}"#;

#[test]
fn list_get_read_unread_and_delete_ask_the_documented_paths() {
    let home = Home::new();
    let list = Canned::json(
        "200 OK",
        &format!(r#"{{"data":[{VOICEMAIL}],"totalCount":1}}"#),
    );
    let done = run(&mut home.with_api(&list.url, &["voicemails", "list"])).code(0);
    assert_eq!(
        done.stdout,
        "call_vm_1\tfalse\t+15559876543\t30\tHi,\\u{1b}[2J please call back.\t2026-04-13T12:00:00Z\n"
    );
    assert!(list.requests()[0].starts_with("GET /v1/calls/voicemails"));

    let api = Canned::json("200 OK", VOICEMAIL);
    let verb = |verb: &str| run(&mut home.with_api(&api.url, &["voicemails", verb, "call_vm_1"]));
    verb("get").code(0);
    verb("read").code(0);
    verb("unread").code(0);
    let requests = api.requests();
    assert!(requests[0].starts_with("GET /v1/calls/voicemails/call_vm_1 "));
    assert!(requests[1].starts_with("PATCH /v1/calls/voicemails/call_vm_1 "));
    assert!(requests[1].ends_with(r#"{"isRead":true}"#));
    assert!(requests[2].ends_with(r#"{"isRead":false}"#));

    let gone = Canned::json("200 OK", r#"{"message":"Voicemail deleted"}"#);
    let args = ["voicemails", "delete", "call_vm_1"];
    run(&mut home.with_api(&gone.url, &args)).code(2);
    run(&mut home.with_api(&gone.url, &[&args[..], &["--yes"]].concat())).code(0);
    assert_eq!(gone.requests().len(), 1);
}

#[test]
fn unread_ones_are_searched_for_and_last_is_the_newest() {
    let home = Home::new();
    let read = VOICEMAIL
        .replace("false", "true")
        .replace("call_vm_1", "call_vm_2");
    let newer = VOICEMAIL
        .replace("12:00", "13:00")
        .replace("call_vm_1", "call_vm_3");
    let body = format!(r#"{{"data":[{read},{VOICEMAIL},{newer}],"totalCount":3}}"#);
    let api = Canned::json("200 OK", &body);
    let list = ["voicemails", "list", "--unread", "--json"];
    let done = run(&mut home.with_api(&api.url, &list)).code(0).json();
    assert_eq!(
        (&done["totalCount"], done["data"].as_array().map(Vec::len)),
        (&2.into(), Some(2))
    );
    run(&mut home.with_api(&api.url, &["voicemails", "read", "@last"])).code(0);
    let last = api.requests().pop().expect("it was sent");
    assert!(
        last.starts_with("PATCH /v1/calls/voicemails/call_vm_3 "),
        "{last}"
    );
    let wrong = ["voicemails", "delete", "call_rec_1", "--yes"];
    let done = run(&mut home.with_api(&api.url, &wrong)).code(2);
    assert!(
        done.stderr.contains("chirp recordings delete call_rec_1"),
        "{}",
        done.stderr
    );
}
