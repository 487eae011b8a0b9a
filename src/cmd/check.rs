//! `chirp check`: judges a webhook handler, point by point.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use crate::api::ApiError;
use crate::check::fixture::Stage;
use crate::check::{self, Handler, POINTS};
use crate::cmd::{Known, header_value, show_verdict, show_verdicts, webhook_url, write_junit};
use crate::context::Context;
use crate::error::Error;
use crate::http::webhook_sender::{PostError, SERVICE_TIMEOUT};
use crate::render::Format;
use crate::render::checks::{self, Verdict, title_width};
use crate::sandbox::{self, Settings};
use crate::terminal::{Tone, sanitize};

/// The names of the points, for --only and --skip.
const NAMES: [&str; POINTS.len()] = {
    let mut names = [""; POINTS.len()];
    let mut at = 0;
    while at < POINTS.len() {
        names[at] = POINTS[at].name;
        at += 1;
    }
    names
};

/// Judge a webhook handler, point by point
///
/// Example: chirp check http://127.0.0.1:3000/webhooks/chirp
///
/// Sends the handler what the service may send: every event, duplicates, events and fields it does not
/// know, events out of order, a burst. For each point that fails it says what was sent, what came, why
/// it matters and how to mend it. The calls in these events are made up, so run it against a handler
/// under test, not against one that is at work.
///
/// With the secret in CHIRP_WEBHOOK_SECRET it also sees whether a missing and a wrong one are refused.
/// With --api-port it runs a sandbox on that port and lets a call come in; start the handler with
/// CHIRP_API_URL=http://127.0.0.1:4010 and the sandbox's key in CHIRP_API_KEY, or whatever it reads. A
/// sandbox that already runs is used when CHIRP_API_URL names it.
///
/// Exit code: 0 when no point failed, 9 when one did, 6 when the handler cannot be reached.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Where the handler takes webhooks
    #[arg(value_name = "URL", value_parser = webhook_url)]
    url: url::Url,
    /// Only this point; repeat for more
    #[arg(long, value_name = "POINT", value_parser = Known(&NAMES))]
    only: Vec<String>,
    /// Not this point; repeat for more
    #[arg(long, value_name = "POINT", value_parser = Known(&NAMES))]
    skip: Vec<String>,
    /// Run a sandbox on this port, to see how the handler commands an inbound call
    #[arg(long, value_name = "PORT")]
    api_port: Option<u16>,
    /// A further header; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = crate::api::check::pair)]
    headers: Vec<(String, String)>,
    /// The header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret")]
    secret_header: String,
    /// Write the result as a JUnit file, too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

impl Check {
    /// Tries the points and reports each as it is judged.
    ///
    /// # Errors
    /// [`Error::Expectation`] when a point failed; a network error when nobody is there.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let names = self.names()?;
        if context.options.dry_run {
            return self.show_points(context, &names);
        }
        let wants_call = names.contains(&"command");
        let Some(port) = self.api_port.filter(|_| wants_call) else {
            let stage = running(context).await;
            return self.judge(context, &names, stage).await;
        };
        let settings = Settings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            ..Settings::default()
        };
        let bound = sandbox::bind(settings).await?;
        context.terminal.note(&format!(
            "Sandbox on {}; the handler needs CHIRP_API_URL={} CHIRP_API_KEY={}",
            bound.url, bound.url, bound.api_key
        ));
        let url = bound.url.parse().map_err(|_| Error::usage("no URL"))?;
        let judging = async {
            let stage = Stage::find(&url)
                .await
                .map_err(|error| (error.to_string(), String::new()));
            self.judge(context, &names, stage).await
        };
        tokio::select! {
            result = judging => result,
            ended = bound.run(std::future::pending()) => {
                ended?;
                Err(Error::failed("the sandbox ended", None))
            }
        }
    }

    /// What would be tried.
    fn show_points(&self, context: &Context, names: &[&str]) -> Result<(), Error> {
        let chosen = POINTS.iter().filter(|point| names.contains(&point.name));
        let untried = |point: &check::Point| Verdict::untried(point.name, point.title, point.sent);
        let verdicts: Vec<Verdict> = chosen.map(untried).collect();
        show_verdicts(context, &verdicts)?;
        self.conclude(context, &verdicts)
    }

    /// The points to try, in their order.
    fn names(&self) -> Result<Vec<&'static str>, Error> {
        for name in self.only.iter().chain(&self.skip) {
            if !NAMES.contains(&name.as_str()) {
                let hint = format!("points are {}", NAMES.join(", "));
                return Err(Error::usage_hint(
                    format!("unknown point {}", sanitize(name)),
                    hint,
                ));
            }
        }
        let listed = |list: &[String], name: &str| list.iter().any(|one| one == name);
        let wanted = |name: &&str| {
            (self.only.is_empty() || listed(&self.only, name)) && !listed(&self.skip, name)
        };
        Ok(NAMES.into_iter().filter(wanted).collect())
    }

    async fn judge(
        &self,
        context: &Context,
        names: &[&str],
        stage: Result<Stage, (String, String)>,
    ) -> Result<(), Error> {
        let secret = crate::config::env("CHIRP_WEBHOOK_SECRET");
        let secret = secret
            .as_deref()
            .map(|value| (self.secret_header.as_str(), value));
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            headers.push((name.clone(), header_value(name, value)?));
        }
        let timeout = context.options.limits.timeout.min(SERVICE_TIMEOUT);
        let mut handler = Handler::new(&self.url, &headers, secret, timeout, context.clock)
            .map_err(|error| Error::usage(error.to_string()))?
            .with_stage(stage);
        let titles = title_width(POINTS.iter().map(|point| point.title));
        let mut verdicts: Vec<Verdict> = Vec::new();
        let judged = check::run(&mut handler, names, |verdict| {
            show_verdict(context, &verdict, titles).map_err(Told::Other)?;
            verdicts.push(verdict);
            Ok::<(), Told>(())
        })
        .await;
        judged.map_err(|error| error.into_error(&self.url))?;
        self.conclude(context, &verdicts)
    }

    fn conclude(&self, context: &Context, verdicts: &[Verdict]) -> Result<(), Error> {
        if context.format() == Format::Json {
            context.write_json(&checks::document(self.url.as_str(), verdicts))?;
        }
        if let Some(path) = &self.junit {
            write_junit(path, &format!("chirp check {}", self.url), verdicts)?;
        }
        let [passed, failed, skipped] = checks::counts(verdicts);
        let words = format!("{passed} passed, {failed} failed, {skipped} skipped");
        if failed > 0 {
            return Err(Error::Expectation(format!("{}: {words}", self.url)));
        }
        let words = context.terminal.paint_err(Tone::Good, &words);
        context.terminal.note(&words);
        Ok(())
    }
}

/// What ends the judging early.
enum Told {
    Post(PostError),
    Other(Error),
}

impl From<PostError> for Told {
    fn from(error: PostError) -> Self {
        Told::Post(error)
    }
}

impl Told {
    fn into_error(self, url: &url::Url) -> Error {
        match self {
            Told::Post(error) => {
                ApiError::Network(format!("{url}: {error}; nothing was judged")).into()
            }
            Told::Other(error) => error,
        }
    }
}

/// The sandbox that CHIRP_API_URL names, if it names one.
async fn running(context: &Context) -> Result<Stage, (String, String)> {
    let how = "start the handler with CHIRP_API_URL=http://127.0.0.1:4010 and CHIRP_API_KEY=sk_test_app_sandbox0000000000000000000, then add --api-port 4010";
    let skip = |why: String| (why, how.to_owned());
    if context.options.api_url.is_none() {
        return Err(skip("needs a handler that speaks to a sandbox".into()));
    }
    let url = context
        .api_url()
        .map_err(|error| skip(error.to_string()))?
        .value;
    if !crate::http::is_loopback(&url) {
        return Err(skip(format!("{url} is no sandbox on this machine")));
    }
    Stage::find(&url)
        .await
        .map_err(|error| skip(format!("{url} is no sandbox: {error}")))
}
