//! TLS on the listening side: a certificate and its key from PEM files.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What a TLS listener shows its senders.
#[derive(Clone, Debug)]
pub struct Tls(pub(crate) Arc<ServerConfig>);

impl Tls {
    /// Reads the certificate chain (leaf first) and the private key, both PEM.
    ///
    /// # Errors
    /// A sentence that names the file, when one cannot be read or they do not belong together.
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
