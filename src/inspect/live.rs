//! Decides what may be sent: nothing with `--read-only`; with a live key, commands only after they
//! are enabled.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::api::KeyKind;
use crate::inspect::reply::{Problem, Reply, json_text};
use crate::inspect::{Settings, Shared};
use crate::receiver::journal::Reader;
use crate::terminal::sanitize;

/// Cursors of forward targets begin with this in the journal.
const FORWARD: &str = "forward ";

/// The switch for commands.
#[derive(Debug)]
pub(super) struct Live {
    read_only: bool,
    kind: Option<KeyKind>,
    /// Whether commands are enabled. Only a live key needs it.
    on: AtomicBool,
}

impl Live {
    pub(super) fn new(settings: &Settings) -> Live {
        let kind = settings.api.as_ref().and_then(|api| api.key_kind());
        // A sandbox, and a test key, reach no telephone.
        let harmless = settings.sandbox.is_some() || kind == Some(KeyKind::Test);
        Live {
            read_only: settings.read_only,
            kind,
            on: AtomicBool::new(harmless),
        }
    }

    /// `on`, `off` (a live key that was not switched on), `no_key` or `read_only`.
    fn state(&self) -> &'static str {
        match (self.read_only, self.kind, self.on.load(Ordering::Relaxed)) {
            (true, _, _) => "read_only",
            (_, None, _) => "no_key",
            (_, _, true) => "on",
            (_, _, false) => "off",
        }
    }

    /// Returns whether a replay may be sent.
    pub(super) fn check_replay(&self) -> Result<(), Problem> {
        match self.read_only {
            true => Err(forbidden(
                "read_only",
                "this page is read-only (--read-only)",
            )),
            false => Ok(()),
        }
    }

    /// Returns whether a command may be sent.
    pub(super) fn check_command(&self) -> Result<(), Problem> {
        match self.state() {
            "on" => Ok(()),
            "no_key" => Err(forbidden("auth", "chirp inspect runs without an API key; nothing was sent")
                .hint("set CHIRP_API_KEY (and CHIRP_API_URL for a sandbox), then start chirp inspect again")),
            "off" => Err(forbidden("off", "commands with a live key are off; nothing was sent")
                .hint("POST /api/live {\"on\":true} switches them on for this run")),
            _ => Err(forbidden("read_only", "this page is read-only (--read-only); nothing was sent")),
        }
    }
}

fn forbidden(kind: &'static str, message: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, kind, message)
}

/// The body of `POST /api/live`.
#[derive(Debug, Deserialize)]
pub(super) struct Switch {
    on: bool,
}

/// `POST /api/live`: switches commands with a live key on or off.
pub(super) async fn switch(State(shared): State<Arc<Shared>>, Json(switch): Json<Switch>) -> Reply {
    shared.live.check_replay()?;
    shared.live.on.store(switch.on, Ordering::Relaxed);
    status(State(shared)).await
}

/// `GET /api/status`: the state that the page needs first.
pub(super) async fn status(State(shared): State<Arc<Shared>>) -> Reply {
    let read = |reader: &mut Reader| Ok((reader.head()?, reader.consumers(), reader.damaged()));
    let found = shared.store.read(read).await?;
    let (head, consumers, damaged) = found.unwrap_or_default();
    let targets = consumers.iter().filter_map(|name| target(name));
    let api = shared.settings.api.as_ref();
    let text = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "head": head,
        "damaged": damaged,
        "listener": shared.store.listener(),
        "targets": targets.collect::<Vec<_>>(),
        "api": api.map(|api| api.base()),
        "key": api.and_then(|api| api.key_kind()).map(KeyKind::name),
        "commands": shared.live.state(),
        "canSimulate": shared.settings.sandbox.is_some() && !shared.settings.read_only,
        "canReplay": !shared.settings.read_only,
    });
    Ok(json_text(text.to_string()))
}

/// The URL of a forward target, from the name of its cursor: `forward URL` or `forward GLOB=URL`.
fn target(name: &str) -> Option<String> {
    let target = name.strip_prefix(FORWARD)?;
    let at = target.find("http")?;
    Some(sanitize(&target[at..]))
}

/// Returns whether `url` is a forward target of the journal.
pub(super) async fn is_target(shared: &Shared, url: &url::Url) -> bool {
    let consumers = shared.store.read(|reader| Ok(reader.consumers())).await;
    let consumers = consumers.ok().flatten().unwrap_or_default();
    let known = |name: &String| target(name).and_then(|known| url::Url::parse(&known).ok());
    consumers
        .iter()
        .filter_map(known)
        .any(|known| known == *url)
}
