//! The id of a call, recording, webhook or any other resource, checked so that it can be part of a
//! request path.
//!
//! Ids from arguments, events, lists and answers all pass this check: a request path is built from
//! nothing else.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use crate::json::is_hidden;

/// In bytes; longer than any id of the API.
const LONGEST: usize = 256;

/// A checked id. Ids are opaque otherwise (docs/api.md).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(String);

/// The reason why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidId(&'static str);

impl ResourceId {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`InvalidId`] when the id is empty, `.`, `..` or too long, or contains `/ ? # % \`, whitespace or
    /// control characters.
    pub fn new(text: impl Into<String>) -> Result<ResourceId, InvalidId> {
        let text = text.into();
        let odd = |c: char| {
            matches!(c, '/' | '?' | '#' | '%' | '\\') || c.is_whitespace() || is_hidden(c)
        };
        match text.as_str() {
            "" => Err(InvalidId("an id cannot be empty")),
            "." | ".." => Err(InvalidId("an id cannot be . or ..")),
            id if id.len() > LONGEST => Err(InvalidId("an id has at most 256 characters")),
            id if id.contains(odd) => Err(InvalidId(
                "an id cannot contain / ? # % \\, spaces or control characters",
            )),
            _ => Ok(ResourceId(text)),
        }
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ResourceId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<ResourceId, InvalidId> {
        ResourceId::new(text)
    }
}

impl From<ResourceId> for String {
    fn from(id: ResourceId) -> String {
        id.0
    }
}

impl Deref for ResourceId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_that_stay_one_segment_are_accepted() {
        for id in ["call_abc123", "part_a.b", "...", "é", "@last"] {
            assert_eq!(ResourceId::new(id).unwrap().as_str(), id);
        }
        let long = "x".repeat(257);
        for odd in [
            "",
            " ",
            ".",
            "..",
            "a/b",
            "/",
            "a?b",
            "a#b",
            "a%2f",
            "..%2f",
            "a\\b",
            "a b",
            "a\tb",
            "a\u{202e}",
            "a\0",
            "call_../../v1/webhooks?x=#",
            &long,
        ] {
            assert!(ResourceId::new(odd).is_err(), "{odd:?}");
        }
    }
}
