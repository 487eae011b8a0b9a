//! The system's trust store, read at the first certificate to check and no further than needed.
//!
//! Certificates are checked by rustls' own `WebPkiServerVerifier`. What is ours is *which* roots it is
//! given first: of some 150 in a distribution's bundle, those that bear the name of an issuer in the
//! chain. They are some of the roots that are trusted anyway, so what they accept is accepted by all;
//! what they do not accept, the whole store decides, as if they had not been asked.

mod bundle;

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme};

use crate::http::Missing;

/// Trusts what the system trusts.
#[derive(Debug)]
pub(super) struct SystemTrust {
    provider: Arc<CryptoProvider>,
    /// The roots that the first chain names; `None` when the bundle has none of them.
    named: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
    all: OnceLock<Result<Arc<WebPkiServerVerifier>, Error>>,
}

impl SystemTrust {
    /// Reads nothing yet.
    pub(super) fn new(provider: Arc<CryptoProvider>) -> Self {
        Self {
            provider,
            named: OnceLock::new(),
            all: OnceLock::new(),
        }
    }

    fn named(&self, chain: &[&CertificateDer<'_>]) -> Option<&WebPkiServerVerifier> {
        let named = self.named.get_or_init(|| {
            let roots = bundle::roots_named_in(chain)?;
            self.verifier(roots).ok()
        });
        named.as_deref()
    }

    fn all(&self) -> Result<&WebPkiServerVerifier, Error> {
        self.all
            .get_or_init(|| self.verifier(rustls_native_certs::load_native_certs().certs))
            .as_deref()
            .map_err(Clone::clone)
    }

    fn verifier(
        &self,
        certificates: Vec<CertificateDer<'static>>,
    ) -> Result<Arc<WebPkiServerVerifier>, Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        if roots.is_empty() {
            return Err(OtherError(Arc::new(Missing::Certificates)).into());
        }
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone())
            .build()
            .map_err(|error| Error::General(error.to_string()))
    }
}

impl ServerCertVerifier for SystemTrust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verify = |verifier: &WebPkiServerVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let chain: Vec<_> = std::iter::once(end_entity).chain(intermediates).collect();
        match self.named(&chain).map(verify) {
            Some(Ok(verified)) => Ok(verified),
            _ => verify(self.all()?),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
