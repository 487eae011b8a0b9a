//! The `.part` file: locked, never a link, with the `ETag` of its bytes beside it.
//!
//! All names are resolved in one open folder, so that a folder or link put in its place meanwhile
//! changes nothing.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use rustix::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use crate::api::download::target::DownloadTarget;
use crate::api::download::{DownloadError, audio, etag};

/// A recording is private: only its owner may read it.
pub(super) const MODE: Mode = Mode::from_raw_mode(0o600);
/// Bytes between two flushes in the background.
const FLUSH: u64 = 32 * 1024 * 1024;
/// Maximum attempts to open a file that is renamed between opening and locking.
const OPENS: u32 = 10;

/// A file that is being fetched.
#[derive(Debug)]
pub(super) struct Part {
    dir: OwnedFd,
    path: PathBuf,
    name: OsString,
    file: File,
    len: u64,
    etag: Option<String>,
    done: bool,
    /// Flushes the bytes written so far to the disk while more arrive.
    flush: Option<JoinHandle<io::Result<()>>>,
    flushed: u64,
}

impl Part {
    /// Opens or makes `<name>.part` and locks it; the folder is made if need be.
    pub(super) fn open(target: &DownloadTarget) -> Result<Part, DownloadError> {
        let dir = open_dir(target.dir())?;
        let name = with_ending(target.name(), ".part");
        let path = target.dir().join(&name);
        let file = open_locked(&dir, &name, &path)?;
        let mut part = Part {
            dir,
            path,
            name,
            file,
            len: 0,
            etag: None,
            done: false,
            flush: None,
            flushed: 0,
        };
        part.len = part.kept();
        part.etag = etag::recall(&part.dir, &part.etag_name());
        Ok(part)
    }

    /// Its path, for messages.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the size of the file in the file system, in bytes.
    pub(super) fn kept(&self) -> u64 {
        self.file.metadata().map_or(0, |found| found.len())
    }

    /// Bytes written so far, those of earlier runs included.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// The strong `ETag` of the bytes that are there.
    pub(super) fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Starts anew with bytes of that strong `ETag`. The order matters: no moment has old bytes
    /// beside the new `ETag`.
    pub(super) fn begin(&mut self, etag: Option<&str>) -> Result<(), DownloadError> {
        self.go_on(0)?;
        self.etag = None;
        let kept = etag::remember(&self.dir, &self.etag_name(), etag);
        kept.map_err(|error| {
            let path = with_ending(self.path.as_os_str(), ".etag");
            DownloadError::local("write", Path::new(&path), &error)
        })?;
        self.etag = etag.map(str::to_owned);
        Ok(())
    }

    /// Truncates the file at `offset` and continues there.
    pub(super) fn go_on(&mut self, offset: u64) -> Result<(), DownloadError> {
        let moved = self
            .file
            .set_len(offset)
            .and_then(|()| self.file.seek(SeekFrom::Start(offset)));
        moved.map_err(|error| DownloadError::local("write", &self.path, &error))?;
        (self.len, self.flushed) = (offset, offset);
        Ok(())
    }

    /// Appends.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), DownloadError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| DownloadError::local("write", &self.path, &error))?;
        self.len += bytes.len() as u64;
        match self.len.saturating_sub(self.flushed) >= FLUSH {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Starts to flush the existing bytes, so that the final sync has little left to do.
    fn flush(&mut self) -> Result<(), DownloadError> {
        if self
            .flush
            .as_ref()
            .is_some_and(|flush| !flush.is_finished())
        {
            return Ok(());
        }
        self.flushed_well()?;
        self.flushed = self.len;
        // Without a second handle or a thread, the sync at the end does it all.
        let Ok(file) = self.file.try_clone() else {
            return Ok(());
        };
        let named = std::thread::Builder::new().name("flush".into());
        self.flush = named.spawn(move || file.sync_data()).ok();
        Ok(())
    }

    /// Waits for the running flush. Its failure is reported only once, so it counts like that of
    /// the last flush.
    fn flushed_well(&mut self) -> Result<(), DownloadError> {
        let ended = self.flush.take().map(JoinHandle::join);
        match ended {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(self.lost(&error)),
            Some(Err(_)) => Err(self.lost(&io::Error::other("the flush broke off"))),
        }
    }

    /// It is unknown which bytes reached the disk, so nothing is kept for a resume.
    fn lost(&mut self, error: &io::Error) -> DownloadError {
        (self.len, self.etag) = (0, None);
        let _ = self.file.set_len(0);
        DownloadError::local("save", &self.path, error)
    }

    /// Returns the first bytes, to distinguish audio from a web page.
    pub(super) fn head(&self) -> Vec<u8> {
        let mut head = vec![0; audio::HEAD];
        let got = self.file.read_at(&mut head, 0).unwrap_or(0);
        head.truncate(got);
        head
    }

    /// Puts the file on stable storage and gives it its final name, replacing nothing without force.
    pub(super) fn finish(mut self, target: &DownloadTarget) -> Result<PathBuf, DownloadError> {
        self.flushed_well()?;
        if let Err(error) = self.file.sync_all() {
            return Err(self.lost(&error));
        }
        let name = target.final_name(audio::extension(&self.head()));
        let path = target.dir().join(&name);
        target.check_free(&name)?;
        self.check_same(&self.name)?;
        self.rename(&name, target.force())
            .map_err(|errno| match errno {
                Errno::EXIST => DownloadError::Exists(path.clone()),
                other => DownloadError::local("make", &path, &other.into()),
            })?;
        // Between the check and the rename, too, another file may have taken the name.
        self.check_same(&name)?;
        self.done = true;
        self.unlink(&self.etag_name());
        match rustix::fs::fsync(&self.dir) {
            // Some file systems have nothing to sync for a folder.
            Ok(()) | Err(Errno::INVAL) => Ok(path),
            Err(error) => Err(DownloadError::local("save", &path, &error.into())),
        }
    }

    /// Checks that `name` is still the file that was written, and not a link or another file.
    fn check_same(&self, name: &OsStr) -> Result<(), DownloadError> {
        let ours = rustix::fs::fstat(&self.file);
        let found = rustix::fs::statat(&self.dir, name, AtFlags::SYMLINK_NOFOLLOW);
        match (ours, found) {
            (Ok(ours), Ok(found)) if ours.st_ino == found.st_ino && ours.st_dev == found.st_dev => {
                Ok(())
            }
            _ => Err(DownloadError::Local(format!(
                "{} was replaced while it was downloaded; the download was not saved",
                self.path.with_file_name(name).display()
            ))),
        }
    }

    /// Removes the file: its bytes are of no use.
    pub(super) fn discard(mut self) {
        self.len = 0;
        drop(self);
    }

    fn rename(&self, name: &OsStr, replace: bool) -> Result<(), Errno> {
        let dir = self.dir.as_fd();
        if replace {
            return rustix::fs::renameat(dir, &self.name, dir, name);
        }
        match rustix::fs::renameat_with(dir, &self.name, dir, name, RenameFlags::NOREPLACE) {
            // A file system without that flag: a second name replaces nothing either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                rustix::fs::linkat(dir, &self.name, dir, name, AtFlags::empty())?;
                rustix::fs::unlinkat(dir, &self.name, AtFlags::empty())
            }
            other => other,
        }
    }

    fn etag_name(&self) -> OsString {
        with_ending(&self.name, ".etag")
    }

    fn unlink(&self, name: &OsStr) {
        let _ = rustix::fs::unlinkat(&self.dir, name, AtFlags::empty());
    }
}

impl Drop for Part {
    /// An empty file is of no use to anybody.
    fn drop(&mut self) {
        if !self.done && self.len == 0 {
            self.unlink(&self.name);
            self.unlink(&self.etag_name());
        }
    }
}

fn open_dir(dir: &Path) -> Result<OwnedFd, DownloadError> {
    let path = match dir.as_os_str().is_empty() {
        true => Path::new("."),
        false => dir,
    };
    let made = std::fs::create_dir_all(path);
    made.map_err(|error| DownloadError::local("make the folder", path, &error))?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::open(path, flags, Mode::empty())
        .map_err(|error| DownloadError::local("open the folder", path, &error.into()))
}

/// The file under that name, locked, and still under that name once it was.
fn open_locked(dir: &OwnedFd, name: &OsStr, path: &Path) -> Result<File, DownloadError> {
    let failed = |error: io::Error| DownloadError::local("open", path, &error);
    let flags =
        OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    for _ in 0..OPENS {
        let file = match rustix::fs::openat(dir, name, flags, MODE) {
            Ok(file) => File::from(file),
            Err(Errno::LOOP) => return Err(not_ours(path)),
            Err(error) => return Err(failed(error.into())),
        };
        let found = rustix::fs::fstat(&file).map_err(|error| failed(error.into()))?;
        if !FileType::from_raw_mode(found.st_mode).is_file() || found.st_nlink > 1 {
            return Err(not_ours(path));
        }
        if rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive)
            == Err(Errno::WOULDBLOCK)
        {
            return Err(DownloadError::Busy(path.with_extension("")));
        }
        // Whoever held the lock before may have renamed or removed the file that we opened.
        let now = rustix::fs::statat(dir, name, AtFlags::SYMLINK_NOFOLLOW);
        if now.is_ok_and(|now| now.st_ino == found.st_ino && now.st_dev == found.st_dev) {
            return Ok(file);
        }
    }
    Err(DownloadError::Busy(path.with_extension("")))
}

fn not_ours(path: &Path) -> DownloadError {
    let path = path.display();
    DownloadError::Local(format!(
        "{path} is a link or no file, and is not written through; remove it"
    ))
}

fn with_ending(name: &OsStr, ending: &str) -> OsString {
    let mut name = name.to_owned();
    name.push(ending);
    name
}
