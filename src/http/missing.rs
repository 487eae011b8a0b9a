//! Detects what the system lacks to resolve or trust an address, such as in a container from
//! scratch.

use std::error::Error;

use crate::http::cause::inner;
use crate::http::trust;

/// A part of the system that is missing. Another attempt would end in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No root certificate can be read, so no `https` server can be verified.
    #[error("this system has no trusted certificates")]
    Certificates,
    /// Only the static program looks for name servers itself.
    #[error("/etc/resolv.conf names no name server, and none answers on this machine")]
    NameServer,
}

impl Missing {
    /// Returns how to supply it.
    pub fn hint(self) -> &'static str {
        match self {
            Missing::Certificates => {
                "install ca-certificates, or set SSL_CERT_FILE to a file of trusted certificates"
            }
            Missing::NameServer => {
                "name a server in /etc/resolv.conf (nameserver 192.0.2.1), or the host in /etc/hosts"
            }
        }
    }

    /// Finds it in the chain of causes of `error`.
    pub fn cause_of(error: &(dyn Error + 'static)) -> Option<Missing> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(missing) = Missing::from_error(error) {
                return Some(missing);
            }
            next = inner(error);
        }
        None
    }

    /// Returns it if it is `error` itself. Without root certificates no certificate can be verified.
    pub(super) fn from_error(error: &(dyn Error + 'static)) -> Option<Missing> {
        match error.downcast_ref() {
            Some(rustls::Error::InvalidCertificate(_)) if trust::is_system_empty() => {
                Some(Missing::Certificates)
            }
            _ => error.downcast_ref().copied(),
        }
    }
}
