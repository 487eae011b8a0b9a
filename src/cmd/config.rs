//! `chirp config`: shows the effective settings and the source of each.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::api::key::describe;
use crate::config;
use crate::context::{Context, Sourced};
use crate::error::Error;
use crate::render::Cell;

/// The settings in force
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    Show(Show),
    Path(Path),
}

/// Show each setting and where it comes from; secrets stay hidden
///
/// Example: chirp config show --json
#[derive(Debug, Args)]
pub(crate) struct Show {}

/// Print where the configuration file is, or would be
///
/// Example: cat "$(chirp config path)"
#[derive(Debug, Args)]
pub(crate) struct Path {}

impl Config {
    /// Runs the command.
    ///
    /// # Errors
    /// When the configuration cannot be read, or the output fails.
    pub(crate) fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Config::Show(Show {}) => show(context),
            Config::Path(Path {}) => {
                let file = config::config_dir()?.join("config.toml");
                let file = file.to_string_lossy();
                if context.format().is_json() {
                    return context.show_fields(&[("path", file.into())]);
                }
                Ok(context.terminal.line(&crate::terminal::sanitize(&file))?)
            }
        }
    }
}

fn show(context: &Context) -> Result<(), Error> {
    let settings = settings(context)?;
    let object: serde_json::Map<String, serde_json::Value> = settings
        .iter()
        .map(|(name, setting)| {
            let value = json!({ "value": setting.value, "source": setting.source });
            ((*name).to_owned(), value)
        })
        .collect();
    let rows = settings.into_iter().map(|(name, setting)| {
        vec![
            Cell::text(Some(name)),
            Cell::text(setting.value),
            Cell::text(Some(setting.source)),
        ]
    });
    let json = serde_json::Value::Object(object).to_string();
    context.show_rows(&["setting", "value", "source"], rows.collect(), &json)
}

type Setting = Sourced<Option<String>>;

fn settings(context: &Context) -> Result<Vec<(&'static str, Setting)>, Error> {
    let of = |value: Option<String>, source: &str| Sourced {
        value,
        source: source.to_owned(),
    };
    let profile = context.profile_name()?;
    let url = context.api_url()?;
    let key = match context.api_key() {
        Ok(key) => of(Some(describe(&key.value)), &key.source),
        Err(Error::NoKey) => of(None, "not set"),
        Err(other) => return Err(other),
    };
    let secret = match config::variable("CHIRP_WEBHOOK_SECRET")? {
        Some(_) => of(Some("(hidden)".into()), "CHIRP_WEBHOOK_SECRET"),
        None => of(None, "not set"),
    };
    let place = |variable: &str| match config::variable(variable).ok().flatten() {
        Some(_) => variable.to_owned(),
        None => "default".to_owned(),
    };
    let file = context.config()?.path().to_string_lossy().into_owned();
    let state = config::state_dir()?.to_string_lossy().into_owned();
    let profiles = context.config()?.profile_names().join(", ");
    Ok(vec![
        ("profile", of(Some(profile.value), &profile.source)),
        ("apiKey", key),
        ("apiUrl", of(Some(url.value.to_string()), &url.source)),
        ("webhookSecret", secret),
        (
            "configFile",
            of(Some(file.clone()), &place("CHIRP_CONFIG_DIR")),
        ),
        ("stateDir", of(Some(state), &place("CHIRP_STATE_DIR"))),
        ("profiles", of(Some(profiles), &file)),
    ])
}
