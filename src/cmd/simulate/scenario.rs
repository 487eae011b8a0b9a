//! `chirp simulate scenario`: plays scenarios in a sandbox and judges what your program made of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use crate::check::fixture::Stage;
use crate::check::play::play;
use crate::cmd::{headers_with_secret, show_verdicts, webhook_url, write_junit};
use crate::context::Context;
use crate::error::Error;
use crate::render::Format;
use crate::render::checks::{self, Verdict};
use crate::sandbox::scenario::{Scenario as Script, shipped};
use crate::sandbox::{self, Settings, Speed};
use crate::terminal::{Tone, sanitize};

/// Play scenarios and judge what your program makes of them
///
/// Example: chirp simulate scenario answered --to http://127.0.0.1:3000/webhooks/chirp
///
/// A scenario is a TOML file: who calls whom, what they do when, and what your program is expected to do by
/// when. docs/scenarios/ has some; those can be named without a path: answered, rejected, voicemail, missed,
/// recorded, outbound-busy, business-hours. Times are call time: at 10x your program has a tenth of them.
///
/// Played in the sandbox of CHIRP_API_URL, else in the one on http://127.0.0.1:4010; --sandbox runs one for
/// the purpose. With --to your handler is registered for the scenarios and removed after them.
///
/// Exit code: 0 when every expectation was met, 9 when one was not.
#[derive(Debug, Args)]
pub(crate) struct Scenario {
    /// Scenario files, or names of those that come along
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Where your handler takes webhooks
    #[arg(long, value_name = "URL", value_parser = webhook_url)]
    to: Option<url::Url>,
    /// Run a sandbox on this port for the scenarios; start your program with its address
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "4010", require_equals = true)]
    sandbox: Option<u16>,
    /// How fast calls live in the sandbox that --sandbox runs
    #[arg(long, default_value_t = Speed::REAL, requires = "sandbox")]
    speed: Speed,
    /// A further header of webhooks; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = crate::api::check::pair, requires = "to")]
    headers: Vec<(String, String)>,
    /// The header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret")]
    secret_header: String,
    /// The time on your program's clock, for expectations that hold at some hours only
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Write the result as a JUnit file, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

impl Scenario {
    /// Plays them one after the other.
    ///
    /// # Errors
    /// Files that cannot be read; [`Error::Expectation`] when one was not met.
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        let scripts: Vec<(String, Script)> = self
            .files
            .iter()
            .map(|file| read(file))
            .collect::<Result<_, _>>()?;
        if context.options.dry_run {
            return self.show_plan(context, &scripts);
        }
        let Some(port) = self.sandbox else {
            let url = context.for_sandbox()?.api_url()?.value;
            return self.play(context, &url, &scripts).await;
        };
        let settings = Settings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            speed: self.speed,
            ..Settings::default()
        };
        let bound = sandbox::bind(settings).await?;
        context.terminal.note(&format!(
            "Sandbox on {}; your program needs CHIRP_API_URL={} CHIRP_API_KEY={}",
            bound.url, bound.url, bound.api_key
        ));
        let url = url::Url::parse(&bound.url).map_err(|error| Error::usage(error.to_string()))?;
        tokio::select! {
            result = self.play(context, &url, &scripts) => result,
            ended = bound.run(std::future::pending()) => {
                ended?;
                Err(Error::failed("the sandbox ended", None))
            }
        }
    }

    /// What would be expected.
    fn show_plan(&self, context: &Context, scripts: &[(String, Script)]) -> Result<(), Error> {
        let mut all = Vec::new();
        for (name, script) in scripts {
            let expects = (1..).zip(&script.expects);
            let untried = expects.map(|(n, expect)| {
                Verdict::untried(
                    &format!("{name}/expect-{n}"),
                    &expect.title(),
                    &script.title,
                )
            });
            let verdicts: Vec<Verdict> = untried.collect();
            show(context, &script.title, &verdicts)?;
            all.extend(verdicts);
        }
        self.conclude(context, &all)
    }

    async fn play(
        &self,
        context: &Context,
        url: &url::Url,
        scripts: &[(String, Script)],
    ) -> Result<(), Error> {
        let stage = Stage::find(url).await?;
        let webhook = match &self.to {
            Some(to) => {
                let headers = headers_with_secret(&self.headers, &self.secret_header)?;
                Some(stage.register(to, &headers).await?)
            }
            None => None,
        };
        let played = self.play_all(context, &stage, scripts).await;
        if let Some(webhook) = webhook {
            stage.unregister(&webhook).await;
        }
        self.conclude(context, &played?)
    }

    async fn play_all(
        &self,
        context: &Context,
        stage: &Stage,
        scripts: &[(String, Script)],
    ) -> Result<Vec<Verdict>, Error> {
        let mut all = Vec::new();
        for (name, script) in scripts {
            let now = self.now.unwrap_or_else(|| context.clock.now());
            let mut verdicts = play(stage, script, now).await?;
            for verdict in &mut verdicts {
                verdict.name = format!("{name}/{}", verdict.name);
            }
            show(context, &script.title, &verdicts)?;
            all.extend(verdicts);
        }
        Ok(all)
    }

    fn conclude(&self, context: &Context, verdicts: &[Verdict]) -> Result<(), Error> {
        let subject = self.files.join(" ");
        if context.format() == Format::Json {
            context.write_json(&checks::document(&subject, verdicts))?;
        }
        if let Some(path) = &self.junit {
            write_junit(
                path,
                &format!("chirp simulate scenario {subject}"),
                verdicts,
            )?;
        }
        let [passed, failed, skipped] = checks::counts(verdicts);
        let words = format!("{passed} passed, {failed} failed, {skipped} skipped");
        if failed > 0 {
            return Err(Error::Expectation(words));
        }
        context
            .terminal
            .note(&context.terminal.paint_err(Tone::Good, &words));
        Ok(())
    }
}

fn show(context: &Context, title: &str, verdicts: &[Verdict]) -> Result<(), Error> {
    if context.format() == Format::Table {
        let title = context.terminal.paint(Tone::Strong, &sanitize(title));
        context.terminal.line(&title)?;
    }
    show_verdicts(context, verdicts)
}

/// A scenario and its name: a file's, without folder and ending.
fn read(file: &str) -> Result<(String, Script), Error> {
    let shown = sanitize(file);
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => match shipped::find(file) {
            Some(text) => text.to_owned(),
            None => {
                let names: Vec<&str> = shipped::ALL.iter().map(|(name, _)| *name).collect();
                let hint = format!("a file, or one of {}", names.join(", "));
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
    match Script::parse(&text) {
        Ok(script) => Ok((stem.unwrap_or_default(), script)),
        Err(error) => Err(Error::Usage {
            message: format!("{shown}:{}", sanitize(&error.to_string())),
            hint: error.hint.as_deref().map(sanitize),
        }),
    }
}
