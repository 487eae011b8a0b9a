//! All that the sandbox knows, behind one lock; time moves it on.
//!
//! Every change happens here, synchronously, at a given instant: handlers and timers call in, and what
//! is to be posted is left in `outbox` for the runner. Nothing here waits.

pub(crate) mod call_record;
pub(crate) mod data_file;
pub(crate) mod files;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::api::types::{CallingConfig, CallingFields, Webhook};
use crate::clock::{Clock, iso_millis};
use crate::events::EventKind;
use crate::sandbox::delivery::outbox::Outbox;
use crate::sandbox::delivery::payload::{self, Extra};
use crate::sandbox::engine::faults::Faults;
use crate::sandbox::engine::lifecycle::{Default as Fallback, Far, Stimulus};
use crate::sandbox::engine::rng::Rng;
use crate::sandbox::engine::scheduler::Scheduler;
use crate::sandbox::engine::speed::Speed;
use crate::sandbox::http::limits::Limits;
use crate::sandbox::http::recordings::RecordingRecord;
use crate::sandbox::http::voicemails::VoicemailRecord;
use crate::sandbox::state::call_record::CallRecord;
use crate::sandbox::state::data_file::DataFile;
use crate::sandbox::state::files::Files;
use crate::sandbox::state::store::Store;
use crate::sandbox::{APP_ID, SandboxError, Settings};

/// Ended calls that are kept; older ones are forgotten, so that a long run stays small.
const MOST_CALLS: usize = 10_000;

/// Something that is to happen at a moment.
#[derive(Clone, Debug)]
pub(crate) enum Turn {
    /// The other side of a call does something.
    Far(String, Far),
    /// The destination of a transfer joins the call: address and channel.
    Join(String, String, String),
    /// A recording has been processed.
    RecordingReady(String),
    /// The audio of a voicemail has been processed.
    VoicemailReady(String),
    /// The transcription of a voicemail is there.
    Transcribed(String, String),
    /// A delivery is to be attempted.
    Attempt(String),
}

/// The state of the sandbox.
#[derive(Debug)]
pub(crate) struct SandboxState {
    pub(crate) speed: Speed,
    pub(crate) numbers: Vec<String>,
    pub(crate) dice: Rng,
    pub(crate) faults: Faults,
    pub(crate) limits: Limits,
    pub(crate) files: Files,
    pub(crate) config: CallingConfig,
    pub(crate) webhooks: Store<Webhook>,
    pub(crate) calls: Store<CallRecord>,
    pub(crate) recordings: Store<RecordingRecord>,
    pub(crate) voicemails: Store<VoicemailRecord>,
    pub(crate) agenda: Scheduler<Turn>,
    pub(crate) outbox: Outbox,
    /// Requests to the API so far, for the faults.
    pub(crate) requests: u64,
    /// Participants so far, for their ids.
    pub(crate) participants: u64,
    /// Whether the configuration has changed since the data file was written.
    pub(crate) config_touched: bool,
    clock: Clock,
    start: Instant,
}

impl SandboxState {
    pub(crate) fn new(settings: &Settings, seed: u64, base: String, now: Instant) -> SandboxState {
        let mut world = SandboxState {
            speed: settings.speed,
            numbers: settings.numbers.clone(),
            dice: Rng::new(seed),
            faults: settings.faults.clone(),
            limits: Limits::new(!settings.rate_limits),
            files: Files::new(base),
            config: CallingConfig::default(),
            webhooks: Store::default(),
            calls: Store::default(),
            recordings: Store::default(),
            voicemails: Store::default(),
            agenda: Scheduler::default(),
            outbox: Outbox::default(),
            requests: 0,
            participants: 0,
            config_touched: false,
            clock: settings.clock,
            start: now,
        };
        world.config = default_config(&world.dice, world.wall(now));
        world
    }

    /// The machine's time at `now`; a clock that is held still moves with the runtime's.
    pub(crate) fn wall(&self, now: Instant) -> Timestamp {
        match self.clock {
            Clock::System => Timestamp::now(),
            Clock::Fixed(at) => at + now.duration_since(self.start),
        }
    }

    /// Real time since the sandbox began.
    pub(crate) fn age(&self, now: Instant) -> std::time::Duration {
        now.saturating_duration_since(self.start)
    }

    /// Whether the data file may be behind.
    pub(crate) fn is_touched(&self) -> bool {
        self.webhooks.is_touched()
            || self.calls.is_touched()
            || self.recordings.is_touched()
            || self.voicemails.is_touched()
            || self.outbox.log.is_touched()
            || self.config_touched
    }

    /// Writes what has changed to the data file, if there is one.
    pub(crate) fn save(&mut self, data: &mut Option<DataFile>) -> Result<(), SandboxError> {
        if let Some(data) = data {
            return data.save(self);
        }
        self.webhooks.take_touched();
        self.calls.take_touched();
        self.recordings.take_touched();
        self.voicemails.take_touched();
        self.outbox.log.take_touched();
        Ok(())
    }

    /// Everything gone but keys, configuration of the process, and the numbering: ids of before a
    /// reset do not come again, since receivers may remember them.
    pub(crate) fn reset(&mut self, now: Instant) {
        self.webhooks.clear();
        self.calls.clear();
        self.recordings.clear();
        self.voicemails.clear();
        self.agenda.clear();
        self.outbox.clear();
        self.limits.clear();
        self.files.reset();
        self.config = default_config(&self.dice, self.wall(now));
        self.config_touched = true;
    }

    /// Does all that is due, each thing at its own moment.
    pub(crate) fn tick(&mut self, now: Instant) {
        while let Some((at, turn)) = self.agenda.due(now) {
            match turn {
                Turn::Far(call, far) => {
                    let _ = self.stimulate(&call, Stimulus::Far(far), at);
                }
                Turn::Join(call, address, channel) => self.join(&call, &address, &channel, at),
                Turn::RecordingReady(id) => self.finish_recording(&id, at),
                Turn::VoicemailReady(id) => self.finish_voicemail(&id, at),
                Turn::Transcribed(id, text) => self.transcribe(&id, text),
                Turn::Attempt(id) => self.outbox.make_ready(id),
            }
        }
        let over = |call: &CallRecord| call.state.is_over();
        while self.calls.trim(MOST_CALLS, over).is_some() {}
    }

    /// Sets a turn for `after` of call time from `now`.
    pub(crate) fn set(&mut self, now: Instant, after: std::time::Duration, turn: Turn) {
        self.agenda.set(now + self.speed.real(after), turn);
    }

    /// Sends an event about a call to every webhook that wants it.
    pub(crate) fn emit(&mut self, id: &str, kind: EventKind, extra: &Extra, now: Instant) {
        let (speed, Some(n)) = (self.speed, self.calls.number(id)) else {
            return;
        };
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        let at = call.at(now, speed);
        call.events += 1;
        call.note(at, "event", kind.name());
        // The vendor's pages show both forms of event ids.
        let event_id = match (kind, call.is_inbound()) {
            (EventKind::Initiated, true) => format!("evt_{id}_initiated"),
            _ => self.dice.id("evt_", (n << 16) | call.events),
        };
        let body = payload::body(kind, &event_id, at, &call.view, extra);
        let wanted = |webhook: &&Webhook| {
            let events = webhook.events.as_deref().unwrap_or_default();
            events.iter().any(|name| name == kind.name())
        };
        let webhooks = self.webhooks.iter().map(|(_, webhook)| webhook);
        let targets: Vec<String> = webhooks
            .filter(wanted)
            .filter_map(|w| w.id.clone())
            .collect();
        for webhook in targets {
            self.post(&webhook, id, kind.name(), &event_id, &body, now);
        }
    }

    /// What becomes of an inbound call that gets no command.
    pub(crate) fn fallback(&self) -> Fallback {
        let voicemail = self.config.fields.voicemail_enabled == Some(true);
        match self.config.fields.default_answer_behavior.as_deref() {
            Some("voicemail") if voicemail => Fallback::Voicemail,
            Some("webhook") => Fallback::NoAnswer,
            _ => Fallback::Reject,
        }
    }
}

/// The configuration of a new app. The vendor's defaults are not known; these are assumed.
fn default_config(dice: &Rng, at: Timestamp) -> CallingConfig {
    let at = Some(iso_millis(at));
    CallingConfig {
        id: Some(dice.id("cc_test_", 0)),
        app_id: Some(APP_ID.into()),
        organization_id: Some(dice.id("org_", 0)),
        fields: CallingFields {
            voicemail_enabled: Some(true),
            voicemail_greeting_url: None,
            voicemail_max_duration: Some(120),
            auto_record_enabled: Some(false),
            recording_format: Some("mp4".into()),
            default_answer_behavior: Some("voicemail".into()),
            max_concurrent_calls: Some(100),
            whatsapp_calling_enabled: Some(false),
            whatsapp_sip_enabled: Some(false),
        },
        created_at: at.clone(),
        updated_at: at,
    }
}
