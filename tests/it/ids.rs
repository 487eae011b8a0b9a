//! Ids that could change a request path are refused, wherever they come from.

use crate::support::{Canned, Home, run};

/// Each would make another request if it were put into a path.
const ODD: [&str; 9] = [
    "",
    " ",
    ".",
    "..",
    "../x",
    "a?b",
    "a#b",
    "%2e%2e",
    "call_../../v1/webhooks?x=#",
];

#[test]
fn an_odd_id_in_a_list_is_never_asked_for() {
    let home = Home::new();
    for id in ODD {
        let list = format!(
            r#"{{"data":[{{"id":"{id}","status":"ringing","direction":"inbound"}}],"totalCount":1}}"#
        );
        let api = Canned::json("200 OK", &list);
        for args in [
            &["calls", "hangup", "@last"][..],
            &["calls", "get", "@last"],
            &["voicemails", "get", "@last"],
            &["webhooks", "delete", "@last", "--yes"],
        ] {
            let done = run(&mut home.with_api(&api.url, args));
            assert_eq!(done.code, Some(3), "{args:?} {id:?}: {}", done.stderr);
        }
        let args = ["recordings", "download", "--call", "call_1"];
        let done = run(&mut home.with_api(&api.url, &args)).code(1);
        assert!(done.stdout.is_empty(), "{}", done.stdout);
        for request in api.requests() {
            let target = request.split(' ').nth(1).expect("a target").to_owned();
            let path = target.split('?').next().expect("a path");
            let known = ["/v1/calls", "/v1/calls/voicemails", "/v1/webhooks"];
            let listed = known.contains(&path) || path == "/v1/calls/call_1/recordings";
            assert!(listed && request.starts_with("GET "), "{id:?}: {request}");
        }
    }
}

#[test]
fn an_odd_id_in_an_argument_is_a_usage_error() {
    let home = Home::new();
    let api = Canned::json("200 OK", "{}");
    for id in ODD {
        for args in [
            &["calls", "get", id][..],
            &["calls", "answer", id],
            &["recordings", "list", id],
            &["recordings", "download", id],
            &["voicemails", "read", id],
            &["webhooks", "get", id],
            &["apps", "calling", "get", id],
            &["simulate", "redeliver", id],
        ] {
            run(&mut home.with_api(&api.url, args)).code(2);
        }
    }
    assert_eq!(api.requests(), [""; 0]);
}
