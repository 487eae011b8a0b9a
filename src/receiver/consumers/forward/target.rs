//! Where events are forwarded to: `URL`, or `GLOB=URL` for some of them.

use glob::Pattern;

/// A forward target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    events: Option<Pattern>,
    /// Where to post.
    pub url: url::Url,
}

impl Target {
    /// Reads `http://localhost:3000/hook` or `calls.recording.*=http://localhost:3001/rec`.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn parse(text: &str) -> Result<Target, String> {
        let is_url = text.starts_with("http://") || text.starts_with("https://");
        let (glob, address) = match text.split_once('=') {
            Some((glob, address)) if !is_url => (Some(glob), address),
            _ => (None, text),
        };
        let events = glob.map(crate::events::kind::pattern).transpose()?;
        let url = url::Url::parse(address).map_err(|error| format!("no URL: {error}"))?;
        match url.scheme() {
            "http" | "https" if url.has_host() => Ok(Target { events, url }),
            _ => Err("expected http://… or https://…, or EVENTS=URL".into()),
        }
    }

    /// The glob of the events that go there; `None` stands for all.
    pub fn events(&self) -> Option<&Pattern> {
        self.events.as_ref()
    }

    /// Whether events of that name go there.
    pub fn takes(&self, name: &str) -> bool {
        (self.events.as_ref()).is_none_or(|events| events.matches(name))
    }

    /// As it may be shown and recorded: without user name and password.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.to_string()
    }

    /// As it is named on the command line, without user name and password.
    pub fn argument(&self) -> String {
        match &self.events {
            Some(events) => format!("{}={}", events.as_str(), self.shown()),
            None => self.shown(),
        }
    }

    /// The name under which the journal keeps how far it has come.
    pub fn stage(&self) -> String {
        format!("forward {}", self.argument())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_with_and_without_events() {
        let plain = Target::parse("http://localhost:3000/hook?a=b").unwrap();
        assert!(plain.takes("anything"));
        assert_eq!(plain.stage(), "forward http://localhost:3000/hook?a=b");
        let some = Target::parse("calls.recording.*=http://me:pw@localhost:3001/rec").unwrap();
        assert!(some.takes("calls.recording.completed") && !some.takes("calls.answered"));
        assert_eq!(
            some.stage(),
            "forward calls.recording.*=http://localhost:3001/rec"
        );
        assert_eq!(some.shown(), "http://localhost:3001/rec");
        for odd in [
            "localhost:3000",
            "calls.*=",
            "[=http://x",
            "ftp://x",
            "",
            "=x",
            "file:///x",
        ] {
            assert!(Target::parse(odd).is_err(), "{odd}");
        }
    }
}
