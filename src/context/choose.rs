//! Choosing without ids: a picker on a terminal, `@last` anywhere.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::api::ids::IdKind;
use crate::api::types::{Call, Recording, Voicemail, Webhook, is_final_status};
use crate::api::{ApiError, recordings, voicemails, webhooks};
use crate::context::Context;
use crate::context::candidate::Candidate;
use crate::error::Error;
use crate::events::ResourceId;
use crate::prompt;
use crate::terminal::{clip, sanitize};

/// The newest of its kind, whatever its id.
const LAST: &str = "@last";
/// The size of one page: a live call is among the newest hundred.
pub(super) const PAGE: u32 = 100;
/// Recordings are listed by call only, so the recordings of this many calls are requested.
const RECENT: u32 = 10;

/// Columns that the picker needs: its mark before a line, and one free column after it.
const MARK: usize = 3;

/// The calls that a command fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fits {
    /// Inbound calls that ring: `answer`, `reject`, `send-to-voicemail`.
    Ringing,
    /// Calls that are not over.
    Live,
    /// All calls, live or ended.
    Any,
}

impl Fits {
    /// Returns whether `call` is one of them.
    pub(super) fn includes(self, call: &Call) -> bool {
        let status = call.status.as_deref().unwrap_or_default();
        match self {
            Fits::Ringing => {
                matches!(status, "initiated" | "ringing")
                    && call.direction.as_deref() != Some("outbound")
            }
            Fits::Live => !is_final_status(status),
            Fits::Any => true,
        }
    }

    fn newest(self) -> &'static str {
        match self {
            Fits::Ringing => "newest ringing",
            Fits::Live => "newest live",
            Fits::Any => "newest",
        }
    }
}

/// The command that needs an id, for questions, hints and `@last`.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Such as `calls answer`.
    pub command: &'static str,
    /// Whether the command removes or ends what it names.
    pub destroys: bool,
    /// Which calls the command fits.
    pub fits: Fits,
}

impl Choice {
    /// Used for `command`, which changes a live call.
    pub const fn of(command: &'static str) -> Choice {
        Choice {
            command,
            destroys: false,
            fits: Fits::Live,
        }
    }

    /// Marks a command that ends or deletes its object.
    pub const fn destroying(mut self) -> Choice {
        self.destroys = true;
        self
    }

    /// Marks a command that only reads, also after the call.
    pub const fn reading(mut self) -> Choice {
        self.fits = Fits::Any;
        self
    }

    /// Marks a command that accepts ringing inbound calls.
    pub const fn ringing(mut self) -> Choice {
        self.fits = Fits::Ringing;
        self
    }
}

impl Context {
    /// Returns the id of a call: the given one, `@last`, or one picked on a terminal among the
    /// calls that are ringing or active.
    ///
    /// # Errors
    /// A usage error for the id of something else, or when there is no id and nobody to ask;
    /// [`Error::NotFound`] when no call is live.
    pub async fn call_id(
        &self,
        given: Option<String>,
        choice: Choice,
    ) -> Result<ResourceId, Error> {
        if let Some(id) = self.given_id(given.as_deref(), IdKind::Call, choice)? {
            return Ok(id);
        }
        let candidates = self.fitting_calls(choice.fits).await?;
        self.pick(given, candidates, IdKind::Call, choice)
    }

    /// The id of a recording: the given one, `@last`, or one picked among those of the newest calls.
    ///
    /// # Errors
    /// See [`Context::call_id`].
    pub async fn recording_id(
        &self,
        given: Option<String>,
        choice: Choice,
    ) -> Result<ResourceId, Error> {
        if let Some(id) = self.given_id(given.as_deref(), IdKind::Recording, choice)? {
            return Ok(id);
        }
        let mut candidates = Vec::new();
        for call in self.newest_calls(RECENT).await? {
            let Some(Ok(id)) = call.id.as_deref().map(ResourceId::new) else {
                continue;
            };
            let page = self.api()?.send(&recordings::list(&id)).await?.value;
            let mut found: Vec<Recording> = read_all(&page.data);
            found.sort_by(|a, b| b.created_at.cmp(&a.created_at));
            let lines = found
                .iter()
                .filter_map(|one| self.recording_line(one, &call));
            candidates.extend(lines);
            if given.is_some() && !candidates.is_empty() {
                break;
            }
        }
        self.pick(given, candidates, IdKind::Recording, choice)
    }

    /// The id of a voicemail: the given one, `@last`, or one picked among the newest.
    ///
    /// # Errors
    /// See [`Context::call_id`].
    pub async fn voicemail_id(
        &self,
        given: Option<String>,
        choice: Choice,
    ) -> Result<ResourceId, Error> {
        if let Some(id) = self.given_id(given.as_deref(), IdKind::Voicemail, choice)? {
            return Ok(id);
        }
        let request = voicemails::list().query("limit", Some(PAGE));
        let mut found: Vec<Voicemail> = read_all(&self.api()?.send(&request).await?.value.data);
        found.sort_by(|a, b| b.created_at.cmp(&a.created_at));
        let lines = found.iter().filter_map(|one| self.voicemail_line(one));
        self.pick(given, lines.collect(), IdKind::Voicemail, choice)
    }

    /// The id of a webhook: the given one, `@last`, or one picked among the app's.
    ///
    /// # Errors
    /// See [`Context::call_id`].
    pub async fn webhook_id(
        &self,
        given: Option<String>,
        choice: Choice,
    ) -> Result<ResourceId, Error> {
        if let Some(id) = self.given_id(given.as_deref(), IdKind::Webhook, choice)? {
            return Ok(id);
        }
        let request = webhooks::list().query("limit", Some(PAGE));
        let mut found: Vec<Webhook> = read_all(&self.api()?.send(&request).await?.value.data);
        found.sort_by(|a, b| b.created_at.cmp(&a.created_at));
        let lines = found.iter().filter_map(|one| self.webhook_line(one));
        self.pick(given, lines.collect(), IdKind::Webhook, choice)
    }

    /// Shows the command line that would have done the same without a question.
    pub fn note_same(&self, words: &[&str]) {
        let line = sanitize(&shell_words::join(words));
        self.terminal
            .note(&format!("The same without questions: chirp {line}"));
    }

    /// Refuses the id of another kind, naming the command that takes it.
    ///
    /// # Errors
    /// A usage error.
    pub fn check_kind(&self, id: &str, wanted: IdKind, choice: Choice) -> Result<(), Error> {
        check_kind(id, wanted, choice)
    }

    /// The id as it was given and of the right kind, or `None` when it must be looked up.
    pub(super) fn given_id(
        &self,
        given: Option<&str>,
        kind: IdKind,
        choice: Choice,
    ) -> Result<Option<ResourceId>, Error> {
        let noun = kind.noun();
        match given {
            Some(LAST) => {}
            Some(id) => {
                check_kind(id, kind, choice)?;
                return Ok(Some(ApiError::check_id(id)?));
            }
            None if self.can_ask() && !self.options.dry_run => return Ok(None),
            None => {
                let hint = format!("chirp {} <ID>, or {LAST} for the newest", choice.command);
                return Err(Error::usage_hint(
                    format!("the id of {noun} is missing"),
                    hint,
                ));
            }
        }
        if self.options.dry_run {
            let hint = format!("chirp {} <ID> --dry-run", choice.command);
            return Err(Error::usage_hint(
                format!("--dry-run sends nothing, so {LAST} cannot be looked up"),
                hint,
            ));
        }
        Ok(None)
    }

    /// Returns the first candidate for `@last`; otherwise the user picks one and sees the full
    /// command.
    pub(super) fn pick(
        &self,
        given: Option<String>,
        mut candidates: Vec<Candidate>,
        kind: IdKind,
        choice: Choice,
    ) -> Result<ResourceId, Error> {
        if candidates.is_empty() {
            return Err(Error::NotFound(match (kind, choice.fits) {
                (IdKind::Call, Fits::Live) => "no call is ringing or active".into(),
                (IdKind::Call, Fits::Ringing) => "no inbound call is ringing".into(),
                _ => format!("there is not {} yet", kind.noun()),
            }));
        }
        if given.is_some() {
            let id = candidates.swap_remove(0).id;
            let newest = match kind {
                IdKind::Call => choice.fits.newest(),
                _ => "newest",
            };
            self.terminal.complain(&format!("{id} ({newest})"));
            return Ok(id);
        }
        // One row each: a list that wraps is drawn wrongly when the mark moves.
        let most = usize::from(self.terminal.width()).saturating_sub(MARK);
        let lines = candidates
            .iter()
            .map(|one| clip(&sanitize(&one.line), most));
        let lines: Vec<String> = lines.collect();
        let question = format!("{} (type to search)", choice.command);
        let id = candidates
            .swap_remove(prompt::choose(&question, &lines)?)
            .id;
        let words = choice.command.split(' ').chain([&*id]);
        self.note_same(&words.collect::<Vec<_>>());
        Ok(id)
    }
}

/// Refuses the id of another kind, naming the command that takes it.
fn check_kind(id: &str, wanted: IdKind, choice: Choice) -> Result<(), Error> {
    match IdKind::of(id) {
        Some(kind) if kind != wanted => Err(Error::usage_hint(
            format!(
                "{} is the id of {}, not of {}",
                sanitize(id),
                kind.noun(),
                wanted.noun()
            ),
            kind.command(id, choice.destroys),
        )),
        _ => Ok(()),
    }
}

pub(super) fn read_all<T: DeserializeOwned>(items: &[Box<RawValue>]) -> Vec<T> {
    let read = |raw: &RawValue| crate::api::lenient::read(raw.get());
    items.iter().filter_map(|raw| read(raw)).collect()
}
