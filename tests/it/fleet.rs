//! The shared journal: several receivers, several workers, one PostgreSQL.

use std::collections::HashMap;

use serde_json::Value;

use crate::listen::{Listener, event, listen};
use crate::postgres::Database;
use crate::support::{Home, Running, run, sandbox, start};
use crate::target::{Handler, Post, answer};

const EVENTS: &str = "SELECT count(*) FROM chirp.entries WHERE type = 'event'";

fn call_event(id: &str, call: &str) -> Vec<u8> {
    let call = format!(r#""data":{{"call":{{"id":"{call}","direction":"inbound"}}}}"#);
    format!(r#"{{"event":"calls.ringing","eventId":"{id}",{call}}}"#).into_bytes()
}

fn receiver(home: &Home, database: &Database) -> Listener {
    listen(home, &["--journal", &database.url()])
}

/// A worker that has its share of the partitions.
fn worker(home: &Home, database: &Database, args: &[&str]) -> Running {
    let url = database.url();
    let all = [&["work", "--journal", &url, "--json"], args].concat();
    let running = start(&mut home.chirp(&all));
    assert_eq!(running.json()["type"], "ready");
    running
}

#[test]
fn what_is_wrong_with_a_shared_journal_is_told_with_the_next_step() {
    let home = Home::new();
    let database = Database::empty();
    let url = database.url();
    let cases: [(&[&str], i32, &str); 5] = [
        (&["journal", "status"], 2, "no shared journal is named"),
        (
            &["journal", "status", "--journal", "mysql://x"],
            2,
            "no PostgreSQL URL",
        ),
        (
            &["journal", "status", "--journal", "postgres://u:hunter2@h/d"],
            2,
            "holds a password",
        ),
        (
            &["journal", "status", "--journal", &url],
            8,
            "chirp journal init",
        ),
        (&["work", "--journal", &url], 2, "--forward-to"),
    ];
    for (args, code, text) in cases {
        let done = run(&mut home.chirp(args)).code(code);
        assert!(done.stderr.contains(text), "{args:?}: {}", done.stderr);
        assert!(!done.stderr.contains("hunter2"));
    }
    let grants = run(&mut home.chirp(&["journal", "init", "--journal", &url]))
        .code(0)
        .stdout;
    assert!(
        grants.contains("GRANT EXECUTE ON FUNCTION chirp.version, chirp.deliver"),
        "{grants}"
    );
    let again = run(&mut home.chirp(&["journal", "init", "--journal", &url])).code(1);
    assert!(again.stderr.contains("already"), "{}", again.stderr);
    let upgraded = run(&mut home.chirp(&["journal", "upgrade", "--journal", &url])).code(0);
    assert_eq!(
        upgraded.stdout,
        "the shared journal is of version 1 already\n"
    );
}

#[test]
fn each_event_is_shipped_once_whichever_receiver_it_came_through() {
    let (first, second, third) = (Home::new(), Home::new(), Home::new());
    let database = Database::with_journal(&first);
    let receivers = [receiver(&first, &database), receiver(&second, &database)];
    for number in 0..50 {
        let body = event(&format!("evt_{number}"));
        assert_eq!(receivers[number % 2].post(&body), 200);
        if number % 5 == 0 {
            assert_eq!(receivers[(number + 1) % 2].post(&body), 200);
        }
    }
    assert_eq!(
        receivers[0].post(
            br#"{"event":"calls.ringing","eventId":"evt_1","data":{"call":{"id":"call_other"}}}"#
        ),
        200
    );
    database.wait_for(EVENTS, "51");
    database.wait_for(
        "SELECT count(*) FROM chirp.entries WHERE type = 'duplicate'",
        "10",
    );
    let ask = |statement: &str| database.ask(statement);
    assert_eq!(
        ask(
            "SELECT max(seq) = count(*), (SELECT seq FROM chirp.head) = count(*) FROM chirp.entries"
        ),
        "t|t"
    );
    assert_eq!(
        ask(
            "SELECT count(*) FROM chirp.entries d JOIN chirp.entries e ON e.seq = d.of AND e.event_id = d.event_id WHERE d.type = 'duplicate'"
        ),
        "10"
    );

    // Every reading command reads it, also from a machine that receives nothing.
    let url = database.url();
    let list = run(&mut third.chirp(&["events", "list", "--journal", &url, "--json", "--all"]))
        .code(0)
        .json();
    assert_eq!(list["totalCount"], 61);
    assert_eq!(list["data"].as_array().map(Vec::len), Some(61));
    let shown = run(&mut third.chirp(&["events", "show", "evt_7", "--journal", &url, "--json"]))
        .code(0)
        .json();
    assert_eq!(shown["body"]["eventId"], "evt_7");
    let mut by_variable = third.chirp(&["events", "list", "--call", "call_other", "--json"]);
    let found = run(by_variable.env("CHIRP_JOURNAL", &url)).code(0).json();
    assert_eq!(found["totalCount"], 1);
    let status = run(&mut third.chirp(&["journal", "status", "--journal", &url, "--json"]))
        .code(0)
        .json();
    let members = status["members"].as_array().expect("a list");
    assert_eq!(members.len(), 2);
    assert!(
        members
            .iter()
            .all(|member| member["role"] == "receiver" && member["alive"] == true)
    );
    for receiver in receivers {
        assert_eq!(receiver.stop().0, Some(130));
    }
}

#[test]
fn a_receiver_acknowledges_while_the_server_is_away_and_ships_later() {
    let home = Home::new();
    let database = Database::empty();
    // No schema yet stands for every outage: the receiver goes on.
    let listener = receiver(&home, &database);
    for id in ["evt_1", "evt_2", "evt_3"] {
        assert_eq!(listener.post(&event(id)), 200);
    }
    let (_, lines, stderr) = listener.stop();
    assert_eq!(lines.last().expect("a summary")["events"], 3);
    assert!(stderr.contains("still acknowledged"), "{stderr}");
    // Neither does a run without a shared journal forget what waits.
    let alone = listen(&home, &[]);
    assert_eq!(alone.post(&event("evt_4")), 200);
    assert_eq!(alone.stop().0, Some(130));
    let url = database.url();
    run(&mut home.chirp(&["journal", "init", "--journal", &url])).code(0);
    let listener = receiver(&home, &database);
    database.wait_for(EVENTS, "4");
    assert_eq!(
        database.ask("SELECT string_agg(event_id, ' ' ORDER BY seq) FROM chirp.entries"),
        "evt_1 evt_2 evt_3 evt_4"
    );
    assert_eq!(listener.stop().0, Some(130));
}

#[test]
fn a_database_that_lost_entries_gets_them_again() {
    let home = Home::new();
    let database = Database::with_journal(&home);
    let listener = receiver(&home, &database);
    for number in 0..10 {
        assert_eq!(listener.post(&event(&format!("evt_{number}"))), 200);
    }
    database.wait_for(EVENTS, "10");
    assert_eq!(listener.stop().0, Some(130));
    // As an asynchronous standby that is promoted before it had the last of them: entries and mark of the same moment.
    let lost = "BEGIN; UPDATE chirp.ship_marks m SET spool_seq = 4, spool_at = m.spool_at; COMMIT";
    database.ask(lost);
    database.ask("DELETE FROM chirp.seen WHERE seq > 4; DELETE FROM chirp.entries WHERE seq > 4; UPDATE chirp.head SET seq = 4");
    database.ask("DELETE FROM chirp.ship_marks");
    let listener = receiver(&home, &database);
    database.wait_for(EVENTS, "10");
    assert_eq!(
        database.ask("SELECT count(DISTINCT event_id) FROM chirp.entries"),
        "10"
    );
    assert_eq!(listener.stop().0, Some(130));
}

#[test]
fn odd_ids_and_bodies_are_shipped_too() {
    let home = Home::new();
    let database = Database::with_journal(&home);
    let mut command = home.chirp(&[
        "listen",
        "--port",
        "0",
        "--json",
        "--journal",
        &database.url(),
    ]);
    command.env("CHIRP_WEBHOOK_SECRET", "s");
    let listener = crate::listen::listen_as(command);
    let long = "x".repeat(100_000);
    let bodies = [
        r#"{"event":"a","eventId":"a\u0000b","data":{"call":{"id":"c\u0000"}}}"#.to_owned(),
        format!(r#"{{"event":"a","eventId":"{long}","data":{{"call":{{"id":"{long}"}}}}}}"#),
        r#"{"event":"a\ud800"}"#.to_owned(),
        "not json \u{0}".to_owned(),
    ];
    for body in &bodies {
        assert_eq!(
            listener.post_with("X-Webhook-Secret: s\r\n", body.as_bytes()),
            200
        );
    }
    assert_eq!(
        listener.post_with("X-Webhook-Secret: s\r\n", b"\xff\x00"),
        200
    );
    database.wait_for("SELECT count(*) FROM chirp.entries", "5");
    assert_eq!(
        database.ask("SELECT count(*) FROM chirp.entries WHERE type = 'quarantined'"),
        "2"
    );
    // One of the lines is no JSON for a strict reader: a lone surrogate, as received.
    listener.running.signal("INT");
    assert_eq!(listener.running.finish().0, Some(130));
}

#[test]
fn a_receiver_needs_no_right_to_read() {
    let home = Home::new();
    let database = Database::with_journal(&home);
    let role = format!("receiver_{}", std::process::id());
    let grants = include_str!("../../src/fleet/schema.rs");
    let line = grants
        .lines()
        .find(|line| line.contains("chirp.deliver"))
        .expect("the GRANT");
    database.ask(&format!("CREATE ROLE {role} LOGIN"));
    database.ask(&format!("GRANT USAGE ON SCHEMA chirp TO {role}"));
    database.ask(&line.replace("chirp_receiver", &role));
    let listener = listen(&home, &["--journal", &database.url_of(&role)]);
    assert_eq!(listener.post(&event("evt_1")), 200);
    database.wait_for(EVENTS, "1");
    let url = database.url_of(&role);
    let refused = run(&mut home.chirp(&["events", "list", "--journal", &url])).code(1);
    assert!(
        refused.stderr.contains("permission denied"),
        "{}",
        refused.stderr
    );
    assert_eq!(listener.stop().0, Some(130));
    database.ask(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

/// What a handler got: for each call, the ids in their order.
fn order(posts: &[Post]) -> HashMap<String, Vec<String>> {
    let mut calls: HashMap<String, Vec<String>> = HashMap::new();
    for post in posts {
        let body: Value = serde_json::from_slice(&post.body).expect("JSON");
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        calls
            .entry(text(&body["data"]["call"]["id"]))
            .or_default()
            .push(text(&body["eventId"]));
    }
    calls
}

#[test]
fn workers_share_the_partitions_and_hand_over_at_a_stop() {
    let home = Home::new();
    let database = Database::with_journal(&home);
    let handler = Handler::start(|_, _| answer(200));
    let target = handler.url.clone();
    let receiver = receiver(&home, &database);
    let first = worker(&home, &database, &["--forward-to", &target]);
    let held = "SELECT count(DISTINCT owner), count(*) FROM chirp.leases WHERE until > now()";
    database.wait_for(held, "1|64");
    let second = worker(&home, &database, &["--forward-to", &target]);
    database.wait_for(held, "2|64");
    database.wait_for(
        "SELECT max(n) FROM (SELECT count(*) n FROM chirp.leases GROUP BY owner) o",
        "32",
    );
    let post = |number: usize| {
        let body = call_event(
            &format!("evt_{number:03}"),
            &format!("call_{}", number % 10),
        );
        assert_eq!(receiver.post(&body), 200);
    };
    (0..50).for_each(post);
    first.signal("TERM");
    assert_eq!(first.finish().0, Some(143));
    (50..100).for_each(post);
    database.wait_for(
        "SELECT count(*) FROM chirp.entries WHERE type = 'forwarded'",
        "100",
    );
    database.wait_for(held, "1|64");
    let calls = order(&handler.posts(100));
    assert_eq!(calls.len(), 10);
    for (call, ids) in calls {
        let mut sorted = ids.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(ids, sorted, "{call}: once each, in order");
        assert_eq!(ids.len(), 10);
    }
    second.signal("TERM");
    assert_eq!(second.finish().0, Some(143));
    assert_eq!(
        database.ask("SELECT count(*) FROM chirp.members WHERE role = 'worker'"),
        "0"
    );
    let (url, name) = (
        database.url(),
        database.ask("SELECT DISTINCT consumer FROM chirp.leases"),
    );
    let forgotten =
        run(&mut home.chirp(&["journal", "forget", &name, "--yes", "--journal", &url])).code(0);
    assert_eq!(forgotten.stdout, format!("forgot {name}\n"));
    run(&mut home.chirp(&["journal", "forget", &name, "--yes", "--journal", &url])).code(3);
}

#[test]
fn a_killed_worker_is_replaced_and_a_frozen_one_is_refused() {
    let home = Home::new();
    let database = Database::with_journal(&home);
    let handler = Handler::start(|_, _| answer(200));
    let target = handler.url.clone();
    let receiver = receiver(&home, &database);
    let args = ["--forward-to", target.as_str(), "--lease", "1s"];
    let mut first = worker(&home, &database, &args);
    database.wait_for(
        "SELECT count(*) FROM chirp.leases WHERE until > now()",
        "64",
    );
    assert_eq!(receiver.post(&call_event("evt_1", "call_1")), 200);
    database.wait_for(
        "SELECT count(*) FROM chirp.entries WHERE type = 'forwarded'",
        "1",
    );
    first.signal("STOP");
    let owner = database.ask("SELECT DISTINCT owner FROM chirp.leases");
    let second = worker(&home, &database, &args);
    database.wait_for(
        &format!("SELECT count(*) FROM chirp.leases WHERE owner <> '{owner}'"),
        "64",
    );
    assert_eq!(receiver.post(&call_event("evt_2", "call_1")), 200);
    database.wait_for(
        "SELECT count(*) FROM chirp.entries WHERE type = 'forwarded'",
        "2",
    );
    first.signal("CONT");
    first.child.kill().expect("it runs");
    assert_eq!(receiver.post(&call_event("evt_3", "call_1")), 200);
    database.wait_for(
        "SELECT count(*) FROM chirp.entries WHERE type = 'forwarded'",
        "3",
    );
    let calls = order(&handler.posts(3));
    assert_eq!(calls["call_1"], ["evt_1", "evt_2", "evt_3"]);
    second.signal("TERM");
    assert_eq!(second.finish().0, Some(143));
}

#[test]
fn a_worker_answers_calls_by_rules() {
    let home = Home::new();
    let sandbox = sandbox(&home, &[]);
    let database = Database::with_journal(&home);
    let receiver = receiver(&home, &database);
    let rules = home.path().join("rules.toml");
    std::fs::write(
        &rules,
        "[[rule]]\non = \"calls.initiated\"\ndo = \"answer\"\n",
    )
    .expect("written");
    let rules = rules.to_str().expect("text");
    let url = database.url();
    let mut command = sandbox.chirp(
        &home,
        &["work", "--journal", &url, "--json", "--respond", rules],
    );
    let worker = start(&mut command);
    assert_eq!(worker.json()["type"], "ready");
    database.wait_for(
        "SELECT count(*) FROM chirp.leases WHERE until > now()",
        "64",
    );
    let hook = format!(
        r#"{{"url":"http://{}/","events":["calls.initiated"]}}"#,
        receiver.address
    );
    assert_eq!(sandbox.call("POST", "/v1/webhooks", &hook).status, 201);
    run(&mut sandbox.chirp(&home, &["simulate", "call", "--json"])).code(0);
    let line = worker.json();
    assert_eq!(
        (&line["type"], &line["command"]),
        (&Value::from("command"), &Value::from("answer")),
        "{line}"
    );
    let ask = |statement: &str| database.ask(statement);
    assert_eq!(
        ask(
            "SELECT type, step, attempt FROM chirp.entries WHERE type LIKE 'command%' ORDER BY seq"
        ),
        "command_intent|0|1\ncommand|0|1"
    );
    worker.signal("TERM");
    assert_eq!(worker.finish().0, Some(143));
}
