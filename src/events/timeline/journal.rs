//! Adds the journal's entries to a timeline: events from their bodies, and the actions of
//! consumers.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Participant, Source, Step, Timeline, fill, spoken};
use crate::events::entry::{Action, ActionKind, Record};
use crate::events::{Entry, Event, EventKind};
use crate::json;

/// Adds the steps of the entries. Each `eventId` counts once, also if it came with a different
/// body.
pub(super) fn fold(timeline: &mut Timeline, entries: &[Entry]) {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.seq);
    let mut seen = HashSet::new();
    let mut last: Option<(Option<Timestamp>, u8)> = None;
    for entry in sorted {
        match &entry.record {
            Record::Event { event, body, .. } => {
                if event.id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
                    continue;
                }
                timeline.sources.journal += 1;
                let text = json::text_of(body).unwrap_or("{}");
                let step = step(timeline, event, text, entry.at);
                let place = (step.at, step.rank);
                // The newest event by the service's clock decides the status of the call.
                if let Some(status) = event.kind().and_then(status)
                    && last.is_none_or(|last| place >= last)
                {
                    timeline.status = Some(status.to_owned());
                    last = Some(place);
                }
                timeline.steps.push(step);
            }
            Record::Action(action) => timeline.steps.extend(acted(action, entry.at)),
            _ => {}
        }
    }
}

fn step(timeline: &mut Timeline, event: &Event, text: &str, received: Timestamp) -> Step {
    let at = |path: &[&str]| json::at(text, path).and_then(json::string);
    let number = |path: &[&str]| json::at(text, path).and_then(|raw| raw.parse().ok());
    let call = |name: &str| at(&["data", "call", name]);
    fill(&mut timeline.direction, event.direction.clone());
    fill(&mut timeline.from, event.from.clone());
    fill(&mut timeline.to, event.to.clone());
    fill(&mut timeline.from_channel, call("fromChannel"));
    fill(&mut timeline.to_channel, call("toChannel"));
    fill(&mut timeline.answered_by, call("answeredBy"));
    fill(&mut timeline.end_reason, call("endReason"));
    fill(
        &mut timeline.duration,
        number(&["data", "call", "duration"]),
    );
    fill(&mut timeline.error, at(&["data", "error", "message"]));
    let detail = match event.kind() {
        Some(EventKind::Initiated) => event.direction.clone(),
        Some(EventKind::Answered) => call("answeredBy").map(|who| format!("by {who}")),
        Some(EventKind::Completed) => call("endReason"),
        Some(EventKind::Failed) => at(&["data", "error", "message"]),
        Some(EventKind::ParticipantJoined | EventKind::ParticipantLeft) => {
            Some(participant(timeline, text))
        }
        Some(EventKind::RecordingCompleted) => recording(timeline, text),
        Some(EventKind::VoicemailReceived) => voicemail(timeline, text),
        _ => None,
    };
    let sent = event.timestamp.as_deref().and_then(|at| at.parse().ok());
    Step {
        at: sent.or(Some(received)),
        what: event
            .name
            .strip_prefix("calls.")
            .unwrap_or(&event.name)
            .to_owned(),
        detail: detail.unwrap_or_default(),
        source: Source::Journal,
        rank: event.kind().map_or(u8::MAX, rank),
    }
}

/// Order of events with the same time.
fn rank(kind: EventKind) -> u8 {
    match kind {
        EventKind::Initiated => 0,
        EventKind::Ringing => 1,
        EventKind::Answered => 2,
        EventKind::ParticipantJoined => 3,
        EventKind::ParticipantLeft => 4,
        EventKind::RecordingCompleted => 6,
        EventKind::VoicemailReceived => 7,
        _ => 5,
    }
}

/// Returns the API's status of a call after an event.
fn status(kind: EventKind) -> Option<&'static str> {
    match kind {
        EventKind::Initiated => Some("initiated"),
        EventKind::Ringing => Some("ringing"),
        EventKind::Answered => Some("in_progress"),
        kind if kind.ends_call() => kind.name().strip_prefix("calls."),
        _ => None,
    }
}

/// Notes who joined or left, and names them.
fn participant(timeline: &mut Timeline, text: &str) -> String {
    let part = json::at(text, &["data", "participant"]).unwrap_or("{}");
    let field = |name: &str| json::member(part, name).and_then(json::string);
    let id = field("id");
    let known = timeline.participants.iter().position(|one| one.id == id);
    let at = known.unwrap_or_else(|| {
        timeline.participants.push(Participant::default());
        timeline.participants.len() - 1
    });
    let one = &mut timeline.participants[at];
    let duration = json::member(part, "duration").and_then(|raw| raw.parse().ok());
    fill(&mut one.id, id);
    fill(&mut one.display_name, field("displayName"));
    fill(&mut one.phone_number, field("phoneNumber"));
    fill(&mut one.joined_at, field("joinedAt"));
    fill(&mut one.left_at, field("leftAt"));
    fill(&mut one.duration, duration);
    let name = one.called();
    match duration {
        Some(seconds) => format!("{name}, after {}", spoken(seconds)),
        None => name,
    }
}

fn recording(timeline: &mut Timeline, text: &str) -> Option<String> {
    let part = json::at(text, &["data", "recording"])?;
    let field = |name: &str| json::member(part, name).and_then(json::string);
    let number = |name: &str| json::member(part, name).and_then(|raw| raw.parse().ok());
    let id = field("id")?;
    let one = timeline.recording(id.clone());
    fill(&mut one.status, Some("completed".into()));
    fill(&mut one.format, field("format"));
    fill(&mut one.duration, number("duration"));
    fill(&mut one.size, number("size"));
    let length = one.duration.map(|seconds| format!(", {}", spoken(seconds)));
    Some(format!("{id}{}", length.unwrap_or_default()))
}

fn voicemail(timeline: &mut Timeline, text: &str) -> Option<String> {
    let part = json::at(text, &["data", "voicemail"])?;
    let field = |name: &str| json::member(part, name).and_then(json::string);
    let id = field("id")?;
    let duration = json::member(part, "duration").and_then(|raw| raw.parse().ok());
    let one = timeline.voicemail(id.clone());
    fill(&mut one.duration, duration);
    fill(&mut one.transcription, field("transcription"));
    let length = one.duration.map(|seconds| format!(", {}", spoken(seconds)));
    let said = one.transcription.as_ref().map(|text| format!(": {text}"));
    Some(format!(
        "{id}{}{}",
        length.unwrap_or_default(),
        said.unwrap_or_default()
    ))
}

/// Returns the step of a consumer's action: a command that was sent, or a file that was saved.
fn acted(action: &Action, at: Timestamp) -> Option<Step> {
    let field = |name: &str| json::member(&action.detail, name).and_then(json::string);
    let what = match action.kind {
        ActionKind::Command => "command",
        ActionKind::CommandFailed => "command_failed",
        ActionKind::Media => "media",
        _ => return None,
    };
    let parts = ["command", "status", "path", "error"];
    let detail: Vec<String> = parts.into_iter().filter_map(field).collect();
    Some(Step {
        at: Some(at),
        what: what.to_owned(),
        detail: detail.join(", "),
        source: Source::Journal,
        rank: 1,
    })
}
