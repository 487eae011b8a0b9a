//! The one file in which a distribution keeps all its roots, looked through by name.
//!
//! Decides nothing about trust: what is not found here is looked for in the whole store.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bstr::{ByteSlice, Finder};
use rustls::pki_types::CertificateDer;

/// Read at a time: memory that is touched for the first time costs more than reading, and a bundle has 200 KB.
const BUFFER: usize = 32 * 1024;

/// Characters of a certificate's text in which names are looked for. Those of nearly all end earlier.
const HEAD: usize = 1024;

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";

/// The tag of a SEQUENCE, of which a certificate and a name are made (X.690, section 8.9).
const SEQUENCE: u8 = 0x30;

/// The roots of the bundle whose name is that of an issuer in `chain`; `None` when there is no bundle.
///
/// Their text is looked through for what base64 makes of the name: to decode all of them would be more
/// work than the handshake.
pub(super) fn roots_named_in(
    chain: &[&CertificateDer<'_>],
) -> Option<Vec<CertificateDer<'static>>> {
    let bundle = File::open(path()?).ok()?;
    let issuers: Vec<&[u8]> = (chain.iter())
        .filter_map(|certificate| Some(names(certificate)?.0))
        .collect();
    let texts: Vec<_> = issuers.iter().flat_map(|name| encodings(name)).collect();
    let finders: Vec<_> = texts.iter().map(Finder::new).collect();
    let is_named = |root: &[u8]| names(root).is_some_and(|(_, name)| issuers.contains(&name));
    let looks_named = |text: &[u8]| finders.iter().any(|finder| finder.find(text).is_some());
    let mut found = Vec::new();
    let take = |text: &[u8]| {
        let root = STANDARD.decode(text).ok().filter(|root| is_named(root));
        found.extend(root.map(CertificateDer::from));
    };
    each_block(BufReader::with_capacity(BUFFER, bundle), looks_named, take).ok()?;
    Some(found)
}

/// What base64 makes of `bytes` inside of something longer: one of these, by where they begin in it. The
/// first and last characters, which depend on what stands beside, are left out.
fn encodings(bytes: &[u8]) -> [String; 3] {
    [0, 1, 2].map(|skipped| {
        let rest = bytes.get(skipped..).unwrap_or_default();
        STANDARD.encode(&rest[..rest.len() / 3 * 3])
    })
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

/// Gives the base64 text of each certificate of a PEM file (RFC 7468) to `take` whose first [`HEAD`]
/// characters are `wanted`; of the others the rest is passed over. Programs differ in what they take from
/// a file that is not quite one: that is an error.
fn each_block(
    mut pem: impl BufRead,
    wanted: impl Fn(&[u8]) -> bool,
    mut take: impl FnMut(&[u8]),
) -> io::Result<()> {
    let (mut line, mut block) = (Vec::new(), Vec::new());
    while next_line(&mut pem, &mut line)? {
        if line != BEGIN {
            continue;
        }
        block.clear();
        let whole = read_block(&mut pem, &mut line, &mut block, HEAD)?;
        let is_wanted = wanted(&block);
        if !whole && is_wanted {
            read_block(&mut pem, &mut line, &mut block, usize::MAX)?;
        } else if !whole {
            // There is no hyphen in base64: the next one begins the last line.
            pem.skip_until(b'-')?;
            next_line(&mut pem, &mut line)?;
            line.insert(0, b'-');
        }
        if line != END {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if is_wanted {
            take(&block);
        }
    }
    Ok(())
}

/// Adds lines to `block` until it has `enough`, or up to the line that ends it: that is `line` then.
fn read_block(
    pem: &mut impl BufRead,
    line: &mut Vec<u8>,
    block: &mut Vec<u8>,
    enough: usize,
) -> io::Result<bool> {
    while block.len() < enough {
        if !next_line(pem, line)? || line.starts_with(b"-") {
            return Ok(true);
        }
        block.extend_from_slice(line);
    }
    Ok(false)
}

/// The next line, without its end; false behind the last one.
fn next_line(pem: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    loop {
        let bytes = pem.fill_buf()?;
        let (end, read) = match bytes.find_byte(b'\n') {
            Some(at) => (at, at + 1),
            None => (bytes.len(), bytes.len()),
        };
        line.extend_from_slice(&bytes[..end]);
        pem.consume(read);
        if read > end || read == 0 {
            line.truncate(line.trim_ascii_end().len());
            return Ok(read > 0 || !line.is_empty());
        }
    }
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
    use std::cell::RefCell;

    use super::*;

    const ONE: &str = include_str!("../../../tests/it/fixtures/tls/cert.pem");

    fn all(pem: &str) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        let take = |text: &[u8]| all.push(STANDARD.decode(text).expect("base64"));
        each_block(pem.as_bytes(), |_| true, take).expect("a slice is read to its end");
        all
    }

    fn one() -> Vec<u8> {
        all(ONE).remove(0)
    }

    #[test]
    fn a_bundle_is_read_as_the_whole_store_reads_it() {
        use rustls::pki_types::pem::PemObject;
        let text = format!("# a comment\n{ONE}\r\n{}", ONE.replace('\n', "\r\n"));
        let theirs = CertificateDer::pem_slice_iter(text.as_bytes());
        let theirs: Vec<Vec<u8>> = theirs.map(|one| one.unwrap().to_vec()).collect();
        assert_eq!(all(&text), theirs);
        assert_eq!(theirs.len(), 2);
    }

    #[test]
    fn a_file_that_could_be_read_in_two_ways_is_left_to_the_whole_store() {
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let doubled = format!("{begin}AAAA\n{ONE}");
        for pem in [
            doubled,
            format!("{begin}AAAA"),
            format!("{begin}{}-x", "A".repeat(HEAD)),
        ] {
            for wanted in [true, false] {
                assert!(
                    each_block(pem.as_bytes(), |_| wanted, |_| ()).is_err(),
                    "{pem}"
                );
            }
        }
        assert!(all(&ONE.replace("-----BEGIN", " -----BEGIN")).is_empty());
    }

    #[test]
    fn those_that_are_not_wanted_are_passed_over() {
        let long = format!(
            "{ONE}{}",
            ONE.replacen("\nM", &format!("\n{}M", "AAAA\n".repeat(HEAD)), 1)
        );
        let all = [long.as_str(), ONE, "x\n", ONE].concat();
        let pem = BufReader::with_capacity(7, all.as_bytes());
        let (heads, mut taken) = (RefCell::new(Vec::new()), Vec::new());
        let wanted = |head: &[u8]| {
            heads.borrow_mut().push(head.len());
            heads.borrow().len() == 3
        };
        each_block(pem, wanted, |text: &[u8]| {
            taken.push(STANDARD.decode(text).unwrap())
        })
        .unwrap();
        assert_eq!(heads.borrow().len(), 4);
        assert!(heads.borrow().iter().all(|length| *length < HEAD + 80));
        assert_eq!(taken, [one()]);
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
    fn a_name_is_found_in_the_text_wherever_it_begins() {
        let certificate = one();
        let (_, name) = names(&certificate).unwrap();
        for before in 0..6 {
            for after in 0..3 {
                let longer = [vec![7; before], name.to_vec(), vec![7; after]].concat();
                let text = STANDARD.encode(longer);
                let found = encodings(name)
                    .iter()
                    .filter(|name| text.contains(*name))
                    .count();
                assert_eq!(found, 1, "{before} before, {after} after");
            }
        }
        assert_eq!(
            encodings(b"ab"),
            ["", "", ""],
            "found everywhere, and decoded"
        );
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
