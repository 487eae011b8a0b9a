//! `chirp auth`: the API key of a profile. A key is read from a prompt or stdin, never from argv.

use std::io::Read;

use clap::{Args, Subcommand};

use crate::api::key::describe;
use crate::api::{ApiError, KeyKind, calls};
use crate::config;
use crate::context::{Context, Sourced};
use crate::error::Error;
use crate::prompt;
use crate::secret::{Secret, forbid_core_dumps};
use crate::terminal::sanitize;

/// No key is nearly as long as this; a file that was piped in by mistake is.
const MAX_KEY: u64 = 4096;

/// The API key of a profile
#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    Login(Login),
    Status(Status),
    Logout(Logout),
}

/// Store an API key, typed at a prompt or piped in
///
/// Example: chirp auth login --profile work < key.txt
///
/// With --api-url, the profile keeps that address, too.
#[derive(Debug, Args)]
pub(crate) struct Login {}

/// Show which key is in use and ask the API whether it works
///
/// Example: chirp auth status --json
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Do not ask the API
    #[arg(long)]
    offline: bool,
}

/// Remove the key of a profile from this machine
///
/// Example: chirp auth logout --profile work
#[derive(Debug, Args)]
pub(crate) struct Logout {
    /// Do not ask on a terminal
    #[arg(short, long)]
    yes: bool,
}

impl Auth {
    /// Runs the command.
    ///
    /// # Errors
    /// A key that cannot be one, the configuration, or the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Auth::Login(args) => args.run(context),
            Auth::Status(args) => args.run(context).await,
            Auth::Logout(args) => args.run(context),
        }
    }
}

impl Login {
    fn run(self, context: &Context) -> Result<(), Error> {
        forbid_core_dumps();
        let name = context.profile_name()?.value;
        if name.trim().is_empty() {
            return Err(Error::usage("a profile needs a name"));
        }
        if context.options.api_url.is_some() {
            context.api_url()?;
        }
        let key = if context.can_ask() {
            prompt::secret(&format!("API key for profile {}", sanitize(&name)))?
        } else if context.terminal.is_stdin_tty() {
            let hint = "printf %s \"$KEY\" | chirp auth login";
            return Err(Error::usage_hint("nobody may be asked for the key", hint));
        } else {
            read_stdin()?
        };
        let key = check_key(key.expose())?;
        let mut config = config::Config::load()?;
        config.store_key(
            &name,
            &key,
            (context.options.api_url.as_ref()).map(|url| url.value.as_str()),
        )?;
        let terminal = &context.terminal;
        terminal.note(&format!(
            "stored {} in profile {}",
            with_article(&describe(&key)),
            sanitize(&name)
        ));
        if KeyKind::of(&key) == KeyKind::Unknown {
            terminal
                .note("this is none of the known kinds (sk_live_app_, sk_test_app_, sk_admin_)");
        }
        if config::env("CHIRP_API_KEY").is_some() {
            terminal.note("CHIRP_API_KEY is set and beats the profile's key");
        }
        terminal.note("chirp auth status asks the API whether it works");
        Ok(())
    }
}

fn with_article(key: &str) -> String {
    let article = match key.starts_with(['a', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {key}")
}

fn read_stdin() -> Result<Secret, Error> {
    let mut text = String::new();
    let read = std::io::stdin().take(MAX_KEY).read_to_string(&mut text);
    read.map_err(|error| Error::usage(format!("cannot read the key from stdin: {error}")))?;
    Ok(Secret::new(crate::files::without_mark(text)))
}

/// The key without the white space around it. What cannot be a key is refused, and not shown.
fn check_key(text: &str) -> Result<Secret, Error> {
    let key = text.trim();
    let hint = "printf %s \"$KEY\" | chirp auth login, or type it at the prompt";
    if key.is_empty() {
        return Err(Error::usage_hint(
            "the key is empty; nothing was stored",
            hint,
        ));
    }
    let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '"' | '\'' | '<' | '>');
    if key.contains(odd) || key.contains("://") || key.len() as u64 >= MAX_KEY {
        return Err(Error::usage_hint(
            "this is no key: a key is one word of letters, digits and _; nothing was stored",
            hint,
        ));
    }
    Ok(Secret::new(key.to_owned()))
}

impl Status {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let key = context.api_key()?;
        let url = context.api_url()?;
        let profile = context.profile_name()?;
        let asked = match self.offline || context.options.dry_run {
            true => Answer::NotAsked,
            false => ask(context, &key).await?,
        };
        let report = report(&profile.value, &key, &url, &asked);
        context.show_fields(&report)?;
        match asked {
            Answer::Rejected(error) => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// The API's response to a request with the key.
enum Answer {
    Works,
    Rejected(ApiError),
    NotAsked,
    /// No endpoint takes an admin key without the id of an app.
    CannotAsk,
}

async fn ask(context: &Context, key: &Sourced<Secret>) -> Result<Answer, Error> {
    if KeyKind::of(&key.value) == KeyKind::Admin {
        return Ok(Answer::CannotAsk);
    }
    let request = calls::list(None, None).query("limit", Some(1));
    match context.api()?.send(&request).await {
        Ok(_) => Ok(Answer::Works),
        Err(ApiError::Refused(refusal)) if refusal.rejects_key() => {
            Ok(Answer::Rejected(ApiError::Refused(refusal)))
        }
        Err(other) => Err(other.into()),
    }
}

fn report(
    profile: &str,
    key: &Sourced<Secret>,
    url: &Sourced<url::Url>,
    asked: &Answer,
) -> Vec<(&'static str, serde_json::Value)> {
    let (works, note) = match asked {
        Answer::Works => (Some(true), "the API takes it"),
        Answer::Rejected(_) => (Some(false), "the API rejected it"),
        Answer::NotAsked => (None, "not asked"),
        Answer::CannotAsk => (None, "try it: chirp apps calling get <APP>"),
    };
    vec![
        ("profile", profile.into()),
        ("source", key.source.as_str().into()),
        ("key", describe(&key.value).into()),
        ("kind", KeyKind::of(&key.value).name().into()),
        ("apiUrl", url.value.as_str().trim_end_matches('/').into()),
        ("apiUrlSource", url.source.as_str().into()),
        ("works", works.into()),
        ("note", note.into()),
    ]
}

impl Logout {
    fn run(self, context: &Context) -> Result<(), Error> {
        let name = context.profile_name()?.value;
        if context.can_ask() {
            context.confirm(
                &format!("remove the key of profile {}", sanitize(&name)),
                self.yes,
            )?;
        }
        context.require_profile()?;
        let removed = config::Config::load()?.forget_key(&name)?;
        if context.format().is_json() {
            return context.show_fields(&[("profile", name.into()), ("removed", removed.into())]);
        }
        let name = sanitize(&name);
        context.terminal.note(&match removed {
            true => format!(
                "removed the key of profile {name} from this machine; it stays valid at the service"
            ),
            false => format!("profile {name} has no key"),
        });
        if config::env("CHIRP_API_KEY").is_some() {
            context
                .terminal
                .note("CHIRP_API_KEY is still set in this shell");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_key_is_refused_and_not_shown() {
        for odd in [
            "",
            " \n",
            "Bearer sk_live_app_x",
            "a\nb",
            "sk_\u{1b}x",
            "https://x",
            "clé",
        ] {
            let error = check_key(odd).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{odd:?}");
            assert!(odd.trim().is_empty() || !error.to_string().contains(odd));
        }
        let key = check_key(" sk_live_app_0123456789abc\r\n").unwrap();
        assert_eq!(key.expose(), "sk_live_app_0123456789abc");
    }
}
