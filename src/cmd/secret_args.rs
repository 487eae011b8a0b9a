//! The webhook secret: `--secret-file`, else `CHIRP_WEBHOOK_SECRET`.

use std::path::Path;

use crate::config;
use crate::error::Error;
use crate::secret::{Secret, forbid_core_dumps};
use crate::terminal::sanitize;

/// The webhook secret, if one is set.
///
/// # Errors
/// When the file cannot be read, or no header could carry the secret.
pub(crate) fn webhook_secret(file: Option<&Path>) -> Result<Option<Secret>, Error> {
    let (value, source) = match file {
        Some(file) => {
            let shown = sanitize(&file.display().to_string());
            let text = crate::files::read_text(file)
                .map_err(|error| Error::usage(format!("--secret-file {shown}: {error}")))?;
            let value = text.trim_end_matches(['\r', '\n']).to_owned();
            if value.is_empty() {
                return Err(Error::usage(format!("--secret-file {shown} is empty")));
            }
            (Some(value), format!("--secret-file {shown}"))
        }
        None => {
            let name = "CHIRP_WEBHOOK_SECRET";
            (config::env(name), name.to_owned())
        }
    };
    if let Some(why) = value.as_deref().and_then(unsendable) {
        return Err(Error::usage(format!("{source} {why}")));
    }
    if value.is_some() {
        forbid_core_dumps();
    }
    Ok(value.map(Secret::new))
}

/// Why a secret could never come in a header; `None` when it could.
fn unsendable(secret: &str) -> Option<&'static str> {
    let is_blank = |c: Option<char>| c.is_some_and(|c| c == ' ' || c == '\t');
    if secret.contains(['\n', '\r']) {
        return Some("has more than one line: keep the secret alone in it");
    }
    if secret.chars().any(|c| c.is_control() && c != '\t') {
        return Some("holds a control character, which no header can carry");
    }
    if is_blank(secret.chars().next()) || is_blank(secret.chars().last()) {
        return Some("begins or ends with a space, which headers lose on their way");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_no_header_can_carry_is_refused() {
        for odd in ["a\nb", "a\r", " a", "a\t", "a\u{7}b"] {
            assert!(unsendable(odd).is_some(), "{odd:?}");
        }
        assert_eq!(unsendable("a b\tc ä"), None);
    }
}
