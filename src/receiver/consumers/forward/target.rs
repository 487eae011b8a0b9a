//! A forward target: `URL`, or `GLOB=URL` for some events only.

use glob::Pattern;

use crate::http::target_url::target_url;

/// A forward target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    events: Option<Pattern>,
    /// The URL to post to.
    pub url: url::Url,
}

impl Target {
    /// Reads `3000`, `localhost:3000/hook` or `calls.recording.*=http://localhost:3001/rec`.
    ///
    /// # Errors
    /// The problem, for a person.
    pub fn parse(text: &str) -> Result<Target, String> {
        // A `=` after the start of an address belongs to its query.
        let split = text.split_once('=');
        let (glob, address) = match split.filter(|(glob, _)| !glob.contains([':', '/'])) {
            Some((glob, address)) => (Some(glob), address),
            None => (None, text),
        };
        Ok(Target {
            events: glob.map(crate::events::kind::pattern).transpose()?,
            url: target_url(address)?,
        })
    }

    /// Returns the glob of the accepted events; `None` accepts all.
    pub fn events(&self) -> Option<&Pattern> {
        self.events.as_ref()
    }

    /// Returns whether events of that name are forwarded to it.
    pub fn accepts(&self, name: &str) -> bool {
        (self.events.as_ref()).is_none_or(|events| events.matches(name))
    }

    /// Its URL as it may be shown and recorded: without user name and password.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.to_string()
    }

    /// Its value on the command line, without user name and password.
    pub fn argument(&self) -> String {
        match &self.events {
            Some(events) => format!("{}={}", events.as_str(), self.shown()),
            None => self.shown(),
        }
    }

    /// The name of its cursor in the journal.
    pub fn consumer(&self) -> String {
        format!("forward {}", self.argument())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_with_and_without_events() {
        let plain = Target::parse("http://localhost:3000/hook?a=b").unwrap();
        assert!(plain.accepts("anything"));
        assert_eq!(plain.consumer(), "forward http://localhost:3000/hook?a=b");
        let some = Target::parse("calls.recording.*=http://me:pw@localhost:3001/rec").unwrap();
        assert!(some.accepts("calls.recording.completed") && !some.accepts("calls.answered"));
        assert_eq!(
            some.consumer(),
            "forward calls.recording.*=http://localhost:3001/rec"
        );
        assert_eq!(some.shown(), "http://localhost:3001/rec");
        let short = Target::parse("calls.*=3000").unwrap();
        assert_eq!(short.argument(), "calls.*=http://localhost:3000/");
        let query = Target::parse(":3000/x?a=b").unwrap();
        assert_eq!(query.argument(), "http://localhost:3000/x?a=b");
        for odd in ["calls.*=", "[=http://x", "ftp://x", "", "=x", "file:///x"] {
            assert!(Target::parse(odd).is_err(), "{odd}");
        }
    }
}
