//! The steps of the demo: each shows the command line that its user would type, then what it gives.

use std::path::Path;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};

use crate::api::call_commands::{self, CallCommand};
use crate::api::client::Limits;
use crate::api::download::{self, Place, Source, Storage};
use crate::api::simulate::{self, Caller};
use crate::api::types::{CommandReply, WebhookFields};
use crate::api::{Client, Reply, Request, calls, recordings, webhooks};
use crate::context::Context;
use crate::error::Error;
use crate::events::EventKind;
use crate::events::entry::Record;
use crate::json;
use crate::receiver::journal::Follower;
use crate::render::{Show, human};
use crate::terminal::{Tone, inert};

/// A step that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(15);
/// Between two steps, so that a person can follow and the listener's line is out before the next command.
const BEAT: Duration = Duration::from_millis(350);

/// What the steps need.
pub(super) struct Story<'a> {
    pub(super) client: Client,
    /// The events as the listener records them.
    pub(super) events: Follower,
    /// Where the listener takes events.
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
        self.say("A sandbox of the API and a listener, both on this machine.")?;
        self.type_line("sandbox --port 0")?;
        self.print(&format!("export CHIRP_API_URL={}", self.client.base()))?;
        self.type_line("listen --port 0")?;
        self.print(&format!("Listening on {}", self.hook))
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

    /// Somebody calls, we answer, record, hang up, and fetch the recording. Gives the call's id.
    async fn answered_call(&mut self) -> Result<String, Error> {
        self.say("Somebody calls. A call that comes in wants a command within 30 seconds.")?;
        let call = self.ring("", &Caller::default()).await?;
        self.command(&call, "answer", "answer").await?;
        self.wait(EventKind::Answered, &call).await?;
        self.say("Record it, then hang up.")?;
        self.command(&call, "start-recording", "start_recording")
            .await?;
        sleep(BEAT * 3).await;
        self.command(&call, "hangup", "hangup").await?;
        self.wait(EventKind::Completed, &call).await?;
        let body = self.wait(EventKind::RecordingCompleted, &call).await?;
        let recording = json::at(&body, &["data", "recording", "id"]).and_then(json::string);
        self.fetch(&recording.unwrap_or_default()).await?;
        Ok(call)
    }

    async fn missed_call(&mut self) -> Result<(), Error> {
        self.say("Another call, and nobody has time: to voicemail with it.")?;
        let message = "Hi, it is Jane. Please call me back when you get a chance.";
        let caller = Caller {
            voicemail: Some(serde_json::json!({ "transcription": message, "duration": 8 })),
            ..Caller::default()
        };
        let flags = format!("--voicemail '{message}' --voicemail-duration 8s");
        let call = self.ring(&flags, &caller).await?;
        self.command(&call, "send-to-voicemail", "send_to_voicemail")
            .await?;
        self.wait(EventKind::VoicemailReceived, &call)
            .await
            .map(drop)
    }

    async fn look_back(&mut self, call: &str) -> Result<(), Error> {
        self.say("What became of the first call?")?;
        self.type_line(&format!("calls get {call}"))?;
        self.send_and_show(&calls::get(call)).await
    }

    /// Makes a call come in and waits until the listener has it.
    async fn ring(&mut self, flags: &str, caller: &Caller) -> Result<String, Error> {
        self.type_line(format!("simulate call {flags}").trim_end())?;
        let reply = self.client.send(&simulate::call(caller)).await?;
        let call = reply.value.id.unwrap_or_default();
        self.wait(EventKind::Initiated, &call).await?;
        Ok(call)
    }

    async fn command(&mut self, call: &str, name: &str, kind: &str) -> Result<(), Error> {
        self.type_line(&format!("calls {name} {call}"))?;
        let request = call_commands::send(call, &CallCommand::new(kind));
        let reply: Reply<CommandReply> = self.client.send(&request).await?;
        self.print(&format!(
            "{name} {}",
            inert(&reply.value.status.unwrap_or_default())
        ))?;
        sleep(BEAT).await;
        Ok(())
    }

    async fn fetch(&mut self, recording: &str) -> Result<(), Error> {
        self.type_line(&format!("recordings download {recording}"))?;
        let found = self.client.send(&recordings::get(recording)).await?.value;
        let place = Place::of(self.home, recording, found.format.as_deref(), false)?;
        let source = Source::of(&found)
            .ok_or_else(|| Error::failed("the recording has no file yet", None))?;
        let fresh = || async { Ok(source.clone()) };
        let storage = Storage::new(Limits::default());
        let saved = download::fetch(&storage, &place, source.clone(), fresh, |_| {}).await?;
        let name = saved.path.file_name().unwrap_or_default().to_string_lossy();
        self.print(&format!("{}  {}", inert(&name), human::bytes(saved.bytes)))
    }

    /// Waits for an event of a call and gives its body.
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

    async fn send_and_show<T: Show + DeserializeOwned>(
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

/// What to try next, when both halves have stopped.
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
