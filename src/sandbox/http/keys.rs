//! The keys that a sandbox accepts.

use std::net::SocketAddr;

use crate::sandbox::engine::rng::{Rng, random_seed};

/// The keys on loopback. They give access to this sandbox alone, so they need not be secret there.
const APP_KEY: &str = "sk_test_app_sandbox0000000000000000000";
const ADMIN_KEY: &str = "sk_admin_sandbox0000000000000000000";
/// The placeholders for the app key in the vendor's examples. They are accepted on loopback, so that the examples run with
/// no change but the host.
const EXAMPLE_KEYS: [&str; 2] = ["YOUR_APP_KEY", "YOUR_LIVE_API_KEY"];

/// The keys that are accepted, one of each kind.
#[derive(Clone, Debug)]
pub(crate) struct SandboxKeys {
    pub(crate) app: String,
    pub(crate) admin: String,
    examples: bool,
}

impl SandboxKeys {
    /// Returns well-known keys on loopback, and random keys where others can reach the sandbox.
    pub(crate) fn new(address: SocketAddr) -> SandboxKeys {
        if address.ip().is_loopback() {
            return SandboxKeys {
                app: APP_KEY.into(),
                admin: ADMIN_KEY.into(),
                examples: true,
            };
        }
        let rng = Rng::new(random_seed());
        SandboxKeys {
            app: rng.id("sk_test_app_", 0),
            admin: rng.id("sk_admin_", 0),
            examples: false,
        }
    }

    pub(crate) fn is_app(&self, key: &str) -> bool {
        self.app == key || (self.examples && EXAMPLE_KEYS.contains(&key))
    }

    pub(crate) fn is_admin(&self, key: &str) -> bool {
        self.admin == key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_well_known_on_loopback_alone() {
        let local = SandboxKeys::new("127.0.0.1:4010".parse().unwrap());
        assert!(local.is_app(APP_KEY) && local.is_app("YOUR_LIVE_API_KEY"));
        assert!(local.is_admin(ADMIN_KEY) && !local.is_app(ADMIN_KEY) && !local.is_app(""));
        let open = SandboxKeys::new("0.0.0.0:4010".parse().unwrap());
        assert!(
            !open.is_app(APP_KEY) && !open.is_app("YOUR_LIVE_API_KEY") && !open.is_admin(ADMIN_KEY)
        );
        assert!(open.app.starts_with("sk_test_app_") && open.admin.starts_with("sk_admin_"));
    }
}
