//! `chirp init`: writes a webhook handler with its tests into a directory.

mod project;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::context::Context;
use crate::error::Error;
use crate::render::Cell;
use project::{Language, ProjectFile};

/// Write a webhook handler with its tests, ready to run
///
/// Example: chirp init my-handler --lang node
///
/// Writes a handler that answers calls in business hours and sends them to voicemail otherwise, its test against the
/// sandbox, rules and a scenario for the same decision, a GitHub workflow and a README. Node, Python and Go need no
/// package. Existing files are never overwritten without --force.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Directory to write to; created if it does not exist
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Language of the handler
    #[arg(long, value_enum)]
    lang: Language,
    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
}

impl Init {
    /// Writes all files or, when one of them exists, none.
    ///
    /// # Errors
    /// When a file exists or cannot be written.
    pub(crate) fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("init", "chirp init --help")?;
        let files = self.lang.files();
        if !self.force {
            self.reject_existing(&files)?;
        }
        for (done, file) in files.iter().enumerate() {
            let path = self.dir.join(file.path);
            write(&path, &file.text, self.force)
                .map_err(|error| cannot_write(&path, &error, done))?;
        }
        self.report(context, &files)
    }

    fn reject_existing(&self, files: &[ProjectFile]) -> Result<(), Error> {
        // A link that leads nowhere exists, too.
        let exists = |file: &&ProjectFile| self.dir.join(file.path).symlink_metadata().is_ok();
        let existing: Vec<&str> = (files.iter().filter(exists))
            .map(|file| file.path)
            .collect();
        if existing.is_empty() {
            return Ok(());
        }
        let (names, dir) = (existing.join(", "), self.dir.display());
        Err(Error::failed(
            format!("these files exist in {dir}: {names}; no file was written"),
            Some("name another directory, or overwrite them with --force".into()),
        ))
    }

    fn report(&self, context: &Context, files: &[ProjectFile]) -> Result<(), Error> {
        let next = self.next_commands();
        let data: Vec<_> = (files.iter())
            .map(|file| serde_json::json!({ "path": file.path, "about": file.about }))
            .collect();
        let json = serde_json::json!({
            "dir": self.dir.to_string_lossy(), "data": data, "totalCount": files.len(), "next": next,
        });
        let row = |file: &ProjectFile| {
            let path = self.dir.join(file.path);
            let path = path.strip_prefix(".").unwrap_or(&path);
            vec![
                Cell::text(Some(path.to_string_lossy().into_owned())),
                Cell::text(Some(file.about.to_owned())),
            ]
        };
        let rows = files.iter().map(row).collect();
        context.show_rows(&["file", "about"], rows, &json.to_string())?;
        context.terminal.note("Next:");
        for command in &next {
            context.terminal.note(&format!("  {command}"));
        }
        Ok(())
    }

    fn next_commands(&self) -> Vec<String> {
        let mut commands = Vec::new();
        if self.dir != Path::new(".") {
            let dir = self.dir.to_string_lossy();
            commands.push(format!("cd {}", shell_words::quote(&dir)));
        }
        let start = format!("env $(cat sandbox.env) {}", self.lang.start_command());
        commands.push(self.lang.test_command().to_owned());
        commands.push(format!("{start}     # and in another shell:"));
        commands.push("chirp listen --sandbox --forward-to 3000".to_owned());
        commands
    }
}

fn write(path: &Path, text: &str, overwrite: bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = match overwrite {
        true => File::create(path),
        false => File::create_new(path),
    }?;
    file.write_all(text.as_bytes())
}

fn cannot_write(path: &Path, error: &io::Error, done: usize) -> Error {
    let count = match done {
        0 => "no file was written".to_owned(),
        1 => "1 file was written".to_owned(),
        _ => format!("{done} files were written"),
    };
    Error::failed(
        format!("cannot write {}: {error}; {count}", path.display()),
        None,
    )
}
