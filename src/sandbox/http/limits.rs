//! Rate limits by key and family: 60 a minute for webhook management, 120 for the rest (spec, section 1).

use std::collections::HashMap;

use axum::http::HeaderMap;

/// The window; that it is a fixed one is assumed.
const WINDOW_SECONDS: i64 = 60;

/// What a request counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Family {
    Webhooks,
    Rest,
}

impl Family {
    pub(crate) fn of(path: &str) -> Family {
        match path.starts_with("/v1/webhooks") {
            true => Family::Webhooks,
            false => Family::Rest,
        }
    }

    fn limit(self) -> u32 {
        match self {
            Family::Webhooks => 60,
            Family::Rest => 120,
        }
    }
}

/// Counters. With `off`, every window is fresh.
#[derive(Debug)]
pub(crate) struct Limits {
    off: bool,
    /// By key and family: when the window ends (Unix seconds), and the requests in it.
    windows: HashMap<(bool, Family), (i64, u32)>,
}

/// Where a key stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    limit: u32,
    remaining: u32,
    /// Unix seconds.
    reset: i64,
    /// Seconds to wait, when the request was one too many.
    pub(crate) wait: Option<i64>,
}

impl Limits {
    pub(crate) fn new(off: bool) -> Self {
        Self {
            off,
            windows: HashMap::new(),
        }
    }

    /// Counts a request of the app's (or the admin's) key at `now`, Unix seconds.
    pub(crate) fn count(&mut self, admin: bool, family: Family, now: i64) -> Standing {
        let limit = family.limit();
        if self.off {
            return Standing::fresh(family, now);
        }
        let fresh = (now + WINDOW_SECONDS, 0);
        let window = self.windows.entry((admin, family)).or_insert(fresh);
        if window.0 <= now {
            *window = fresh;
        }
        let over = window.1 >= limit;
        window.1 += u32::from(!over);
        Standing {
            limit,
            remaining: limit - window.1,
            reset: window.0,
            wait: over.then_some(window.0 - now),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.windows.clear();
    }
}

impl Standing {
    /// For requests that no key can be charged for.
    pub(crate) fn fresh(family: Family, now: i64) -> Standing {
        Standing {
            limit: family.limit(),
            remaining: family.limit(),
            reset: now + WINDOW_SECONDS,
            wait: None,
        }
    }

    /// As it stands when told to wait by a fault.
    pub(crate) fn exhausted(self, wait: i64) -> Standing {
        Standing {
            remaining: 0,
            wait: Some(wait),
            ..self
        }
    }

    /// The three headers of every reply, and `Retry-After` of a 429.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        headers.insert("x-ratelimit-limit", self.limit.into());
        headers.insert("x-ratelimit-remaining", self.remaining.into());
        headers.insert("x-ratelimit-reset", self.reset.into());
        if let Some(wait) = self.wait {
            headers.insert("retry-after", wait.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_fills_and_opens_again() {
        let mut limits = Limits::new(false);
        for n in 1..=60 {
            let standing = limits.count(false, Family::Webhooks, 1_000);
            assert_eq!((standing.remaining, standing.wait), (60 - n, None));
        }
        let over = limits.count(false, Family::Webhooks, 1_020);
        assert_eq!(
            (over.remaining, over.reset, over.wait),
            (0, 1_060, Some(40))
        );
        assert_eq!(limits.count(false, Family::Rest, 1_020).remaining, 119);
        assert_eq!(limits.count(true, Family::Webhooks, 1_020).remaining, 59);
        assert_eq!(limits.count(false, Family::Webhooks, 1_060).remaining, 59);
        assert_eq!(
            Limits::new(true).count(false, Family::Rest, 5).remaining,
            120
        );
    }
}
