//! `chirp simulate scenario`: plays scenarios in a sandbox and evaluates how your program handles them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use crate::check::fixture::Fixture;
use crate::check::play::play;
use crate::cmd::{
    CheckReport, headers_with_secret, sendable_header, sendable_header_name, until_signal,
    webhook_url,
};
use crate::context::Context;
use crate::error::Error;
use crate::render::checks::CheckResult;
use crate::sandbox::scenario::{Scenario, shipped};
use crate::sandbox::{self, SandboxSettings, Speed};
use crate::terminal::sanitize;

/// Play scenarios and check how your program handles them
///
/// Example: chirp simulate scenario answered --to http://127.0.0.1:3000/webhooks/chirp
///
/// A scenario is a TOML file: who calls whom, what they do when, and what your program is expected to do by when.
/// docs/scenarios/ has examples, which can be played by name: answered, rejected, voicemail, missed, recorded,
/// outbound-busy, business-hours. Times are call time: at 10x your program has a tenth of them.
///
/// Uses the sandbox of CHIRP_API_URL, or the one on http://127.0.0.1:4010; --sandbox starts one. With --to your handler is
/// registered for the run and removed afterwards, also after Ctrl-C.
///
/// Exit code: 0 when every expectation was met, 9 when one was not.
#[derive(Debug, Args)]
pub(crate) struct ScenarioArgs {
    /// Scenario files, or names of built-in scenarios
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// URL of your handler; 3000, :3000/path and localhost:3000 mean http on this machine
    #[arg(long, value_name = "URL", value_parser = webhook_url)]
    to: Option<url::Url>,
    /// Start a sandbox on this port for the run; your program needs its address
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
    /// The time on your program's clock, for expectations that apply at some hours only
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Write the results to this JUnit file, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

/// A scenario and its name.
type Named = (String, Scenario);

impl ScenarioArgs {
    /// Plays the scenarios one after the other.
    ///
    /// # Errors
    /// Files that cannot be read; [`Error::Expectation`] when an expectation was not met.
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        let scenarios: Vec<Named> = self
            .files
            .iter()
            .map(|file| read(file))
            .collect::<Result<_, _>>()?;
        if context.options.dry_run {
            return self.list_expectations(context, &scenarios);
        }
        let Some(port) = self.sandbox else {
            let url = context.for_sandbox()?.api_url()?.value;
            return self.play(context, &url, &scenarios).await;
        };
        let settings = SandboxSettings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            speed: self.speed,
            ..SandboxSettings::default()
        };
        let bound = sandbox::bind(settings).await?;
        context.terminal.note(&format!(
            "Sandbox on {}; start your program with CHIRP_API_URL={} CHIRP_API_KEY={}",
            bound.url, bound.url, bound.api_key
        ));
        let url = url::Url::parse(&bound.url).map_err(|error| Error::usage(error.to_string()))?;
        tokio::select! {
            result = self.play(context, &url, &scenarios) => result,
            ended = bound.run(std::future::pending()) => {
                ended?;
                Err(Error::failed("the sandbox stopped", None))
            }
        }
    }

    /// Lists the expectations without playing.
    fn list_expectations(&self, context: &Context, scenarios: &[Named]) -> Result<(), Error> {
        let mut report = CheckReport::new(context);
        for (name, scenario) in scenarios {
            report.title(&scenario.title);
            let expectations = (1..).zip(&scenario.expectations);
            let not_run = expectations.map(|(n, one)| {
                let name = format!("{name}/expect-{n}");
                CheckResult::not_run(&name, &one.title(), &scenario.title)
            });
            report.add_all(not_run.collect());
        }
        self.finish(report)
    }

    async fn play(
        &self,
        context: &Context,
        url: &url::Url,
        scenarios: &[Named],
    ) -> Result<(), Error> {
        let mut webhook = None;
        let mut report = CheckReport::new(context);
        let fixture = until_signal(async { Ok(Fixture::connect(url).await?) }).await?;
        let played = until_signal(async {
            if let Some(to) = &self.to {
                let headers = headers_with_secret(&self.headers, &self.secret_header)?;
                webhook = Some(fixture.register(to, &headers).await?);
            }
            self.play_all(context, &fixture, scenarios, &mut report)
                .await
        })
        .await;
        if let Some(webhook) = webhook {
            fixture.unregister(webhook).await;
        }
        played?;
        self.finish(report)
    }

    async fn play_all(
        &self,
        context: &Context,
        fixture: &Fixture,
        scenarios: &[Named],
        report: &mut CheckReport<'_>,
    ) -> Result<(), Error> {
        for (name, scenario) in scenarios {
            let now = self.now.unwrap_or_else(|| context.clock.now());
            let mut results = play(fixture, scenario, now).await?;
            for result in &mut results {
                result.name = format!("{name}/{}", result.name);
            }
            report.title(&scenario.title);
            report.add_all(results);
        }
        Ok(())
    }

    fn finish(&self, report: CheckReport<'_>) -> Result<(), Error> {
        let subject = self.files.join(" ");
        report.finish(&subject, "chirp simulate scenario", self.junit.as_deref())
    }
}

/// Reads a scenario. Its name is that of the file, without folder and extension.
fn read(file: &str) -> Result<Named, Error> {
    let shown = sanitize(file);
    let text = match crate::files::read_text(Path::new(file)) {
        Ok(text) => text,
        Err(error) => match shipped::find(file) {
            Some(text) => text.to_owned(),
            None => {
                let names: Vec<&str> = shipped::ALL.iter().map(|(name, _)| *name).collect();
                let hint = format!("name a file, or one of {}", names.join(", "));
                return Err(Error::usage_hint(
                    format!("cannot read {shown}: {error}"),
                    hint,
                ));
            }
        },
    };
    let stem = Path::new(file)
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    match Scenario::parse(&text) {
        Ok(scenario) => Ok((stem.unwrap_or_default(), scenario)),
        Err(error) => Err(Error::Usage {
            message: format!("{shown}:{}", sanitize(&error.to_string())),
            hint: error.hint.as_deref().map(sanitize),
        }),
    }
}
