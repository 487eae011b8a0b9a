//! Settings by precedence: flag, environment, profile, default; and the files that hold them.
//!
//! `config.toml` lies in `CHIRP_CONFIG_DIR` or the XDG config directory; directories are 0700,
//! files 0600. Nothing is read before a command asks.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::files;
use crate::secret::Secret;
use crate::terminal::ColorChoice;
use crate::toml_file::{self, Misfit};

/// The configuration is invalid; the text contains the problem and its place.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The home directory is unknown and no directory was set.
    #[error("no home directory: set CHIRP_CONFIG_DIR and CHIRP_STATE_DIR")]
    NoHome,
    /// A file or directory cannot be used.
    #[error("cannot {act} {}: {problem}", path.display())]
    File {
        /// `read`, `write` or `create`.
        act: &'static str,
        /// Which.
        path: PathBuf,
        /// The system's words.
        problem: String,
    },
    /// A value is invalid; the text contains its source.
    #[error("{0}")]
    Value(String),
}

/// One account: the content of `[profiles.NAME]`.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// `api_key`.
    pub api_key: Option<Secret>,
    /// `api_url`.
    pub api_url: Option<String>,
}

/// The configuration file, read once.
#[derive(Debug)]
pub struct Config {
    path: PathBuf,
    document: DocumentMut,
}

/// An environment variable, when set and not empty. The only reader of the environment beside clap.
#[allow(
    clippy::disallowed_methods,
    reason = "this file and clap own the environment"
)]
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The variables that this program reads.
const VARIABLES: [&str; 7] = [
    "CHIRP_API_KEY",
    "CHIRP_API_URL",
    "CHIRP_CONFIG_DIR",
    "CHIRP_JOURNAL",
    "CHIRP_PROFILE",
    "CHIRP_STATE_DIR",
    "CHIRP_WEBHOOK_SECRET",
];

/// Returns the value of an environment variable, or `None` if it is not set.
///
/// # Errors
/// Returns a usage error if the value is blank or not UTF-8. It never counts as unset.
#[allow(
    clippy::disallowed_methods,
    reason = "this file and clap own the environment"
)]
pub fn variable(name: &str) -> Result<Option<String>, ConfigError> {
    let wrong = |problem| {
        let name = crate::terminal::sanitize(name);
        Err(ConfigError::Value(format!(
            "the variable {name} is {problem}"
        )))
    };
    match std::env::var(name) {
        Ok(value) if value.trim().is_empty() => wrong("set but blank; unset it or give it a value"),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => wrong("not UTF-8 text"),
    }
}

/// Checks every variable that this program reads.
///
/// # Errors
/// Returns a usage error for the first one that is blank or not UTF-8.
pub fn check_environment() -> Result<(), ConfigError> {
    VARIABLES
        .iter()
        .try_for_each(|name| variable(name).map(drop))
}

/// Returns the folder of the configuration.
///
/// # Errors
/// When the home directory is unknown.
pub fn config_dir() -> Result<PathBuf, ConfigError> {
    directory("CHIRP_CONFIG_DIR", |base| Some(base.config_dir()))
}

/// Returns the folder of the journal.
///
/// # Errors
/// When the home directory is unknown.
pub fn state_dir() -> Result<PathBuf, ConfigError> {
    directory("CHIRP_STATE_DIR", |base| base.state_dir())
}

fn directory(
    variable: &str,
    pick: impl Fn(&etcetera::base_strategy::Xdg) -> Option<PathBuf>,
) -> Result<PathBuf, ConfigError> {
    if let Some(named) = env(variable) {
        return Ok(PathBuf::from(named));
    }
    let base = etcetera::base_strategy::Xdg::new().map_err(|_| ConfigError::NoHome)?;
    pick(&base)
        .map(|dir| dir.join("chirp"))
        .ok_or(ConfigError::NoHome)
}

/// Creates a directory that only its owner can enter.
///
/// # Errors
/// When it cannot be created.
pub fn create_private_dir(path: &Path) -> Result<(), ConfigError> {
    files::create_private_dir(path).map_err(|error| file_error("create", path, &error))
}

/// Returns whether the terminal cannot move its cursor (`TERM=dumb`, as within an editor).
pub fn is_dumb_terminal() -> bool {
    env("TERM").as_deref() == Some("dumb")
}

/// Returns when to colour: `--color`, then `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR=0`, `TERM=dumb`.
pub fn color_choice(flag: ColorChoice) -> ColorChoice {
    let set_and_not_zero = |name| env(name).is_some_and(|value| value != "0");
    match flag {
        ColorChoice::Auto if env("NO_COLOR").is_some() => ColorChoice::Never,
        ColorChoice::Auto if set_and_not_zero("CLICOLOR_FORCE") => ColorChoice::Always,
        ColorChoice::Auto if env("CLICOLOR").as_deref() == Some("0") => ColorChoice::Never,
        ColorChoice::Auto if is_dumb_terminal() => ColorChoice::Never,
        other => other,
    }
}

impl Config {
    /// Reads `config.toml`; a missing file is an empty configuration.
    ///
    /// # Errors
    /// When the file cannot be read or is not TOML.
    pub fn load() -> Result<Config, ConfigError> {
        let path = config_dir()?.join("config.toml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(file_error("read", &path, &error)),
        };
        let text = files::without_mark(text);
        toml_file::read(&text, check_keys).map_err(|error| {
            let hint = error
                .hint
                .as_ref()
                .map_or_else(String::new, |hint| format!("; {hint}"));
            ConfigError::Value(format!("{}:{error}{hint}", path.display()))
        })?;
        let document = text.parse::<DocumentMut>().map_err(|error| {
            ConfigError::Value(format!("{}: {}", path.display(), error.message()))
        })?;
        Ok(Config { path, document })
    }

    /// Returns the path of the file, which may not exist.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's permission bits, if it exists.
    pub fn mode(&self) -> Option<u32> {
        Some(fs::metadata(&self.path).ok()?.permissions().mode() & 0o777)
    }

    /// Returns whether other users of this machine can read an API key in the file.
    pub fn exposes_keys(&self) -> bool {
        let has_key = |name: &String| self.profile(name).is_some_and(|one| one.api_key.is_some());
        self.mode().is_some_and(|mode| mode & 0o077 != 0)
            && self.profile_names().iter().any(has_key)
    }

    /// Returns the profile for commands without `--profile`: `default_profile`, otherwise
    /// `default`.
    pub fn default_profile(&self) -> &str {
        self.document
            .get("default_profile")
            .and_then(Item::as_str)
            .unwrap_or("default")
    }

    /// Returns whether the file sets a default profile.
    pub fn names_default(&self) -> bool {
        self.document.contains_key("default_profile")
    }

    /// The names of all profiles.
    pub fn profile_names(&self) -> Vec<String> {
        let profiles = self.document.get("profiles").and_then(Item::as_table_like);
        profiles
            .map(|table| table.iter().map(|(name, _)| name.to_owned()).collect())
            .unwrap_or_default()
    }

    /// The profile of that name, if the file has it.
    pub fn profile(&self, name: &str) -> Option<Profile> {
        let table = self.document.get("profiles")?.get(name)?.as_table_like()?;
        let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
        Some(Profile {
            api_key: text("api_key").map(Secret::new),
            api_url: text("api_url"),
        })
    }

    /// Sets a profile's key and, when given, its API URL, then saves the file.
    ///
    /// # Errors
    /// When the file cannot be written; the old one is untouched then.
    pub fn store_key(
        &mut self,
        name: &str,
        key: &Secret,
        api_url: Option<&str>,
    ) -> Result<(), ConfigError> {
        let profiles = self
            .document
            .entry("profiles")
            .or_insert_with(implicit_table);
        let Some(profiles) = profiles.as_table_like_mut() else {
            return Err(ConfigError::Value(format!(
                "{}: profiles is not a table",
                self.path.display()
            )));
        };
        let profile = profiles
            .entry(name)
            .or_insert_with(|| Item::Table(Table::new()));
        let Some(profile) = profile.as_table_like_mut() else {
            return Err(ConfigError::Value(format!(
                "{}: profiles.{name} is not a table",
                self.path.display()
            )));
        };
        profile.insert("api_key", value(key.expose()));
        if let Some(url) = api_url {
            profile.insert("api_url", value(url));
        }
        self.save()
    }

    /// Removes a profile's key. Returns whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written; the old one is untouched then.
    pub fn forget_key(&mut self, name: &str) -> Result<bool, ConfigError> {
        let profile = self
            .document
            .get_mut("profiles")
            .and_then(|profiles| profiles.get_mut(name));
        let removed = profile
            .and_then(Item::as_table_like_mut)
            .and_then(|table| table.remove("api_key"));
        match removed {
            Some(_) => self.save().map(|()| true),
            None => Ok(false),
        }
    }

    /// Writes the file beside its place, 0600, and moves it there.
    fn save(&self) -> Result<(), ConfigError> {
        let failed = |error: &std::io::Error| file_error("write", &self.path, error);
        let dir = self.path.parent().unwrap_or(Path::new("."));
        create_private_dir(dir)?;
        files::write_atomic(&self.path, self.document.to_string().as_bytes())
            .map_err(|error| failed(&error))
    }
}

/// Rejects unknown keys and values of the wrong type.
fn check_keys(table: &toml_file::Table<'_>) -> Result<(), Misfit> {
    toml_file::known_keys(table, &["default_profile", "profiles"])?;
    if let Some(name) = table.get("default_profile") {
        toml_file::string(name)?;
    }
    let Some(profiles) = table.get("profiles") else {
        return Ok(());
    };
    let table = |item: &'_ toml_file::Item<'_>| match item.get_ref().as_table() {
        Some(_) => Ok(()),
        None => Err(toml_file::expected(item, "a table")),
    };
    table(profiles)?;
    for profile in profiles
        .get_ref()
        .as_table()
        .into_iter()
        .flat_map(|all| all.values())
    {
        table(profile)?;
        if let Some(keys) = profile.get_ref().as_table() {
            toml_file::known_keys(keys, &["api_key", "api_url"])?;
            keys.values()
                .try_for_each(|value| toml_file::string(value).map(drop))?;
        }
    }
    Ok(())
}

fn implicit_table() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

fn file_error(act: &'static str, path: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError::File {
        act,
        path: path.to_owned(),
        problem: error.to_string(),
    }
}
