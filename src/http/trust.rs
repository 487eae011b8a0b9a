//! TLS configurations: rustls' own verifier over the system's root certificates, read once.

use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
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
