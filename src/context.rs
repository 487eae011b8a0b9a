//! The context of a command: settings, terminal, clock, and the API client, built on first use.

mod candidate;
mod choose;
mod filtered;
mod list;
mod live;
mod report;
mod sandbox;
mod settings;
mod show;

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::api::client::Limits;
use crate::api::{Client, Notice, Reply, Request, curl};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::render::jq::Filter;
use crate::render::{Format, View};
use crate::secret::Secret;
use crate::terminal::{Terminal, sanitize};

pub use choose::Choice;
pub use filtered::write_filtered;
pub use report::describe;
pub use settings::PROFILE_FLAG;

/// A shorter wait before a retry is neither reported nor counted.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// Global options, as the command line gave them.
#[derive(Clone, Debug)]
pub struct Options {
    /// `--output`; `None` is auto.
    pub format: Option<Format>,
    /// `--jq`.
    pub jq: Option<String>,
    /// `--profile` or `CHIRP_PROFILE`.
    pub profile: Option<Sourced<String>>,
    /// `--api-url` or `CHIRP_API_URL`.
    pub api_url: Option<Sourced<String>>,
    /// `--timeout` and `--max-wait`.
    pub limits: Limits,
    /// `--dry-run`.
    pub dry_run: bool,
    /// `-v`.
    pub verbose: bool,
    /// `--no-input`.
    pub no_input: bool,
}

/// A setting with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Such as `--api-url`, `CHIRP_API_KEY`, `profile default`, `default`.
    pub source: String,
}

/// The context of a command.
pub struct Context {
    /// Global options.
    pub options: Options,
    /// The streams.
    pub terminal: Terminal,
    /// The time.
    pub clock: Clock,
    config: OnceCell<Config>,
    client: OnceCell<Client>,
    filter: OnceCell<Filter>,
    /// The context for a sandbox's control API.
    sandbox: OnceCell<Box<Context>>,
    /// Milliseconds of reported waiting between retries.
    waited: Arc<AtomicU64>,
}

impl Context {
    /// A context; reads nothing yet.
    pub fn new(options: Options, terminal: Terminal, clock: Clock) -> Self {
        Self {
            options,
            terminal,
            clock,
            config: OnceCell::new(),
            client: OnceCell::new(),
            filter: OnceCell::new(),
            sandbox: OnceCell::new(),
            waited: Arc::default(),
        }
    }

    /// Returns the output format: `--output`, otherwise a table on a terminal and plain text in a
    /// pipe.
    pub fn format(&self) -> Format {
        self.options.format.unwrap_or(match self.terminal.is_tty() {
            true => Format::Table,
            false => Format::Plain,
        })
    }

    /// The filter of `--jq`, read on first use.
    ///
    /// # Errors
    /// A usage error when it is none.
    pub fn filter(&self) -> Result<Option<&Filter>, Error> {
        let Some(code) = &self.options.jq else {
            return Ok(None);
        };
        if self.filter.get().is_none() {
            let filter = Filter::compile(code).map_err(|problem| {
                let hint = "such as --jq '.data[].id'; the jq manual explains filters";
                Error::usage_hint(format!("--jq {}: {problem}", sanitize(code)), hint)
            })?;
            let _ = self.filter.set(filter);
        }
        Ok(self.filter.get())
    }

    /// Refuses `--dry-run` for a command that works here and sends no request that could be shown.
    ///
    /// # Errors
    /// A usage error with `hint`.
    pub fn refuse_dry_run(&self, command: &str, hint: &str) -> Result<(), Error> {
        match self.options.dry_run {
            true => Err(Error::usage_hint(
                format!("{command} cannot be tried with --dry-run; nothing was done"),
                hint,
            )),
            false => Ok(()),
        }
    }

    /// Returns whether a question may be asked.
    pub fn can_ask(&self) -> bool {
        !self.options.no_input && self.terminal.can_ask()
    }

    /// The API client, built on first use.
    ///
    /// # Errors
    /// When there is no key or no valid URL.
    pub fn api(&self) -> Result<&Client, Error> {
        if self.client.get().is_none() {
            let key = self.api_key()?.value;
            let client = self.client_with(Some(key))?;
            let _ = self.client.set(client);
        }
        Ok(self.client.get().expect("set above"))
    }

    /// Returns whether a change is in flight to the API, or to a sandbox's control API.
    pub fn is_changing(&self) -> bool {
        self.client.get().is_some_and(Client::is_changing)
            || self.sandbox.get().is_some_and(|there| there.is_changing())
    }

    /// Returns the total wait between retries: rate limits and `Retry-After`, which are limited by
    /// `--max-wait`, not by `--timeout`. A wait counts in full once it begins.
    pub fn waited(&self) -> Duration {
        Duration::from_millis(self.waited.load(Ordering::Relaxed))
    }

    /// Returns a new client with `key`, to check whether a key works.
    ///
    /// # Errors
    /// When there is no valid URL.
    pub fn client_with(&self, key: Option<Secret>) -> Result<Client, Error> {
        let (terminal, verbose) = (self.terminal, self.options.verbose);
        let waited = self.waited.clone();
        let notify = Box::new(move |notice: Notice| {
            if let Notice::Waiting { pause, .. } = &notice
                && *pause >= WORTH_TELLING
            {
                let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                waited.fetch_add(millis, Ordering::Relaxed);
            }
            tell(&terminal, verbose, &notice);
        });
        Ok(Client::new(&self.api_url()?.value, key, self.options.limits, notify).tracing(verbose))
    }

    /// Sends a request, or with `--dry-run` prints it as a curl line and stops.
    ///
    /// # Errors
    /// Returns the client's error; [`Error::Exit`] 0 with `--dry-run`.
    pub async fn send<T: serde::de::DeserializeOwned + 'static>(
        &self,
        request: &Request<T>,
    ) -> Result<Reply<T>, Error> {
        self.stop_if_dry(request)?;
        let sent = self.api()?.send(request).await;
        Ok(sent.map_err(|error| error.at(&request.path))?)
    }

    /// Sends a request and returns the response body unparsed.
    ///
    /// # Errors
    /// See [`Context::send`].
    pub async fn fetch<T>(&self, request: &Request<T>) -> Result<Vec<u8>, Error> {
        self.stop_if_dry(request)?;
        let sent = self.api()?.fetch(request).await;
        Ok(sent.map_err(|error| error.at(&request.path))?)
    }

    fn stop_if_dry<T>(&self, request: &Request<T>) -> Result<(), Error> {
        if !self.options.dry_run {
            return Ok(());
        }
        let line = curl::line(self.api_url()?.value.as_str(), request);
        let line = sanitize(&line);
        match self.format().is_json() {
            true => self.show_fields(&[("curl", line.into())])?,
            false => self.terminal.line(&line)?,
        }
        Err(Error::Exit(0))
    }

    /// Returns the settings for renderers.
    pub fn view(&self) -> View {
        View {
            now: self.clock.now(),
            human: self.format() == Format::Table,
        }
    }

    /// Writes lines of an exchange to stderr, with `-v`. They must be inert already.
    pub fn trace(&self, lines: impl FnOnce() -> Vec<String>) {
        if self.options.verbose {
            let lines = lines();
            lines.iter().for_each(|line| self.terminal.complain(line));
        }
    }

    /// Asks for confirmation before a deletion; `yes` is `--yes`.
    ///
    /// # Errors
    /// When the answer is no, or there is no terminal to ask on.
    pub fn confirm(&self, question: &str, yes: bool) -> Result<(), Error> {
        if yes || self.options.dry_run {
            return Ok(());
        }
        if !self.can_ask() {
            return Err(Error::usage_hint(
                format!("{question} needs a yes"),
                "add --yes",
            ));
        }
        match crate::prompt::confirm(question)? {
            true => Ok(()),
            false => Err(Error::failed("nothing was done", None)),
        }
    }
}

fn tell(terminal: &Terminal, verbose: bool, notice: &Notice) {
    match notice {
        Notice::Waiting { why, pause } if *pause >= WORTH_TELLING => {
            terminal.note(&format!(
                "{why}, trying again in {} s",
                pause.as_secs_f64().ceil()
            ));
        }
        Notice::Waiting { .. } => {}
        Notice::Trace(line) if verbose => terminal.complain(&sanitize(line)),
        Notice::Trace(_) => {}
    }
}

impl From<crate::prompt::Unanswered> for Error {
    fn from(unanswered: crate::prompt::Unanswered) -> Self {
        match unanswered.stop {
            Some(stop) => Error::Stopped(stop),
            None => Error::failed(unanswered.to_string(), None),
        }
    }
}
