//! The URL of a handler as typed by a user: `3000`, `:3000/path`, `localhost:3000` or a whole URL.

use url::{Host, Url};

use crate::http::is_loopback;

/// Reads the URL of a handler. Without a scheme it is `http` on this machine.
///
/// # Errors
/// Describes the problem with the value, for a person.
pub fn target_url(text: &str) -> Result<Url, String> {
    if text.is_empty() {
        return Err(
            "expected a URL or a port, such as 3000 or https://example.com/hook".to_owned(),
        );
    }
    let rest = text.strip_prefix(':').unwrap_or(text);
    if rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(['/', '?']) || is_port(rest)
    {
        let (port, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if is_port(port) {
            return on_port(port, path);
        }
    }
    match text.split_once("://") {
        Some(("http" | "https", _)) => whole(text),
        Some((scheme, _)) => Err(format!("{scheme}:// is not http:// or https://")),
        None => without_scheme(text),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn on_port(port: &str, path: &str) -> Result<Url, String> {
    match port.parse::<u16>() {
        Ok(1..) => whole(&format!("http://localhost:{port}{path}")),
        _ => Err(format!("{port} is not a port: ports are 1 to 65535")),
    }
}

fn without_scheme(text: &str) -> Result<Url, String> {
    match whole(&format!("http://{text}")) {
        Ok(url) if is_loopback(&url) => Ok(url),
        // A lone word is more likely a mistake than a host.
        Ok(url) if is_host(&url) => Err(format!(
            "{text} has no scheme: did you mean https://{text}?"
        )),
        _ => Err("expected a URL or a port, such as 3000 or https://example.com/hook".to_owned()),
    }
}

fn is_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.contains('.'),
        other => other.is_some(),
    }
}

fn whole(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::InvalidPort => "the port is not one of 1 to 65535".to_owned(),
        url::ParseError::EmptyHost => "the URL names no host".to_owned(),
        _ => "not a valid URL; expected one such as https://example.com/hook".to_owned(),
    })?;
    match url.port() {
        Some(0) => Err("0 is not a port: ports are 1 to 65535".to_owned()),
        _ => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_mean_http_on_this_machine() {
        for (text, url) in [
            ("3000", "http://localhost:3000/"),
            (":3000", "http://localhost:3000/"),
            (":3000/hook?a=b", "http://localhost:3000/hook?a=b"),
            ("3000/hook", "http://localhost:3000/hook"),
            ("localhost:3000", "http://localhost:3000/"),
            ("localhost:3000/x", "http://localhost:3000/x"),
            ("localhost", "http://localhost/"),
            ("127.0.0.1:3000/x", "http://127.0.0.1:3000/x"),
            ("[::1]:3000/x", "http://[::1]:3000/x"),
            ("app.localhost:80/x", "http://app.localhost/x"),
            ("http://example.com:81/x", "http://example.com:81/x"),
            ("https://example.com", "https://example.com/"),
            (
                "http://me:pw@localhost:3000",
                "http://me:pw@localhost:3000/",
            ),
        ] {
            assert_eq!(
                target_url(text).as_ref().map(Url::as_str),
                Ok(url),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_a_url_is_refused_with_the_right_form() {
        for (text, problem) in [
            ("", "such as 3000"),
            ("0", "0 is not a port"),
            ("65536", "65536 is not a port"),
            (":99999/x", "99999 is not a port"),
            ("localhost:99999", "expected a URL or a port"),
            ("http://localhost:99999", "the port is not one of"),
            ("http://localhost:0/x", "0 is not a port"),
            ("http://", "names no host"),
            ("ftp://x", "ftp:// is not http"),
            ("file:///x", "file:// is not http"),
            ("example.com/hook", "did you mean https://example.com/hook?"),
            ("10.0.0.7:3000", "did you mean https://10.0.0.7:3000?"),
            ("hook", "expected a URL or a port"),
            ("a b", "expected a URL or a port"),
            ("-1", "expected a URL or a port"),
        ] {
            let said = target_url(text).unwrap_err();
            assert!(said.contains(problem), "{text}: {said}");
        }
    }
}
