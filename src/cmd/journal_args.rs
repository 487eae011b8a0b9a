//! The flags that name a shared journal, for every command that uses one.

use std::path::PathBuf;

use clap::Args;

use crate::config;
use crate::error::Error;
use crate::fleet::{Address, Reader};

/// The flags that name a shared journal.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct JournalArgs {
    /// The shared journal of a fleet: postgres://USER@HOST[,HOST...]/DB, PostgreSQL 14 or later
    /// [env: CHIRP_JOURNAL]
    #[arg(long, value_name = "URL", help_heading = FLEET)]
    journal: Option<String>,
    /// A file with the password for it, alone on its one line; else PGPASSWORD or ~/.pgpass
    #[arg(long, value_name = "FILE", help_heading = FLEET)]
    journal_password_file: Option<PathBuf>,
}

const FLEET: &str = "Shared journal";

impl JournalArgs {
    /// Where the shared journal is, if one is named.
    ///
    /// # Errors
    /// When the URL or the password file cannot be used.
    pub(crate) fn address(&self) -> Result<Option<Address>, Error> {
        let file = self.journal_password_file.as_deref();
        let named = match &self.journal {
            Some(text) => Some(Address::read(text, file, true)?),
            None => match config::env("CHIRP_JOURNAL") {
                Some(text) => Some(Address::read(&text, file, false)?),
                None => None,
            },
        };
        Ok(named)
    }

    /// The shared journal if one is named, else this machine's; `None` when that has nothing yet.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn reader(&self) -> Result<Option<Reader>, Error> {
        Ok(Reader::open(self.address()?, &config::state_dir()?)?)
    }

    /// Where the shared journal is.
    ///
    /// # Errors
    /// When none is named.
    pub(crate) fn required(&self) -> Result<Address, Error> {
        self.address()?.ok_or_else(|| {
            Error::usage_hint(
                "no shared journal is named",
                "--journal postgres://USER@HOST/DB or CHIRP_JOURNAL names it",
            )
        })
    }
}
