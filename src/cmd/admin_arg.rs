//! Values of the flags `--admin` and `--lease`.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::clock::duration::parse_nonzero;

/// The address of an admin server: a port, `:PORT`, an address with a port, or `localhost:PORT`.
///
/// # Errors
/// The form, when it is none of these.
pub(crate) fn admin_address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").or(text.strip_prefix(':'));
    match port.unwrap_or(text).parse::<u16>() {
        Ok(port) => Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        Err(_) => text.parse().map_err(|_| {
            "expected a port or an address with a port, such as 9090 or 0.0.0.0:9090".to_owned()
        }),
    }
}

/// `--lease`: long enough for a renewal to come late, short enough for a call to be answered by another worker.
///
/// # Errors
/// When it is too short or too long.
pub(crate) fn lease(text: &str) -> Result<Duration, String> {
    match parse_nonzero(text)? {
        short if short < Duration::from_secs(1) => Err("a lease is 1s at least".to_owned()),
        long if long > Duration::from_secs(600) => Err("a lease is 10m at most".to_owned()),
        lease => Ok(lease),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_address_is_loopback_unless_one_is_named() {
        for text in ["9090", ":9090", "localhost:9090", "127.0.0.1:9090"] {
            assert_eq!(admin_address(text), Ok(([127, 0, 0, 1], 9090).into()));
        }
        assert_eq!(admin_address("0.0.0.0:1"), Ok(([0, 0, 0, 0], 1).into()));
        assert!(admin_address("[::1]:1").is_ok_and(|address| address.is_ipv6()));
        for odd in ["", "x", "10.0.0.1", "localhost", "70000"] {
            assert!(admin_address(odd).is_err(), "{odd}");
        }
    }
}
