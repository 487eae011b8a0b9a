//! The world under a clock that the test moves: no sleeping, no sockets.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::api::types::Webhook;
use crate::clock::{Clock, iso_millis};
use crate::events::{EventKind, samples};
use crate::sandbox::Settings;
use crate::sandbox::delivery::Outcome;
use crate::sandbox::delivery::payload::tests::shape;
use crate::sandbox::engine::lifecycle::{Command, Direction, Far, Stimulus};
use crate::sandbox::engine::remote_party::{MAGIC_NUMBERS, Message, RemoteParty, dial};
use crate::sandbox::state::SandboxState;
use crate::sandbox::state::call_record::Route;

/// A world with a webhook for everything, and the letters that have left.
struct Play {
    world: SandboxState,
    start: Instant,
    now: Instant,
    /// Seconds since the start, and the body.
    sent: Vec<(f64, Value)>,
}

impl Play {
    fn new(settings: Settings) -> Play {
        let start = Instant::now();
        let at: Timestamp = "2024-01-15T10:30:00Z".parse().unwrap();
        let settings = Settings {
            clock: Clock::Fixed(at),
            ..settings
        };
        let mut world = SandboxState::new(&settings, 1, "http://127.0.0.1:1".into(), start);
        let webhook = Webhook {
            id: Some("whk_1".into()),
            url: Some("http://127.0.0.1:1".into()),
            events: Some(EventKind::ALL.map(|kind| kind.name().to_owned()).to_vec()),
            headers: Some(BTreeMap::new()),
            ..Webhook::default()
        };
        world.webhooks.insert("whk_1".into(), webhook);
        let (now, sent) = (start, Vec::new());
        Play {
            world,
            start,
            now,
            sent,
        }
    }

    /// Moves time on until nothing is left to do, or `until` seconds; every post is answered by `answer`.
    fn play(&mut self, until: f64, answer: impl Fn(&str, usize) -> Option<u16>) {
        let end = self.start + Duration::from_secs_f64(until);
        loop {
            self.world.tick(self.now);
            while let Some(letter) = self.world.take_request() {
                let at = self.now.duration_since(self.start).as_secs_f64();
                let body = serde_json::from_str(&letter.body).unwrap_or(Value::Null);
                self.sent.push((at, body));
                let delivery = self.world.outbox.log.get(&letter.delivery).unwrap();
                let status = answer(&delivery.event_id, delivery.attempts.len());
                let outcome = Outcome {
                    status,
                    error: None,
                    latency: Duration::ZERO,
                };
                self.world.attempted(&letter.delivery, &outcome, self.now);
                self.world.tick(self.now);
            }
            match self.world.agenda.next() {
                Some(next) if next <= end => self.now = next,
                _ => break,
            }
        }
        self.now = end;
        self.world.tick(end);
    }

    fn go(&mut self, until: f64) {
        self.play(until, |_, _| Some(200));
    }

    fn begin(&mut self, direction: Direction, to: &str, script: RemoteParty) -> String {
        let route = Route {
            direction,
            from: "+15551234567".into(),
            to: to.into(),
            from_channel: "pstn".into(),
            to_channel: "pstn".into(),
            metadata: Map::new(),
        };
        self.world.begin(route, script, self.now)
    }

    fn command(&mut self, id: &str, command: Command) -> bool {
        self.world
            .stimulate(id, Stimulus::Command(command), self.now)
    }

    fn status(&self, id: &str) -> &str {
        let call = self.world.calls.get(id).unwrap();
        call.view.status.as_deref().unwrap()
    }

    /// Seconds and names of what was sent.
    fn story(&self) -> Vec<(f64, &str)> {
        let named =
            |(at, body): &'_ (f64, Value)| (*at, body["event"].as_str().unwrap().to_owned());
        let found: Vec<_> = self.sent.iter().map(named).collect();
        found
            .into_iter()
            .map(|(at, name)| (at, EventKind::parse(&name).unwrap().name()))
            .collect()
    }
}

#[test]
fn an_outbound_call_has_the_times_of_the_vendors_samples() {
    let mut play = Play::new(Settings::default());
    let id = play.begin(Direction::Outbound, "+15559876543", RemoteParty::default());
    play.go(600.0);
    let expected = [
        (0.0, "calls.initiated"),
        (2.0, "calls.ringing"),
        (5.0, "calls.answered"),
        (5.0, "calls.participant_joined"),
        (120.0, "calls.participant_left"),
        (120.0, "calls.completed"),
    ];
    assert_eq!(play.story(), expected);
    let call = &play.sent[5].1["data"]["call"];
    assert_eq!(
        (&call["duration"], &call["endedAt"]),
        (&120.into(), &"2024-01-15T10:32:00.000Z".into())
    );
    assert_eq!(play.sent[4].1["data"]["participant"]["duration"], 115);
    assert_eq!(
        play.sent[2].1["data"]["call"]["answeredAt"],
        "2024-01-15T10:30:05.000Z"
    );
    assert_eq!(play.status(&id), "completed");
}

#[test]
fn the_configuration_decides_after_30_seconds() {
    let cases = [
        ("voicemail", true, "voicemail"),
        ("voicemail", false, "busy"),
        ("reject", true, "busy"),
        ("webhook", true, "no_answer"),
    ];
    for (behavior, voicemail, status) in cases {
        let mut play = Play::new(Settings::default());
        play.world.config.fields.default_answer_behavior = Some(behavior.into());
        play.world.config.fields.voicemail_enabled = Some(voicemail);
        let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
        play.go(29.9);
        assert_eq!(play.status(&id), "initiated");
        play.go(30.0);
        assert_eq!(play.status(&id), status, "{behavior} {voicemail}");
    }
}

#[test]
fn a_call_answered_in_time_is_left_alone_at_30_seconds() {
    let mut play = Play::new(Settings::default());
    let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    play.go(29.9);
    assert!(play.command(&id, Command::Answer));
    play.go(60.0);
    assert_eq!(play.status(&id), "in_progress");
}

#[test]
fn a_transcription_may_come_later_than_the_voicemail() {
    for (delay, first) in [(0, Value::from("Hello")), (10, Value::Null)] {
        let mut play = Play::new(Settings::default());
        let message = Message {
            transcription: Some("Hello".into()),
            length: Duration::from_secs(7),
            transcription_delay: Duration::from_secs(delay),
        };
        let script = RemoteParty {
            message: Some(message),
            ..RemoteParty::default()
        };
        let id = play.begin(Direction::Inbound, "+15551234567", script);
        assert!(play.command(&id, Command::SendToVoicemail));
        play.go(60.0);
        let (at, received) = play.sent.last().unwrap();
        // Greeting 5 s, message 7 s, processing 2 s.
        assert_eq!(
            (*at, &received["event"]),
            (14.0, &"calls.voicemail.received".into())
        );
        assert_eq!(received["data"]["voicemail"]["transcription"], first);
        assert_eq!(received["data"]["voicemail"]["duration"], 7);
        let kept = play.world.voicemails.iter().next().unwrap().1;
        assert_eq!(kept.view.transcription.as_deref(), Some("Hello"));
    }
}

#[test]
fn a_recording_goes_from_recording_over_processing_to_completed() {
    let mut play = Play::new(Settings::default());
    let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    assert!(play.command(&id, Command::Answer) && play.command(&id, Command::StartRecording));
    play.world.record_as(&id, "ogg".into());
    let status = |play: &Play| {
        play.world
            .recordings
            .iter()
            .next()
            .unwrap()
            .1
            .view
            .status
            .clone()
            .unwrap()
    };
    play.go(10.0);
    assert_eq!(status(&play), "recording");
    // The call ends with the recording still running.
    assert!(play.command(&id, Command::Hangup));
    assert_eq!(status(&play), "processing");
    play.go(60.0);
    assert_eq!(status(&play), "completed");
    let (at, event) = play.sent.last().unwrap();
    assert_eq!(
        (*at, &event["event"]),
        (13.0, &"calls.recording.completed".into())
    );
    let recording = &event["data"]["recording"];
    assert_eq!(
        (&recording["format"], &recording["duration"]),
        (&"ogg".into(), &10.into())
    );
    assert!(recording["url"].as_str().unwrap().contains(".ogg?signed="));
}

#[test]
fn a_thousand_calls_at_once_end_in_the_right_states() {
    let speed = "100x".parse().unwrap();
    let mut play = Play::new(Settings {
        speed,
        ..Settings::default()
    });
    let mut expected = BTreeMap::new();
    let dialled: Vec<_> = MAGIC_NUMBERS
        .iter()
        .filter_map(|magic| dial(magic.number).ok().map(|script| (magic.number, script)))
        .collect();
    for n in 0..1000 {
        let (number, script) = &dialled[n % dialled.len()];
        let id = play.begin(Direction::Outbound, number, script.clone());
        let status = match *number {
            "+15550100001" => "busy",
            "+15550100002" => "no_answer",
            "+15550100003" => "failed",
            "+15550100004" => "canceled",
            "+15550100006" => "in_progress",
            "+15550100008" => "ringing",
            _ => "completed",
        };
        expected.insert(id, status);
    }
    play.go(10.0);
    for (id, status) in expected {
        assert_eq!(play.status(&id), status, "{id}");
    }
}

/// What left, when, in a run with faults.
fn faulty_run(seed: u64) -> Vec<(f64, String)> {
    let faults = "duplicate=0.2,reorder=0.2,drop=0.2,corrupt=0.1,burst=700ms"
        .parse()
        .unwrap();
    let mut play = Play::new(Settings {
        faults,
        ..Settings::default()
    });
    play.world.dice = crate::sandbox::engine::rng::Rng::new(seed);
    for n in 0..20 {
        let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
        if n % 2 == 0 {
            assert!(play.command(&id, Command::Answer));
        }
    }
    play.go(400.0);
    // Signed URLs differ from run to run: their key is random.
    let text = |body: &Value| {
        format!(
            "{} {} {}",
            body["event"], body["eventId"], body["timestamp"]
        )
    };
    play.sent
        .iter()
        .map(|(at, body)| (*at, text(body)))
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_run_twice_faults_included() {
    let run = faulty_run(7);
    assert_eq!(run, faulty_run(7));
    assert_ne!(run, faulty_run(8));
    let mut distinct: Vec<_> = run.iter().map(|(_, text)| text).collect();
    distinct.sort();
    distinct.dedup();
    assert!(
        run.len() > distinct.len() + 20,
        "{} of {}",
        distinct.len(),
        run.len()
    );
}

#[test]
fn ten_thousand_deliveries_end_as_the_retry_rule_says() {
    let mut play = Play::new(Settings::default());
    play.world.config.fields.max_concurrent_calls = None;
    // Three events each.
    for _ in 0..3_334 {
        play.begin(
            Direction::Inbound,
            "+15551234567",
            RemoteParty {
                message: None,
                ..RemoteParty::default()
            },
        );
    }
    let ids: Vec<String> = play
        .world
        .calls
        .iter()
        .map(|(id, _)| id.to_owned())
        .collect();
    for id in &ids {
        assert!(play.command(id, Command::Answer));
    }
    let bad = |event: &str| event.bytes().map(u32::from).sum::<u32>() % 5 == 0;
    play.play(
        100.0,
        |event, _| if bad(event) { Some(503) } else { Some(200) },
    );
    let (mut failed, mut all) = (0, 0);
    for (_, delivery) in play.world.outbox.log.iter() {
        all += 1;
        let expected = if bad(&delivery.event_id) {
            ("failed", 6)
        } else {
            ("delivered", 1)
        };
        assert_eq!((delivery.state.name(), delivery.attempts.len()), expected);
        failed += usize::from(delivery.state.name() == "failed");
    }
    assert_eq!(all, 10_002);
    assert!((1_500..2_500).contains(&failed), "{failed}");
}

#[test]
fn retries_wait_1_2_4_8_and_16_seconds_and_a_dropped_webhook_gets_no_more() {
    let mut play = Play::new(Settings::default());
    let id = play.begin(
        Direction::Outbound,
        "+15550100008",
        dial("+15550100008").unwrap(),
    );
    play.play(1.9, |_, _| None);
    let times: Vec<_> = play.sent.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [0.0, 1.0]);
    play.play(60.0, |_, _| None);
    let first: Vec<_> = play
        .sent
        .iter()
        .filter(|(_, body)| body["event"] == "calls.initiated")
        .map(|(at, _)| *at)
        .collect();
    assert_eq!(first, [0.0, 1.0, 3.0, 7.0, 15.0, 31.0]);
    play.world.webhooks.remove("whk_1");
    let before = play.sent.len();
    assert!(
        play.world
            .stimulate(&id, Stimulus::Far(Far::IsBusy), play.now)
    );
    play.go(120.0);
    assert_eq!(play.sent.len(), before);
}

#[test]
fn a_reset_forgets_all_but_never_gives_an_id_twice() {
    let mut play = Play::new(Settings::default());
    let before = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    play.world.reset(play.now);
    assert_eq!(
        (play.world.calls.len(), play.world.agenda.next()),
        (0, None)
    );
    let after = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    assert_ne!(before, after);
    assert_eq!(
        iso_millis(play.world.wall(play.now)),
        "2024-01-15T10:30:00.000Z"
    );
}

#[test]
fn every_event_that_is_sent_has_the_shape_of_its_sample() {
    let mut play = Play::new(Settings::default());
    for magic in MAGIC_NUMBERS {
        if let Ok(script) = dial(magic.number) {
            play.begin(Direction::Outbound, magic.number, script);
        }
    }
    play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    play.go(50.0);
    let talking = play
        .world
        .calls
        .iter()
        .find(|(_, call)| call.view.status.as_deref() == Some("in_progress"));
    let talking = talking.unwrap().0.to_owned();
    assert!(play.command(&talking, Command::StartRecording));
    assert!(play.command(&talking, Command::StopRecording));
    play.go(300.0);
    let shape_of = |body: &Value| {
        let mut found = Vec::new();
        shape(body, "", &mut found);
        found
    };
    let sample = |kind: EventKind, inbound: bool| match (kind, inbound) {
        (EventKind::Initiated, true) => samples::INBOUND_INITIATED,
        _ => samples::sample(kind),
    };
    let mut kinds = Vec::new();
    for (_, body) in &play.sent {
        let kind = EventKind::parse(body["event"].as_str().unwrap()).unwrap();
        let inbound = body["data"]["call"]["direction"] == "inbound";
        let expected: Value = serde_json::from_str(sample(kind, inbound)).unwrap();
        assert_eq!(shape_of(body), shape_of(&expected), "{}", kind.name());
        kinds.push(kind);
    }
    assert!(
        EventKind::ALL.iter().all(|kind| kinds.contains(kind)),
        "{kinds:?}"
    );
}
