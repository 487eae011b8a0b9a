//! The one file in which a distribution keeps all its roots, looked through by name.
//!
//! Decides nothing about trust: what is not found here is looked for in the whole store.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;

/// So much of a certificate's text holds its names; where they are longer, all of it is decoded.
const HEAD_LINES: usize = 12;

/// The tag of a SEQUENCE, of which a certificate and a name are made (X.690, section 8.9).
const SEQUENCE: u8 = 0x30;

/// The roots of the bundle whose name is that of an issuer in `chain`; `None` when there is no bundle.
pub(super) fn roots_named_in(
    chain: &[&CertificateDer<'_>],
) -> Option<Vec<CertificateDer<'static>>> {
    let text = std::fs::read_to_string(path()?).ok()?;
    let issuers: Vec<&[u8]> = (chain.iter())
        .filter_map(|certificate| Some(names(certificate)?.0))
        .collect();
    let is_named = |certificate: &[u8]| Some(issuers.contains(&names(certificate)?.1));
    let found = blocks(&text)
        .filter(|block| decode(block, HEAD_LINES).is_none_or(|head| is_named(&head) != Some(false)))
        .filter_map(|block| decode(block, usize::MAX))
        .filter(|root| is_named(root) == Some(true));
    Some(found.map(CertificateDer::from).collect())
}

/// A file whose certificates are all trusted: never one that the whole store would leave out.
#[allow(
    clippy::disallowed_methods,
    reason = "OpenSSL's own variables, read as rustls-native-certs reads them for the whole store"
)]
fn path() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name);
    match (set("SSL_CERT_FILE"), set("SSL_CERT_DIR")) {
        (Some(file), _) => Some(file.into()),
        (None, Some(_)) => None,
        (None, None) => of_system(),
    }
}

#[cfg(target_os = "linux")]
fn of_system() -> Option<PathBuf> {
    openssl_probe::probe().cert_file
}

/// Elsewhere the system has a store of its own, which may distrust what lies in a file.
#[cfg(not(target_os = "linux"))]
fn of_system() -> Option<PathBuf> {
    None
}

/// What stands between the marks of a PEM file (RFC 7468); base64 has no hyphens.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut parts = text.split('-').filter(|part| !part.is_empty());
    std::iter::from_fn(move || {
        parts.find(|part| *part == "BEGIN CERTIFICATE")?;
        parts.next()
    })
}

/// The bytes of the first `lines` lines.
fn decode(block: &str, lines: usize) -> Option<Vec<u8>> {
    let lines = block.trim_ascii().split('\n').take(lines);
    let text = lines.fold(String::with_capacity(block.len()), |text, line| {
        text + line.trim_ascii()
    });
    STANDARD.decode(text).ok()
}

/// The issuer's and the subject's name of a certificate, as they are encoded (RFC 5280, section 4.1);
/// what follows them may be missing.
fn names(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = inside(inside(certificate)?)?;
    // The version may be left out; what follows is the serial number and the algorithm.
    let rest = match value(rest)? {
        (0xa0, _, after) => after,
        _ => rest,
    };
    let (_, _, rest) = value(rest)?;
    let (_, _, rest) = value(rest)?;
    let (issuer, rest) = name(rest)?;
    let (_, _, rest) = value(rest)?;
    Some((issuer, name(rest)?.0))
}

fn name(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (tag, name, rest) = value(bytes)?;
    (tag == SEQUENCE).then_some((name, rest))
}

/// A value at the head of `bytes`: its tag, its content, what follows (X.690, section 8.1).
fn value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, length, rest) = head(bytes)?;
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// The content of a sequence as far as it is there.
fn inside(bytes: &[u8]) -> Option<&[u8]> {
    let (tag, _, rest) = head(bytes)?;
    (tag == SEQUENCE).then_some(rest)
}

/// The tag, the length of the content, what follows.
fn head(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    match short {
        0..=0x7f => Some((tag, usize::from(short), rest)),
        0x81..=0x83 => {
            let (long, rest) = rest.split_at_checked(usize::from(short - 0x80))?;
            let byte = |sum: usize, &byte: &u8| sum << 8 | usize::from(byte);
            Some((tag, long.iter().fold(0, byte), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = include_str!("../../../tests/it/fixtures/tls/cert.pem");

    fn one() -> Vec<u8> {
        blocks(ONE)
            .find_map(|block| decode(block, usize::MAX))
            .expect("the fixture is a certificate")
    }

    #[test]
    fn a_bundle_is_read_as_the_whole_store_reads_it() {
        use rustls::pki_types::pem::PemObject;
        let text = format!("# a comment\n{ONE}\r\n{}", ONE.replace('\n', "\r\n"));
        let theirs =
            CertificateDer::pem_slice_iter(text.as_bytes()).map(|one| one.unwrap().to_vec());
        let ours: Vec<Vec<u8>> = blocks(&text)
            .filter_map(|block| decode(block, usize::MAX))
            .collect();
        assert_eq!(ours, theirs.collect::<Vec<_>>());
        assert_eq!(ours.len(), 2);
    }

    #[test]
    fn names_are_those_of_the_certificate() {
        let certificate = one();
        let (issuer, subject) = names(&certificate).unwrap();
        assert_eq!(issuer, subject, "the fixture is signed by itself");
        let trusted = webpki_subject(&certificate);
        assert_eq!(subject, trusted);
    }

    fn webpki_subject(certificate: &[u8]) -> Vec<u8> {
        let mut store = rustls::RootCertStore::empty();
        let added = store.add_parsable_certificates([CertificateDer::from(certificate.to_vec())]);
        assert_eq!(added, (1, 0));
        store.roots[0].subject.as_ref().to_vec()
    }

    #[test]
    fn the_head_of_a_certificate_has_its_names() {
        let certificate = one();
        let whole = names(&certificate);
        let heads = (0..certificate.len()).map(|end| names(&certificate[..end]));
        let found: Vec<_> = heads.flatten().collect();
        assert!(found.len() > 100 && found.iter().all(|names| Some(*names) == whole));
        let two = blocks(ONE).find_map(|block| decode(block, 2)).unwrap();
        assert!(two.len() == 96 && certificate.starts_with(&two));
    }

    #[test]
    fn what_is_no_certificate_has_no_names() {
        let certificate = one();
        for end in 0..certificate.len() {
            let _ = names(&certificate[..end]);
        }
        for bytes in [
            &b""[..],
            b"\x30",
            b"\x30\x84\xff\xff\xff\xff",
            b"\x30\x83\xff",
        ] {
            assert_eq!(names(bytes), None);
        }
    }
}
