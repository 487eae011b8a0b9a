//! The filter flags that the `events` commands share.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::api::ids::IdKind;
use crate::clock::moment::moment;
use crate::cmd::JournalArgs;
use crate::cmd::events::last_call::last_call;
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::EventKind;
use crate::events::criteria::{Criteria, TYPES};
use crate::events::entry::{Entry, Record};
use crate::events::kind::{matches_glob, nearest_name};
use crate::receiver::journal::Selection;

/// The selection flags.
#[derive(Clone, Debug, Args)]
pub(crate) struct Filter {
    /// Only of this call; @last is the newest that the journal knows
    #[arg(long, value_name = "CALL", value_parser = crate::api::check::id)]
    call: Option<String>,
    /// Only events of this name, such as 'calls.recording.*'; repeat for more
    #[arg(long, value_name = "GLOB")]
    event: Vec<String>,
    /// Only entries of this type, such as quarantined or event,conflict; repeat for more
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new(TYPES)
    )]
    types: Vec<String>,
    /// Only since then: 2h, 30m, 7d, 2026-04-13, 2026-04-13T09:00 or with a time zone
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only before then; the same forms
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Only events from or to numbers that contain these digits, however they are set
    #[arg(long, value_name = "DIGITS")]
    number: Option<String>,
    /// Only entries with this text in the body, whatever its case
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    #[command(flatten)]
    pub(super) journal: JournalArgs,
}

/// The flags, with the values that had to be looked up.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    filter: &'a Filter,
    criteria: Criteria,
    /// The part of the filter that the journal applies.
    pub(crate) selection: Selection,
}

impl Filter {
    /// Reads the times and finds the call; `command` is the command name for hints.
    ///
    /// # Errors
    /// When `--since` or `--until` is not a time, `--call` is not a call, or there is no recorded
    /// call.
    pub(crate) fn wanted(
        &self,
        context: &Context,
        command: &'static str,
    ) -> Result<Wanted<'_>, Error> {
        let read = |flag: &str, text: &Option<String>| {
            let at = text
                .as_deref()
                .map(|text| moment(text, context.clock.now()));
            at.transpose().map_err(|problem| {
                Error::usage_hint(format!("{flag} {problem}"), format!("{flag} 2h"))
            })
        };
        let (since, until) = (read("--since", &self.since)?, read("--until", &self.until)?);
        let call = match self.call.as_deref() {
            Some("@last") => {
                let id = last_call(&self.journal)?;
                let shown = crate::terminal::sanitize(&id);
                context.terminal.complain(&format!("{shown} (newest)"));
                Some(id)
            }
            Some(id) => {
                context.check_kind(id, IdKind::Call, Choice::of(command))?;
                Some(id.to_owned())
            }
            None => None,
        };
        let selection = Selection {
            call,
            since,
            ..Selection::default()
        };
        let criteria = Criteria {
            types: self.types.clone(),
            events: self.event.clone(),
            until,
            number: self.number.clone(),
            text: self.text.clone(),
        };
        Ok(Wanted {
            filter: self,
            criteria,
            selection,
        })
    }

    /// Returns the documented event that `--event` probably meant if it matches none. Other names
    /// may arrive too, so this alone is not an error.
    fn near_miss(&self) -> Option<&'static str> {
        let fits_any = |glob: &str| {
            EventKind::ALL
                .iter()
                .any(|kind| matches_glob(glob, kind.name()))
        };
        let odd = self.event.iter().find(|glob| !fits_any(glob))?;
        nearest_name(odd)
    }

    /// Returns whether entries of this type were requested by name.
    pub(crate) fn names(&self, record: &Record) -> bool {
        self.types.iter().any(|name| name == record.type_name())
    }
}

impl Wanted<'_> {
    /// The flags that name a shared journal.
    pub(crate) fn journal(&self) -> &JournalArgs {
        &self.filter.journal
    }

    /// Reports that no entry matched, and suggests a similar name.
    pub(crate) fn tell_none(&self, context: &Context) {
        context.terminal.note(&match self.filter.near_miss() {
            Some(name) => format!("none; did you mean --event {name}?"),
            None => "none".to_owned(),
        });
    }

    /// Returns whether an entry that the journal selected matches the other conditions.
    pub(crate) fn wants(&self, entry: &Entry) -> bool {
        self.criteria.wants(entry)
    }
}
