//! The record of a call.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::api::types::Call;
use crate::clock::Speed;
use crate::clock::iso_millis;
use crate::events::sample_call::Direction;
use crate::sandbox::delivery::payload::CallParticipant;
use crate::sandbox::engine::call_state::{CallEnding, CallPhase, CallState};
use crate::sandbox::engine::remote_party::RemoteParty;
use crate::sandbox::settings::APP_ID;

/// A call, with the fields that the API does not show.
#[derive(Clone, Debug)]
pub(crate) struct CallRecord {
    /// The call as the API shows it.
    pub(crate) view: Call,
    pub(crate) state: CallState,
    pub(crate) remote: RemoteParty,
    pub(crate) participants: Vec<CallParticipant>,
    /// Events sent so far.
    pub(crate) events: u64,
    /// The id of the running recording.
    pub(crate) recording: Option<String>,
    /// The commands and events of the call, oldest first, for the control API.
    pub(crate) history: Vec<HistoryEntry>,
    start: Instant,
    started_at: Timestamp,
}

/// One entry of a call's history.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HistoryEntry {
    at: String,
    /// `command`, `event` or `refused`.
    kind: &'static str,
    name: String,
}

/// The two sides of a call.
#[derive(Clone, Debug)]
pub(crate) struct CallRoute {
    pub(crate) direction: Direction,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) from_channel: String,
    pub(crate) to_channel: String,
    pub(crate) metadata: Map<String, Value>,
}

impl CallRecord {
    /// Returns a call that starts at `now`, which is `wall` as date and time.
    pub(crate) fn new(
        view: Call,
        state: CallState,
        remote: RemoteParty,
        now: Instant,
        wall: Timestamp,
    ) -> CallRecord {
        CallRecord {
            view,
            state,
            remote,
            participants: Vec::new(),
            events: 0,
            recording: None,
            history: Vec::new(),
            start: now,
            started_at: wall,
        }
    }

    /// Returns a call of an earlier run, which has ended.
    pub(crate) fn stored(view: Call, now: Instant, wall: Timestamp) -> CallRecord {
        let direction = match view.direction.as_deref() {
            Some("inbound") => Direction::Inbound,
            _ => Direction::Outbound,
        };
        let phase = CallPhase::Ended(CallEnding::Completed);
        let state = CallState {
            phase,
            ..CallState::new(direction)
        };
        CallRecord::new(view, state, RemoteParty::default(), now, wall)
    }

    /// Returns the start of the call.
    pub(crate) fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// Returns the call's time at `now`: it starts as the clock's time and runs at `speed`.
    pub(crate) fn at(&self, now: Instant, speed: Speed) -> Timestamp {
        self.started_at + speed.simulated(now.saturating_duration_since(self.start))
    }

    /// Returns the time since the start of the call, by the sandbox's clock.
    pub(crate) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.start)
    }

    pub(crate) fn is_inbound(&self) -> bool {
        self.state.direction == Direction::Inbound
    }

    /// Adds an entry to the history.
    pub(crate) fn record(&mut self, at: Timestamp, kind: &'static str, name: &str) {
        let (at, name) = (iso_millis(at), name.to_owned());
        self.history.push(HistoryEntry { at, kind, name });
    }
}

/// Returns a new call as the API shows it.
pub(crate) fn new_view(id: &str, route: &CallRoute, at: Timestamp, room: String) -> Call {
    let webrtc = route.from_channel == "webrtc" || route.to_channel == "webrtc";
    let inbound = route.direction == Direction::Inbound;
    let at = Some(iso_millis(at));
    Call {
        id: Some(id.to_owned()),
        app_id: Some(APP_ID.into()),
        direction: Some(if inbound { "inbound" } else { "outbound" }.into()),
        status: Some(CallPhase::Initiated.status().into()),
        from_address: Some(route.from.clone()),
        to_address: Some(route.to.clone()),
        from_channel: Some(route.from_channel.clone()),
        to_channel: Some(route.to_channel.clone()),
        duration: None,
        end_reason: None,
        metadata: Some(route.metadata.clone()),
        livekit_room_name: (webrtc || inbound).then_some(room),
        started_at: at.clone(),
        answered_at: None,
        ended_at: None,
        created_at: at,
    }
}
