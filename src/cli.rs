//! The command line: global flags and the one dispatch.

mod ask;
mod global;
mod help;

use std::ffi::OsString;
use std::future::Future;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cmd;
use crate::config;
use crate::context::{Context, describe};
use crate::error::Error;
use crate::shutdown::Signals;
use crate::terminal::{ColorChoice, Terminal};
use global::Global;

/// Control calls, receive webhooks, and run the Chirp calling API on this machine
#[derive(Debug, Parser)]
#[command(
    name = "chirp",
    version,
    propagate_version = true,
    help_template = cmd::help_template()
)]
#[command(
    disable_help_subcommand = true,
    max_term_width = 100,
    subcommand_required = true
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Manage webhooks
    #[command(subcommand)]
    Webhooks(cmd::webhooks::Webhooks),
    /// Place, list and control calls
    #[command(subcommand)]
    Calls(Calls),
    /// Create tokens for WebRTC clients
    #[command(subcommand)]
    Tokens(cmd::tokens::Tokens),
    /// Configure apps of the organization (admin key)
    #[command(subcommand)]
    Apps(cmd::apps::Apps),
    /// Send any request to the API
    Api(cmd::api::Api),
    /// Log in and out, and check the API key
    #[command(subcommand)]
    Auth(cmd::auth::Auth),
    /// Manage recordings
    #[command(subcommand)]
    Recordings(cmd::recordings::Recordings),
    /// Manage voicemails
    #[command(subcommand)]
    Voicemails(cmd::voicemails::Voicemails),
    /// Receive, record, show and forward webhooks on this machine
    Listen(cmd::listen::Listen),
    /// List, show, replay and export recorded events
    #[command(subcommand)]
    Events(cmd::events::Events),
    /// Show the journal in a browser: live calls, ladders, replay, recordings
    Inspect(cmd::inspect::Inspect),
    /// Show the journal on the full screen: live calls, keys to control them
    Console(cmd::console::Console),
    /// Forward, respond and save media from a shared journal, side by side with other workers
    Work(cmd::work::Work),
    /// Manage the journal that a fleet shares, on PostgreSQL
    #[command(subcommand)]
    Journal(cmd::journal::Journal),
    /// Send sample events to a handler
    Trigger(cmd::trigger::Trigger),
    /// Check whether a webhook handler is right
    Check(cmd::check::Check),
    /// Run the API and its webhooks on this machine: no key, no network
    Sandbox(cmd::sandbox::Sandbox),
    /// Simulate calls in a running sandbox
    #[command(subcommand)]
    Simulate(cmd::simulate::Simulate),
    /// Write a webhook handler with its tests, ready to run
    Init(cmd::init::Init),
    /// See a call from start to end in the sandbox: no key, no network
    Demo(cmd::demo::Demo),
    /// Show each setting and where it came from
    #[command(subcommand)]
    Config(cmd::config::Config),
    /// Check configuration, key, API, clock, journal and port
    Doctor(cmd::doctor::Doctor),
    /// Show or write the manual pages
    Man(cmd::man::Man),
    /// Print every command as JSON, for programs
    Commands(cmd::commands::Commands),
    /// Print a JSON Schema
    Schema(cmd::schema::Schema),
    /// Print the completion script of a shell
    Completions(cmd::completions::Completions),
    /// Print the licences of everything in this program
    Licenses(cmd::licenses::Licenses),
}

/// Place, list and control calls
// Commands about calls are in several files; on the command line they are one noun.
#[derive(Debug, Subcommand)]
enum Calls {
    #[command(flatten)]
    Records(cmd::calls::Calls),
    #[command(flatten)]
    Commands(cmd::call_commands::CallCommands),
    Watch(cmd::watch::Watch),
    Timeline(cmd::timeline::Timeline),
}

/// Parses, runs, reports. Returns the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> u8 {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if let Some(text) = cmd::version::requested(&args) {
        return cmd::version::report(&text);
    }
    let mut read = parse(&args);
    while let Some(asked) = (read.as_ref().err()).and_then(|error| help::spelt_out(error, &args)) {
        (read, args) = (parse(&asked), asked);
    }
    let cli = match read {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::InvalidUtf8 => {
            return report_invalid_utf8(&error, &args);
        }
        Err(error) => match ask::complete(error, &args, Cli::command, parse) {
            Ok(cli) => cli,
            Err(code) => return code,
        },
    };
    let context = cli.global.context();
    let format = context.options.format;
    // Reports an invalid filter before anything is sent.
    let ran = config::check_environment().map_err(Error::from);
    let ran = ran.and_then(|()| context.filter().map(drop));
    let ran = ran.and_then(|()| cli.command.run(&context));
    let ran = ran.map_err(|error| match error {
        Error::Stopped(stop) if context.is_changing() => Error::StoppedMidway(stop),
        other => other,
    });
    let code = match ran {
        Ok(()) => 0,
        Err(error) if error.is_silent() => error.exit_code(),
        Err(error) => {
            context
                .terminal
                .complain(&describe(&error, format, &context.terminal));
            error.exit_code()
        }
    };
    crate::terminal::settle();
    code
}

/// Reports the variable that is not UTF-8, if it is not an argument. Returns the exit code.
fn report_invalid_utf8(error: &clap::Error, args: &[OsString]) -> u8 {
    let Err(problem) = config::check_environment() else {
        return cmd::report_parse_error(error, args, Cli::command);
    };
    let terminal = Terminal::new(config::color_choice(ColorChoice::Auto), false);
    terminal.complain(&describe(&problem.into(), None, &terminal));
    2
}

fn parse(args: &[OsString]) -> Result<Cli, clap::Error> {
    let mut definition = Cli::command();
    let matches = definition.try_get_matches_from_mut(args)?;
    let cli = Cli::from_arg_matches(&matches);
    let mut cli = cli.map_err(|error| error.format(&mut definition))?;
    cli.global.record_sources(&matches);
    Ok(cli)
}

impl Command {
    /// Runs the command. Commands that do no I/O get no runtime.
    fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Command::Webhooks(noun) => until_stopped(noun.run(context)),
            Command::Calls(noun) => match noun {
                Calls::Records(calls) => until_stopped(calls.run(context)),
                Calls::Commands(commands) => until_stopped(commands.run(context)),
                Calls::Watch(watch) => until_stopped(watch.run(context)),
                Calls::Timeline(timeline) => until_stopped(timeline.run(context)),
            },
            Command::Tokens(noun) => until_stopped(noun.run(context)),
            Command::Apps(noun) => until_stopped(noun.run(context)),
            Command::Api(api) => until_stopped(api.run(context)),
            Command::Auth(noun) => until_stopped(noun.run(context)),
            Command::Recordings(noun) => until_stopped(noun.run(context)),
            Command::Voicemails(noun) => until_stopped(noun.run(context)),
            Command::Listen(listen) => in_order(listen.run(context)),
            Command::Console(console) => in_order(console.run(context)),
            Command::Inspect(inspect) => in_order(inspect.run(context)),
            Command::Work(work) => in_order(work.run(context)),
            Command::Journal(noun) => until_stopped(noun.run(context)),
            Command::Check(check) => in_order(check.run(context)),
            Command::Trigger(trigger) => until_stopped(trigger.run(context)),
            Command::Simulate(noun) => in_order(noun.run(context)),
            Command::Sandbox(sandbox) => in_order(sandbox.run(context)),
            // Reading the journal waits for nothing but who reads the output; a signal ends it at once.
            Command::Events(noun) => match noun.read(context)? {
                Some(events) => {
                    let follows = events.follows();
                    until_stopped(events.run(context)).map_err(|error| match error {
                        // A signal is the only way to end such a command, so it counts as success.
                        Error::Stopped(stop) if follows => Error::Exit(stop.exit_code()),
                        other => other,
                    })
                }
                None => Ok(()),
            },
            Command::Init(init) => init.run(context),
            Command::Demo(demo) => until_stopped(demo.run(context)),
            Command::Config(noun) => noun.run(context),
            Command::Doctor(doctor) => until_stopped(doctor.run(context)),
            Command::Man(man) => man.run(context, Cli::command()),
            Command::Commands(commands) => commands.run(context, Cli::command()),
            Command::Schema(schema) => schema.run(context),
            Command::Completions(completions) => completions.run(context, Cli::command()),
            Command::Licenses(licenses) => licenses.run(context),
        }
    }
}

/// Runs a command that shuts down gracefully on a signal.
fn in_order(work: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    runtime()?.block_on(work)
}

/// Runs a command on a current-thread runtime; a signal ends it with its code.
fn until_stopped(work: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let mut signals = Signals::catch();
        tokio::select! {
            result = work => result,
            stop = signals.next() => Err(Error::Stopped(stop)),
        }
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::failed(format!("cannot start: {error}"), None))
}
