//! A value that cannot be printed by accident: API keys and the webhook secret.
//!
//! It has no `Display`, `Debug` prints no content, and memory is wiped when the value is dropped.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// An API key or a webhook secret.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the value as it is, without trimming.
    pub fn new(value: String) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that sends or stores it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The last four characters, the only part that may be shown; empty when the value has fewer
    /// than twelve, of which four would say too much.
    pub fn last_four(&self) -> &str {
        let value = self.expose();
        match value.char_indices().rev().nth(3) {
            Some((at, _)) if value.chars().count() >= 12 => &value[at..],
            _ => "",
        }
    }

    /// Returns whether `other` is the same value, in a time that depends on lengths only.
    pub fn matches(&self, other: &[u8]) -> bool {
        self.expose().as_bytes().ct_eq(other).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Forbids core dumps of this process, so that a key in memory never reaches a disk.
/// Called when a key has been read; a system that refuses is left as it is.
pub fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_nothing_but_the_end_of_long_values() {
        let key = Secret::new("sk_test_app_0123456789".into());
        assert_eq!(format!("{key:?}"), "[secret]");
        assert_eq!(key.last_four(), "6789");
        assert_eq!(Secret::new("short".into()).last_four(), "");
        assert!(key.matches(b"sk_test_app_0123456789"));
        assert!(!key.matches(b"sk_test_app_012345678"));
    }
}
