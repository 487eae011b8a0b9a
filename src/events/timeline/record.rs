//! Adds the API's record to a timeline, or builds the timeline from it if there are no events.

use super::{Record, Source, Step, Timeline, fill, spoken};
use crate::json;

/// Adds the steps of the API's record that no event contains.
pub(super) fn fold(timeline: &mut Timeline, record: &Record<'_>) {
    if let Some(call) = record.call {
        timeline.sources.api = true;
        add_call(timeline, call);
    }
    for text in record.recordings {
        add_recording(timeline, text);
    }
    for text in record.voicemails {
        add_voicemail(timeline, text);
    }
}

fn add_call(timeline: &mut Timeline, text: &str) {
    let field = |name: &str| json::member(text, name).and_then(json::string);
    // The record is newer than any event.
    timeline.status = field("status").or(timeline.status.take());
    fill(&mut timeline.direction, field("direction"));
    fill(&mut timeline.from, field("fromAddress"));
    fill(&mut timeline.to, field("toAddress"));
    fill(&mut timeline.from_channel, field("fromChannel"));
    fill(&mut timeline.to_channel, field("toChannel"));
    fill(&mut timeline.end_reason, field("endReason"));
    fill(
        &mut timeline.duration,
        json::member(text, "duration").and_then(|raw| raw.parse().ok()),
    );
    let begun = field("startedAt").or(field("createdAt"));
    let direction = timeline.direction.clone().unwrap_or_default();
    add_step(timeline, &["initiated"], begun, direction, 0);
    add_step(
        timeline,
        &["answered"],
        field("answeredAt"),
        String::new(),
        2,
    );
    let status = timeline.status.clone().unwrap_or_default();
    let mut ends = ["completed", "failed", "busy", "no_answer", "canceled"];
    if let Some(at) = ends.iter().position(|end| *end == status) {
        ends.swap(0, at);
        let reason = timeline.end_reason.clone().unwrap_or_default();
        add_step(timeline, &ends, field("endedAt"), reason, 5);
    }
}

/// Adds a step called by the first of `names`, unless there is one of these names already.
fn add_step(timeline: &mut Timeline, names: &[&str], at: Option<String>, detail: String, rank: u8) {
    let told = |step: &Step| names.contains(&step.what.as_str());
    let Some(at) = at.filter(|_| !timeline.steps.iter().any(told)) else {
        return;
    };
    timeline.steps.push(Step {
        at: at.parse().ok(),
        what: names[0].to_owned(),
        detail,
        source: Source::Api,
        rank,
    });
}

fn add_recording(timeline: &mut Timeline, text: &str) {
    let field = |name: &str| json::member(text, name).and_then(json::string);
    let number = |name: &str| json::member(text, name).and_then(|raw| raw.parse().ok());
    let Some(id) = field("id") else { return };
    let is_new = timeline.recordings.iter().all(|known| known.id != id);
    let one = timeline.recording(id.clone());
    one.status = field("status").or(one.status.take());
    fill(&mut one.format, field("format"));
    fill(&mut one.duration, number("duration"));
    fill(&mut one.size, number("fileSize"));
    let (status, length) = (one.status.clone().unwrap_or_default(), one.duration);
    let length = length.map(|seconds| format!(", {}", spoken(seconds)));
    if is_new {
        let at = field("endedAt").or(field("createdAt"));
        timeline.steps.push(Step {
            at: at.and_then(|at| at.parse().ok()),
            what: format!("recording.{status}"),
            detail: format!("{id}{}", length.unwrap_or_default()),
            source: Source::Api,
            rank: 6,
        });
    }
}

fn add_voicemail(timeline: &mut Timeline, text: &str) {
    let field = |name: &str| json::member(text, name).and_then(json::string);
    let Some(id) = field("id") else { return };
    let is_new = timeline.voicemails.iter().all(|known| known.id != id);
    let one = timeline.voicemail(id.clone());
    fill(
        &mut one.duration,
        json::member(text, "duration").and_then(|raw| raw.parse().ok()),
    );
    // A transcription may come long after the event (webhooks page).
    fill(&mut one.transcription, field("transcription"));
    let said = one.transcription.as_ref().map(|text| format!(": {text}"));
    if is_new {
        timeline.steps.push(Step {
            at: field("createdAt").and_then(|at| at.parse().ok()),
            what: "voicemail.received".to_owned(),
            detail: format!("{id}{}", said.unwrap_or_default()),
            source: Source::Api,
            rank: 7,
        });
    }
}
