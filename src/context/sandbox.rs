//! The way to a running sandbox: its control API takes no key, so none is sent.

use crate::context::{Context, Sourced};
use crate::error::Error;
use crate::http::is_loopback;

/// The default address of `chirp sandbox`.
const DEFAULT: &str = "http://127.0.0.1:4010";

impl Context {
    /// Returns the context for the control API of a sandbox, built on first use. It is kept here,
    /// so that a change in flight is known when a signal arrives.
    ///
    /// # Errors
    /// When the API's address is set to another machine.
    pub fn for_sandbox(&self) -> Result<&Context, Error> {
        if self.sandbox.get().is_none() {
            let _ = self.sandbox.set(Box::new(self.keyless()?));
        }
        Ok(self.sandbox.get().expect("set above"))
    }

    fn keyless(&self) -> Result<Context, Error> {
        let mut options = self.options.clone();
        let url = self.api_url()?;
        if url.source == "default" {
            options.api_url = Some(Sourced {
                value: DEFAULT.to_owned(),
                source: "default".to_owned(),
            });
        } else if !is_loopback(&url.value) {
            let message = format!("{} ({}) is not a sandbox", url.value, url.source);
            return Err(Error::usage_hint(message, "chirp sandbox starts one"));
        }
        let context = Context::new(options, self.terminal, self.clock);
        let keyless = context.client_with(None)?;
        let _ = context.client.set(keyless);
        Ok(context)
    }
}
