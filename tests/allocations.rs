//! How often an event's way through the listener asks for memory, counted over all its threads. Time cannot be
//! a test on a shared machine; this number is the same everywhere, and what raises it costs at 30,000 events/s.
//!
//! A binary of its own: it counts by a global allocator.

use std::alloc::System;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use chirp::events::{Entry, Event, Headers, entry::Record, samples};
use chirp::receiver::{self, Consumers, Output, ReceiverSettings, ServerSettings};
use chirp::render::entries::Lines;
use chirp::terminal::Terminal;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// From the socket to the 200, journal and followers included. Counted: 37.
const RECEIVED: usize = 42;

/// A line for a person. Counted: 16.
const SHOWN: usize = 19;

const EVENTS: usize = 400;

fn lines() -> Lines {
    Lines {
        terminal: Terminal::plain(80),
        zone: jiff::tz::TimeZone::UTC,
        dated: false,
    }
}

fn settings(dir: &Path) -> ReceiverSettings {
    let terminal = Terminal::plain(80).without_notes();
    ReceiverSettings {
        state_dir: dir.to_owned(),
        server: ServerSettings {
            bind: [127, 0, 0, 1].into(),
            port: 0,
            path: "/".to_owned(),
            secret: None,
            secret_header: hyper::header::HeaderName::from_static("x-webhook-secret"),
            allow_hosts: Vec::new(),
            tls: None,
        },
        output: Output::Human {
            lines: lines(),
            verbose: false,
        },
        // Nothing goes to the stdout of the tests; lines are counted on their own.
        events: vec!["nothing".to_owned()],
        exit_after: None,
        journal_size: None,
        inspect: None,
        hints_at_registering: false,
        admin: None,
        drain: std::time::Duration::ZERO,
        terminal,
    }
}

/// As the service posts it, with ids of its own.
fn request(address: &str, number: usize) -> Vec<u8> {
    let body = samples::INBOUND_INITIATED.replace("evt_", &format!("evt_{number:06}"));
    let length = body.len();
    format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nUser-Agent: sender/1\r\nAccept: */*\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Posts events one after the other; gives how often memory was asked for meanwhile.
fn post(address: &str) -> usize {
    let requests: Vec<Vec<u8>> = (0..2 * EVENTS)
        .map(|number| request(address, number))
        .collect();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let mut send = |request: &Vec<u8>| {
        let mut answer = [0; 512];
        stream.write_all(request).expect("sent");
        let count = stream.read(&mut answer).expect("answered");
        assert!(answer[..count].starts_with(b"HTTP/1.1 200"));
    };
    // What is set up once, and rings that fill.
    requests[..EVENTS].iter().for_each(&mut send);
    let region = Region::new(MEMORY);
    requests[EVENTS..].iter().for_each(&mut send);
    let asked = region.change();
    asked.allocations + asked.reallocations
}

fn shown() -> usize {
    let body = samples::INBOUND_INITIATED.as_bytes().to_vec();
    let entry = Entry {
        seq: 1,
        at: jiff::Timestamp::UNIX_EPOCH,
        record: Record::Event {
            event: Event::read(&body).expect("a sample"),
            body: body.into(),
            headers: Headers::default(),
        },
    };
    let (lines, region) = (lines(), Region::new(MEMORY));
    for _ in 0..EVENTS {
        assert!(lines.line(&entry, Some("call_1")).is_some());
    }
    let asked = region.change();
    asked.allocations + asked.reallocations
}

#[test]
fn an_event_asks_for_memory_a_few_times_only() {
    let dir = tempfile::tempdir().expect("a directory");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let received = runtime.block_on(async {
        let bound = receiver::bind(settings(dir.path())).await.expect("bound");
        let address = bound.url().trim_start_matches("http://").to_owned();
        let (stop, mut stops) = tokio::sync::mpsc::channel(1);
        let posted = tokio::task::spawn_blocking(move || {
            let asked = post(&address);
            drop(stop);
            asked
        });
        bound
            .run(Consumers::default(), &mut stops)
            .await
            .expect("it runs");
        posted.await.expect("posted")
    });
    let (received, shown) = (received / EVENTS, shown() / EVENTS);

    assert!(
        (5..=SHOWN).contains(&shown) && received <= RECEIVED,
        "{received} an event, {shown} a line"
    );
}
