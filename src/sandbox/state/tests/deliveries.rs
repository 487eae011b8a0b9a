//! Deliveries, retries and faults.

use serde_json::Value;

use super::Play;
use crate::events::sample_call::Direction;
use crate::sandbox::engine::call_state::{CallCommandKind, Input, RemoteAction};
use crate::sandbox::engine::remote_party::{RemoteParty, dial};
use crate::sandbox::engine::rng::Rng;
use crate::sandbox::settings::SandboxSettings;

/// What left, when, in a run with faults.
fn faulty_run(seed: u64) -> Vec<(f64, String)> {
    let faults = "duplicate=0.2,reorder=0.2,drop=0.2,corrupt=0.1,burst=700ms"
        .parse()
        .unwrap();
    let mut play = Play::new(SandboxSettings {
        faults,
        ..SandboxSettings::default()
    });
    play.state.rng = Rng::new(seed);
    for n in 0..20 {
        let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
        if n % 2 == 0 {
            assert!(play.command(&id, CallCommandKind::Answer));
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
    let mut play = Play::new(SandboxSettings::default());
    play.state.config.fields.max_concurrent_calls = None;
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
        .state
        .calls
        .iter()
        .map(|(id, _)| id.to_owned())
        .collect();
    for id in &ids {
        assert!(play.command(id, CallCommandKind::Answer));
    }
    let bad = |event: &str| event.bytes().map(u32::from).sum::<u32>() % 5 == 0;
    play.play(
        100.0,
        |event, _| if bad(event) { Some(503) } else { Some(200) },
    );
    let (mut failed, mut all) = (0, 0);
    for (_, delivery) in play.state.outbox.log.iter() {
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
    let mut play = Play::new(SandboxSettings::default());
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
    play.state.webhooks.remove("whk_1");
    let before = play.sent.len();
    assert!(
        play.state
            .advance(&id, Input::Remote(RemoteAction::IsBusy), play.now)
    );
    play.go(120.0);
    assert_eq!(play.sent.len(), before);
}
