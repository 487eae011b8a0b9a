//! `chirp calls timeline`: one call from the journal's events and the API's record.

mod ladder;

use std::ops::ControlFlow;

use clap::Args;
use jiff::tz::TimeZone;

use crate::api::page::Page;
use crate::api::{ApiError, Request, calls, recordings, voicemails};
use crate::cmd::{CallArg, JournalArgs};
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::Entry;
use crate::events::ResourceId;
use crate::events::timeline::{self, Record};
use crate::json;
use crate::receiver::journal::Selection;
use crate::render::{Format, timeline as render};
use crate::terminal::sanitize;

/// What happened on a call: rang, answered, talked, recorded, ended
///
/// Example: chirp calls timeline @last
///
/// Told from the API's record and from the events that chirp listen has recorded; one of the two
/// will do, and the last line of the summary says which there were.
///
/// The ladder shows the journal alone: who sent what to whom, forwards and commands included. With
/// --json it is one object.
#[derive(Debug, Args)]
pub(crate) struct Timeline {
    #[command(flatten)]
    call: CallArg,
    #[command(flatten)]
    drawing: ladder::Drawing,
    #[command(flatten)]
    journal: JournalArgs,
}

/// The API's data about the call, as JSON texts.
#[derive(Default)]
struct Known {
    call: Option<String>,
    recordings: Vec<String>,
    voicemails: Vec<String>,
}

impl Timeline {
    /// Runs the command.
    ///
    /// # Errors
    /// Returns the API's error when the journal has no entries either; [`Error::NotFound`] when
    /// neither knows the call.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("calls timeline").reading();
        let id = self.call.id(context, choice).await?;
        let entries = recorded(context, &self.journal, &id)?;
        if self.drawing.is_asked_for() {
            return self.drawing.write(context, &id, &entries);
        }
        let known = match known(context, &id).await {
            Ok(known) => known,
            Err(error) if entries.is_empty() || error.is_silent() => return Err(error),
            Err(error) => {
                let text = format!("from the journal only; the API could not tell: {error}");
                context.terminal.note(&sanitize(&text));
                Known::default()
            }
        };
        let record = Record {
            call: known.call.as_deref(),
            recordings: &texts(&known.recordings),
            voicemails: &texts(&known.voicemails),
        };
        let timeline = timeline::Timeline::fold(&id, &entries, &record);
        if timeline.is_empty() {
            let message = format!("neither the API nor the journal knows the call {id}");
            return Err(Error::NotFound(message));
        }
        match context.format() {
            Format::Json | Format::Jsonl => context.write_json(&render::json(&timeline)),
            Format::Table => {
                let zone = TimeZone::system();
                let text = render::human(&timeline, &context.terminal, &zone);
                Ok(context.terminal.line(&text)?)
            }
            Format::Plain => {
                for line in render::plain(&timeline) {
                    context.terminal.line(&line)?;
                }
                Ok(())
            }
        }
    }
}

/// Returns the journal's entries of the call. Warns about an unreadable journal and continues
/// without it.
fn recorded(context: &Context, journal: &JournalArgs, id: &str) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    let selection = Selection {
        call: Some(id.to_owned()),
        ..Selection::default()
    };
    let read = journal.reader().and_then(|reader| {
        let Some(mut reader) = reader else {
            return Ok(());
        };
        let done = reader.newest_first::<()>(&selection, |entry| {
            entries.push(entry);
            ControlFlow::Continue(())
        });
        Ok(done.map(|_| ())?)
    });
    if let Err(error) = read {
        context
            .terminal
            .complain(&sanitize(&format!("warning: {error}")));
    }
    Ok(entries)
}

async fn known(context: &Context, id: &ResourceId) -> Result<Known, Error> {
    let call = match context.send(&calls::get(id)).await {
        Ok(reply) => reply.text,
        Err(Error::Api(ApiError::Refused(refusal))) if refusal.status == 404 => {
            return Ok(Known::default());
        }
        Err(error) => return Err(error),
    };
    let newest = voicemails::list().query("limit", Some(100));
    let mut voicemails = items(context, &newest).await?;
    voicemails.retain(|text| {
        json::member(text, "callId")
            .and_then(json::string)
            .as_deref()
            == Some(&**id)
    });
    Ok(Known {
        call: Some(call),
        recordings: items(context, &recordings::list(id)).await?,
        voicemails,
    })
}

/// Returns the items of one page; an empty list if they do not exist or the key may not read them.
async fn items(context: &Context, request: &Request<Page>) -> Result<Vec<String>, Error> {
    match context.send(request).await {
        Ok(reply) => {
            let texts = reply.value.data.iter().map(|item| item.get().to_owned());
            Ok(texts.collect())
        }
        Err(Error::Api(ApiError::Refused(_))) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn texts(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}
