//! The `ETag` of a `.part` file, in a small file beside it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;

use rustix::fs::{AtFlags, Mode, OFlags};

use crate::api::download::part::MODE;

use crate::clock::boot_id;

/// An `ETag` is a few dozen bytes; a longer one is not remembered.
const LONGEST: usize = 512;

/// Writes `etag` into a new file `name`, with the boot id for which it is valid. Without an `ETag`
/// the file is removed.
pub(super) fn remember(dir: &OwnedFd, name: &OsStr, etag: Option<&str>) -> io::Result<()> {
    let _ = rustix::fs::unlinkat(dir, name, AtFlags::empty());
    let Some(etag) = etag.filter(|etag| etag.len() <= LONGEST) else {
        return Ok(());
    };
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let file = rustix::fs::openat(dir, name, flags, MODE)?;
    File::from(file).write_all(format!("{etag}\n{}\n", boot_id()).as_bytes())
}

/// The `ETag` in the file `name`. `None` after a restart of the machine: a power cut may have left
/// a `.part` file of the right length with holes in it.
pub(super) fn recall(dir: &OwnedFd, name: &OsStr) -> Option<String> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = rustix::fs::openat(dir, name, flags, Mode::empty()).ok()?;
    let (mut text, limit) = (String::new(), (LONGEST + 128) as u64);
    File::from(file)
        .take(limit)
        .read_to_string(&mut text)
        .ok()?;
    let (etag, boot) = text.strip_suffix('\n')?.split_once('\n')?;
    (boot == boot_id()).then(|| etag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_holds_for_one_run_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        let dir = OwnedFd::from(File::open(folder.path()).unwrap());
        let (name, path) = (OsStr::new("x"), folder.path().join("x"));
        remember(&dir, name, Some("\"a\"")).unwrap();
        assert_eq!(recall(&dir, name).as_deref(), Some("\"a\""));
        std::fs::write(&path, "\"a\"\nanother run\n").unwrap();
        assert_eq!(recall(&dir, name), None);
        std::fs::write(&path, vec![b'x'; 100_000]).unwrap();
        assert_eq!(recall(&dir, name), None);
        remember(&dir, name, None).unwrap();
        assert!(!path.exists());
    }
}
