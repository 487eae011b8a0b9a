//! The token of a run, and the key that signs cookies and outlives it.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::receiver::registration::random;

/// 256 random bits for the link.
pub(super) fn token() -> String {
    random()
}

/// The key that signs cookies. It is kept in the state directory, so that a page that is open when the server
/// restarts is still signed in. When it cannot be kept, it lasts for this run.
pub(super) fn key(state_dir: &Path) -> Vec<u8> {
    let _ = DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(state_dir);
    let path = state_dir.join("inspect.key");
    let fresh = random().into_bytes();
    let created = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| file.write_all(&fresh));
    if created.is_ok() {
        return fresh;
    }
    let mut kept = Vec::new();
    let read = std::fs::File::open(&path).and_then(|file| file.take(256).read_to_end(&mut kept));
    match read {
        // A shorter one was cut off while it was written.
        Ok(length) if length >= fresh.len() => kept,
        _ => fresh,
    }
}
