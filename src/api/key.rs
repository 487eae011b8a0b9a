//! Kinds of API keys, told by their prefix (docs/api.md).

use crate::api::ApiError;
use crate::api::request::Wants;
use crate::secret::Secret;

/// The purpose of a key.
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
            KeyKind::Unknown => "unknown",
        }
    }
}

/// Describes a key for output: its kind and its last four characters only.
pub fn describe(key: &Secret) -> String {
    format!(
        "{} key ending in …{}",
        KeyKind::of(key).name(),
        key.last_four()
    )
}

/// Returns whether a request that wants such a key can be sent with `key`.
///
/// # Errors
/// [`ApiError::WrongKey`], before anything is sent.
pub fn check(key: &Secret, wants: Option<Wants>) -> Result<(), ApiError> {
    if !key.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        let what = "the key holds characters that no key has; nothing was sent";
        return Err(ApiError::WrongKey(what.into()));
    }
    let kind = KeyKind::of(key);
    let needed = match wants {
        Some(wants) if wants.accepts(kind) => return Ok(()),
        None => return Ok(()),
        Some(Wants::App) => "an app key (sk_live_app_… or sk_test_app_…)",
        Some(Wants::Admin) => "an admin key (sk_admin_…)",
    };
    let given = match kind {
        KeyKind::Admin => "an admin",
        KeyKind::Live => "a live app",
        KeyKind::Test | KeyKind::Unknown => "a test app",
    };
    Err(ApiError::WrongKey(format!(
        "this request needs {needed}, and the key is {given} one; nothing was sent"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_kind_is_said_before_sending() {
        let fits = |key: &str, wants| check(&Secret::new(key.to_owned()), wants).is_ok();
        let (app, admin) = ("sk_test_app_0123456789", "sk_admin_0123456789");
        assert!(fits(app, Some(Wants::App)) && !fits(app, Some(Wants::Admin)));
        assert!(fits(admin, Some(Wants::Admin)) && !fits(admin, Some(Wants::App)));
        assert!(fits(app, None) && fits("other", Some(Wants::Admin)));
        assert!(!fits("sk_live_app_\u{e9}", None) && !fits("a b", None));
    }
}
