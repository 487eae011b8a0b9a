//! One file for each noun: its arguments and its commands. Commands never import each other.

pub(crate) mod api;
pub(crate) mod apps;
pub(crate) mod auth;
pub(crate) mod call_commands;
pub(crate) mod calls;
pub(crate) mod check;
pub(crate) mod commands;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod console;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod download;
pub(crate) mod events;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod journal;
pub(crate) mod licenses;
pub(crate) mod listen;
pub(crate) mod man;
pub(crate) mod recordings;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod simulate;
pub(crate) mod timeline;
pub(crate) mod tokens;
pub(crate) mod trigger;
pub(crate) mod version;
pub(crate) mod voicemails;
pub(crate) mod watch;
pub(crate) mod webhooks;
pub(crate) mod work;

mod admin_arg;
mod args;
mod check_report;
mod consumer_args;
mod header_args;
mod journal_args;
mod output;
mod overview;
mod parse_error;
mod rate_arg;
mod secret_args;

use std::future::Future;
use std::path::Path;

pub(crate) use admin_arg::{admin_address, lease};
pub(crate) use args::{
    CallArg, Known, RecordingArg, SpanArgs, VoicemailArg, WebhookArg, obey, whole_seconds,
};
pub(crate) use check_report::CheckReport;
pub(crate) use consumer_args::{ConsumerArgs, Surroundings};
pub(crate) use header_args::{sendable_header, sendable_header_name};
pub(crate) use journal_args::JournalArgs;
pub(crate) use output::Output;
pub(crate) use overview::{help_template, short_help};
pub(crate) use parse_error::{definition_of, report_parse_error};
pub(crate) use rate_arg::rate;
pub(crate) use secret_args::webhook_secret;

use crate::error::Error;
use crate::shutdown::Signals;
use crate::terminal::sanitize;

/// The value of a `--header NAME=VALUE`: `@FILE` reads a file, `$NAME` the environment, so that secrets
/// need not stand on the command line.
///
/// # Errors
/// When the file or the variable is not there.
pub(crate) fn header_value(name: &str, value: &str) -> Result<String, Error> {
    let name = sanitize(name);
    if let Some(path) = value.strip_prefix('@') {
        return match crate::files::read_text(Path::new(path)) {
            Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) => Err(Error::usage(format!(
                "--header {name}: cannot read {}: {error}",
                sanitize(path)
            ))),
        };
    }
    match value.strip_prefix('$') {
        Some(variable) => crate::config::variable(variable)?.ok_or_else(|| {
            Error::usage(format!(
                "--header {name}: the variable {} is not set",
                sanitize(variable)
            ))
        }),
        None => Ok(value.to_owned()),
    }
}

/// A URL that webhooks can be posted to, for clap.
///
/// # Errors
/// The form.
pub(crate) fn webhook_url(text: &str) -> Result<url::Url, String> {
    crate::http::target_url::target_url(text)
}

/// A header's name, for clap: letters, digits and `-_.`, which mean nothing to a shell that is given the
/// line of `--dry-run`.
///
/// # Errors
/// The form.
pub(crate) fn header_name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("expected the name of a header, such as X-Webhook-Secret".into()),
    }
}

/// Returns the headers of `--header`, and the webhook secret of the environment under
/// `secret_header`.
///
/// # Errors
/// See [`header_value`].
pub(crate) fn headers_with_secret(
    pairs: &[(String, String)],
    secret_header: &str,
) -> Result<Vec<(String, String)>, Error> {
    let read = |(name, value): &(String, String)| Ok((name.clone(), header_value(name, value)?));
    let mut headers: Vec<_> = pairs.iter().map(read).collect::<Result<_, Error>>()?;
    let secret = crate::config::env("CHIRP_WEBHOOK_SECRET");
    headers.extend(secret.map(|secret| (secret_header.to_owned(), secret)));
    Ok(headers)
}

/// Returns a hint about a handler that responded to an event with `status`.
pub(crate) fn refusal_hint(status: u16) -> Option<String> {
    let text = match status {
        300..=399 => "the service follows no redirect: give the final URL",
        401 | 403 => "set CHIRP_WEBHOOK_SECRET to the value that the handler expects",
        404 | 405 => "is the path right? the handler must take POST there",
        413 => "the handler's limit for bodies is too low",
        _ => return None,
    };
    Some(text.to_owned())
}

/// Runs `work` until it ends or a signal comes. Unlike a dropped command, the caller can clean up afterwards.
///
/// # Errors
/// Returns the error of `work`; [`Error::Stopped`] after a signal.
pub(crate) async fn until_signal<T>(
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut signals = Signals::catch();
    tokio::select! {
        result = work => result,
        stop = signals.next() => Err(Error::Stopped(stop)),
    }
}
