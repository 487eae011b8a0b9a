//! The state of the sandbox, behind one lock, and its progress with time.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use crate::api::types::{CallingConfig, CallingFields, Voicemail, Webhook};
use crate::clock::Speed;
use crate::clock::iso_millis;
use crate::sandbox::engine::call_state::{RemoteAction, UnansweredPolicy};
use crate::sandbox::engine::faults::Faults;
use crate::sandbox::engine::rng::Rng;
use crate::sandbox::engine::sandbox_clock::SandboxClock;
use crate::sandbox::engine::scheduler::Scheduler;
use crate::sandbox::settings::{APP_ID, SandboxSettings};
use crate::sandbox::state::activity::ActivityLog;
use crate::sandbox::state::call_record::CallRecord;
use crate::sandbox::state::files::AudioFiles;
use crate::sandbox::state::outbox::Outbox;
use crate::sandbox::state::own_address::OwnAddress;
use crate::sandbox::state::rate_limits::RateLimits;
use crate::sandbox::state::record_store::RecordStore;
use crate::sandbox::state::recording_record::RecordingRecord;

/// A task that is scheduled for a later time.
#[derive(Clone, Debug)]
pub(crate) enum ScheduledTask {
    /// The remote party of a call acts.
    Remote { call: String, action: RemoteAction },
    /// The destination of a transfer joins the call.
    Join {
        call: String,
        address: String,
        channel: String,
    },
    /// A recording has been processed.
    RecordingReady { recording: String },
    /// The audio of a voicemail has been processed.
    VoicemailReady { voicemail: String },
    /// The transcription of a voicemail is complete.
    Transcribed { voicemail: String, text: String },
    /// A delivery is attempted.
    Attempt { delivery: String },
}

/// The state of the sandbox.
#[derive(Debug)]
pub(crate) struct SandboxState {
    pub(crate) speed: Speed,
    pub(crate) numbers: Vec<String>,
    pub(crate) rng: Rng,
    pub(crate) faults: Faults,
    pub(crate) limits: RateLimits,
    pub(crate) files: AudioFiles,
    pub(crate) config: CallingConfig,
    pub(crate) webhooks: RecordStore<Webhook>,
    pub(crate) calls: RecordStore<CallRecord>,
    pub(crate) recordings: RecordStore<RecordingRecord>,
    pub(crate) voicemails: RecordStore<Voicemail>,
    pub(crate) scheduler: Scheduler<ScheduledTask>,
    pub(crate) outbox: Outbox,
    pub(crate) activity: ActivityLog,
    pub(crate) clock: SandboxClock,
    pub(crate) own_address: OwnAddress,
    /// API requests so far; the faults of a request depend on its number.
    pub(crate) requests: u64,
    /// Participants so far; their ids depend on their number.
    pub(crate) participants: u64,
    /// Whether the configuration changed since the data file was written.
    pub(crate) config_changed: bool,
    initial_faults: Faults,
}

impl SandboxState {
    /// Returns the state of a new sandbox that listens on `bound`.
    pub(crate) fn new(
        settings: &SandboxSettings,
        seed: u64,
        bound: SocketAddr,
        now: Instant,
    ) -> SandboxState {
        let public_url = settings.public_url.as_ref();
        let base = public_url.map_or_else(|| format!("http://{bound}"), Url::to_string);
        let mut state = SandboxState {
            speed: settings.speed,
            numbers: settings.numbers.clone(),
            rng: Rng::new(seed),
            faults: settings.faults.clone(),
            limits: RateLimits::new(!settings.rate_limits),
            files: AudioFiles::new(base.trim_end_matches('/').to_owned()),
            config: CallingConfig::default(),
            webhooks: RecordStore::default(),
            calls: RecordStore::default(),
            recordings: RecordStore::default(),
            voicemails: RecordStore::default(),
            scheduler: Scheduler::default(),
            outbox: Outbox::default(),
            activity: ActivityLog::default(),
            clock: SandboxClock::new(settings.clock, now),
            own_address: OwnAddress::new(bound, public_url),
            requests: 0,
            participants: 0,
            config_changed: false,
            initial_faults: settings.faults.clone(),
        };
        state.config = default_config(&state.rng, state.wall(now));
        state
    }

    /// Returns the sandbox's current time.
    pub(crate) fn now(&self) -> Instant {
        self.clock.sandbox_time(Instant::now())
    }

    /// Returns the date and time at `now`.
    pub(crate) fn wall(&self, now: Instant) -> Timestamp {
        self.clock.wall(now)
    }

    /// Returns whether a record or the configuration changed since the data file was written.
    pub(crate) fn has_changes(&self) -> bool {
        self.webhooks.has_changes()
            || self.calls.has_changes()
            || self.recordings.has_changes()
            || self.voicemails.has_changes()
            || self.outbox.log.has_changes()
            || self.config_changed
    }

    /// Forgets which records changed. Without a data file nothing needs the list.
    pub(crate) fn discard_changes(&mut self) {
        self.webhooks.take_changes();
        self.calls.take_changes();
        self.recordings.take_changes();
        self.voicemails.take_changes();
        self.outbox.log.take_changes();
        self.config_changed = false;
    }

    /// Removes all records and restores the configuration, the faults and a running clock. Numbering continues,
    /// because receivers may remember the ids from before.
    pub(crate) fn reset(&mut self) {
        self.clock.change(Instant::now(), Duration::ZERO, false);
        let now = self.now();
        self.webhooks.clear();
        self.calls.clear();
        self.recordings.clear();
        self.voicemails.clear();
        self.scheduler.clear();
        self.outbox.clear();
        self.activity.clear();
        self.limits.clear();
        self.files.reset();
        self.faults = self.initial_faults.clone();
        self.config = default_config(&self.rng, self.wall(now));
        self.config_changed = true;
    }

    /// Schedules a task for `after` of call time from `now`.
    pub(crate) fn schedule(&mut self, now: Instant, after: Duration, task: ScheduledTask) {
        self.scheduler.schedule(now + self.speed.real(after), task);
    }

    /// Returns what happens to an inbound call that gets no command.
    pub(crate) fn unanswered_policy(&self) -> UnansweredPolicy {
        let voicemail = self.config.fields.voicemail_enabled == Some(true);
        match self.config.fields.default_answer_behavior.as_deref() {
            Some("voicemail") if voicemail => UnansweredPolicy::Voicemail,
            Some("webhook") => UnansweredPolicy::NoAnswer,
            _ => UnansweredPolicy::Reject,
        }
    }

    /// Returns how long a voicemail may be.
    pub(crate) fn longest_message(&self) -> Duration {
        let seconds = self.config.fields.voicemail_max_duration.unwrap_or(120);
        Duration::from_secs(seconds.into())
    }
}

/// Returns the configuration of a new app. The vendor does not document it; these values are assumed.
fn default_config(rng: &Rng, at: Timestamp) -> CallingConfig {
    let at = Some(iso_millis(at));
    CallingConfig {
        id: Some(rng.id("cc_test_", 0)),
        app_id: Some(APP_ID.into()),
        organization_id: Some(rng.id("org_", 0)),
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
