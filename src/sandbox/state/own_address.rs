//! Recognizes URLs that lead back to the sandbox itself.

use std::net::SocketAddr;

use url::Url;

use crate::http::is_loopback;

/// The addresses of the sandbox. A webhook to one of them would make every event cause further requests.
#[derive(Clone, Debug)]
pub(crate) struct OwnAddress {
    bound: SocketAddr,
    public: Option<Url>,
}

impl OwnAddress {
    pub(crate) fn new(bound: SocketAddr, public: Option<&Url>) -> OwnAddress {
        OwnAddress {
            bound,
            public: public.cloned(),
        }
    }

    /// Returns whether `url` leads to the sandbox.
    pub(crate) fn contains(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        let ip = match url.host() {
            Some(url::Host::Ipv4(ip)) => Some(ip.into()),
            Some(url::Host::Ipv6(ip)) => Some(ip.to_canonical()),
            _ => None,
        };
        let is_here = is_loopback(url)
            || ip
                .is_some_and(|ip| ip.is_loopback() || ip.is_unspecified() || ip == self.bound.ip());
        let is_public = self.public.as_ref().is_some_and(|public| {
            public.host_str() == url.host_str() && public.port_or_known_default() == port
        });
        (is_here && port == Some(self.bound.port())) || is_public
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_urls_are_recognized_in_every_form() {
        let public = Url::parse("https://sandbox.example/chirp/").unwrap();
        let own = OwnAddress::new("127.0.0.1:4010".parse().unwrap(), Some(&public));
        let contains = |text: &str| own.contains(&Url::parse(text).unwrap());
        for url in [
            "http://127.0.0.1:4010/x",
            "http://localhost:4010/_sandbox/calls",
            "http://LOCALHOST:4010",
            "http://a.localhost:4010",
            "http://127.1:4010/",
            "http://2130706433:4010/",
            "http://[::1]:4010/",
            "http://[::ffff:127.0.0.1]:4010/",
            "http://0.0.0.0:4010/",
            "https://127.0.0.1:4010/",
            "https://sandbox.example/hook",
        ] {
            assert!(contains(url), "{url}");
        }
        for url in [
            "http://127.0.0.1:4011/",
            "http://127.0.0.1/",
            "https://example.com:4010/",
            "https://sandbox.example:8443/",
        ] {
            assert!(!contains(url), "{url}");
        }
        let on_80 = OwnAddress::new("127.0.0.1:80".parse().unwrap(), None);
        assert!(on_80.contains(&Url::parse("http://127.0.0.1/").unwrap()));
    }
}
