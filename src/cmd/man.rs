//! `chirp man`: the manual pages, from the same definition as the help.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::context::Context;
use crate::error::Error;
use crate::terminal::sanitize;

/// Print the manual page, or write a page for each command into a directory
///
/// Example: chirp man --dir ~/.local/share/man/man1
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write chirp.1, chirp-calls.1, chirp-calls-answer.1 and so on into this directory
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Man {
    /// Writes the page to stdout, or all pages to files.
    ///
    /// # Errors
    /// When the output or a file fails.
    pub(crate) fn run(self, context: &Context, mut command: clap::Command) -> Result<(), Error> {
        command.build();
        match self.dir {
            None => {
                let page = page(command).map_err(|error| Error::failed(error.to_string(), None))?;
                Ok(context
                    .terminal
                    .line(String::from_utf8_lossy(&page).trim_end())?)
            }
            Some(dir) => {
                let written = write_all(&dir, &command, "chirp").map_err(|error| {
                    let dir = sanitize(&dir.to_string_lossy());
                    Error::failed(format!("cannot write the pages into {dir}: {error}"), None)
                })?;
                context.terminal.note(&format!("wrote {written} pages"));
                Ok(())
            }
        }
    }
}

fn page(command: clap::Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

/// The page of `command` and of all below it. Returns how many.
fn write_all(dir: &Path, command: &clap::Command, name: &str) -> std::io::Result<usize> {
    std::fs::create_dir_all(dir)?;
    std::fs::write(dir.join(format!("{name}.1")), page(command.clone())?)?;
    let mut written = 1;
    for below in command.get_subcommands() {
        written += write_all(dir, below, &format!("{name}-{}", below.get_name()))?;
    }
    Ok(written)
}
