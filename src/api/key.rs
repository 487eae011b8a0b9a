//! Kinds of API keys, told by their prefix (spec, section 1).

use crate::secret::Secret;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// `sk_live_app_*`: one app, real calls.
    Live,
    /// `sk_test_app_*`: one app, nothing real is sent, webhooks still fire.
    Test,
    /// `sk_admin_*`: the organization.
    Admin,
    /// Any other prefix; sent as it is, the API decides.
    Unknown,
}

impl KeyKind {
    /// The kind of `key`.
    pub fn of(key: &Secret) -> KeyKind {
        let value = key.expose();
        match value {
            v if v.starts_with("sk_live_app_") => KeyKind::Live,
            v if v.starts_with("sk_test_app_") => KeyKind::Test,
            v if v.starts_with("sk_admin_") => KeyKind::Admin,
            _ => KeyKind::Unknown,
        }
    }

    /// In a person's words.
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Live => "live",
            KeyKind::Test => "test",
            KeyKind::Admin => "admin",
            KeyKind::Unknown => "unknown kind",
        }
    }
}

/// How a key is shown: its kind and last four characters, nothing else.
pub fn describe(key: &Secret) -> String {
    format!(
        "{} key ending in …{}",
        KeyKind::of(key).name(),
        key.last_four()
    )
}
