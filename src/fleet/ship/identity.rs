//! This receiver's name in the fleet, kept beside its journal, and the shared journal that it has shipped to.

use std::io;
use std::path::{Path, PathBuf};

use crate::fleet::member_id;

/// The file in the state directory.
const FILE: &str = "journal.member";

/// Who ships, and where to.
#[derive(Debug)]
pub(crate) struct Identity {
    path: PathBuf,
    /// The receiver's name; the same for every run over this journal.
    pub(crate) member: String,
    /// The id of the shared journal that was shipped to last.
    pub(crate) shared: Option<String>,
}

impl Identity {
    /// Reads the identity in `dir`, or makes one.
    pub(crate) fn of(dir: &Path) -> io::Result<Identity> {
        let path = dir.join(FILE);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let identity = match lines.next() {
            Some(member) => Identity {
                member: member.to_owned(),
                shared: lines.next().map(str::to_owned),
                path,
            },
            None => Identity {
                member: member_id(&format!("{:08x}", fastrand::u32(..))),
                shared: None,
                path,
            },
        };
        identity.store()?;
        Ok(identity)
    }

    /// Notes the shared journal that is shipped to from now on.
    pub(crate) fn knows(&mut self, shared: &str) -> io::Result<()> {
        if self.shared.as_deref() != Some(shared) {
            self.shared = Some(shared.to_owned());
            self.store()?;
        }
        Ok(())
    }

    /// Replaces the file in one step.
    fn store(&self) -> io::Result<()> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        let shared = self.shared.as_deref().unwrap_or_default();
        io::Write::write_all(&mut file, format!("{}\n{shared}\n", self.member).as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.path)
            .map(|_| ())
            .map_err(|error| error.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_stays_with_the_journal() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = Identity::of(dir.path()).unwrap();
        assert_eq!(first.shared, None);
        first.knows("x").unwrap();
        let second = Identity::of(dir.path()).unwrap();
        assert_eq!(
            (second.member, second.shared.as_deref()),
            (first.member, Some("x"))
        );
    }
}
