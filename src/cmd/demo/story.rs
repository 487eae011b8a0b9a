//! The steps of the demo: each shows the command line that a user would type, then its output.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};

use crate::api::ApiError;
use crate::api::call_commands::{self, CallCommand};
use crate::api::client::Limits;
use crate::api::download::{self, DownloadTarget, Source, Storage};
use crate::api::simulate::{self, SimulatedCaller};
use crate::api::types::{CommandReply, WebhookFields};
use crate::api::{Client, Reply, Request, calls, recordings, webhooks};
use crate::cmd::demo::RULES;
use crate::context::Context;
use crate::error::Error;
use crate::events::entry::Record;
use crate::events::timeline::{self, Timeline};
use crate::events::{Entry, EventKind};
use crate::json;
use crate::receiver::ReceiverError;
use crate::receiver::journal::{Follower, Journal, Selection};
use crate::render::{self, Show, human};
use crate::terminal::{Tone, sanitize};

/// A step that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(15);
/// Between two steps, so that a person can follow and the listener's line is out before the next command.
const BEAT: Duration = Duration::from_millis(350);

/// The state that the steps of the demo share.
pub(super) struct Story<'a> {
    pub(super) client: Client,
    /// The listener's journal.
    pub(super) journal: Journal,
    /// The events as the listener records them.
    pub(super) events: Follower,
    /// The URL at which the listener receives events.
    pub(super) hook: String,
    /// A folder that is removed at the end.
    pub(super) home: &'a Path,
    pub(super) context: &'a Context,
}

impl Story<'_> {
    pub(super) async fn tell(mut self) -> Result<(), Error> {
        self.prologue()?;
        self.subscribe().await?;
        let call = self.answered_call().await?;
        self.missed_call().await?;
        self.look_back(&call).await
    }

    fn prologue(&self) -> Result<(), Error> {
        self.say("A sandbox of the API, and a listener that answers calls by rules. Both on this machine.")?;
        self.type_line("sandbox --port 0 --speed 4x")?;
        self.print(&format!("export CHIRP_API_URL={}", self.client.base()))?;
        self.type_line("listen --port 0 --respond rules.toml --respond-unverified")?;
        self.print(&format!("Listening on {}", self.hook))?;
        let rules = RULES.trim_end().replace("\n\n", "\n");
        self.print(
            &self
                .context
                .terminal
                .paint(Tone::Dim, &format!("# rules.toml\n{rules}")),
        )
    }

    async fn subscribe(&mut self) -> Result<(), Error> {
        self.say("Tell the service where events go.")?;
        self.type_line(&format!("webhooks create --url {} --all-events", self.hook))?;
        let fields = WebhookFields {
            url: Some(self.hook.clone()),
            events: Some(
                EventKind::ALL
                    .iter()
                    .map(|kind| kind.name().to_owned())
                    .collect(),
            ),
            headers: None,
        };
        self.send_and_show(&webhooks::create(&fields)).await
    }

    /// Somebody calls, the first rule answers and records, we hang up and fetch the recording. Gives the
    /// call's id.
    async fn answered_call(&mut self) -> Result<String, Error> {
        self.say("Somebody calls. The first rule answers, and then starts a recording.")?;
        let call = self.ring("", &SimulatedCaller::default()).await?;
        self.wait(EventKind::Answered, &call).await?;
        sleep(BEAT * 4).await;
        self.say("Enough talked.")?;
        self.command(&call, "hangup", "hangup").await?;
        self.wait(EventKind::Completed, &call).await?;
        let body = self.wait(EventKind::RecordingCompleted, &call).await?;
        let recording = json::at(&body, &["data", "recording", "id"]).and_then(json::string);
        self.say("The recording, on disk.")?;
        self.fetch(&recording.unwrap_or_default()).await?;
        Ok(call)
    }

    async fn missed_call(&mut self) -> Result<(), Error> {
        self.say("A stranger calls. The second rule sends them to voicemail.")?;
        let message = "Hi, it is Jane. Please call me back when you get a chance.";
        let caller = SimulatedCaller {
            from: Some("+15550001111".to_owned()),
            voicemail: Some(serde_json::json!({ "transcription": message, "duration": 8 })),
            ..SimulatedCaller::default()
        };
        let flags = format!("--from +15550001111 --voicemail '{message}' --voicemail-duration 8s");
        let call = self.ring(&flags, &caller).await?;
        self.wait(EventKind::VoicemailReceived, &call)
            .await
            .map(drop)
    }

    async fn look_back(&mut self, call: &str) -> Result<(), Error> {
        self.say("The first call once more, from the journal and the API.")?;
        self.type_line(&format!("calls timeline {call}"))?;
        let known = self
            .client
            .send(&calls::get(&ApiError::check_id(call)?))
            .await?
            .text;
        let record = timeline::Record {
            call: Some(&known),
            recordings: &[],
            voicemails: &[],
        };
        let timeline = Timeline::fold(call, &self.recorded(call)?, &record);
        self.print(&render::timeline::human(
            &timeline,
            &self.context.terminal,
            &TimeZone::system(),
        ))
    }

    /// The journal's entries of a call.
    fn recorded(&self, call: &str) -> Result<Vec<Entry>, Error> {
        let (mut entries, selection) = (
            Vec::new(),
            Selection {
                call: Some(call.to_owned()),
                ..Selection::default()
            },
        );
        if let Some(mut reader) = self.journal.reader().map_err(ReceiverError::from)? {
            let read = reader.newest_first::<()>(&selection, |entry| {
                entries.push(entry);
                ControlFlow::Continue(())
            });
            let _ = read.map_err(ReceiverError::from)?;
        }
        Ok(entries)
    }

    /// Makes a call come in and waits until the listener has it.
    async fn ring(&mut self, flags: &str, caller: &SimulatedCaller) -> Result<String, Error> {
        self.type_line(format!("simulate call {flags}").trim_end())?;
        let reply = self.client.send(&simulate::call(caller)).await?;
        let call = reply.value.id.unwrap_or_default();
        self.wait(EventKind::Initiated, &call).await?;
        Ok(call)
    }

    async fn command(&mut self, call: &str, name: &str, kind: &str) -> Result<(), Error> {
        self.type_line(&format!("calls {name} {call}"))?;
        let request = call_commands::send(&ApiError::check_id(call)?, &CallCommand::new(kind));
        let reply: Reply<CommandReply> = self.client.send(&request).await?;
        self.print(&format!(
            "{name} {}",
            sanitize(&reply.value.status.unwrap_or_default())
        ))?;
        sleep(BEAT).await;
        Ok(())
    }

    async fn fetch(&mut self, recording: &str) -> Result<(), Error> {
        self.type_line(&format!("recordings download {recording}"))?;
        let request = recordings::get(&ApiError::check_id(recording)?);
        let found = self.client.send(&request).await?.value;
        let place = DownloadTarget::of(self.home, recording, found.format.as_deref(), false)?;
        let source = Source::of(&found)
            .ok_or_else(|| Error::failed("the recording has no file yet", None))?;
        let fresh = || async { Ok(source.clone()) };
        let storage = Storage::new(Limits::default());
        let saved = download::fetch(&storage, &place, source.clone(), fresh, |_| {}).await?;
        let name = saved.path.file_name().unwrap_or_default().to_string_lossy();
        self.print(&format!(
            "{}  {}",
            sanitize(&name),
            human::bytes(saved.bytes)
        ))
    }

    /// Waits for an event of a call and returns its body.
    async fn wait(&mut self, kind: EventKind, call: &str) -> Result<String, Error> {
        let found = timeout(PATIENCE, async {
            while let Some(entry) = self.events.next().await {
                if let Record::Event { event, body, .. } = &entry.record
                    && event.kind() == Some(kind)
                    && event.call_id.as_deref() == Some(call)
                {
                    return Some(String::from_utf8_lossy(body).into_owned());
                }
            }
            None
        });
        let body = found.await.ok().flatten();
        sleep(BEAT).await;
        body.ok_or_else(|| Error::failed(format!("{} of {call} did not come", kind.name()), None))
    }

    async fn send_and_show<T: Show + DeserializeOwned + 'static>(
        &self,
        request: &Request<T>,
    ) -> Result<(), Error> {
        let reply = self.client.send(request).await?;
        self.context.show(&reply)?;
        sleep(BEAT).await;
        Ok(())
    }

    fn type_line(&self, words: &str) -> Result<(), Error> {
        self.print(
            &self
                .context
                .terminal
                .paint(Tone::Strong, &format!("$ chirp {words}")),
        )
    }

    fn say(&self, text: &str) -> Result<(), Error> {
        let text = self.context.terminal.paint(Tone::Note, text);
        self.print(&format!("\n{text}"))
    }

    fn print(&self, text: &str) -> Result<(), Error> {
        Ok(self.context.terminal.line(text)?)
    }
}

/// Prints suggestions after the sandbox and the listener have stopped.
pub(super) fn epilogue(context: &Context) -> Result<(), Error> {
    let terminal = &context.terminal;
    terminal.line(&format!(
        "\n{}",
        terminal.paint(Tone::Note, "Nothing of this is kept. Try next:")
    ))?;
    for (line, about) in [
        (
            "chirp sandbox",
            "the API on your machine; paste the two lines it prints",
        ),
        (
            "chirp listen --port 8080",
            "receive events; each is on disk before its 200",
        ),
        (
            "chirp trigger calls.initiated --to http://127.0.0.1:8080",
            "send a sample event",
        ),
        ("chirp auth login", "your own key, for real calls"),
    ] {
        terminal.line(&format!(
            "  {:<58} {}",
            line,
            terminal.paint(Tone::Dim, about)
        ))?;
    }
    Ok(())
}
