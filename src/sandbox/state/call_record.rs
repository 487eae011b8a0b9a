//! What is kept of a call.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::api::types::Call;
use crate::clock::iso_millis;
use crate::sandbox::APP_ID;
use crate::sandbox::delivery::payload::Participant;
use crate::sandbox::engine::lifecycle::{Direction, End, Phase, State};
use crate::sandbox::engine::remote_party::RemoteParty;
use crate::sandbox::engine::speed::Speed;

/// A call with what the API does not show of it.
#[derive(Clone, Debug)]
pub(crate) struct CallRecord {
    /// As the API shows it.
    pub(crate) view: Call,
    pub(crate) state: State,
    pub(crate) script: RemoteParty,
    pub(crate) participants: Vec<Participant>,
    /// Events sent so far.
    pub(crate) events: u64,
    /// The recording under way.
    pub(crate) recording: Option<String>,
    /// What happened, oldest first, for the control API.
    pub(crate) history: Vec<Noted>,
    born: Instant,
    born_at: Timestamp,
}

/// One line of a call's history.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Noted {
    at: String,
    /// `command`, `event` or `refused`.
    kind: &'static str,
    name: String,
}

/// Who calls whom.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) direction: Direction,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) from_channel: String,
    pub(crate) to_channel: String,
    pub(crate) metadata: Map<String, Value>,
}

impl CallRecord {
    /// A call that begins at `now`, when the machine's time is `wall`.
    pub(crate) fn new(
        view: Call,
        state: State,
        script: RemoteParty,
        now: Instant,
        wall: Timestamp,
    ) -> CallRecord {
        CallRecord {
            view,
            state,
            script,
            participants: Vec::new(),
            events: 0,
            recording: None,
            history: Vec::new(),
            born: now,
            born_at: wall,
        }
    }

    /// A call of an earlier run, which is over.
    pub(crate) fn stored(view: Call, now: Instant, wall: Timestamp) -> CallRecord {
        let direction = match view.direction.as_deref() {
            Some("inbound") => Direction::Inbound,
            _ => Direction::Outbound,
        };
        let phase = Phase::Ended(End::Completed);
        let state = State {
            phase,
            ..State::new(direction)
        };
        CallRecord::new(view, state, RemoteParty::default(), now, wall)
    }

    /// When it began.
    pub(crate) fn born_at(&self) -> Timestamp {
        self.born_at
    }

    /// Call time at `now`: starts at the machine's time and runs with the sandbox's speed.
    pub(crate) fn at(&self, now: Instant, speed: Speed) -> Timestamp {
        self.born_at + speed.call(now.saturating_duration_since(self.born))
    }

    pub(crate) fn is_inbound(&self) -> bool {
        self.state.direction == Direction::Inbound
    }

    pub(crate) fn note(&mut self, at: Timestamp, kind: &'static str, name: &str) {
        let (at, name) = (iso_millis(at), name.to_owned());
        self.history.push(Noted { at, kind, name });
    }
}

/// A new call as the API shows it.
pub(crate) fn view(id: &str, route: &Route, at: Timestamp, room: String) -> Call {
    let webrtc = route.from_channel == "webrtc" || route.to_channel == "webrtc";
    let inbound = route.direction == Direction::Inbound;
    let at = Some(iso_millis(at));
    Call {
        id: Some(id.to_owned()),
        app_id: Some(APP_ID.into()),
        direction: Some(if inbound { "inbound" } else { "outbound" }.into()),
        status: Some(Phase::Initiated.status().into()),
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
