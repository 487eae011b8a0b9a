//! Files on this machine: reads bounded regular text files, writes whole files or nothing.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// The largest text file that is read: rules, secrets, scenarios and configurations are far smaller.
const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// The reason why a text file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file does not exist.
    #[error("no such file")]
    NotFound,
    /// A folder, pipe, socket or device. Reading one could wait forever.
    #[error("not a regular file")]
    NotRegular,
    /// The bytes are not UTF-8.
    #[error("not UTF-8 text")]
    NotText,
    /// The file has more than 4 MiB.
    #[error("larger than 4 MiB")]
    TooLarge,
    /// The system refused.
    #[error("{}", describe_io(.0))]
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => ReadError::NotFound,
            io::ErrorKind::InvalidData => ReadError::NotText,
            _ => ReadError::Io(error),
        }
    }
}

/// Reads a regular file of UTF-8 text, without a byte order mark. Never waits for a pipe.
///
/// # Errors
/// Returns the reason if the file is missing, not regular, not UTF-8, too large or not readable.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    // Without NONBLOCK, opening a named pipe waits for a writer.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(path)?;
    if !file.metadata()?.is_file() {
        return Err(ReadError::NotRegular);
    }
    let mut bytes = Vec::new();
    file.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_TEXT {
        return Err(ReadError::TooLarge);
    }
    let text = String::from_utf8(bytes).map_err(|_| ReadError::NotText)?;
    Ok(without_mark(text))
}

/// Removes a UTF-8 byte order mark from the start of `text`.
pub fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Writes a file that only its owner can read (0600). It is replaced whole, and synced, or stays as it was.
///
/// # Errors
/// Returns the system's error.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Creates a folder, and its parents, that only the owner can enter (0700).
///
/// # Errors
/// Returns the system's error.
pub fn create_private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Parses a size in bytes with its unit: `500MB` (decimal), `2GiB` (binary), `4096B`.
///
/// # Errors
/// Returns the expected form; a number without a unit is rejected.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let form = || "expected a size with its unit, such as 500MB or 2GiB".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return Err(form()),
    };
    let count: u64 = digits.trim().parse().map_err(|_| form())?;
    count.checked_mul(unit).ok_or_else(form)
}

/// Returns the system's description without its error number.
pub fn describe_io(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_need_a_unit() {
        assert_eq!(parse_size("500MB"), Ok(500_000_000));
        assert_eq!(parse_size("2GiB"), Ok(2 << 30));
        assert_eq!(parse_size("5 MiB"), Ok(5 << 20));
        for odd in ["5", "0", "GB", "1 apple", "", "-1MB", "1.5GB", "99999999TB"] {
            assert!(parse_size(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn only_regular_text_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        let read = |path: &Path| read_text(path).map_err(|error| error.to_string());
        assert_eq!(read(&path), Err("no such file".to_owned()));
        assert_eq!(read(folder.path()), Err("not a regular file".to_owned()));
        std::fs::write(&path, "\u{feff}a\u{feff}\n").unwrap();
        assert_eq!(read(&path), Ok("a\u{feff}\n".to_owned()));
        std::fs::write(&path, b"\xff").unwrap();
        assert_eq!(read(&path), Err("not UTF-8 text".to_owned()));
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        assert_eq!(read(&pipe), Err("not a regular file".to_owned()));
    }

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note");
        std::fs::write(&path, "old").unwrap();
        write_atomic(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let missing = folder.path().join("none/note");
        let error = write_atomic(&missing, b"new").unwrap_err();
        assert_eq!(describe_io(&error), "no such file or directory");
    }
}
