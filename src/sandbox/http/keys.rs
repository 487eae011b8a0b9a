//! The keys that a sandbox takes.

use std::net::SocketAddr;

use crate::sandbox::engine::rng::Rng;
use crate::sandbox::random_seed;

/// The keys on loopback. They open nothing but this sandbox, so they need not be secret there.
const APP_KEY: &str = "sk_test_app_sandbox0000000000000000000";
const ADMIN_KEY: &str = "sk_admin_sandbox0000000000000000000";
/// What stands for the app key in the vendor's examples. Taken on loopback too, so that they run as they
/// stand with nothing changed but the host.
const EXAMPLE_KEYS: [&str; 2] = ["YOUR_APP_KEY", "YOUR_LIVE_API_KEY"];

/// The keys that are taken, one of each kind.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) app: String,
    pub(crate) admin: String,
    examples: bool,
}

impl Keys {
    /// Well-known on loopback; random where others could reach us.
    pub(crate) fn new(address: SocketAddr) -> Keys {
        if address.ip().is_loopback() {
            return Keys {
                app: APP_KEY.into(),
                admin: ADMIN_KEY.into(),
                examples: true,
            };
        }
        let dice = Rng::new(random_seed());
        Keys {
            app: dice.id("sk_test_app_", 0),
            admin: dice.id("sk_admin_", 0),
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
    fn only_loopback_has_keys_that_others_know() {
        let local = Keys::new("127.0.0.1:4010".parse().unwrap());
        assert!(local.is_app(APP_KEY) && local.is_app("YOUR_LIVE_API_KEY"));
        assert!(local.is_admin(ADMIN_KEY) && !local.is_app(ADMIN_KEY) && !local.is_app(""));
        let open = Keys::new("0.0.0.0:4010".parse().unwrap());
        assert!(
            !open.is_app(APP_KEY) && !open.is_app("YOUR_LIVE_API_KEY") && !open.is_admin(ADMIN_KEY)
        );
        assert!(open.app.starts_with("sk_test_app_") && open.admin.starts_with("sk_admin_"));
    }
}
