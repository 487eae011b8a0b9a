//! A request as plain data, before it is sent.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use crate::api::KeyKind;
use crate::events::ResourceId;

/// The methods that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are HTTP's own")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Returns the name in HTTP.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One request, with the type `T` that its answer is read as.
#[derive(Clone, Debug)]
pub struct Request<T> {
    /// HTTP method.
    pub method: Method,
    /// Path from the root, segments already encoded (see [`segment`]).
    pub path: String,
    /// Query parameters, not yet encoded.
    pub query: Vec<(String, String)>,
    /// JSON body as text; `None` sends none.
    pub body: Option<String>,
    /// Whether an admin key is needed; `false` is an app key, `None` any.
    pub wants: Option<Wants>,
    answer: PhantomData<fn() -> T>,
}

/// Which key an endpoint takes (docs/api.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A live or test key of one app.
    App,
    /// The organization's admin key.
    Admin,
}

impl Wants {
    /// Returns whether a key of `kind` will do; unknown kinds are left to the API to judge.
    pub fn accepts(self, kind: KeyKind) -> bool {
        match kind {
            KeyKind::Live | KeyKind::Test => self == Wants::App,
            KeyKind::Admin => self == Wants::Admin,
            KeyKind::Unknown => true,
        }
    }
}

impl<T> Request<T> {
    /// A request without query and body, for an app key.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Request {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            wants: Some(Wants::App),
            answer: PhantomData,
        }
    }

    /// Sets a JSON body.
    ///
    /// # Panics
    /// Never: the bodies are structs of strings, numbers and maps with string keys.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_string(body).expect("plain data serializes"));
        self
    }

    /// Adds a query parameter, if there is a value.
    pub fn query(mut self, name: &str, value: Option<impl ToString>) -> Self {
        self.query
            .extend(value.map(|value| (name.to_owned(), value.to_string())));
        self
    }

    /// Requires the admin key.
    pub fn admin(mut self) -> Self {
        self.wants = Some(Wants::Admin);
        self
    }

    /// Accepts any key: the API decides.
    pub fn any_key(mut self) -> Self {
        self.wants = None;
        self
    }

    /// Changes the type that the response is decoded into.
    pub fn reading<U>(self) -> Request<U> {
        Request {
            method: self.method,
            path: self.path,
            query: self.query,
            body: self.body,
            wants: self.wants,
            answer: PhantomData,
        }
    }

    /// Path and query as in the request line.
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            return self.path.clone();
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.query)
            .finish();
        let sign = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{sign}{query}", self.path)
    }
}

/// Encodes an id as one path segment. Only a checked id can be part of a path.
pub fn segment(id: &ResourceId) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' | b'.' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_segment() {
        let encoded = |id: &str| segment(&ResourceId::new(id).unwrap());
        assert_eq!(encoded("call_2DbBs7-~.a"), "call_2DbBs7-~.a");
        assert_eq!(encoded("é;&+:@"), "%C3%A9%3B%26%2B%3A%40");
    }

    #[test]
    fn the_target_encodes_its_query() {
        let request = Request::<()>::new(Method::Get, "/v1/calls")
            .query("status", Some("a&b"))
            .query("limit", None::<u32>);
        assert_eq!(request.target(), "/v1/calls?status=a%26b");
    }
}
