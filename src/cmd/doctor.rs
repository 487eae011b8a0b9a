//! `chirp doctor`: checks what works and suggests a command for each problem.

mod finding;

use std::net::TcpListener;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use crate::api::key::describe;
use crate::api::{ApiError, KeyKind, calls};
use crate::config;
use crate::context::Context;
use crate::error::Error;
use crate::receiver::journal::Reader;
use crate::receiver::registration;
use crate::render::human;
use finding::{Finding, State, finding};

/// The default port of `listen`.
const LISTEN_PORT: u16 = 8080;
/// A clock that is further off than this makes signed URLs and rate limits look wrong.
const MAX_SKEW: i64 = 30;

/// Check what chirp depends on; each finding says what to type
///
/// Example: chirp doctor --json
///
/// Sends one request to the API, which changes nothing; --offline sends none.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Send nothing
    #[arg(long)]
    offline: bool,
}

impl Doctor {
    /// Runs all checks and shows them.
    ///
    /// # Errors
    /// Ends with code 1 when a check failed, or when the output fails.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let mut found = vec![configuration(context), key(context)];
        if self.offline || context.options.dry_run {
            found.push(finding("api", State::Warn, "not asked", ""));
        } else {
            found.extend(api(context).await);
        }
        found.extend([journal(), port(), leftovers()]);
        let failed = found.iter().any(|finding| finding.state == State::Fail);
        let objects: Vec<_> = found.iter().map(Finding::json).collect();
        let document = json!({ "ok": !failed, "checks": objects }).to_string();
        let rows = found.iter().map(Finding::row).collect();
        context.show_rows(
            &["check", "state", "found", "what to type"],
            rows,
            &document,
        )?;
        if failed { Err(Error::Exit(1)) } else { Ok(()) }
    }
}

fn configuration(context: &Context) -> Finding {
    let config = match context.config() {
        Ok(config) => config,
        Err(error) => {
            return finding(
                "config",
                State::Fail,
                error.to_string(),
                "chirp config path",
            );
        }
    };
    let path = config.path().display();
    match config.mode() {
        None => finding(
            "config",
            State::Ok,
            format!("{path} is not there; not needed"),
            "",
        ),
        Some(mode) if mode & 0o077 == 0 => {
            finding("config", State::Ok, format!("{path}, {mode:03o}"), "")
        }
        Some(mode) => {
            let hint = format!("chmod 600 {path}");
            finding(
                "config",
                State::Fail,
                format!("others can read {path} ({mode:03o})"),
                &hint,
            )
        }
    }
}

fn key(context: &Context) -> Finding {
    match context.api_key() {
        Ok(key) => {
            let found = format!("{} from {}", describe(&key.value), key.source);
            match KeyKind::of(&key.value) {
                KeyKind::Unknown => finding("key", State::Warn, found, "chirp auth login"),
                _ => finding("key", State::Ok, found, ""),
            }
        }
        Err(Error::NoKey) => finding(
            "key",
            State::Warn,
            "none; listen and sandbox need none",
            "chirp auth login",
        ),
        Err(error) => finding("key", State::Fail, error.to_string(), "chirp auth login"),
    }
}

/// Reachability, speed and the difference of clocks, by one request that changes nothing.
async fn api(context: &Context) -> Vec<Finding> {
    let client = match (context.api_url(), context.api_key()) {
        (Err(error), _) => {
            return vec![finding(
                "api",
                State::Fail,
                error.to_string(),
                "chirp config show",
            )];
        }
        (Ok(_), Ok(key)) => context.client_with(Some(key.value)),
        (Ok(_), Err(_)) => context.client_with(None),
    };
    let Ok(client) = client else {
        return vec![finding(
            "api",
            State::Fail,
            "no client",
            "chirp config show",
        )];
    };
    let began = Instant::now();
    let request = calls::list(None, None).query("limit", Some(1)).any_key();
    let outcome = client.send(&request).await;
    let reached = format!(
        "{} answers in {} ms",
        client.base(),
        began.elapsed().as_millis()
    );
    let has_app_key = matches!(client.key_kind(), Some(KeyKind::Live | KeyKind::Test));
    let first = match outcome {
        Ok(_) => finding("api", State::Ok, format!("{reached}, the key works"), ""),
        Err(ApiError::Refused(refusal)) if refusal.rejects_key() && !has_app_key => {
            finding("api", State::Ok, reached, "")
        }
        Err(ApiError::Refused(refusal)) if refusal.rejects_key() => {
            let found = format!("{reached}, but rejects the key: {}", refusal.message);
            finding("api", State::Fail, found, "chirp auth login")
        }
        Err(error @ ApiError::Missing { missing, .. }) => {
            finding("api", State::Fail, error.to_string(), missing.hint())
        }
        Err(error) => finding("api", State::Fail, error.to_string(), "chirp config show"),
    };
    let mut found = vec![first];
    found.extend(client.skew().map(clock));
    found
}

fn clock(skew: i64) -> Finding {
    match skew.abs() {
        ..=MAX_SKEW => finding(
            "clock",
            State::Ok,
            format!("{skew} s from the service's"),
            "",
        ),
        off => {
            let found = format!("{off} s from the service's");
            finding("clock", State::Warn, found, "timedatectl set-ntp true")
        }
    }
}

fn journal() -> Finding {
    let dir = match config::state_dir() {
        Ok(dir) => dir,
        Err(error) => return finding("journal", State::Fail, error.to_string(), ""),
    };
    let head = Reader::open(&dir).and_then(|reader| {
        reader
            .map(|reader| Ok((reader.head()?, reader.damaged())))
            .transpose()
    });
    match head {
        Ok(None) => finding(
            "journal",
            State::Ok,
            format!("none yet in {}", dir.display()),
            "",
        ),
        Ok(Some((entries, 0))) => finding(
            "journal",
            State::Ok,
            format!(
                "{} in {}",
                human::count(entries.unsigned_abs(), "entry", "entries"),
                dir.display()
            ),
            "",
        ),
        Ok(Some((_, damaged))) => {
            let found = format!(
                "{} cannot be read",
                human::count(damaged, "entry", "entries")
            );
            finding("journal", State::Fail, found, "chirp events export")
        }
        Err(error) => finding(
            "journal",
            State::Fail,
            error.to_string(),
            "chirp events list",
        ),
    }
}

fn port() -> Finding {
    match TcpListener::bind(("127.0.0.1", LISTEN_PORT)) {
        Ok(_) => finding(
            "port",
            State::Ok,
            format!("{LISTEN_PORT} is free for listen"),
            "",
        ),
        Err(error) => {
            let found = format!("{LISTEN_PORT} cannot be used: {error}");
            finding("port", State::Warn, found, "chirp listen --port 8081")
        }
    }
}

fn leftovers() -> Finding {
    let left = config::state_dir().is_ok_and(|dir| registration::has_leftovers(&dir));
    match left {
        true => finding(
            "webhooks",
            State::Warn,
            "a listener that crashed left its webhook behind; the next --register removes it",
            "chirp webhooks list",
        ),
        false => finding("webhooks", State::Ok, "none left behind by a crash", ""),
    }
}
