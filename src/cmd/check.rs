//! `chirp check`: checks a webhook handler.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use crate::api::ApiError;
use crate::check::fixture::Fixture;
use crate::check::{self, CHECKS, CheckedHandler, HandlerCheck, NoFixture};
use crate::cmd::{
    CheckReport, Known, header_value, sendable_header, sendable_header_name, until_signal,
    webhook_url,
};
use crate::context::Context;
use crate::error::Error;
use crate::http::webhook_sender::{PostError, SERVICE_TIMEOUT};
use crate::render::checks::{CheckResult, title_width};
use crate::sandbox::{self, SandboxSettings};
use crate::terminal::sanitize;

/// The names of the checks, for `--only` and `--skip`.
const NAMES: [&str; CHECKS.len()] = {
    let mut names = [""; CHECKS.len()];
    let mut at = 0;
    while at < CHECKS.len() {
        names[at] = CHECKS[at].name;
        at += 1;
    }
    names
};

/// Check a webhook handler
///
/// Example: chirp check http://127.0.0.1:3000/webhooks/chirp
///
/// Sends the handler what the service may send: every event, duplicates, unknown events and fields, events out of order, a
/// burst. For each check that fails it prints what was sent, what came back, why it matters and how to fix it. The calls
/// in these events are invented, so run it against a handler in development, not in production.
///
/// With CHIRP_WEBHOOK_SECRET set, it also checks that a missing and a wrong secret are rejected. With --api-port it runs a
/// sandbox on that port and lets a call come in; start the handler with CHIRP_API_URL=http://127.0.0.1:4010 and the
/// sandbox's key in CHIRP_API_KEY. If CHIRP_API_URL names a running sandbox, that one is used.
///
/// Exit code: 0 when no check failed, 9 when one did, 6 when the handler cannot be reached.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// URL of the handler; 3000, :3000/path and localhost:3000 mean http on this machine
    #[arg(value_name = "URL", value_parser = webhook_url)]
    url: url::Url,
    /// Run only this check; can be repeated
    #[arg(long, value_name = "CHECK", value_parser = Known(&NAMES))]
    only: Vec<String>,
    /// Leave out this check; can be repeated
    #[arg(long, value_name = "CHECK", value_parser = Known(&NAMES))]
    skip: Vec<String>,
    /// Run a sandbox on this port, to check how the handler commands an inbound call
    #[arg(long, value_name = "PORT")]
    api_port: Option<u16>,
    /// Send this header, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = sendable_header)]
    headers: Vec<(String, String)>,
    /// Name of the header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = sendable_header_name)]
    secret_header: String,
    /// Write the results to this JUnit file, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

impl Check {
    /// Runs the checks and reports each result immediately.
    ///
    /// # Errors
    /// [`Error::Expectation`] when a check failed; a network error when the handler cannot be reached.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let names = self.names()?;
        if context.options.dry_run {
            return self.list_checks(context, &names);
        }
        let needs_call = names.contains(&"command");
        let Some(port) = self.api_port.filter(|_| needs_call) else {
            let fixture = running_sandbox(context).await;
            return self.check(context, &names, fixture).await;
        };
        let settings = SandboxSettings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            ..SandboxSettings::default()
        };
        let bound = sandbox::bind(settings).await?;
        context.terminal.note(&format!(
            "Sandbox on {}; start the handler with CHIRP_API_URL={} CHIRP_API_KEY={}",
            bound.url, bound.url, bound.api_key
        ));
        let url = bound.url.parse().map_err(|_| Error::usage("no URL"))?;
        let checking = async {
            let fixture = Fixture::connect(&url).await.map_err(|error| NoFixture {
                why: error.to_string(),
                how: String::new(),
            });
            self.check(context, &names, fixture).await
        };
        tokio::select! {
            result = checking => result,
            ended = bound.run(std::future::pending()) => {
                ended?;
                Err(Error::failed("the sandbox stopped", None))
            }
        }
    }

    /// Lists the checks without running them.
    fn list_checks(&self, context: &Context, names: &[&str]) -> Result<(), Error> {
        let chosen = CHECKS.iter().filter(|check| names.contains(&check.name));
        let not_run =
            |check: &HandlerCheck| CheckResult::not_run(check.name, check.title, check.sent);
        let mut report = CheckReport::new(context);
        report.add_all(chosen.map(not_run).collect());
        self.finish(report)
    }

    /// Returns the names of the checks to run, in their order.
    fn names(&self) -> Result<Vec<&'static str>, Error> {
        for name in self.only.iter().chain(&self.skip) {
            if !NAMES.contains(&name.as_str()) {
                let hint = format!("the checks are {}", NAMES.join(", "));
                let message = format!("unknown check {}", sanitize(name));
                return Err(Error::usage_hint(message, hint));
            }
        }
        let listed = |list: &[String], name: &str| list.iter().any(|one| one == name);
        let wanted = |name: &&str| {
            (self.only.is_empty() || listed(&self.only, name)) && !listed(&self.skip, name)
        };
        Ok(NAMES.into_iter().filter(wanted).collect())
    }

    async fn check(
        &self,
        context: &Context,
        names: &[&str],
        fixture: Result<Fixture, NoFixture>,
    ) -> Result<(), Error> {
        let mut handler = self.handler(context, fixture)?;
        let width = title_width(CHECKS.iter().map(|check| check.title));
        let mut report = CheckReport::new(context);
        let checked = until_signal(async {
            let ran = check::run(&mut handler, names, |result| report.add(result, width)).await;
            ran.map_err(|error| self.unreachable(&error))
        })
        .await;
        handler.clean_up().await;
        checked?;
        self.finish(report)
    }

    fn handler(
        &self,
        context: &Context,
        fixture: Result<Fixture, NoFixture>,
    ) -> Result<CheckedHandler, Error> {
        let secret = crate::config::env("CHIRP_WEBHOOK_SECRET");
        let secret = secret
            .as_deref()
            .map(|value| (self.secret_header.as_str(), value));
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            headers.push((name.clone(), header_value(name, value)?));
        }
        let timeout = context.options.limits.timeout.min(SERVICE_TIMEOUT);
        let handler = CheckedHandler::new(&self.url, &headers, secret, timeout, context.clock);
        let handler = handler.map_err(|error| Error::usage(error.to_string()))?;
        Ok(handler.with_fixture(fixture))
    }

    fn unreachable(&self, error: &PostError) -> Error {
        ApiError::Network(format!("{}: {error}; no check ran", self.url)).into()
    }

    fn finish(&self, report: CheckReport<'_>) -> Result<(), Error> {
        report.finish(self.url.as_str(), "chirp check", self.junit.as_deref())
    }
}

/// Connects to the sandbox that CHIRP_API_URL names.
async fn running_sandbox(context: &Context) -> Result<Fixture, NoFixture> {
    let how = "start the handler with CHIRP_API_URL=http://127.0.0.1:4010 and CHIRP_API_KEY=sk_test_app_sandbox0000000000000000000, then add --api-port 4010";
    let none = |why: String| NoFixture {
        why,
        how: how.to_owned(),
    };
    if context.options.api_url.is_none() {
        return Err(none("needs a handler that uses a sandbox".into()));
    }
    let url = context
        .api_url()
        .map_err(|error| none(error.to_string()))?
        .value;
    if !crate::http::is_loopback(&url) {
        return Err(none(format!("{url} is not a sandbox on this machine")));
    }
    Fixture::connect(&url)
        .await
        .map_err(|error| none(format!("{url} is not a sandbox: {error}")))
}
