//! The target of a download: a folder from the user and a file name that passed an allow-list.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use crate::api::download::DownloadError;

/// Longer than any id of the API; with ending and `.part.etag` still below every file system's limit.
const LONGEST_ID: usize = 128;
/// The allowed file extensions. For any other format the first bytes decide.
const ENDINGS: [&str; 3] = ["mp4", "ogg", "webm"];

/// The folder and name of a file to be.
#[derive(Clone, Debug)]
pub struct DownloadTarget {
    dir: PathBuf,
    name: OsString,
    /// Whether the extension is still unknown; it is then detected from the first bytes.
    open_ending: bool,
    force: bool,
}

impl DownloadTarget {
    /// `<dir>/<id>.<format>`. Of `id` only letters, digits, `-` and `_` are taken, of `format` only
    /// `mp4`, `ogg` and `webm`; with another or none, the first bytes tell the ending.
    /// `force` replaces a file of that name.
    ///
    /// # Errors
    /// [`DownloadError::Name`] when the id holds anything else.
    pub fn of(
        dir: &Path,
        id: &str,
        format: Option<&str>,
        force: bool,
    ) -> Result<DownloadTarget, DownloadError> {
        let ending = format.and_then(|name| ENDINGS.into_iter().find(|known| *known == name));
        let name = match ending {
            Some(ending) => format!("{}.{ending}", stem(id)?),
            None => stem(id)?.to_owned(),
        };
        Ok(DownloadTarget {
            dir: dir.to_owned(),
            name: name.into(),
            open_ending: ending.is_none(),
            force,
        })
    }

    /// `<dir>/<id>.txt`.
    ///
    /// # Errors
    /// As [`DownloadTarget::of`].
    pub fn text(dir: &Path, id: &str, force: bool) -> Result<DownloadTarget, DownloadError> {
        Ok(DownloadTarget {
            dir: dir.to_owned(),
            name: format!("{}.txt", stem(id)?).into(),
            open_ending: false,
            force,
        })
    }

    /// Exactly the file that the user named.
    ///
    /// # Errors
    /// [`DownloadError::Local`] when the path names no file (`..`, `dir/`).
    pub fn file(path: &Path, force: bool) -> Result<DownloadTarget, DownloadError> {
        let shown = path.display();
        let folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let name = path.file_name().filter(|_| !folder);
        let name = name.ok_or_else(|| DownloadError::Local(format!("{shown} names no file")))?;
        Ok(DownloadTarget {
            dir: path.parent().unwrap_or(Path::new("")).to_owned(),
            name: name.to_owned(),
            open_ending: false,
            force,
        })
    }

    /// The folder; empty for the present one.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the name, without extension while that is unknown.
    pub(super) fn name(&self) -> &OsStr {
        &self.name
    }

    /// Returns whether a file of the final name is to be replaced.
    pub(super) fn force(&self) -> bool {
        self.force
    }

    /// Returns the final file name, with `ending` as the detected extension.
    pub(super) fn final_name(&self, ending: Option<&str>) -> OsString {
        let mut name = self.name.clone();
        if self.open_ending {
            name.push(".");
            name.push(ending.unwrap_or("bin"));
        }
        name
    }

    /// Returns the length of an existing file with the final name, if that name is known.
    pub fn present(&self) -> Option<u64> {
        let found = fs::symlink_metadata(self.dir.join(&self.name)).ok()?;
        found.is_file().then_some(found.len())
    }

    /// Returns the final path as far as it is known, for messages.
    pub fn path(&self) -> PathBuf {
        self.dir.join(&self.name)
    }

    /// Fails early if `name` exists. The final rename, which replaces nothing, is what guarantees
    /// it.
    pub(super) fn check_free(&self, name: &OsStr) -> Result<(), DownloadError> {
        let path = self.dir.join(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if self.force && (found.is_file() || found.is_symlink()) => Ok(()),
            Ok(_) if self.force => Err(DownloadError::Local(format!(
                "{} is not a file and is not replaced",
                path.display()
            ))),
            Ok(_) => Err(DownloadError::Exists(path)),
            Err(_) => Ok(()),
        }
    }
}

fn stem(id: &str) -> Result<&str, DownloadError> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let fits = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(known);
    match fits && !id.starts_with('-') {
        true => Ok(id),
        false => Err(DownloadError::Name(id.chars().take(LONGEST_ID).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_allow_list() {
        let name = |id, format| {
            let target = DownloadTarget::of(Path::new("d"), id, format, false).unwrap();
            target.final_name(Some("ogg"))
        };
        assert_eq!(name("call_rec_1", Some("mp4")), "call_rec_1.mp4");
        assert_eq!(name("call_rec_1", Some("exe")), "call_rec_1.ogg");
        assert_eq!(name("call_rec_1", Some("mp4/../x")), "call_rec_1.ogg");
        assert_eq!(name("call_rec_1", None), "call_rec_1.ogg");
        let long = "x".repeat(129);
        for odd in ["", ".", "..", "a/b", "a.b", "-rf", "a\0", "é", "a b", &long] {
            let target = DownloadTarget::of(Path::new("d"), odd, Some("mp4"), true);
            assert!(matches!(target, Err(DownloadError::Name(_))), "{odd:?}");
        }
        for odd in ["", "..", "a/..", "/", "a/"] {
            assert!(
                DownloadTarget::file(Path::new(odd), false).is_err(),
                "{odd:?}"
            );
        }
        let target = DownloadTarget::file(Path::new("d/my call.m4a"), false).unwrap();
        assert_eq!(target.final_name(Some("mp4")), "my call.m4a");
        assert_eq!(target.path(), Path::new("d/my call.m4a"));
    }
}
