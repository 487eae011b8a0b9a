//! `chirp simulate load`: puts a handler under load by simulated callers.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::check::fixture::Fixture;
use crate::check::load::{self, LoadPlan};
use crate::clock::duration;
use crate::cmd::{
    headers_with_secret, rate, sendable_header, sendable_header_name, until_signal, webhook_url,
};
use crate::context::Context;
use crate::error::Error;
use crate::render::Format;
use crate::render::load::LoadReport;
use crate::sandbox::{self, SandboxSettings, Speed};
use crate::terminal::sanitize;

/// The number of calls when neither --calls nor --for is given.
const DEFAULT_CALLS: u64 = 100;
/// The most calls of a run, so that its memory is bounded.
const MAX_CALLS: u64 = 1_000_000;

/// Put your handler under load by simulated callers
///
/// Example: chirp simulate load --calls 100 --rate 20/s --to http://127.0.0.1:3000/webhooks/chirp
///
/// Starts inbound calls at a steady rate, and measures how long your handler takes to acknowledge calls.initiated with 200,
/// and to send its first command. It ends when --calls have been made or --for is over, and each call got its command or
/// missed its 30 s. Each caller hangs up 1 s after the answer.
///
/// Uses the sandbox of CHIRP_API_URL, or the one on http://127.0.0.1:4010; --sandbox starts one. With --to your handler is
/// registered for the run and removed afterwards; without it the registered webhooks get the events.
///
/// Exit code: 0 when no limit was exceeded, 9 when --max-p99 or --max-missed was.
#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// Number of calls [default: 100, or without limit with --for]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_CALLS))]
    calls: Option<u64>,
    /// Calls per second, such as 20/s
    #[arg(long, value_name = "R/s", default_value = "10/s", value_parser = rate)]
    rate: f64,
    /// Start no call after this time, such as 1m
    #[arg(long = "for", value_name = "DURATION", value_parser = duration::parse)]
    duration: Option<Duration>,
    /// URL of your handler; 3000, :3000/path and localhost:3000 mean http on this machine
    #[arg(long, value_name = "URL", value_parser = webhook_url)]
    to: Option<url::Url>,
    /// Fail when the p99 of the acknowledgements or of the commands is above this, such as 500ms
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    max_p99: Option<Duration>,
    /// Fail when more calls than this get no command within 30 s
    #[arg(long, value_name = "N")]
    max_missed: Option<usize>,
    /// Write the report to this HTML file, too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Start a sandbox on this port for the run; your handler needs its address
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "4010", require_equals = true)]
    sandbox: Option<u16>,
    /// Speed of call time in the sandbox that --sandbox starts
    #[arg(long, default_value_t = Speed::REAL, requires = "sandbox")]
    speed: Speed,
    /// Send this header with each event, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = sendable_header, requires = "to")]
    headers: Vec<(String, String)>,
    /// Name of the header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = sendable_header_name)]
    secret_header: String,
}

impl LoadArgs {
    /// Runs the load and writes the report.
    ///
    /// # Errors
    /// Returns the sandbox's error; [`Error::Expectation`] when a limit was exceeded.
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("simulate load", "chirp simulate load --help")?;
        let Some(port) = self.sandbox else {
            let url = context.for_sandbox()?.api_url()?.value;
            return self.measure(context, &url).await;
        };
        let settings = SandboxSettings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            speed: self.speed,
            rate_limits: false,
            ..SandboxSettings::default()
        };
        let bound = sandbox::bind(settings).await?;
        context.terminal.note(&format!(
            "Sandbox on {}; start your handler with CHIRP_API_URL={} CHIRP_API_KEY={}",
            bound.url, bound.url, bound.api_key
        ));
        let url = url::Url::parse(&bound.url).map_err(|error| Error::usage(error.to_string()))?;
        tokio::select! {
            result = self.measure(context, &url) => result,
            ended = bound.run(std::future::pending()) => {
                ended?;
                Err(Error::failed("the sandbox stopped", None))
            }
        }
    }

    async fn measure(&self, context: &Context, url: &url::Url) -> Result<(), Error> {
        let plan = self.plan();
        let mut webhook = None;
        let fixture = until_signal(async { Ok(Fixture::connect(url).await?) }).await?;
        let measured = until_signal(async {
            if let Some(to) = &self.to {
                let headers = headers_with_secret(&self.headers, &self.secret_header)?;
                webhook = Some(fixture.register(to, &headers).await?);
            }
            self.announce(context, &fixture, plan);
            Ok(load::run(&fixture, plan).await?)
        })
        .await;
        if let Some(webhook) = webhook {
            fixture.unregister(webhook).await;
        }
        self.report(context, &measured?)
    }

    fn plan(&self) -> LoadPlan {
        let unlimited = self.duration.map(|_| MAX_CALLS);
        LoadPlan {
            calls: self.calls.or(unlimited).unwrap_or(DEFAULT_CALLS),
            rate: self.rate,
            duration: self.duration,
        }
    }

    fn announce(&self, context: &Context, fixture: &Fixture, plan: LoadPlan) {
        let planned = match plan.duration {
            Some(limit) => ((limit.as_secs_f64() * plan.rate).ceil() as u64).min(plan.calls),
            None => plan.calls,
        };
        let seconds = planned as f64 / plan.rate;
        context.terminal.note(&format!(
            "{planned} calls at {}/s in the sandbox on {}; takes {seconds:.0} s, and up to {:.0} s more when commands are missing",
            plan.rate,
            fixture.url(),
            30.0 / fixture.speed
        ));
    }

    fn report(&self, context: &Context, report: &LoadReport) -> Result<(), Error> {
        let written = match context.format() {
            Format::Json | Format::Jsonl => context.write_json(&report.json()),
            Format::Plain => context.terminal.line(&report.plain()).map_err(Error::from),
            Format::Table => {
                let table = report.table(&context.terminal);
                context.terminal.line(&table).map_err(Error::from)
            }
        };
        let saved = self.save(report);
        let exceeded = self.exceeded(report);
        if !exceeded.is_empty() {
            return Err(Error::Expectation(exceeded.join("; ")));
        }
        saved?;
        written
    }

    fn save(&self, report: &LoadReport) -> Result<(), Error> {
        let Some(path) = &self.html else {
            return Ok(());
        };
        let subject = self.to.as_ref().map_or("the handler", url::Url::as_str);
        let page = report.html(&format!("Load on {subject}"));
        std::fs::write(path, page).map_err(|error| {
            let path = sanitize(&path.to_string_lossy());
            Error::failed(format!("cannot write {path}: {error}"), None)
        })
    }

    /// Returns the limits that were exceeded.
    fn exceeded(&self, report: &LoadReport) -> Vec<String> {
        let mut exceeded = Vec::new();
        for times in &report.times {
            if let (Some(limit), Some(p99)) = (self.max_p99, times.percentile(99.0))
                && p99 > limit.as_secs_f64() * 1_000.0
            {
                let limit = limit.as_millis();
                let name = times.name();
                exceeded.push(format!(
                    "the p99 of {name} is {p99:.1} ms, above {limit} ms"
                ));
            }
        }
        if let Some(limit) = self.max_missed.filter(|limit| report.missed > *limit) {
            let missed = report.missed;
            exceeded.push(format!(
                "{missed} calls got no command within 30 s, more than {limit}"
            ));
        }
        // Without any time there is no p99 that could be right.
        if self.max_p99.is_some()
            && report
                .times
                .iter()
                .any(|times| times.percentile(99.0).is_none())
        {
            exceeded.push("no p99, because no call was acknowledged or commanded".to_owned());
        }
        exceeded
    }
}
