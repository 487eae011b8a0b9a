//! `chirp webhooks`: where events are posted to.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};

use crate::api::types::{Webhook, WebhookFields};
use crate::api::{check, curl, webhooks};
use crate::cmd::{Known, SpanArgs, WebhookArg, header_value};
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::EventKind;
use crate::events::kind::nearest_name;
use crate::prompt;
use crate::terminal::sanitize;

/// Where events are posted to
#[derive(Debug, Subcommand)]
pub(crate) enum Webhooks {
    Create(Create),
    List(List),
    Get(Get),
    Update(Update),
    Delete(Delete),
}

/// Subscribe a URL to events
///
/// Example: chirp webhooks create --url https://example.com/hook --event calls.initiated
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Where to post; https only
    #[arg(long)]
    url: Option<String>,
    #[command(flatten)]
    events: Events,
    #[command(flatten)]
    headers: Headers,
    /// Send what looks wrong (an http URL, an unknown calls.* name); the service decides
    #[arg(long)]
    force: bool,
}

/// List the webhooks of the app
///
/// Example: chirp webhooks list --json
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    span: SpanArgs,
}

/// Show one webhook
///
/// Example: chirp webhooks get whk_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    webhook: WebhookArg,
}

/// Change a webhook; what is not named stays
///
/// Example: chirp webhooks update whk_abc123 --event calls.initiated --event calls.completed
#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    webhook: WebhookArg,
    /// Where to post; https only
    #[arg(long)]
    url: Option<String>,
    #[command(flatten)]
    events: Events,
    #[command(flatten)]
    headers: Headers,
    /// Send what looks wrong (an http URL, an unknown calls.* name); the service decides
    #[arg(long)]
    force: bool,
}

/// Remove a webhook
///
/// Example: chirp webhooks delete whk_2DbBs7GWhGvVNJGrDXr5RG0mBWI --yes
#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    webhook: WebhookArg,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

#[derive(Debug, Args)]
struct Events {
    /// An event to subscribe to, such as calls.initiated; repeat for more
    #[arg(long = "event", value_name = "NAME", value_parser = Known(&EventKind::NAMES), hide_possible_values = true)]
    names: Vec<String>,
    /// Subscribe to all twelve calling events
    #[arg(long, conflicts_with = "names")]
    all_events: bool,
}

#[derive(Debug, Args)]
struct Headers {
    /// A header to send with each event; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = check::pair)]
    pairs: Vec<(String, String)>,
}

impl Webhooks {
    /// Runs the command.
    ///
    /// # Errors
    /// Bad values, or of the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Webhooks::Create(args) => args.run(context).await,
            Webhooks::List(args) => args.run(context).await,
            Webhooks::Get(args) => args.run(context).await,
            Webhooks::Update(args) => args.run(context).await,
            Webhooks::Delete(args) => args.run(context).await,
        }
    }
}

impl Create {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let asked = self.url.is_none() || self.events.chosen().is_none();
        let url = ask_url(context, self.url)?;
        let events = ask_events(context, &self.events)?;
        if asked {
            let events = events.iter().flat_map(|name| ["--event", name]);
            let words = ["webhooks", "create", "--url", &url].into_iter();
            context.note_same(&words.chain(events).collect::<Vec<_>>());
        }
        let fields = WebhookFields {
            url: Some(url),
            events: Some(events),
            headers: self.headers.read(context)?,
        };
        if !self.force {
            check_fields(context, &fields)?;
        }
        context.show(&context.send(&webhooks::create(&fields)).await?)
    }
}

impl List {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context
            .show_list::<Webhook>(&webhooks::list(), self.span.into())
            .await
    }
}

impl Get {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("webhooks get");
        let id = self.webhook.id(context, choice).await?;
        context.show(&context.send(&webhooks::get(&id)).await?)
    }
}

impl Update {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let fields = WebhookFields {
            url: self.url,
            events: self.events.chosen(),
            headers: self.headers.read(context)?,
        };
        if fields.url.is_none() && fields.events.is_none() && fields.headers.is_none() {
            return Err(Error::usage_hint(
                "nothing to change",
                "name --url, --event or --header",
            ));
        }
        if !self.force {
            check_fields(context, &fields)?;
        }
        let choice = Choice::of("webhooks update");
        let id = self.webhook.id(context, choice).await?;
        context.show(&context.send(&webhooks::update(&id, &fields)).await?)
    }
}

impl Delete {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("webhooks delete").destroying();
        let id = self.webhook.id(context, choice).await?;
        context.confirm(&format!("delete webhook {id}"), self.yes)?;
        let reply = context.send(&webhooks::delete(&id)).await?;
        context.show_message(&reply, &format!("deleted {id}"))
    }
}

impl Events {
    fn chosen(&self) -> Option<Vec<String>> {
        match self {
            Events {
                all_events: true, ..
            } => Some(all_names()),
            Events { names, .. } if names.is_empty() => None,
            Events { names, .. } => Some(names.clone()),
        }
    }
}

impl Headers {
    /// The headers with values from files and variables filled in; `None` when none was named.
    /// With `--dry-run` such a value stays an expression for the shell: the line must not hold secrets.
    fn read(&self, context: &Context) -> Result<Option<BTreeMap<String, String>>, Error> {
        let mut headers = BTreeMap::new();
        for (name, value) in &self.pairs {
            let shell = shell_expression(value).filter(|_| context.options.dry_run);
            let value = match shell {
                Some(shell) => curl::expression(&shell),
                None => header_value(name, value)?,
            };
            headers.insert(name.clone(), value);
        }
        Ok((!headers.is_empty()).then_some(headers))
    }
}

/// Returns the shell expression for `$VARIABLE` and `@FILE`.
fn shell_expression(value: &str) -> Option<String> {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match (value.strip_prefix('@'), value.strip_prefix('$')) {
        (Some(path), _) => Some(format!("$(cat {})", shell_words::quote(path))),
        (_, Some(name)) if is_name(name) => Some(value.to_owned()),
        _ => None,
    }
}

fn all_names() -> Vec<String> {
    EventKind::NAMES.map(str::to_owned).to_vec()
}

fn ask_url(context: &Context, given: Option<String>) -> Result<String, Error> {
    match given {
        Some(url) => Ok(url),
        None if context.can_ask() => Ok(prompt::text(
            "Public URL that events are posted to",
            check::https_url,
        )?),
        None => Err(Error::usage_hint(
            "--url is missing",
            "chirp webhooks create --url https://example.com/hook --all-events",
        )),
    }
}

fn ask_events(context: &Context, given: &Events) -> Result<Vec<String>, Error> {
    if let Some(names) = given.chosen() {
        return Ok(names);
    }
    if !context.can_ask() {
        return Err(Error::usage_hint(
            "no event is named",
            "add --event calls.initiated, or --all-events",
        ));
    }
    let items: Vec<String> = EventKind::ALL
        .iter()
        .map(|kind| format!("{:<27} {}", kind.name(), kind.about()))
        .collect();
    let chosen = prompt::choose_many("Events (space selects, enter ends)", &items)?;
    if chosen.is_empty() {
        return Err(Error::usage("no event was chosen; nothing was done"));
    }
    let name = |&at: &usize| EventKind::ALL[at].name().to_owned();
    Ok(chosen.iter().map(name).collect())
}

/// Rejects fields that the service would reject, or would accept and never use.
fn check_fields(context: &Context, fields: &WebhookFields) -> Result<(), Error> {
    if let Some(url) = &fields.url {
        let local = url::Url::parse(url).is_ok_and(|url| crate::http::is_loopback(&url));
        let to_sandbox = crate::http::is_loopback(&context.api_url()?.value);
        if let (Err(rule), false) = (check::https_url(url), local && to_sandbox) {
            let hint = "put a tunnel in front of it, or add --force to send it anyway";
            return Err(Error::usage_hint(
                format!("{}: {rule}", sanitize(url)),
                hint,
            ));
        }
    }
    for name in fields.events.iter().flatten() {
        if name.starts_with("calls.") && EventKind::parse(name).is_none() {
            let meant = nearest_name(name)
                .map(|near| format!("did you mean {near}? "))
                .unwrap_or_default();
            let hint = format!("{meant}--force sends it anyway");
            return Err(Error::usage_hint(
                format!("unknown event {}", sanitize(name)),
                hint,
            ));
        }
    }
    Ok(())
}
