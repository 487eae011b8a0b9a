//! `chirp schema`: JSON Schemas of the files that people write and of the JSON that `chirp` prints.

use clap::{Args, ValueEnum};

use crate::context::Context;
use crate::error::Error;

/// Print a JSON Schema (draft 2020-12)
///
/// An editor completes and checks a TOML file that begins with `#:schema FILE`.
///
/// Example: chirp schema rules > rules.schema.json
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// What to describe
    name: Name,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Name {
    /// A rules file of `listen --respond`
    Rules,
    /// A scenario file of `simulate scenario`
    Scenario,
    /// `config.toml`
    Config,
    /// One line of `listen --json`
    Listen,
    /// The error object on stderr
    Error,
}

impl Schema {
    /// Writes the schema to stdout, whatever the output format.
    ///
    /// # Errors
    /// Returns an error when the output fails.
    pub(crate) fn run(self, context: &Context) -> Result<(), Error> {
        context.write_json(match self.name {
            Name::Rules => include_str!("../../docs/schema/rules.json"),
            Name::Scenario => include_str!("../../docs/schema/scenario.json"),
            Name::Config => include_str!("../../docs/schema/config.json"),
            Name::Listen => include_str!("../../docs/schema/listen.json"),
            Name::Error => include_str!("../../docs/schema/error.json"),
        })
    }
}
