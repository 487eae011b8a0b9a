//! `--jq` over objects and lists.

use crate::listen::{event, post_to};
use crate::support::{Canned, Home, run, start};

const LIST: &str = r#"{"data":[{"id":"call_1","n":123456789012345678901234567890,"z":1.50},{"id":"call_2"}],"totalCount":2}"#;

#[test]
fn a_filter_sees_what_json_output_shows() {
    let api = Canned::json("200 OK", LIST);
    let home = Home::new();
    for (args, out) in [
        (&["--jq", ".data[].id"][..], "call_1\ncall_2\n"),
        (
            &["--jq", ".data[0] | .n, .z, {z}"],
            "123456789012345678901234567890\n1.50\n{\"z\":1.50}\n",
        ),
        (&["--jq", ".totalCount", "-o", "table"], "2\n"),
        (&["-o", "jsonl", "--jq", ".id"], "call_1\ncall_2\n"),
        (&["--jq", "empty"], ""),
    ] {
        let done = run(&mut home.with_api(&api.url, &[&["calls", "list"], args].concat())).code(0);
        assert_eq!(done.stdout, out, "{args:?}");
    }
}

#[test]
fn a_bad_filter_sends_nothing_and_a_failing_one_says_so() {
    let api = Canned::json("200 OK", LIST);
    let home = Home::new();
    let list = |filter: &str| run(&mut home.with_api(&api.url, &["calls", "list", "--jq", filter]));
    let done = list(".data[").code(2);
    assert!(
        done.stderr.contains("\"kind\":\"usage\""),
        "{}",
        done.stderr
    );
    assert!(api.requests().is_empty());
    let done = list(".data[0].id, .data.x").code(1);
    assert_eq!(done.stdout, "call_1\n");
    assert!(done.stderr.contains("cannot"), "{}", done.stderr);
}

#[test]
fn each_line_of_listen_goes_through_the_filter() {
    let home = Home::new();
    let filter = r#".url // (select(.type == "event") | .eventId, (.eventId | tonumber))"#;
    let running = start(&mut home.chirp(&["listen", "--port", "0", "--jq", filter]));
    let url = running.line();
    let address = url.split('/').nth(2).expect("an address").to_owned();
    for id in ["1", "evt_2", "3"] {
        assert_eq!(post_to(&address, "", &event(id)), 200);
    }
    let lines: Vec<String> = (0..5).map(|_| running.line()).collect();
    assert_eq!(lines, ["1", "1", "evt_2", "3", "3"]);
    running.signal("INT");
    let (code, rest, stderr) = running.finish();
    assert_eq!((code, rest.len()), (Some(130), 0), "{rest:?}");
    assert_eq!(
        stderr.matches(r#"{"warning":{"message":"--jq: "#).count(),
        1,
        "{stderr}"
    );
    run(&mut home.chirp(&["listen", "--jq", ".["])).code(2);
}
