//! The point that needs a call: one comes in through the sandbox, and the handler has to command it.

use std::time::{Duration, Instant};

use serde_json::Map;

use crate::api::ApiError;
use crate::check::Seen;
use crate::check::fixture::{Stage, Watched};

/// How long the service waits for a command (spec, section 4); call time.
const DEADLINE: Duration = Duration::from_secs(30);
/// How often the call is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Rings through `stage` at the handler at `url` and waits for its command.
pub(super) async fn command(stage: &Stage, url: &url::Url, headers: &[(String, String)]) -> Seen {
    let webhook = match stage.register(url, headers).await {
        Ok(webhook) => webhook,
        Err(error) => return unplayed(&error),
    };
    let seen = match ring(stage).await {
        Ok(seen) => seen,
        Err(error) => unplayed(&error),
    };
    stage.unregister(&webhook).await;
    seen
}

async fn ring(stage: &Stage) -> Result<Seen, ApiError> {
    let call = stage.call(true, &Map::new()).await?;
    let until = Instant::now() + DEADLINE.div_f64(stage.speed);
    let watched = loop {
        let watched = stage.watch(&call).await?;
        let tried = watched.notes.iter().any(|note| note.kind != "event");
        if tried || Instant::now() > until {
            break watched;
        }
        tokio::time::sleep(LOOK).await;
    };
    let deliveries = stage.deliveries(&call).await?;
    stage.end(&call).await;
    let first = deliveries
        .first()
        .and_then(|one| one.attempts.as_ref()?.first());
    let acknowledged = match first.map(|attempt| attempt.status) {
        Some(Some(status)) => format!("the handler answered {status} to calls.initiated"),
        _ => "the handler gave no answer to calls.initiated".to_owned(),
    };
    Ok(judge(&watched, &acknowledged, stage.url()))
}

fn judge(watched: &Watched, acknowledged: &str, url: &str) -> Seen {
    let find = |kind: &str| watched.notes.iter().find(|note| note.kind == kind);
    if let Some(note) = find("command") {
        return Seen::pass(format!(
            "{} after {:.1} s",
            note.name,
            note.at.as_secs_f64()
        ));
    }
    if let Some(note) = find("refused") {
        return Seen::fail(format!(
            "the sandbox refused {}: it does not fit a call that comes in",
            note.name
        ))
        .mend("an inbound call takes answer, reject or send_to_voicemail first");
    }
    Seen::fail(format!("no command within 30 s; {acknowledged}")).mend(format!(
        "send answer, reject or send_to_voicemail right after the 200; the handler has to speak to {url} (CHIRP_API_URL) with the sandbox's key (CHIRP_API_KEY)"
    ))
}

/// The sandbox itself failed: that says nothing about the handler.
fn unplayed(error: &ApiError) -> Seen {
    Seen::skip(
        format!("the sandbox did not play along: {error}"),
        "start it again: chirp sandbox",
    )
}
