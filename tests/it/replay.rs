//! `chirp events replay`: recorded events once more, as they were or edited.

use crate::listen::listen;
use crate::support::{Home, run};
use crate::target::{Handler, answer};

fn event(id: &str, call: &str) -> Vec<u8> {
    format!(r#"{{"event":"calls.ringing", "eventId":"{id}","data":{{"call":{{"id":"{call}", "from":"+1"}}}}}}"#).into_bytes()
}

fn recorded(home: &Home) {
    let listener = listen(home, &[]);
    for (id, call) in [
        ("evt_1", "call_a"),
        ("evt_2", "call_b"),
        ("evt_3", "call_a"),
    ] {
        let lines = "Content-Type: application/json\r\nX-Odd: kept\r\n";
        assert_eq!(listener.post_with(lines, &event(id, call)), 200);
    }
    assert_eq!(listener.stop().0, Some(130));
}

#[test]
fn a_selection_goes_out_in_order_with_the_secret_and_the_bytes() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    recorded(&home);
    let args = [
        "events",
        "replay",
        "--call",
        "call_a",
        "--speed",
        "100x",
        "--to",
        &handler.url,
        "--json",
    ];
    let done = run(home.chirp(&args).env("CHIRP_WEBHOOK_SECRET", "hush")).code(0);
    assert_eq!(done.stdout.lines().count(), 2);
    assert!(done.stdout.contains(r#""status":200"#), "{}", done.stdout);
    let posts = handler.posts(2);
    assert_eq!(posts[0].body, event("evt_1", "call_a"));
    assert_eq!(posts[1].body, event("evt_3", "call_a"));
    assert_eq!(posts[0].header("x-webhook-secret"), Some("hush"));
    assert_eq!(posts[0].header("x-odd"), Some("kept"));

    let args = [
        "events",
        "replay",
        "evt_2",
        "1",
        "--now",
        "--set",
        "data.call.from=+4930",
        "--to",
        &handler.url,
    ];
    run(&mut home.chirp(&args)).code(0);
    let posts = handler.posts(4);
    assert_eq!(
        posts[2].text(),
        r#"{"event":"calls.ringing", "eventId":"evt_1","data":{"call":{"id":"call_a", "from":"+4930"}}}"#
    );
    assert!(posts[3].text().contains("evt_2"));
}

#[test]
fn what_goes_wrong_has_its_code_and_nothing_is_sent_unasked() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(500)));
    let to = handler.url.as_str();
    run(&mut home.chirp(&["events", "replay", "1", "--to", to])).code(3);
    recorded(&home);
    run(&mut home.chirp(&["events", "replay", "99", "--to", to])).code(3);
    run(&mut home.chirp(&["events", "replay", "--call", "call_z", "--to", to])).code(3);
    run(&mut home.chirp(&["events", "replay", "--to", to])).code(2);
    run(&mut home.chirp(&["events", "replay", "1", "--to", "ftp://x"])).code(2);
    run(&mut home.chirp(&["events", "replay", "1", "--set", "event.x=1", "--to", to])).code(2);
    let both = ["events", "replay", "1", "--call", "call_a", "--to", to];
    let done = run(&mut home.chirp(&both)).code(2);
    assert!(
        done.stderr.contains("cannot be used with"),
        "{}",
        done.stderr
    );
    let done = run(&mut home.chirp(&["events", "replay"])).code(2);
    assert!(done.stderr.contains("<SEQ|EVENT-ID>") && done.stderr.contains("such as chirp events"));
    let mut dry = home.chirp(&["events", "replay", "1", "--to", to, "--dry-run"]);
    let dry = run(dry.env("CHIRP_WEBHOOK_SECRET", "hush")).code(0);
    assert!(dry.stdout.starts_with("curl -X POST "), "{}", dry.stdout);
    let header = r#" -H "X-Webhook-Secret: $CHIRP_WEBHOOK_SECRET" "#;
    assert!(dry.stdout.contains(header) && !dry.stdout.contains("hush"));
    assert!(handler.posts(0).is_empty());
    let done = run(&mut home.chirp(&["events", "replay", "--all", "--now", "--to", to])).code(1);
    assert!(
        done.stderr
            .contains("answered 500; 3 of 3 events were not taken"),
        "{}",
        done.stderr
    );
    run(&mut home.chirp(&["events", "replay", "1", "--to", "http://127.0.0.1:1/"])).code(6);
    let closed = Handler::start(|_, _| answer(401));
    let done = run(&mut home.chirp(&["events", "replay", "1", "--to", &closed.url])).code(1);
    assert!(
        done.stderr.contains("the event was not taken")
            && done.stderr.contains("CHIRP_WEBHOOK_SECRET"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_running_listener_is_not_disturbed() {
    let (home, live, replayed) = (
        Home::new(),
        Handler::start(|_, _| answer(200)),
        Handler::start(|_, _| answer(200)),
    );
    let listener = listen(&home, &["--forward-to", &live.url]);
    assert_eq!(listener.post(&event("evt_1", "call_a")), 200);
    live.posts(1);
    run(&mut home.chirp(&["events", "replay", "evt_1", "--to", &replayed.url])).code(0);
    assert_eq!(listener.post(&event("evt_2", "call_a")), 200);
    live.posts(2);
    listener.stop();
    assert_eq!((live.posts(2).len(), replayed.posts(1).len()), (2, 1));
}

#[test]
fn what_is_quarantined_is_posted_when_it_is_named() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let listener = listen(&home, &[]);
    assert_eq!(listener.post(&event("evt_1", "call_a")), 200);
    assert_eq!(listener.post(b"[1,  2]"), 200);
    assert_eq!(listener.post(&event("evt_1", "call_a")), 200);
    listener.stop();
    let replay = |args: &[&str]| {
        let args = [&["events", "replay", "--to", &handler.url, "--now"], args].concat();
        run(&mut home.chirp(&args))
    };
    let named = replay(&["2"]).code(0);
    let why = "#2 is quarantined (not a JSON object)";
    assert!(named.stderr.contains(why), "{}", named.stderr);
    assert_eq!(handler.posts(1)[0].body, b"[1,  2]");
    let all = replay(&["--all"]).code(0);
    assert!(all.stderr.contains("1 quarantined body"), "{}", all.stderr);
    assert_eq!(handler.posts(2)[1].body, event("evt_1", "call_a"));
    replay(&["--type", "quarantined"]).code(0);
    assert_eq!(handler.posts(3)[2].body, b"[1,  2]");
    let edited = replay(&["2", "--set", "a.b=1"]).code(2);
    assert!(
        edited.stderr.contains("#2 cannot be changed"),
        "{}",
        edited.stderr
    );
    let repeated = replay(&["3"]).code(2);
    assert!(
        repeated.stderr.contains("#3 is a duplicate entry about #1")
            && repeated.stderr.contains("hint: chirp events replay 1 --to"),
        "{}",
        repeated.stderr
    );
    assert_eq!(handler.posts(3).len(), 3);
}

#[test]
fn replayed_events_are_new_to_a_listener_with_ids_of_their_own() {
    let (home, other) = (Home::new(), Home::new());
    recorded(&home);
    let listener = listen(&other, &[]);
    let to = format!("http://{}/", listener.address);
    let replay = |args: &[&str]| {
        let args = [
            &["events", "replay", "--all", "--now", "--json", "--to", &to],
            args,
        ]
        .concat();
        let done = run(&mut home.chirp(&args)).code(0);
        let lines = done.stdout.lines().map(serde_json::from_str);
        let lines: Result<Vec<serde_json::Value>, _> = lines.collect();
        assert!(
            lines
                .expect("JSON")
                .iter()
                .all(|line| line["latencyMs"].is_u64())
        );
        done.stderr
    };
    for _ in 0..2 {
        assert_eq!(replay(&["--fresh-ids"]), "");
        for _ in 0..3 {
            assert_eq!(listener.running.json()["type"], "event");
        }
    }
    let warning = replay(&["--set", "eventId=evt_x"]);
    assert!(
        warning.contains("3 events get the same eventId"),
        "{warning}"
    );
    listener.stop();
}
