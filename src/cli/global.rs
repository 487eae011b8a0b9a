//! The global flags, and the context that they make.

use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum};

use crate::api::client::Limits;
use crate::clock::Clock;
use crate::cmd;
use crate::config;
use crate::context::{Context, Options, PROFILE_FLAG, Sourced};
use crate::render::Format;
use crate::terminal::{ColorChoice, Terminal};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// How results are written; auto is a table on a terminal and tab-separated text in a pipe
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        value_parser = cmd::Output::format_parser(),
        default_value = "auto",
        hide_default_value = true
    )]
    output: cmd::Output,
    /// The same as --output json
    #[arg(long, global = true)]
    json: bool,
    /// JSON output, through this jq filter
    #[arg(long, global = true, value_name = "FILTER")]
    jq: Option<String>,
    /// Which account of the configuration to use
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "CHIRP_PROFILE",
        hide_env_values = true
    )]
    profile: Option<String>,
    /// Where the API is; https only, except on loopback
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "CHIRP_API_URL",
        hide_env_values = true
    )]
    api_url: Option<String>,
    /// Limit for one whole request, such as 10s or 2m
    #[arg(long, global = true, value_name = "DURATION", default_value = "30s", value_parser = crate::clock::duration::parse_nonzero)]
    timeout: Duration,
    /// Limit for all waiting between tries (rate limits, retries)
    #[arg(long, global = true, value_name = "DURATION", default_value = "60s", value_parser = crate::clock::duration::parse)]
    max_wait: Duration,
    /// Print the request as a curl command and send nothing
    #[arg(long, global = true)]
    dry_run: bool,
    /// When to colour
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        hide_default_value = true
    )]
    color: Color,
    /// Say nothing but results and errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Show more: the HTTP exchange, secrets redacted, the bodies of events; with --version the build
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Never ask, even on a terminal
    #[arg(long, global = true)]
    no_input: bool,
    #[arg(skip)]
    profile_is_flag: bool,
    #[arg(skip)]
    api_url_is_flag: bool,
}

/// Returns the value with its source: the flag or the variable.
fn sourced(
    value: &Option<String>,
    is_flag: bool,
    flag: &str,
    variable: &str,
) -> Option<Sourced<String>> {
    let source = if is_flag { flag } else { variable }.to_owned();
    let value = value.clone()?;
    Some(Sourced { value, source })
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl Global {
    /// Records which values come from the command line and not from the environment.
    pub(super) fn record_sources(&mut self, matches: &ArgMatches) {
        let is_flag = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        self.profile_is_flag = is_flag("profile");
        self.api_url_is_flag = is_flag("api_url");
    }

    /// Returns the context for the command.
    pub(super) fn context(&self) -> Context {
        let choice = config::color_choice(match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        });
        let format = match self.output.format() {
            // With jsonl, the filter is run over each line.
            Some(Format::Jsonl) => Some(Format::Jsonl),
            _ if self.json || self.jq.is_some() => Some(Format::Json),
            other => other,
        };
        let options = Options {
            format,
            jq: self.jq.clone(),
            profile: sourced(
                &self.profile,
                self.profile_is_flag,
                PROFILE_FLAG,
                "CHIRP_PROFILE",
            ),
            api_url: sourced(
                &self.api_url,
                self.api_url_is_flag,
                "--api-url",
                "CHIRP_API_URL",
            ),
            limits: Limits {
                timeout: self.timeout,
                max_wait: self.max_wait,
            },
            dry_run: self.dry_run,
            verbose: self.verbose,
            no_input: self.no_input,
        };
        let terminal = Terminal::new(choice, self.quiet).on_dumb(config::is_dumb_terminal());
        Context::new(options, terminal, Clock::System)
    }
}
