//! TLS of the listener: reads the certificate and its key, and explains failed handshakes.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The certificate of a TLS listener, with its key.
#[derive(Clone, Debug)]
pub struct Tls(pub(crate) Arc<ServerConfig>);

impl Tls {
    /// Reads the certificate chain (leaf first) and the private key, both PEM.
    ///
    /// # Errors
    /// Names the file that cannot be read, or whose key does not belong to the certificate.
    pub fn read(certificate: &Path, key: &Path) -> Result<Tls, String> {
        let problem = |file: &Path, text: String| format!("{}: {text}", file.display());
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| problem(certificate, error.to_string()))?;
        if chain.is_empty() {
            return Err(problem(certificate, "no certificate in it".to_owned()));
        }
        let secret =
            PrivateKeyDer::from_pem_file(key).map_err(|error| problem(key, error.to_string()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|error| problem(key, error.to_string()))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(Arc::new(config)))
    }
}

/// Returns why a handshake failed: a short reason, and a sentence for the log. `None` when the sender
/// closed the connection.
pub(crate) fn failure(error: &io::Error) -> Option<(&'static str, String)> {
    use rustls::Error;
    let cause = error.get_ref()?.downcast_ref::<Error>()?;
    Some(match cause {
        Error::InvalidMessage(_) => (
            "plain HTTP on the HTTPS port",
            "the sender does not speak TLS; let it use https://, or leave out --tls-cert and --tls-key"
                .to_owned(),
        ),
        Error::AlertReceived(_) => (
            "the sender refused the certificate",
            "the sender refused the certificate of --tls-cert; let it trust the issuer, and check the name and the dates in the certificate"
                .to_owned(),
        ),
        _ => (
            "TLS handshake failed",
            "the sender and this listener have no TLS version or cipher in common".to_owned(),
        ),
    })
}
