//! Rate limits: 60 requests a minute for webhook management, 120 for the rest (docs/api.md, "Conventions").

use std::collections::HashMap;

/// The length of a window. Fixed windows are assumed.
const WINDOW_SECONDS: i64 = 60;

/// The group of endpoints that a request counts towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RateLimitGroup {
    Webhooks,
    Rest,
}

impl RateLimitGroup {
    pub(crate) fn of(path: &str) -> RateLimitGroup {
        match path.starts_with("/v1/webhooks") {
            true => RateLimitGroup::Webhooks,
            false => RateLimitGroup::Rest,
        }
    }

    fn limit(self) -> u32 {
        match self {
            RateLimitGroup::Webhooks => 60,
            RateLimitGroup::Rest => 120,
        }
    }
}

/// The request counters. With `off`, no request is counted.
#[derive(Debug)]
pub(crate) struct RateLimits {
    off: bool,
    /// The end of the window (Unix seconds) and its requests, by kind of key and by group.
    windows: HashMap<(bool, RateLimitGroup), (i64, u32)>,
}

/// The rate limit after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimitStatus {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Unix seconds.
    pub(crate) reset: i64,
    /// Seconds to wait, if the request exceeded the limit.
    pub(crate) wait: Option<i64>,
}

impl RateLimits {
    pub(crate) fn new(off: bool) -> Self {
        Self {
            off,
            windows: HashMap::new(),
        }
    }

    /// Counts a request at `now` (Unix seconds) with the app key, or with the admin key.
    pub(crate) fn count(
        &mut self,
        admin: bool,
        group: RateLimitGroup,
        now: i64,
    ) -> RateLimitStatus {
        let limit = group.limit();
        if self.off {
            return RateLimitStatus::fresh(group, now);
        }
        let fresh = (now + WINDOW_SECONDS, 0);
        let window = self.windows.entry((admin, group)).or_insert(fresh);
        if window.0 <= now {
            *window = fresh;
        }
        let over = window.1 >= limit;
        window.1 += u32::from(!over);
        RateLimitStatus {
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

impl RateLimitStatus {
    /// Returns the status for a request without a valid key, which no window counts.
    pub(crate) fn fresh(group: RateLimitGroup, now: i64) -> RateLimitStatus {
        RateLimitStatus {
            limit: group.limit(),
            remaining: group.limit(),
            reset: now + WINDOW_SECONDS,
            wait: None,
        }
    }

    /// Returns the status for a request that a fault rejects.
    pub(crate) fn exhausted(self, wait: i64) -> RateLimitStatus {
        RateLimitStatus {
            remaining: 0,
            wait: Some(wait),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_fills_and_opens_again() {
        let mut limits = RateLimits::new(false);
        for n in 1..=60 {
            let limit = limits.count(false, RateLimitGroup::Webhooks, 1_000);
            assert_eq!((limit.remaining, limit.wait), (60 - n, None));
        }
        let over = limits.count(false, RateLimitGroup::Webhooks, 1_020);
        assert_eq!(
            (over.remaining, over.reset, over.wait),
            (0, 1_060, Some(40))
        );
        assert_eq!(
            limits.count(false, RateLimitGroup::Rest, 1_020).remaining,
            119
        );
        assert_eq!(
            limits
                .count(true, RateLimitGroup::Webhooks, 1_020)
                .remaining,
            59
        );
        assert_eq!(
            limits
                .count(false, RateLimitGroup::Webhooks, 1_060)
                .remaining,
            59
        );
        assert_eq!(
            RateLimits::new(true)
                .count(false, RateLimitGroup::Rest, 5)
                .remaining,
            120
        );
    }
}
