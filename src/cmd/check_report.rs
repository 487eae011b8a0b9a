//! Reports check results as they arrive, and writes a JUnit file at the end.
//!
//! A closed pipe or a full disk on stdout does not change the result: all checks run, the JUnit
//! file is written, and the exit code is unchanged.

use std::path::Path;

use crate::context::Context;
use crate::error::Error;
use crate::render::checks::{self, CheckResult, title_width};
use crate::render::{Format, junit};
use crate::terminal::{OutputError, Tone, sanitize};

/// The results of a run so far.
pub(crate) struct CheckReport<'a> {
    context: &'a Context,
    results: Vec<CheckResult>,
    /// The first error of writing to stdout.
    failure: Option<Error>,
}

impl<'a> CheckReport<'a> {
    /// Returns an empty report.
    pub(crate) fn new(context: &'a Context) -> CheckReport<'a> {
        CheckReport {
            context,
            results: Vec::new(),
            failure: None,
        }
    }

    /// Writes a title above the results that follow, in the format for people.
    pub(crate) fn title(&mut self, title: &str) {
        if self.context.format() == Format::Table {
            let title = self.context.terminal.paint(Tone::Strong, &sanitize(title));
            let written = self.context.terminal.line(&title);
            self.remember(written.map_err(Error::from));
        }
    }

    /// Adds results and writes them with titles of equal width.
    pub(crate) fn add_all(&mut self, results: Vec<CheckResult>) {
        let width = title_width(results.iter().map(|result| result.title.as_str()));
        for result in results {
            self.add(result, width);
        }
    }

    /// Adds a result and writes it, with its title padded to `width` columns.
    pub(crate) fn add(&mut self, result: CheckResult, width: usize) {
        let format = self.context.format();
        let text = result.lines(format, width, &self.context.terminal);
        let written = match format {
            Format::Json => Ok(()),
            Format::Jsonl => self.context.write_json(&text),
            Format::Plain | Format::Table => self.context.terminal.line(&text).map_err(Error::from),
        };
        self.remember(written);
        self.results.push(result);
    }

    fn remember(&mut self, written: Result<(), Error>) {
        if let Err(error) = written {
            self.failure.get_or_insert(error);
        }
    }

    /// Writes the JSON document and the JUnit file. `subject` is the checked handler, `command` the
    /// name of the command.
    ///
    /// # Errors
    /// [`Error::Expectation`] when a check failed; otherwise a file or an output that could not be written.
    pub(crate) fn finish(
        mut self,
        subject: &str,
        command: &str,
        junit: Option<&Path>,
    ) -> Result<(), Error> {
        if self.context.format() == Format::Json {
            let document = checks::document(subject, &self.results);
            let written = self.context.write_json(&document);
            self.remember(written);
        }
        let saved = junit.map_or(Ok(()), |path| {
            write_junit(path, &format!("{command} {subject}"), &self.results)
        });
        let [passed, failed, skipped] = checks::counts(&self.results);
        let counts = format!("{passed} passed, {failed} failed, {skipped} skipped");
        if failed > 0 {
            if let Err(error) = saved {
                self.context.terminal.complain(&format!("warning: {error}"));
            }
            return Err(Error::Expectation(format!("{subject}: {counts}")));
        }
        saved?;
        match self.failure {
            None | Some(Error::Output(OutputError::Closed)) => {}
            Some(failure) => return Err(failure),
        }
        let counts = self.context.terminal.paint_err(Tone::Good, &counts);
        self.context.terminal.note(&counts);
        Ok(())
    }
}

fn write_junit(path: &Path, suite: &str, results: &[CheckResult]) -> Result<(), Error> {
    std::fs::write(path, junit::document(suite, results)).map_err(|error| {
        let path = sanitize(&path.to_string_lossy());
        Error::failed(format!("cannot write {path}: {error}"), None)
    })
}
