//! Error causes in plain words. No library's own wording reaches a user.

use std::error::Error;
use std::io::{self, ErrorKind};

use rustls::CertificateError;

use crate::http::Missing;

/// Returns the cause of `error` in plain words, such as `connection refused`.
pub fn cause(error: &(dyn Error + 'static)) -> String {
    let mut next = Some(error);
    let mut words = None;
    while let Some(error) = next {
        if let Some(found) = describe(error) {
            words = Some(found);
        }
        next = inner(error);
    }
    words.unwrap_or_else(|| "the connection failed".to_owned())
}

/// Returns the next error of the chain. An `io::Error` hides the one that it wraps from `source`.
pub(super) fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

/// Describes one error of a chain; `None` when the errors below it say more.
fn describe(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(missing) = Missing::from_error(error) {
        return Some(missing.to_string());
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(tls(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return http(error).map(str::to_owned);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return Some(io_words(error));
    }
    text(&error.to_string()).map(str::to_owned)
}

/// Describes an I/O error, such as `connection refused`.
pub fn io_words(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::ConnectionRefused => "connection refused",
        ErrorKind::ConnectionReset => "the other side reset the connection",
        ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => {
            "the other side closed the connection"
        }
        ErrorKind::TimedOut => "the connection timed out",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "the network is unreachable"
        }
        ErrorKind::AddrNotAvailable => "the address is not available on this machine",
        _ => return uncoded(error),
    };
    words.to_owned()
}

/// The system's own words, without the number of the error.
fn uncoded(error: &io::Error) -> String {
    let full = error.to_string();
    if let Some(known) = text(&full) {
        return known.to_owned();
    }
    match full.split_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => "the connection failed".to_owned(),
    }
}

fn http(error: &hyper::Error) -> Option<&'static str> {
    Some(match error {
        e if e.is_incomplete_message() => "the connection closed before the answer was complete",
        e if e.is_parse_too_large() => "the headers of the answer are too large",
        e if e.is_parse() => "the answer is not valid HTTP/1.1",
        e if e.is_timeout() => "the connection timed out",
        e if e.is_canceled() || e.is_closed() => "the other side closed the connection",
        _ => return None,
    })
}

fn tls(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => certificate(error),
        rustls::Error::InvalidMessage(_) => "the other side does not speak TLS".into(),
        rustls::Error::AlertReceived(_) => "the other side refused the TLS connection".into(),
        rustls::Error::PeerIncompatible(_) => {
            "the other side supports neither TLS 1.2 nor TLS 1.3 with a common cipher".into()
        }
        // Errors of our own are worded where they are made.
        rustls::Error::General(words) => words.clone(),
        _ => "the TLS handshake failed".into(),
    }
}

fn certificate(error: &CertificateError) -> String {
    use CertificateError as E;
    let words = match error {
        E::Expired | E::ExpiredContext { .. } => "its certificate has expired",
        E::NotValidYet | E::NotValidYetContext { .. } => "its certificate is not valid yet",
        E::Revoked => "its certificate is revoked",
        E::UnknownIssuer => "its certificate is signed by an unknown authority",
        E::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
            return format!("its certificate is for {}", names(presented));
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            "its certificate is for another host"
        }
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => {
            "its certificate is not for a server"
        }
        E::BadSignature => "its certificate has a wrong signature",
        E::BadEncoding => "its certificate cannot be read",
        E::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "its certificate is self-signed, for an authority and not for a server"
        }
        _ => "its certificate cannot be verified",
    };
    words.to_owned()
}

/// At most three names: a certificate may hold hundreds.
fn names(presented: &[String]) -> String {
    let name = |text: &String| {
        let text = text.strip_prefix("DnsName(\"").unwrap_or(text);
        text.trim_end_matches("\")").to_owned()
    };
    let shown: Vec<String> = presented.iter().take(3).map(name).collect();
    let more = if presented.len() > 3 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Recognizes errors by their text if their types are private to their crates.
fn text(error: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 14] = [
        (
            "failed to lookup address",
            "the host name cannot be resolved",
        ),
        ("dns error", "the host name cannot be resolved"),
        ("no records found", "the host name cannot be resolved"),
        ("no record found", "the host name cannot be resolved"),
        ("no address", "the host name cannot be resolved"),
        (
            "proxy authorization required",
            "the proxy asks for a user name and a password",
        ),
        (
            "proxy authentication required",
            "the proxy asks for a user name and a password",
        ),
        (
            "tunnel error: unexpected end of file",
            "the proxy closed the connection",
        ),
        ("tunnel error", "the proxy refused the connection"),
        ("unsuccessful tunnel", "the proxy refused the connection"),
        ("socks", "the SOCKS proxy refused the connection"),
        (
            "unsupported scheme",
            "the proxy URL has an unsupported scheme",
        ),
        ("invalid proxy", "the proxy URL is invalid"),
        ("operation timed out", "the connection timed out"),
    ];
    let error = error.to_lowercase();
    let known = KNOWN.iter().find(|(part, _)| error.contains(part));
    known.map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_known_cause_is_described() {
        let refused = io::Error::from_raw_os_error(111);
        assert_eq!(cause(&refused), "connection refused");
        let issuer = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let wrapped = io::Error::new(ErrorKind::InvalidData, issuer);
        let words = "its certificate is signed by an unknown authority";
        assert_eq!(cause(&wrapped), words);
        let twice = io::Error::other(wrapped);
        assert_eq!(cause(&twice), words);
        let odd = io::Error::other("relative URL without a base");
        assert_eq!(cause(&odd), "the connection failed");
        let resolver = io::Error::other("failed to lookup address information: No such host");
        assert_eq!(cause(&resolver), "the host name cannot be resolved");
        let full = io::Error::from_raw_os_error(28);
        assert_eq!(cause(&full), "no space left on device");
    }
}
