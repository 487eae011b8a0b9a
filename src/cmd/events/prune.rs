//! `chirp events prune`: forget old entries.

use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::cmd::events::journal;
use crate::config;
use crate::context::Context;
use crate::error::Error;
use crate::receiver::journal::{Keep, Pace, prune};
use crate::render::human;

/// Forget old entries that every stage has handed on; their eventIds are known for 7 days
///
/// Example: chirp events prune --older-than 30d --yes
#[derive(Debug, Args)]
pub(crate) struct Prune {
    /// Forget what is older than this: 12h, 30d
    #[arg(long, value_name = "AGE", value_parser = age, required_unless_present = "keep_size")]
    older_than: Option<Duration>,
    /// Forget the oldest until the journal takes no more than this: 500MB, 2GiB
    #[arg(long, value_name = "SIZE", value_parser = crate::cmd::size)]
    keep_size: Option<u64>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Prune {
    pub(super) fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("events prune", "chirp events list shows what there is")?;
        context.confirm("forget old entries of the journal", self.yes)?;
        let keep = Keep {
            since: self
                .older_than
                .and_then(|age| context.clock.now().checked_sub(age).ok()),
            bytes: self.keep_size,
        };
        let pruned = prune(
            &config::state_dir()?,
            &keep,
            Pace::BRISK,
            context.clock.now(),
        )
        .map_err(journal)?;
        if let Some(stage) = &pruned.held_by {
            context.terminal.note(&format!(
                "some entries stay: {} has not handed them on yet",
                crate::terminal::inert(stage)
            ));
        }
        if context.format().is_json() {
            return context.show_fields(&[
                ("pruned", Value::from(pruned.entries)),
                ("bytes", Value::from(pruned.bytes)),
            ]);
        }
        let (entries, size) = (pruned.entries, human::bytes(pruned.bytes));
        Ok(context.terminal.line(&format!(
            "{entries} entries forgotten; the journal takes {size}"
        ))?)
    }
}

fn age(text: &str) -> Result<Duration, String> {
    let days = text.trim_end_matches(['d', 'D']);
    match days.parse::<u32>() {
        Ok(days) if text.len() > days.to_string().len() && text.ends_with(['d', 'D']) => {
            Ok(Duration::from_secs(u64::from(days) * 86_400))
        }
        _ => crate::cmd::duration(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_sizes() {
        assert_eq!(age("30d"), Ok(Duration::from_secs(30 * 86_400)));
        assert_eq!(age("12h"), Ok(Duration::from_secs(12 * 3600)));
        assert!(age("d").is_err() && age("soon").is_err());
    }
}
