//! The journal against its own promises: duplicates, batches, followers, cursors, damage.

use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::events::Headers;
use crate::events::entry::{ActionKind, Entry, Record};

fn open(dir: &Path) -> Journal {
    Journal::open(dir, Terminal::plain(80)).unwrap()
}

fn delivery(body: &str) -> Delivery {
    Delivery::read(
        Timestamp::now(),
        body.as_bytes().to_vec(),
        Headers::default(),
    )
}

fn event(id: usize) -> Delivery {
    delivery(&format!(
        r#"{{"event":"calls.ringing","eventId":"evt_{id}","data":{{"call":{{"id":"call_1"}}}}}}"#
    ))
}

async fn kept(journal: &Journal, body: &str) -> (i64, Kept) {
    let receipt = journal.deliver(delivery(body)).await.unwrap();
    (receipt.seq, receipt.kept)
}

async fn stop(journal: Journal) {
    journal.close_intake();
    journal.finish();
    journal.close().await;
}

async fn follow_all(mut follower: Follower) -> Vec<i64> {
    let mut seqs = Vec::new();
    while let Some(entry) = follower.next().await {
        seqs.push(entry.seq);
    }
    seqs
}

#[tokio::test]
async fn repetitions_are_told_from_conflicts() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    let first = r#"{"event":"a","eventId":"evt_1"}"#;
    assert_eq!(kept(&journal, first).await, (1, Kept::New));
    assert_eq!(kept(&journal, first).await, (2, Kept::Duplicate));
    let other = r#"{"event":"a","eventId":"evt_1","x":1}"#;
    assert_eq!(kept(&journal, other).await, (3, Kept::Conflict));
    assert_eq!(kept(&journal, r#"{"event":"a"}"#).await, (4, Kept::New));
    assert_eq!(kept(&journal, r#"{"event":"a"}"#).await, (5, Kept::New));
    assert_eq!(kept(&journal, "{").await, (6, Kept::Quarantined));
    // Handed in at once, so that they share a batch.
    let (one, two) = tokio::join!(journal.deliver(event(9)), journal.deliver(event(9)));
    assert_eq!(one.unwrap().kept, Kept::New);
    assert_eq!(two.unwrap().kept, Kept::Duplicate);
    let reader = journal.reader().unwrap().unwrap();
    let Record::Conflict { of, body, .. } = reader.get(3).unwrap().unwrap().record else {
        panic!("no conflict")
    };
    assert_eq!((of, body.as_slice()), (1, other.as_bytes()));
    assert_eq!(reader.find("evt_1").unwrap().unwrap().seq, 1);
    assert_eq!(reader.about(1).unwrap().len(), 2);
    stop(journal).await;
}

#[tokio::test]
async fn followers_read_everything_once_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    let (near, mut far) = (journal.follow("near"), journal.follow("far"));
    let near = tokio::spawn(follow_all(near));
    assert_eq!(journal.deliver(event(1)).await.unwrap().seq, 1);
    assert_eq!(far.next().await.unwrap().seq, 1);
    let many: Vec<_> = (2..=3000)
        .map(|id| {
            let journal = journal.clone();
            tokio::spawn(async move { journal.deliver(event(id)).await.unwrap() })
        })
        .collect();
    for one in many {
        one.await.unwrap();
    }
    // By now the ring has forgotten the first two thousand.
    journal.close_intake();
    assert_eq!(follow_all(far).await, (2..=3000).collect::<Vec<_>>());
    assert_eq!(near.await.unwrap(), (1..=3000).collect::<Vec<_>>());
    stop(journal).await;
}

#[tokio::test]
async fn a_restart_goes_on_behind_the_cursor() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    let early = journal.follow("early");
    for id in 1..=3 {
        journal.deliver(event(id)).await.unwrap();
    }
    early.ack(2);
    stop(journal).await;

    let journal = open(dir.path());
    let (early, late) = (journal.follow("early"), journal.follow("late"));
    assert_eq!(
        journal.deliver(event(2)).await.unwrap().kept,
        Kept::Duplicate
    );
    journal.close_intake();
    assert_eq!(follow_all(early).await, [3, 4]);
    assert_eq!(follow_all(late).await, [4]);
    stop(journal).await;
}

#[tokio::test]
async fn the_printer_reads_what_stages_record_at_the_stop() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    let mut printer = journal.follow_to_the_end("printer");
    journal.deliver(event(1)).await.unwrap();
    journal.close_intake();
    let action = Action {
        kind: ActionKind::Forwarded,
        of: 1,
        detail: r#"{"status":200}"#.to_owned(),
    };
    journal.record(Timestamp::now(), action).await.unwrap();
    journal.finish();
    let mut seen = Vec::new();
    while let Next::Entry(entry) = printer.next_within(Duration::from_secs(5)) {
        seen.push(entry.seq);
    }
    assert_eq!(seen, [1, 2]);
    assert!(matches!(printer.next_within(Duration::ZERO), Next::End));
    let reader = journal.reader().unwrap().unwrap();
    assert_eq!(by_call(reader, "call_1"), [2, 1]);
    journal.close().await;
}

fn by_call(mut reader: Reader, call: &str) -> Vec<i64> {
    let selection = Selection {
        call: Some(call.to_owned()),
        ..Selection::default()
    };
    let mut seqs = Vec::new();
    let each = |entry: Entry| {
        seqs.push(entry.seq);
        std::ops::ControlFlow::<Result<(), ()>>::Continue(())
    };
    reader.newest_first(&selection, each).unwrap().unwrap();
    seqs
}

#[tokio::test]
async fn one_listener_owns_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    journal.write_address("http://127.0.0.1:1");
    journal.deliver(event(1)).await.unwrap();
    let error = Journal::open(dir.path(), Terminal::plain(80)).unwrap_err();
    assert!(error.to_string().contains("http://127.0.0.1:1"), "{error}");
    assert!(owner(dir.path()).unwrap().contains("http://127.0.0.1:1"));
    stop(journal).await;
    assert_eq!(owner(dir.path()), None);
    stop(open(dir.path())).await;
}

#[tokio::test]
async fn an_intent_is_recorded_with_a_new_event_and_with_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    let mut follower = journal.follow("stage");
    let with_intent = |mut delivery: Delivery| {
        delivery.intent = Some(Action {
            kind: ActionKind::CommandIntent,
            of: 0,
            detail: r#"{"callId":"call_1"}"#.to_owned(),
        });
        delivery
    };
    let first = r#"{"event":"a","eventId":"evt_1","data":{"call":{"id":"call_1"}}}"#;
    let arrivals = [
        first,
        first,
        r#"{"event":"a","eventId":"evt_1","data":{"call":{"id":"call_1"},"x":1}}"#,
        "{",
        first,
    ];
    let mut seqs = Vec::new();
    for body in arrivals {
        let receipt = journal.deliver(with_intent(delivery(body))).await.unwrap();
        seqs.push(receipt.seq);
    }
    assert_eq!(seqs, [1, 3, 4, 5, 6]);
    assert_eq!(follower.next().await.unwrap().seq, 1);
    assert_eq!(follower.ahead().unwrap().seq, 2);
    let reader = journal.reader().unwrap().unwrap();
    let Record::Action(intent) = reader.get(2).unwrap().unwrap().record else {
        panic!("no intent")
    };
    assert_eq!((intent.kind, intent.of), (ActionKind::CommandIntent, 1));
    assert_eq!(by_call(reader, "call_1"), [6, 4, 3, 2, 1]);
    assert!(!journal.is_of_this_run(0) && journal.is_of_this_run(1));
    stop(journal).await;
    let journal = open(dir.path());
    assert!(!journal.is_of_this_run(6) && journal.is_of_this_run(7));
    stop(journal).await;
}

#[tokio::test]
async fn the_log_stays_short_without_a_commit_that_copies_it() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    // Each commit writes three pages or four.
    for id in 0..1600 {
        journal.deliver(event(id)).await.unwrap();
    }
    let size = |name: &str| dir.path().join(name).metadata().unwrap().len();
    assert!(
        size("journal.db-wal") < 4000 * 4120,
        "{}",
        size("journal.db-wal")
    );
    assert!(size("journal.db") > 100_000, "{}", size("journal.db"));
    stop(journal).await;
    assert!(
        !dir.path().join("journal.db-wal").exists(),
        "closed by the last"
    );
    let reader = Reader::open(dir.path()).unwrap().unwrap();
    assert_eq!(by_call(reader, "call_1").len(), 1600);
}

#[tokio::test]
async fn another_event_with_a_known_id_is_an_event() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path());
    let first = r#"{"event":"a","eventId":"evt_1","data":{"call":{"id":"call_1"}}}"#;
    let name = r#"{"event":"b","eventId":"evt_1","data":{"call":{"id":"call_1"}}}"#;
    let call = r#"{"event":"a","eventId":"evt_1","data":{"call":{"id":"call_2"}}}"#;
    for (at, body) in [first, name, call].into_iter().enumerate() {
        assert_eq!(
            kept(&journal, body).await,
            (at as i64 + 1, Kept::New),
            "{body}"
        );
    }
    // Each of them is known from now on.
    for (at, body) in [first, name, call].into_iter().enumerate() {
        assert_eq!(
            kept(&journal, body).await,
            (at as i64 + 4, Kept::Duplicate),
            "{body}"
        );
    }
    let changed = name.replace("}}}", "},\"x\":1}}");
    assert_eq!(kept(&journal, &changed).await, (7, Kept::Conflict));
    for (at, blank) in ["", " ", "\\t\u{a0}"].into_iter().enumerate() {
        let body = format!(r#"{{"event":"a","eventId":"{blank}","x":{at}}}"#);
        assert_eq!(
            kept(&journal, &body).await,
            (at as i64 + 8, Kept::New),
            "{body}"
        );
    }
    stop(journal).await;
}
