//! `chirp completions`: the completion script of a shell.

use clap::Args;
use clap_complete::Shell;

use crate::context::Context;
use crate::error::Error;

/// Print the completion script of a shell
///
/// Example: chirp completions bash > ~/.local/share/bash-completion/completions/chirp
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    /// Writes the script to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(crate) fn run(self, context: &Context, mut command: clap::Command) -> Result<(), Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "chirp", &mut script);
        let script = String::from_utf8_lossy(&script);
        Ok(context.terminal.line(script.trim_end())?)
    }
}
