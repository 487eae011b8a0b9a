//! Settings by precedence: flag, environment, profile, default; each with where it came from.

use crate::api::{PRODUCTION, check};
use crate::config::{self, Config};
use crate::context::{Context, Sourced};
use crate::error::Error;
use crate::http;
use crate::secret::{Secret, forbid_core_dumps};
use crate::terminal::sanitize;

impl Context {
    /// The configuration file, read on first use.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn config(&self) -> Result<&Config, Error> {
        if self.config.get().is_none() {
            let _ = self.config.set(Config::load()?);
        }
        Ok(self.config.get().expect("set above"))
    }

    /// The name of the profile in use.
    ///
    /// # Errors
    /// When the configuration cannot be read.
    pub fn profile_name(&self) -> Result<Sourced<String>, Error> {
        if let Some(name) = &self.options.profile {
            return Ok(Sourced {
                value: name.clone(),
                source: "--profile or CHIRP_PROFILE".into(),
            });
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

    /// The API's base URL: flag or environment, profile, default. Plain http on loopback only.
    ///
    /// # Errors
    /// When the value is no URL, or would send the key unencrypted.
    pub fn api_url(&self) -> Result<Sourced<url::Url>, Error> {
        let (text, source) = match &self.options.api_url {
            Some(text) => (text.clone(), "--api-url or CHIRP_API_URL".to_owned()),
            None => {
                let name = self.profile_name()?.value;
                match self
                    .config()?
                    .profile(&name)
                    .and_then(|profile| profile.api_url)
                {
                    Some(text) => (text, format!("profile {name}")),
                    None => (PRODUCTION.to_owned(), "default".to_owned()),
                }
            }
        };
        let value = parse_api_url(&text, &source)?;
        Ok(Sourced { value, source })
    }

    /// The API key: environment, then profile.
    ///
    /// # Errors
    /// [`Error::NoKey`] when there is none; a usage error when a named profile does not exist.
    pub fn api_key(&self) -> Result<Sourced<Secret>, Error> {
        forbid_core_dumps();
        let key = config::env("CHIRP_API_KEY").map(|key| key.trim().to_owned());
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            return Ok(Sourced {
                value: Secret::new(key),
                source: "CHIRP_API_KEY".into(),
            });
        }
        let name = self.profile_name()?.value;
        let profile = self.config()?.profile(&name);
        if profile.is_none() && self.options.profile.is_some() {
            let known = self.config()?.profile_names().join(", ");
            let made = format!("chirp auth login --profile {} makes it", sanitize(&name));
            let hint = match known.is_empty() {
                true => made,
                false => format!("known profiles: {known}; {made}"),
            };
            return Err(Error::usage_hint(
                format!("no profile named {}", sanitize(&name)),
                hint,
            ));
        }
        let key = profile
            .and_then(|profile| profile.api_key)
            .ok_or(Error::NoKey)?;
        Ok(Sourced {
            value: key,
            source: format!("profile {name}"),
        })
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
