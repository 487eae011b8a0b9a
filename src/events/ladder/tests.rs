//! A recorded call for tests of every renderer, and the tests of the ladder itself.

use super::*;
use crate::events::{Event, Headers};

pub(crate) const CALL: &str = "call_1";

pub(crate) fn event(seq: i64, millis: i64, name: &str) -> Entry {
    let body = format!(
        r#"{{"event":"{name}","eventId":"evt_{seq}","data":{{"call":{{"id":"{CALL}","direction":"inbound","from":"+15559876543","to":"+15551234567"}}}}}}"#
    );
    let event = Event::read(body.as_bytes()).unwrap();
    let (body, headers) = (body.into_bytes(), Headers::default());
    let record = Record::Event {
        event,
        body: body.into(),
        headers,
    };
    entry(seq, millis, record)
}

pub(crate) fn action(seq: i64, millis: i64, kind: ActionKind, of: i64, detail: &str) -> Entry {
    let detail = detail.to_owned();
    entry(seq, millis, Record::Action(Action { kind, of, detail }))
}

pub(crate) fn entry(seq: i64, millis: i64, record: Record) -> Entry {
    let start: Timestamp = "2026-04-13T12:00:00Z".parse().unwrap();
    let at = start + jiff::SignedDuration::from_millis(millis);
    Entry { seq, at, record }
}

/// What consumers did about a call: seq, milliseconds, kind, seq of the event, detail.
const ACTIONS: &str = r#"
2 0 command_intent 1 {"command":"answer"}
3 3 command 1 {"command":"answer","status":"accepted"}
5 20 forward_failed 1 {URL,"status":500,"latencyMs":6,"attempt":1,"error":"HTTP 500"}
6 533 forwarded 1 {URL,"status":200,"latencyMs":11,"attempt":2,"error":null}
7 540 forward_failed 4 {URL,"status":null,"latencyMs":2,"attempt":1,"error":"cannot connect: refused"}
8 700 command_failed 4 {"command":"hold","step":1,"status":409,"error":"the call is over"}
12 64607 media 11 {"path":"/tmp/x/call_rec_1.mp4","bytes":14000}
13 64700 media_failed 11 {"id":"call_vm_1","error":"404"}
14 64800 command_intent 11 {"command":"hangup"}
"#;

/// A call that is answered by a rule, forwarded, retried, recorded and saved.
pub(crate) fn recorded_call() -> Vec<Entry> {
    let event_id = || "evt_4".to_owned();
    let duplicate = Record::Duplicate {
        event_id: event_id(),
        of: 4,
    };
    let conflict = Record::Conflict {
        event_id: event_id(),
        of: 4,
        body: b"{}".to_vec(),
    };
    let mut entries = vec![
        event(1, 0, "calls.initiated"),
        event(4, 4, "calls.answered"),
        entry(9, 800, duplicate),
        entry(10, 810, conflict),
        event(11, 4005, "calls.completed"),
    ];
    let url = r#""url":"http://127.0.0.1:3000/hook?token=t""#;
    for line in ACTIONS.trim().lines() {
        let [seq, millis, kind, of, detail] =
            line.splitn(5, ' ').collect::<Vec<_>>().try_into().unwrap();
        let number = |text: &str| text.parse().unwrap();
        let kind = ActionKind::parse(kind).unwrap();
        let detail = detail.replace("URL", url);
        entries.push(action(
            number(seq),
            number(millis),
            kind,
            number(of),
            &detail,
        ));
    }
    entries
}

#[test]
fn rows_follow_the_journal_whatever_the_order_of_entries() {
    let mut entries = recorded_call();
    let ladder = Ladder::of(CALL, &entries);
    entries.sort_by_key(|entry| entry.seq);
    assert_eq!(Ladder::of(CALL, &entries), ladder);
    let labels: Vec<&str> = ladder
        .lanes
        .iter()
        .map(|lane| lane.label.as_str())
        .collect();
    assert_eq!(labels, ["+15559876543", "chirp", "127.0.0.1:3000/hook"]);
    let line = |row: &Row| {
        let (from, to, caption) = (row.from, row.to, row.caption());
        format!(
            "{} {} {from}>{to} {:?} {caption}",
            row.seq,
            row.offset(),
            row.mood
        )
    };
    let lines: Vec<String> = ladder.rows.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    1 +0.000 0>1 Warn initiated
    3 +0.003 1>0 Good answer · accepted · 3 ms
    4 +0.004 0>1 Good answered
    5 +0.020 1>2 Bad initiated · 500 · 6 ms
    6 +0.533 1>2 Good initiated · 200 · 11 ms · try 2
    7 +0.540 1>2 Bad answered · cannot connect: refused · 2 ms
    8 +0.700 1>0 Bad hold · 409 · the call is over
    9 +0.800 0>1 Dim answered again, of #4
    10 +0.810 0>1 Bad answered with another body than #4
    11 +4.005 0>1 Good completed
    12 +1:04.607 1>1 Good saved call_rec_1.mp4
    13 +1:04.700 1>1 Bad not saved: call_vm_1 · 404
    14 +1:04.800 1>0 Warn hangup · no outcome
    ");
}

#[test]
fn every_further_target_shares_the_last_lane() {
    let mut entries = vec![event(1, 0, "calls.initiated")];
    for n in 0..12 {
        let detail = format!(r#"{{"url":"http://h{n}/","status":200}}"#);
        entries.push(action(n + 2, n, ActionKind::Forwarded, 1, &detail));
    }
    let ladder = Ladder::of(CALL, &entries);
    assert_eq!(ladder.lanes.len(), 2 + MAX_HANDLERS);
    assert_eq!(ladder.lanes.last().unwrap().label, "other handlers");
    assert_eq!(ladder.rows.last().unwrap().to, 1 + MAX_HANDLERS);
}

#[test]
fn the_other_party_of_an_outbound_call_is_the_callee() {
    let mut call = event(1, 0, "calls.initiated");
    if let Record::Event { event, .. } = &mut call.record {
        event.direction = Some("outbound".into());
    }
    assert_eq!(Ladder::of(CALL, &[call]).lanes[PARTY].label, "+15551234567");
    let empty = Ladder::of(CALL, &[]);
    assert_eq!(
        (empty.lanes[PARTY].label.as_str(), empty.rows.len()),
        ("caller", 0)
    );
}
