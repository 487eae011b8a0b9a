//! The command line: global flags and the one dispatch.

mod ask;
mod global;
mod help;
mod named;

use std::ffi::OsString;
use std::future::Future;
use std::mem::ManuallyDrop;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cmd;
use crate::context::{Context, describe};
use crate::error::Error;
use crate::shutdown::Signals;
use global::Global;
use named::Named;

/// The command line for the Chirp calling API: calls, webhooks, a durable local receiver, a sandbox.
///
///   chirp demo                          see it all work, no key needed
///   chirp listen --port 8080            receive webhooks on this machine
///   chirp calls answer call_abc123      steer a live call
#[derive(Debug, Parser)]
#[command(
    name = "chirp",
    version,
    propagate_version = true,
    verbatim_doc_comment
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
    command: Named<Command>,
}

// Deferred: of some hundred commands only the one that was named is built.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// Where events are posted to
    Webhooks(Noun<cmd::webhooks::Webhooks>),
    /// Calls, and what can be done to a live one
    Calls(Noun<Calls>),
    /// Tokens for WebRTC clients
    Tokens(Noun<cmd::tokens::Tokens>),
    /// Apps of the organization (admin key)
    Apps(Noun<cmd::apps::Apps>),
    /// Any request to the API, as it is
    Api(cmd::api::Api),
    /// The API key of a profile
    Auth(Noun<cmd::auth::Auth>),
    /// What was recorded of calls
    Recordings(Noun<cmd::recordings::Recordings>),
    /// What callers left
    Voicemails(Noun<cmd::voicemails::Voicemails>),
    /// Receive webhooks on this machine: each is on disk before it is answered, and shown
    Listen(cmd::listen::Listen),
    /// What listen has recorded
    Events(Noun<cmd::events::Events>),
    /// Send sample events to a handler
    Trigger(cmd::trigger::Trigger),
    /// Judge a webhook handler, point by point
    Check(cmd::check::Check),
    /// The API and its webhooks on this machine: no key, no network
    Sandbox(cmd::sandbox::Sandbox),
    /// Make a running sandbox ring
    Simulate(Noun<cmd::simulate::Simulate>),
    /// The whole story in half a minute, in the sandbox; no key, no network
    Demo(cmd::demo::Demo),
    /// The settings in force
    Config(Noun<cmd::config::Config>),
    /// Look at everything that has to work, and say what to type where it does not
    Doctor(cmd::doctor::Doctor),
    /// The manual pages
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

// A noun and what is done with it; wrapped so that its verbs are built only when it was named. No doc
// comment: it would stand in place of the noun's own help.
#[derive(Debug, clap::Args)]
struct Noun<T: Subcommand> {
    #[command(subcommand)]
    verb: Named<T>,
}

/// Calls, and what can be done to a live one
// Commands about calls are in several files; on the command line they are one noun.
#[derive(Debug, Subcommand)]
enum Calls {
    #[command(flatten)]
    Records(Named<cmd::calls::Calls>),
    #[command(flatten)]
    Commands(Named<cmd::call_commands::CallCommands>),
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
        Err(error) => match ask::complete(error, &args, Cli::command, parse) {
            Ok(cli) => cli,
            Err(code) => return code,
        },
    };
    let context = cli.global.context();
    let format = context.options.format;
    // A filter that cannot be read is said before anything is sent.
    let ran = context.filter().and_then(|_| cli.command.0.run(&context));
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

fn parse(args: &[OsString]) -> Result<Cli, clap::Error> {
    named::only(args, || parse_by_definition(args)).or_else(|_| parse_by_definition(args))
}

/// As `Cli::try_parse_from`, but the definition and what was matched are left to the end of the
/// process: taking them apart piece by piece costs a tenth of the start-up.
fn parse_by_definition(args: &[OsString]) -> Result<Cli, clap::Error> {
    let mut command = ManuallyDrop::new(named::reduce(Cli::command()));
    let mut matches = ManuallyDrop::new(command.try_get_matches_from_mut(args)?);
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

impl Command {
    /// The one dispatch. Commands that do no I/O get no runtime.
    // The work is made in functions that are never inlined: else there would be room on the stack for every
    // command's work at once, fifty KiB, and all of it is touched.
    fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Command::Webhooks(noun) => until_stopped(|| noun.verb.0.run(context)),
            Command::Calls(noun) => match noun.verb.0 {
                Calls::Records(calls) => until_stopped(|| calls.0.run(context)),
                Calls::Commands(commands) => until_stopped(|| commands.0.run(context)),
                Calls::Watch(watch) => until_stopped(|| watch.run(context)),
                Calls::Timeline(timeline) => until_stopped(|| timeline.run(context)),
            },
            Command::Tokens(noun) => until_stopped(|| noun.verb.0.run(context)),
            Command::Apps(noun) => until_stopped(|| noun.verb.0.run(context)),
            Command::Api(api) => until_stopped(|| api.run(context)),
            Command::Auth(noun) => until_stopped(|| noun.verb.0.run(context)),
            Command::Recordings(noun) => until_stopped(|| noun.verb.0.run(context)),
            Command::Voicemails(noun) => until_stopped(|| noun.verb.0.run(context)),
            Command::Listen(listen) => in_order(|| listen.run(context)),
            Command::Check(check) => in_order(|| check.run(context)),
            Command::Trigger(trigger) => until_stopped(|| trigger.run(context)),
            Command::Simulate(noun) => in_order(|| noun.verb.0.run(context)),
            Command::Sandbox(sandbox) => in_order(|| sandbox.run(context)),
            // Reading the journal waits for nothing but who reads the output; a signal ends it at once.
            Command::Events(noun) => match noun.verb.0.read(context)? {
                Some(events) => {
                    let follows = events.follows();
                    until_stopped(|| events.run(context)).map_err(|error| match error {
                        // There is no other way to end it, so it went well.
                        Error::Stopped(stop) if follows => Error::Exit(stop.exit_code()),
                        other => other,
                    })
                }
                None => Ok(()),
            },
            Command::Demo(demo) => until_stopped(|| demo.run(context)),
            Command::Config(noun) => noun.verb.0.run(context),
            Command::Doctor(doctor) => until_stopped(|| doctor.run(context)),
            Command::Man(man) => man.run(context, Cli::command()),
            Command::Commands(commands) => commands.run(context, Cli::command()),
            Command::Schema(schema) => schema.run(context),
            Command::Completions(completions) => completions.run(context, Cli::command()),
            Command::Licenses(licenses) => licenses.run(context),
        }
    }
}

/// Runs a command that stops in order by itself when a signal comes.
#[inline(never)]
fn in_order<Work>(start: impl FnOnce() -> Work) -> Result<(), Error>
where
    Work: Future<Output = Result<(), Error>>,
{
    runtime()?.block_on(start())
}

/// Runs a command on a current-thread runtime; a signal ends it with its code.
#[inline(never)]
fn until_stopped<Work>(start: impl FnOnce() -> Work) -> Result<(), Error>
where
    Work: Future<Output = Result<(), Error>>,
{
    let runtime = runtime()?;
    runtime.block_on(async {
        let mut signals = Signals::catch();
        tokio::select! {
            result = start() => result,
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
