//! TLS configurations: rustls' own verifier over the system's root certificates, read once.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

static SYSTEM: OnceLock<Arc<RootCertStore>> = OnceLock::new();

/// Returns a configuration that trusts what the system trusts.
pub(super) fn system() -> ClientConfig {
    config(SYSTEM.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Arc::new(roots)
    }))
}

/// Returns a configuration that trusts nothing, for a client of plain HTTP. It reads no file.
pub(super) fn nothing() -> ClientConfig {
    config(&Arc::new(RootCertStore::empty()))
}

/// Returns whether the system was found to have no root certificate.
pub(super) fn is_system_empty() -> bool {
    SYSTEM.get().is_some_and(|roots| roots.is_empty())
}

/// TLS for a client of another protocol than HTTP. Verifies certificates and names against the system's authorities, or
/// against those in the PEM file `roots`.
///
/// # Errors
/// When the file cannot be read or has no certificate.
pub fn client(roots: Option<&Path>) -> Result<ClientConfig, String> {
    let mut config = match roots {
        None => system(),
        Some(file) => {
            let problem = |text: String| format!("{}: {text}", file.display());
            let certificates = CertificateDer::pem_file_iter(file)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| problem(error.to_string()))?;
            let mut store = RootCertStore::empty();
            if store.add_parsable_certificates(certificates).0 == 0 {
                return Err(problem("no certificate in it".to_owned()));
            }
            self::config(&Arc::new(store))
        }
    };
    config.alpn_protocols.clear();
    Ok(config)
}

fn config(roots: &Arc<RootCertStore>) -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default versions")
        .with_root_certificates(roots.clone())
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}
