//! The pure parts of the receiver, by criterion: reading an event's envelope, making text inert, deciding by rules,
//! folding a call's timeline. `cargo bench --locked`; no packages, no peer.

use std::hint::black_box;

use chirp::events::entry::{Entry, Record};
use chirp::events::kind::EventKind;
use chirp::events::samples::sample;
use chirp::events::{Event, Headers, timeline};
use chirp::receiver::rules::Rules;
use chirp::terminal::{clip, sanitize};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;

fn envelope(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("envelope");
    let long = sample(EventKind::VoicemailReceived).replace("Hi, ", &"Hi, \\u263a ".repeat(10_000));
    for (name, body) in [
        ("a call's event", sample(EventKind::Initiated)),
        ("a voicemail of 100 kB", &long),
    ] {
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| Event::read(black_box(body.as_bytes())))
        });
    }
}

fn inert_text(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sanitize text");
    let plain = "Hi, please call me back when you get a chance. ".repeat(20);
    let hostile = "\u{1b}]0;title\u{7}\u{202e}a\u{300}\u{301}\r\n".repeat(40);
    for (name, text) in [("plain", &plain), ("hostile", &hostile)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| sanitize(black_box(text))));
    }
    group.bench_function("clipped to a line", |bench| {
        bench.iter(|| clip(black_box(&plain), 80))
    });
}

fn rules(criterion: &mut Criterion) {
    let mut text = String::new();
    for number in 0..50 {
        text += &format!(
            "[[rule]]\non = \"calls.initiated\"\nfrom = \"+1999{number}*\"\ndo = \"reject\"\n"
        );
    }
    text += "[[rule]]\non = \"calls.initiated\"\nhours = \"Mon-Fri 09:00-17:00 America/New_York\"\ndo = \"answer\"\n";
    let rules = Rules::read(&text).expect("rules as the README has them");
    let body = sample(EventKind::Initiated).replace("outbound", "inbound");
    let event = Event::read(body.as_bytes()).expect("a sample is an event");
    let noon: Timestamp = "2026-04-13T16:00:00Z".parse().expect("a time");
    criterion.bench_function("rules: the last of 51 decides", |bench| {
        bench.iter(|| {
            rules
                .decide(black_box(&event), noon)
                .map(|decision| decision.rule)
        })
    });
}

fn timelines(criterion: &mut Criterion) {
    let kinds = [
        EventKind::Initiated,
        EventKind::Answered,
        EventKind::RecordingCompleted,
        EventKind::Completed,
    ];
    let at: Timestamp = "2026-04-13T16:00:00Z".parse().expect("a time");
    let entries: Vec<Entry> = (0..1000)
        .map(|seq| {
            let body = sample(kinds[seq as usize % kinds.len()]).as_bytes();
            let event = Event::read(body).expect("a sample is an event");
            Entry {
                seq,
                at,
                record: Record::Event {
                    event,
                    body: body.to_vec().into(),
                    headers: Headers::default(),
                },
            }
        })
        .collect();
    let known = timeline::Record {
        call: None,
        recordings: &[],
        voicemails: &[],
    };
    criterion.bench_function("timeline: 1,000 entries", |bench| {
        bench.iter(|| timeline::Timeline::fold("call_1", black_box(&entries), &known))
    });
}

criterion_group!(parts, envelope, inert_text, rules, timelines);
criterion_main!(parts);
