//! `chirp listen --inspect`: the page in a process of its own, so that nothing in it can reach the receiver.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::context::{Context, PROFILE_FLAG};
use crate::error::Error;
use crate::json;
use crate::secret::Secret;

/// The page's process. It ends with this value: its stdin closes.
pub(super) struct Page {
    child: Child,
    /// The link to open.
    pub(super) link: String,
}

impl Page {
    /// Starts `chirp inspect` beside the listener, on its usual port or a free one. `key` is the key of a
    /// sandbox inside; `secret` the webhook secret that the user named, with its header.
    ///
    /// # Errors
    /// When the process cannot be started, with its own message.
    pub(super) async fn start(
        context: &Context,
        key: Option<&Secret>,
        secret: Option<(&str, &Secret)>,
    ) -> Result<Page, Error> {
        let mut command = command(context, secret.map(|(header, _)| header))?;
        if let Some(url) = &context.options.api_url {
            command.env("CHIRP_API_URL", &url.value);
        }
        if let Some(key) = key {
            command.env("CHIRP_API_KEY", key.expose());
        }
        if let Some((_, secret)) = secret {
            command.env("CHIRP_WEBHOOK_SECRET", secret.expose());
        }
        let child = command
            .spawn()
            .map_err(|error| failed(&error.to_string()))?;
        let started = tokio::task::spawn_blocking(|| ready(child)).await;
        started.unwrap_or_else(|error| Err(failed(&error.to_string())))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(context: &Context, secret_header: Option<&str>) -> Result<Command, Error> {
    let program = std::env::current_exe().map_err(|error| failed(&error.to_string()))?;
    let mut command = Command::new(program);
    command.args(["inspect", "--beside-listen", "--json"]);
    if let Some(header) = secret_header {
        command.args(["--secret-header", header]);
    }
    // A profile that the environment names is inherited; on the command line it would be stronger.
    let profile = context.options.profile.as_ref();
    if let Some(profile) = profile.filter(|profile| profile.source == PROFILE_FLAG) {
        command.args(["--profile", &profile.value]);
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command)
}

/// Reads the first line of a page that has just been started, or why there is none.
fn ready(mut child: Child) -> Result<Page, Error> {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        let _ = BufReader::new(stdout).read_line(&mut line);
    }
    let link = json::text_of(line.as_bytes()).and_then(|text| json::member(text, "url"));
    if let Some(link) = link.and_then(json::string) {
        return Ok(Page { child, link });
    }
    let mut problem = String::new();
    if let Some(stderr) = child.stderr.take() {
        let _ = stderr.take(64 * 1024).read_to_string(&mut problem);
    }
    let _ = child.wait();
    let message = json::text_of(problem.as_bytes());
    let message = message.and_then(|text| json::at(text, &["error", "message"]));
    Err(failed(&message.and_then(json::string).unwrap_or(problem)))
}

fn failed(problem: &str) -> Error {
    let hint = "chirp listen without --inspect, and chirp inspect in another shell".to_owned();
    Error::failed(
        format!("cannot start the page of --inspect: {}", problem.trim()),
        Some(hint),
    )
}
