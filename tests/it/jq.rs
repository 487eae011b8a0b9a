//! `--jq` over objects and lists.

use crate::support::{Canned, Home, run};

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
