//! Settings by precedence: flag, environment, profile, default; each with its source.

use crate::api::{PRODUCTION, check};
use crate::config::{self, Config};
use crate::context::{Context, Sourced};
use crate::error::Error;
use crate::files;
use crate::http;
use crate::secret::{Secret, forbid_core_dumps};
use crate::terminal::{Notice, sanitize};

/// The variable that holds the API key.
const API_KEY: &str = "CHIRP_API_KEY";

/// The source of a profile that the command line names.
pub const PROFILE_FLAG: &str = "--profile";

impl Context {
    /// Returns the configuration file, read on first use. Warns if others can read a key in it.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or holds an unknown key.
    pub fn config(&self) -> Result<&Config, Error> {
        if self.config.get().is_none() {
            let config = Config::load()?;
            if config.exposes_keys() {
                let path = config.path().display().to_string();
                let notice =
                    Notice::warning(format!("other users can read the API keys in {path}"));
                let path = shell_words::quote(&path).into_owned();
                self.terminal
                    .notify(&notice.with_hint(format!("chmod 600 {path}")));
            }
            let _ = self.config.set(config);
        }
        Ok(self.config.get().expect("set above"))
    }

    /// Returns the name of the profile in use.
    ///
    /// # Errors
    /// Returns an error if the configuration cannot be read.
    pub fn profile_name(&self) -> Result<Sourced<String>, Error> {
        if let Some(name) = &self.options.profile {
            return Ok(name.clone());
        }
        let config = self.config()?;
        Ok(Sourced {
            value: config.default_profile().to_owned(),
            source: match config.names_default() {
                true => "default_profile of the configuration".into(),
                false => "default".into(),
            },
        })
    }

    /// Returns the API's base URL: flag or environment, profile, default. Plain http on loopback only.
    /// The URL of a profile is used with the key of that profile only.
    ///
    /// # Errors
    /// Returns an error if the value is not a URL or would send the key unencrypted.
    pub fn api_url(&self) -> Result<Sourced<url::Url>, Error> {
        let Sourced { value, source } = match &self.options.api_url {
            Some(given) => given.clone(),
            None => self.profile_url()?.unwrap_or_else(|| Sourced {
                value: PRODUCTION.to_owned(),
                source: "default".to_owned(),
            }),
        };
        let value = parse_api_url(&value, &source)?;
        Ok(Sourced { value, source })
    }

    fn profile_url(&self) -> Result<Option<Sourced<String>>, Error> {
        if self.environment_key()?.is_some() {
            return Ok(None);
        }
        let name = self.profile_name()?.value;
        let url = (self.config()?.profile(&name)).and_then(|profile| profile.api_url);
        Ok(url.map(|value| Sourced {
            value,
            source: format!("profile {name}"),
        }))
    }

    /// Returns the API key: from the profile in `--profile`, otherwise from `CHIRP_API_KEY`,
    /// otherwise from the default profile.
    ///
    /// # Errors
    /// Returns [`Error::NoKey`] if there is none, or a usage error if the named profile does not exist.
    pub fn api_key(&self) -> Result<Sourced<Secret>, Error> {
        forbid_core_dumps();
        self.require_profile()?;
        if let Some(value) = self.environment_key()? {
            let source = API_KEY.to_owned();
            return Ok(Sourced { value, source });
        }
        let name = self.profile_name()?.value;
        let profile = self.config()?.profile(&name);
        let value = profile.and_then(|profile| profile.api_key);
        match value {
            Some(value) => Ok(Sourced {
                value,
                source: format!("profile {name}"),
            }),
            None if self.is_profile_flag() => Err(Error::usage_hint(
                format!("profile {name} has no key"),
                format!("chirp auth login --profile {name}"),
            )),
            None => Err(Error::NoKey),
        }
    }

    /// Returns `CHIRP_API_KEY`, unless `--profile` overrides it.
    fn environment_key(&self) -> Result<Option<Secret>, Error> {
        match self.is_profile_flag() {
            true => Ok(None),
            false => Ok(config::variable(API_KEY)?
                .map(|key| Secret::new(files::without_mark(key).trim().to_owned()))),
        }
    }

    fn is_profile_flag(&self) -> bool {
        (self.options.profile.as_ref()).is_some_and(|name| name.source == PROFILE_FLAG)
    }

    /// Checks that the profile named by `--profile` or `CHIRP_PROFILE` exists.
    ///
    /// # Errors
    /// Returns a usage error with the names of the profiles that exist.
    pub fn require_profile(&self) -> Result<(), Error> {
        let Some(name) = &self.options.profile else {
            return Ok(());
        };
        if self.config()?.profile(&name.value).is_some() {
            return Ok(());
        }
        let shown = sanitize(&name.value);
        let known = self.config()?.profile_names().join(", ");
        let create = format!("chirp auth login --profile {shown} creates it");
        let hint = match known.is_empty() {
            true => create,
            false => format!("known profiles: {known}; {create}"),
        };
        Err(Error::usage_hint(format!("no profile named {shown}"), hint))
    }
}

fn parse_api_url(text: &str, source: &str) -> Result<url::Url, Error> {
    let shown = sanitize(text);
    let url = url::Url::parse(text)
        .map_err(|error| Error::usage(format!("{source}: {shown} is no URL: {error}")))?;
    let safe = url.scheme() == "https" || (url.scheme() == "http" && http::is_loopback(&url));
    if !safe || !url.has_host() {
        let hint = "plain http is taken on loopback only: http://127.0.0.1:4010";
        return Err(Error::usage_hint(
            format!("{source}: {shown} is not an https URL"),
            hint,
        ));
    }
    // Not shown: there may be a password in it, which would take the key's place.
    let wrong = |rule| {
        Error::usage_hint(
            format!("{source}: {rule}"),
            "such as https://api.example.com",
        )
    };
    check::base_url(&url).map_err(wrong)?;
    Ok(url)
}
