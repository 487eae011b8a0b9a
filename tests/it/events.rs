//! `chirp events`: what a listener has recorded, asked for beside it and afterwards.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::listen::{event, listen, listen_as, samples};
use crate::support::{Home, run, start};
use crate::target::{Handler, answer};

/// A journal with every sample, a duplicate and something that is no event.
fn recorded() -> Home {
    let home = Home::new();
    let listener = listen(&home, &[]);
    for (_, body) in samples() {
        assert_eq!(listener.post(&body), 200);
    }
    assert_eq!(listener.post(&samples()[0].1), 200);
    assert_eq!(listener.post(b"[]"), 200);
    listener.stop();
    home
}

fn lines(home: &Home, args: &[&str]) -> Vec<Value> {
    let args = [&["events"], args].concat();
    let done = run(&mut home.chirp(&args)).code(0);
    let lines = done.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn lists_are_newest_first_and_the_objects_those_of_listen() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let mut shown = Vec::new();
    for body in [&event("evt_1")[..], &event("evt_1"), b"[]"] {
        listener.post(body);
        shown.insert(0, listener.running.json());
    }
    // Beside the running listener, and after it.
    assert_eq!(lines(&home, &["list", "-o", "jsonl"]), shown);
    listener.stop();
    assert_eq!(lines(&home, &["list", "-o", "jsonl"]), shown);
    let document = &lines(&home, &["list", "--json", "--limit", "2"])[0];
    assert_eq!(document["totalCount"], 3);
    assert_eq!(document["data"].as_array().expect("a list"), &shown[..2]);
}

#[test]
fn lists_are_selected_by_call_event_time_number_and_text() {
    let home = recorded();
    let count =
        |args: &[&str]| lines(&home, &[&["list", "--all", "-o", "jsonl"], args].concat()).len();
    assert_eq!(count(&[]), 15);
    assert_eq!(count(&["--event", "calls.recording.*"]), 1);
    assert_eq!(
        count(&["--event", "calls.busy", "--event", "calls.failed"]),
        2
    );
    assert_eq!(count(&["--call", "call_2DbBs7GWhGvVNJGrDXr5RG0mBWI"]), 14);
    assert_eq!(count(&["--call", "call_other"]), 0);
    assert_eq!(count(&["--number", "5559876543"]), 13);
    assert_eq!(count(&["--text", "CALL ME BACK"]), 1);
    assert_eq!(count(&["--since", "1h"]), 15);
    assert_eq!(count(&["--since", "2099-01-01"]), 0);
    assert_eq!(
        lines(&home, &["list", "-o", "jsonl", "--limit", "3"]).len(),
        3
    );
    assert_eq!(count(&["--until", "1h"]), 0);
    assert_eq!(count(&["--until", "2099-01-01", "--since", "7d"]), 15);
    assert_eq!(count(&["--number", "+1 (555) 987-6543"]), 13);
    assert_eq!(count(&["--type", "quarantined"]), 1);
    assert_eq!(count(&["--type", "quarantined,duplicate"]), 2);
    let plain = run(&mut home.chirp(&["events", "list", "--event", "calls.completed"])).code(0);
    let fields: Vec<&str> = plain.stdout.trim_end().split('\t').collect();
    assert_eq!(
        (fields.len(), fields[3], fields[9]),
        (10, "calls.completed", "2m 00s, hangup")
    );
}

#[test]
fn what_may_have_been_meant_is_said() {
    let home = recorded();
    for odd in ["calls.rinign", "ringing"] {
        let none = run(&mut home.chirp(&["events", "list", "--event", odd])).code(0);
        let meant = "did you mean --event calls.ringing?";
        assert!(none.stderr.contains(meant), "{odd}: {}", none.stderr);
    }
    let above = run(&mut home.chirp(&["replay", "1"])).code(2);
    assert!(
        above.stderr.contains("hint: chirp events replay"),
        "{}",
        above.stderr
    );
    for (flag, value, said) in [
        ("--since", "soon", "expected a span"),
        ("--since", "10", "unit (s m h d w)"),
        ("--until", "10", "unit (s m h d w)"),
        ("--limit", "0", "--limit"),
        ("--type", "odd", "quarantined"),
        (
            "--call",
            "call_rec_2Db",
            "the id of a recording, not of a call",
        ),
    ] {
        let done = run(&mut home.chirp(&["events", "list", flag, value])).code(2);
        assert!(
            done.stderr.contains(said),
            "{flag} {value}: {}",
            done.stderr
        );
        assert_eq!(done.stdout, "");
    }
}

#[test]
fn the_last_call_is_the_one_that_began_last() {
    let home = Home::new();
    let last = ["events", "list", "--call", "@last", "-o", "jsonl"];
    run(&mut home.chirp(&last)).code(3);
    let listener = listen(&home, &[]);
    let post = |id: &str, event: &str, call: &str| {
        let body = format!(
            r#"{{"event":"calls.{event}","eventId":"{id}","data":{{"call":{{"id":"call_{call}"}}}}}}"#
        );
        assert_eq!(listener.post(body.as_bytes()), 200);
    };
    let calls = || -> Vec<String> {
        let done = run(&mut home.chirp(&last)).code(0);
        let lines = done.stdout.lines();
        let of =
            |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["callId"].to_string();
        lines.map(of).collect()
    };
    post("evt_1", "initiated", "a");
    post("evt_2", "initiated", "b");
    // News of an older call do not make it the newest.
    post("evt_3", "ringing", "a");
    assert_eq!(calls(), [r#""call_b""#]);
    post("evt_4", "completed", "b");
    assert_eq!(calls(), [r#""call_b""#, r#""call_b""#]);
    post("evt_5", "initiated", "c");
    assert_eq!(calls(), [r#""call_c""#]);
    listener.stop();
}

#[test]
fn one_entry_is_shown_whole_by_number_and_by_event_id() {
    let home = recorded();
    for name in ["1", "evt_4FdDu9IYjIxXPLItFZt7TI2oDYK"] {
        let shown = run(&mut home.chirp(&["events", "show", name])).code(0);
        for part in [
            "calls.answered",
            "content-type: application/json",
            "\"answeredBy\": \"+15559876543\"",
            "duplicate",
        ] {
            assert!(shown.stdout.contains(part), "{part}: {}", shown.stdout);
        }
    }
    let object = run(&mut home.chirp(&["events", "show", "15", "--json"]))
        .code(0)
        .json();
    assert_eq!(
        (&object["type"], &object["bodyBase64"]),
        (&"quarantined".into(), &"W10=".into())
    );
    let object = run(&mut home.chirp(&["events", "show", "1", "--json"]))
        .code(0)
        .json();
    assert_eq!(object["eventId"], object["body"]["eventId"]);
    let headers = object["headers"].as_array().expect("headers");
    let typed = serde_json::json!({ "name": "content-type", "value": "application/json" });
    assert!(headers.contains(&typed), "{object}");
    assert_eq!(object["related"][0]["type"], "duplicate");
    assert_eq!(object["related"][0]["of"], 1);
    let none = run(&mut home.chirp(&["events", "show", "99"])).code(3);
    assert!(
        none.stderr.contains("whose newest is #15"),
        "{}",
        none.stderr
    );
    run(&mut home.chirp(&["events", "show", "evt_none"])).code(3);
    for (id, hint) in [
        ("call_2Db", "hint: chirp events list --call call_2Db"),
        ("call_rec_2Db", "hint: chirp recordings get call_rec_2Db"),
    ] {
        let done = run(&mut home.chirp(&["events", "show", id])).code(2);
        assert!(done.stderr.contains(hint), "{}", done.stderr);
    }
    let empty = Home::new();
    run(&mut empty.chirp(&["events", "show", "1"])).code(3);
    assert_eq!(
        run(&mut empty.chirp(&["events", "list"])).code(0).stdout,
        ""
    );
}

#[test]
fn tail_goes_on_with_what_comes() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    listener.post(&event("evt_1"));
    listener.post(&event("evt_2"));
    let tail = start(&mut home.chirp(&["events", "tail", "-n", "1", "--json"]));
    assert_eq!(tail.json()["eventId"], "evt_2");
    listener.post(&event("evt_3"));
    assert_eq!(tail.json()["eventId"], "evt_3");
    tail.signal("INT");
    let (code, _, stderr) = tail.finish();
    assert_eq!((code, &*stderr), (Some(130), ""));
    listener.stop();
}

#[test]
fn tail_waits_for_a_first_event_and_says_so_once() {
    let home = Home::new();
    let mut tail = start(&mut home.chirp(&["events", "tail", "--json"]));
    let said = tail.stderr_line();
    assert!(said.contains("nothing is recorded yet"), "{said}");
    let listener = listen(&home, &[]);
    listener.post(&event("evt_1"));
    assert_eq!(tail.json()["eventId"], "evt_1");
    tail.signal("INT");
    let (code, _, stderr) = tail.finish();
    assert_eq!(code, Some(130));
    assert!(!stderr.contains("nothing is recorded yet"), "{stderr}");
    listener.stop();
}

#[test]
fn a_signal_ends_an_export_that_nobody_reads_on() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let pad = "p".repeat(500_000);
    assert_eq!(
        listener.post(format!(r#"{{"event":"x","pad":"{pad}"}}"#).as_bytes()),
        200
    );
    listener.stop();
    let mut export = home.chirp(&["events", "export"]);
    let mut export = export.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = export.stdout.take().expect("piped");
    out.read_exact(&mut [0]).expect("it writes");
    let pid = export.id().to_string();
    let sent = Command::new("kill").args(["-s", "INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
    let end = Instant::now() + Duration::from_secs(10);
    let ended = loop {
        match export.try_wait().expect("ours") {
            Some(ended) => break ended,
            None if Instant::now() > end => {
                let _ = export.kill();
                panic!("it goes on");
            }
            None => std::thread::yield_now(),
        }
    };
    assert_eq!(ended.signal(), Some(2));
}

#[test]
fn exports_can_be_read_by_others() {
    let home = recorded();
    let export = |format: &str| {
        let args = [
            "events",
            "export",
            "--format",
            format,
            "--to",
            "http://127.0.0.1:1/x",
        ];
        run(&mut home.chirp(&args)).code(0).stdout
    };
    let jsonl: Vec<Value> = export("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(jsonl.len(), 15);
    assert_eq!(jsonl[0]["seq"], 1);
    assert_eq!(export("curl").lines().count(), 13);
    let har: Value = serde_json::from_str(&export("har")).expect("JSON");
    let exchanges = har["log"]["entries"].as_array().expect("entries");
    assert_eq!(exchanges.len(), 13);
    let body = exchanges[0]["request"]["postData"]["text"]
        .as_str()
        .expect("text");
    assert_eq!(body.as_bytes(), samples()[0].1);
    let bad = ["events", "export", "--format", "curl", "--to", "nonsense"];
    run(&mut home.chirp(&bad)).code(2);
}

/// What a shell makes of an exported line is what came, whatever bytes those are.
#[test]
fn curl_lines_post_every_byte_and_the_secret_by_reference() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    command.env("CHIRP_WEBHOOK_SECRET", "hush");
    let listener = listen_as(command);
    let bodies: [&[u8]; 4] = [&event("evt_1"), b"@\xff\0%s\\n'", b"[]", &[b'x'; 200_000]];
    for body in bodies {
        let lines = "Content-Type: application/json\r\nX-Webhook-Secret: hush\r\n";
        assert_eq!(listener.post_with(lines, body), 200);
    }
    listener.stop();
    let export = |args: &[&str]| {
        let args = [&["events", "export", "--to", &handler.url], args].concat();
        run(&mut home.chirp(&args)).code(0)
    };
    let some = export(&["--format", "curl"]);
    assert_eq!(some.stdout.lines().count(), 1);
    assert!(
        some.stderr.contains("3 quarantined or conflicting bodies")
            && some.stderr.contains("--type"),
        "{}",
        some.stderr
    );
    let har = export(&["--format", "har", "--type", "event,quarantined"]);
    assert_eq!(
        har.json()["log"]["entries"].as_array().map(Vec::len),
        Some(3)
    );
    assert!(
        har.stderr.contains("1 body that is no text"),
        "{}",
        har.stderr
    );
    let all = export(&["--format", "curl", "--type", "event,quarantined"]);
    assert!(
        !all.stdout.contains("hush") && all.stderr.is_empty(),
        "{}",
        all.stderr
    );
    assert_eq!(all.stdout.lines().count(), 4);
    let mut shell = Command::new("bash");
    shell
        .env("CHIRP_WEBHOOK_SECRET", "hush")
        .stdin(Stdio::null());
    let script = home.path().join("again.sh");
    std::fs::write(&script, all.stdout.replace("curl -X", "curl -s -X")).expect("written");
    // 127: no curl here.
    if run(shell.arg(script)).code != Some(127) {
        for (post, body) in handler.posts(4).iter().zip(bodies) {
            assert_eq!(post.body, body);
            assert_eq!(post.header("x-webhook-secret"), Some("hush"));
        }
    }
}

#[test]
fn pruning_keeps_what_is_not_handed_on_and_the_ids() {
    let home = recorded();
    let prune = |args: &[&str]| {
        let args = [&["events", "prune", "--yes", "--json"], args].concat();
        run(&mut home.chirp(&args)).code(0).json()
    };
    assert_eq!(prune(&["--older-than", "1h"])["pruned"], 0);
    // The newest always stays.
    assert_eq!(prune(&["--keep-size", "1B"])["pruned"], 14);
    let left = lines(&home, &["list", "--all", "-o", "jsonl"]);
    assert_eq!((left.len(), &left[0]["seq"]), (1, &15.into()));
    let listener = listen(&home, &[]);
    listener.post(&samples()[1].1);
    let line = listener.running.json();
    assert_eq!(
        (&line["type"], &line["seq"]),
        (&"duplicate".into(), &16.into())
    );
    listener.stop();
    run(&mut home.chirp(&["events", "prune", "--older-than", "1h"])).code(2);
    let asked = run(&mut home.chirp(&["events", "prune", "--older-than", "0s"])).code(2);
    let question = "forget 1 entry older than 0s needs a yes";
    assert!(asked.stderr.contains(question), "{}", asked.stderr);
    let bare = run(&mut home.chirp(&["events", "prune", "--older-than", "1"])).code(2);
    assert!(bare.stderr.contains("(s m h d w)"), "{}", bare.stderr);
    let none = run(&mut home.chirp(&["events", "prune"])).code(2);
    let example = "chirp events prune --older-than 30d";
    assert!(none.stderr.contains("--older-than <AGE>") && none.stderr.contains(example));

    // A listener that cannot print hands nothing on, so nothing of that may go.
    let home = Home::new();
    let file = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a full disk");
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    let mut stuck = command
        .stdout(file)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let owner =
        || std::fs::read_to_string(home.path().join("state/journal.lock")).unwrap_or_default();
    while !owner().contains("http://") {
        std::thread::yield_now();
    }
    let address = owner()
        .trim()
        .rsplit('/')
        .next()
        .expect("an address")
        .to_owned();
    for id in ["evt_1", "evt_2"] {
        assert_eq!(crate::listen::post_to(&address, "", &event(id)), 200);
    }
    let args = ["events", "prune", "--yes", "--keep-size", "1B", "--json"];
    let done = run(&mut home.chirp(&args)).code(0);
    assert_eq!(done.json()["pruned"], 0);
    assert!(done.stderr.contains("printer"), "{}", done.stderr);
    stuck.kill().expect("killed");
    stuck.wait().expect("gone");
}

#[test]
fn a_damaged_journal_is_read_around_the_damage() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let filler = "f".repeat(3000);
    for number in 1..=60 {
        let body = format!(r#"{{"event":"x","eventId":"evt_{number}","f":"{filler}"}}"#);
        listener.post(body.as_bytes());
    }
    listener.stop();
    let file = home.path().join("state/journal.db");
    let mut bytes = std::fs::read(&file).expect("the journal");
    // The page that holds the thirtieth body, whose text occurs nowhere else.
    let needle = b"\"evt_30\",\"f\"";
    let at = bytes
        .windows(needle.len())
        .position(|part| part == needle)
        .expect("stored");
    let page = at / 4096 * 4096;
    bytes[page..page + 4096].fill(0xa5);
    std::fs::write(&file, &bytes).expect("written");
    let done = run(&mut home.chirp(&["events", "list", "--all", "-o", "jsonl"])).code(8);
    let count = done.stdout.lines().count();
    assert!((57..60).contains(&count), "{count}: {}", done.stderr);
    assert!(done.stdout.contains("\"evt_60\"") && done.stdout.contains("\"evt_1\""));
    assert!(
        done.stderr.contains("nothing was deleted"),
        "{}",
        done.stderr
    );
    assert_eq!(std::fs::read(&file).expect("still there"), bytes);
    // What is no journal at all.
    std::fs::write(&file, b"hello, I am no database, not at all; no, really").expect("written");
    run(&mut home.chirp(&["events", "list"])).code(8);
}

#[test]
fn a_journal_whose_first_listener_was_killed_at_once_is_empty() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("state")).expect("a folder");
    std::fs::write(home.path().join("state/journal.db"), b"").expect("written");
    assert_eq!(run(&mut home.chirp(&["events", "list"])).code(0).stdout, "");
    run(&mut home.chirp(&["events", "show", "1"])).code(3);
}

/// `--journal-size`: the oldest entries go once they are handed on, their ids stay known.
#[test]
fn a_journal_over_its_size_forgets_its_oldest_and_knows_their_ids() {
    let home = Home::new();
    let file = home.path().join("state/journal.db");
    let size = || std::fs::metadata(&file).map_or(0, |file| file.len());
    let body = |number: usize| {
        let filler = "x".repeat(2000);
        format!(r#"{{"event":"calls.ringing","eventId":"evt_{number}","filler":"{filler}"}}"#)
    };
    let full = listen(&home, &[]);
    (0..900).for_each(|number| assert_eq!(full.post(body(number).as_bytes()), 200));
    full.stop();
    assert!(size() > 1_600_000, "{}", size());
    let capped = listen(&home, &["--journal-size", "1MiB"]);
    let begin = std::time::Instant::now();
    while size() > 1 << 20 {
        assert!(begin.elapsed().as_secs() < 20, "{}", size());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(capped.post(body(3).as_bytes()), 200);
    assert_eq!(capped.running.json()["type"], "duplicate");
    let (_, _, stderr) = capped.stop();
    assert!(
        stderr.contains("--journal-size") && stderr.contains("oldest entries removed"),
        "{stderr}"
    );
    let left = run(&mut home.chirp(&["events", "list", "--all", "-o", "jsonl"])).code(0);
    assert!((1..600).contains(&left.stdout.lines().count()));
}

#[test]
fn a_filter_holds_for_every_form_that_is_json() {
    let home = recorded_three();
    for args in [
        &["events", "list", "-o", "jsonl", "--jq", ".seq"][..],
        &["events", "export", "--jq", ".seq"],
    ] {
        let done = run(&mut home.chirp(args)).code(0);
        let mut lines: Vec<&str> = done.stdout.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["1", "2", "3"], "{args:?}");
    }
    let tail = start(&mut home.chirp(&["events", "tail", "--jq", ".seq"]));
    assert_eq!(tail.line(), "1");
    let curl = ["events", "export", "--format", "curl", "--jq", ".seq"];
    run(&mut home.chirp(&curl)).code(2);
}

#[test]
fn what_cannot_be_looked_into_is_not_taken_for_empty() {
    let home = Home::new();
    std::fs::write(home.path().join("state"), "a file").expect("written");
    let done = run(&mut home.chirp(&["events", "list", "--json"])).code(8);
    assert_eq!(done.stdout, "");
    assert!(
        done.stderr.contains("cannot read the journal"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_dry_run_forgets_nothing_and_hears_nothing() {
    let home = recorded_three();
    let prune = [
        "events",
        "prune",
        "--older-than",
        "1s",
        "--yes",
        "--dry-run",
    ];
    run(&mut home.chirp(&prune)).code(2);
    run(&mut home.chirp(&["listen", "--port", "0", "--dry-run"])).code(2);
    let done = run(&mut home.chirp(&["events", "list", "--json"])).code(0);
    assert_eq!(done.json()["totalCount"], 3);
}

/// A journal with three events, and nobody at it.
fn recorded_three() -> Home {
    let home = Home::new();
    let listener = listen(&home, &[]);
    for id in ["evt_1", "evt_2", "evt_3"] {
        assert_eq!(listener.post(&event(id)), 200);
    }
    listener.stop();
    home
}

/// The journal keeps credentials, since forwarding needs them; they are shown and exported on request.
#[test]
fn credentials_of_requests_are_shown_on_request_only() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let body = r#"{"event":"calls.ringing","eventId":"evt_1","data":{"call":{"id":"call_1"}}}"#;
    let headers = [
        "Authorization: Bearer hush1",
        "Proxy-Authorization: hush2",
        "Cookie: a=hush3",
        "X-Api-Key: hush4",
        "X-Hook-Secret: hush5",
        "X-Other: plain",
    ];
    let lines = format!(
        "Content-Type: application/json\r\n{}\r\n",
        headers.join("\r\n")
    );
    assert_eq!(listener.post_with(&lines, body.as_bytes()), 200);
    listener.stop();
    // Proxy-Authorization is for one hop and not exported.
    for (args, count) in [
        (&["events", "show", "1"][..], 5),
        (&["events", "show", "1", "--json"], 5),
        (&["events", "export", "--format", "har"], 4),
        (&["events", "export", "--format", "curl"], 4),
    ] {
        let out = run(&mut home.chirp(args)).code(0).stdout;
        assert!(!out.contains("hush"), "{args:?}: {out}");
        assert_eq!(out.matches("[redacted]").count(), count, "{args:?}: {out}");
        assert!(out.contains("plain"), "{args:?}: {out}");
        let all = run(&mut home.chirp(&[args, &["--show-credentials"]].concat()))
            .code(0)
            .stdout;
        assert_eq!(all.matches("hush").count(), count, "{args:?}: {all}");
    }
}
