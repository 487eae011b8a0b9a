//! Validates the values of `chirp listen`'s flags: rejects values that could never match.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The smallest journal that `--journal-size` can keep.
const MIN_JOURNAL: u64 = 1 << 20;

/// `--journal-size`: at least 1 MiB.
pub(super) fn journal_size(text: &str) -> Result<u64, String> {
    match crate::files::parse_size(text)? {
        size if size < MIN_JOURNAL => Err("must be at least 1MiB".to_owned()),
        size => Ok(size),
    }
}

/// `--bind`: an address of this machine; `localhost` is the loopback address.
pub(super) fn bind_address(text: &str) -> Result<IpAddr, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    match inner.unwrap_or(text).parse() {
        Ok(IpAddr::V4(_)) if inner.is_some() => Err("brackets are for IPv6 addresses".to_owned()),
        Ok(address) => Ok(address),
        Err(_) => Err(
            "expected an address such as 127.0.0.1, ::1 or 0.0.0.0; the port is --port".to_owned(),
        ),
    }
}

/// `--path`: compared with the request's path, which has neither query nor fragment.
pub(super) fn path(text: &str) -> Result<String, String> {
    if !text.starts_with('/') {
        return Err("a path begins with /, such as /webhooks/chirp".to_owned());
    }
    if let Some((path, _)) = text.split_once(['?', '#']) {
        let why = "the path alone is compared, a query may follow it";
        return Err(format!("{why}; did you mean {path}?"));
    }
    match text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err("write it as it is sent: spaces and the like as %20".to_owned()),
    }
}

/// `--allow-host`: compared with the Host header without its port.
pub(super) fn host(text: &str) -> Result<String, String> {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    if inner.parse::<Ipv6Addr>().is_ok() {
        return Ok(format!("[{inner}]"));
    }
    // The root's dot, which a Host header does not have.
    let text = text.strip_suffix('.').unwrap_or(text);
    let meant = |host: &str| format!("a name without scheme, port and path; did you mean {host}?");
    if text.contains("://") {
        let url = url::Url::parse(text).ok();
        let host = url.as_ref().and_then(url::Url::host_str);
        return Err(host.map_or_else(|| "a name, not a URL".to_owned(), meant));
    }
    let name = text.split(['/', ':']).next().unwrap_or_default();
    if name != text && !name.is_empty() {
        return Err(meant(name));
    }
    if text.contains('*') {
        let why = "names are taken to the letter; repeat --allow-host for each";
        return Err(why.to_owned());
    }
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match !text.is_empty() && text.bytes().all(in_name) {
        true => Ok(text.to_owned()),
        false => Err("a host name as it is sent, such as abc.example.com or xn--…".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_to_bind_are_read_as_people_write_them() {
        for (text, address) in [
            ("localhost", "127.0.0.1"),
            ("LOCALHOST", "127.0.0.1"),
            ("[::1]", "::1"),
            ("::1", "::1"),
            ("0.0.0.0", "0.0.0.0"),
            ("[::]", "::"),
        ] {
            assert_eq!(bind_address(text), Ok(address.parse().unwrap()), "{text}");
        }
        for odd in [
            "",
            "127.0.0.1:80",
            "[127.0.0.1]",
            "example.com",
            "[::1",
            "::1]",
        ] {
            assert!(bind_address(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_can_never_match_is_refused() {
        assert_eq!(path("/hook").as_deref(), Ok("/hook"));
        for odd in ["", "hook", "/hook?a=b", "/hook#x", "/a b", "/ä"] {
            assert!(path(odd).is_err(), "{odd}");
        }
        assert!(path("/hook?a=b").unwrap_err().contains("mean /hook?"));
        let good = [
            ("abc.example.com", "abc.example.com"),
            ("2001:db8::1", "[2001:db8::1]"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("192.0.2.1", "192.0.2.1"),
            ("abc.example.com.", "abc.example.com"),
        ];
        for (text, kept) in good {
            assert_eq!(host(text).as_deref(), Ok(kept));
        }
        for odd in [
            "https://abc.example.com/x",
            "abc.example.com:443",
            "abc.example.com/",
        ] {
            let said = host(odd).unwrap_err();
            assert!(said.contains("did you mean abc.example.com?"), "{said}");
        }
        for odd in [
            "",
            "*",
            "*.example.com",
            "a b",
            "://",
            ":80",
            "/",
            "ä.example",
        ] {
            assert!(host(odd).is_err(), "{odd}");
        }
    }
}
