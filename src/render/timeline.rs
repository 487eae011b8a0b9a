//! A call's timeline: its summary, then its steps.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::iso_millis;
use crate::events::timeline::{Source, Step, Timeline};
use crate::render::human::{bytes, duration};
use crate::render::{Cell, plain, table};
use crate::terminal::{Terminal, Tone};

/// Returns the text for a person: the summary, and one line for each step in the time zone `zone`.
pub fn human(timeline: &Timeline, terminal: &Terminal, zone: &TimeZone) -> String {
    let start = timeline.steps.iter().find_map(|step| step.at);
    let row = |step: &Step| {
        let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string();
        let offset = step.at.zip(start).map(|(at, start)| offset(start, at));
        vec![
            Cell::toned(step.at.map(clock), Tone::Dim),
            Cell::text(offset),
            Cell::toned(Some(step.what.clone()), tone(&step.what)),
            Cell::text(Some(step.detail.clone())),
            Cell::toned(Some(source(step.source)), Tone::Dim),
        ]
    };
    let columns = ["time", "after", "what", "detail", "from"];
    let summary = table::details(&summary(timeline), terminal);
    let steps = table::rows(&columns, timeline.steps.iter().map(row), terminal);
    format!("{summary}\n\n{steps}")
}

/// Returns the text for pipes: one line for each step with time, name, detail, source.
pub fn plain(timeline: &Timeline) -> Vec<String> {
    let line = |step: &Step| {
        let at = step.at.map(iso_millis);
        let cells = [
            Cell::text(at),
            Cell::text(Some(step.what.clone())),
            Cell::text(Some(step.detail.clone())),
            Cell::text(Some(source(step.source))),
        ];
        plain::cells(&cells)
    };
    timeline.steps.iter().map(line).collect()
}

/// Returns one JSON object for programs.
///
/// # Panics
/// Never: it is strings and numbers under names.
pub fn json(timeline: &Timeline) -> String {
    serde_json::to_string(timeline).expect("plain data serializes")
}

fn summary(timeline: &Timeline) -> Vec<(&'static str, Cell)> {
    let status = timeline.status.as_deref();
    let mut fields = vec![
        ("call", Cell::toned(Some(&timeline.call_id), Tone::Strong)),
        (
            "status",
            Cell::toned(status, tone(status.unwrap_or_default())),
        ),
        ("direction", Cell::text(timeline.direction.clone())),
        (
            "from",
            Cell::text(end(&timeline.from, &timeline.from_channel)),
        ),
        ("to", Cell::text(end(&timeline.to, &timeline.to_channel))),
        ("rang", Cell::text(timeline.ring_seconds.map(duration))),
        ("answered by", Cell::text(timeline.answered_by.clone())),
        ("talked", Cell::text(timeline.talk_seconds.map(duration))),
        ("participants", Cell::text(participants(timeline))),
        ("end reason", Cell::text(timeline.end_reason.clone())),
        ("error", Cell::toned(timeline.error.clone(), Tone::Bad)),
        ("recordings", Cell::text(recordings(timeline))),
        ("voicemails", Cell::text(voicemails(timeline))),
    ];
    fields.retain(|(_, cell)| !cell.text.is_empty());
    fields.push(("sources", Cell::toned(Some(sources(timeline)), Tone::Dim)));
    fields
}

fn sources(timeline: &Timeline) -> String {
    let events = match timeline.sources.journal {
        1 => "1 event of the journal".to_owned(),
        count => format!("{count} events of the journal"),
    };
    match (timeline.sources.api, timeline.sources.journal) {
        (true, 0) => "the API's record; the journal has no event of this call".to_owned(),
        (true, _) => format!("the API's record and {events}"),
        (false, _) => format!("{events}; the API was not asked or does not know the call"),
    }
}

fn end(address: &Option<String>, channel: &Option<String>) -> Option<String> {
    let address = address.as_ref()?;
    Some(match channel {
        Some(channel) => format!("{address} ({channel})"),
        None => address.clone(),
    })
}

fn participants(timeline: &Timeline) -> Option<String> {
    let name = |one: &crate::events::timeline::Participant| {
        let name = one.called();
        match one.duration {
            Some(seconds) => format!("{name} ({})", duration(seconds)),
            None => name,
        }
    };
    join(timeline.participants.iter().map(name))
}

fn recordings(timeline: &Timeline) -> Option<String> {
    join(timeline.recordings.iter().map(|one| {
        let size = one.size.and_then(|size| size.try_into().ok()).map(bytes);
        let parts = [
            one.format.clone(),
            one.duration.map(duration),
            size,
            one.status.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("{} ({})", one.id, parts.join(", "))
    }))
}

fn voicemails(timeline: &Timeline) -> Option<String> {
    join(timeline.voicemails.iter().map(|one| {
        let said = one.transcription.as_ref().map(|text| format!(": {text}"));
        format!("{}{}", one.id, said.unwrap_or_default())
    }))
}

fn join(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// `+0.0s`, `+1m 55s`.
fn offset(start: Timestamp, at: Timestamp) -> String {
    let millis = at.as_millisecond() - start.as_millisecond();
    match millis {
        0..60_000 => format!("+{}.{}s", millis / 1000, millis % 1000 / 100),
        _ => format!("+{}", duration(millis / 1000)),
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Api => "api",
        Source::Journal => "journal",
    }
}

fn tone(what: &str) -> Tone {
    match what {
        "answered" | "in_progress" | "completed" => Tone::Good,
        "initiated" | "ringing" | "voicemail" => Tone::Warn,
        "failed" | "busy" | "no_answer" | "canceled" | "command_failed" => Tone::Bad,
        _ => Tone::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::timeline::Record;

    #[test]
    fn a_record_alone_is_told_in_every_format() {
        let call = r#"{"direction":"inbound","status":"completed","fromAddress":"+1555","fromChannel":"pstn",
            "startedAt":"2026-04-13T12:00:00Z","answeredAt":"2026-04-13T12:00:05.500Z","endedAt":"2026-04-13T12:02:00Z","endReason":"hang\tup"}"#;
        let record = Record {
            call: Some(call),
            ..Record::default()
        };
        let timeline = Timeline::fold("call_1", &[], &record);
        insta::assert_snapshot!(human(&timeline, &Terminal::plain(100), &TimeZone::UTC), @r"
        call        call_1
        status      completed
        direction   inbound
        from        +1555 (pstn)
        rang        6s
        talked      1m 55s
        end reason  hang\tup
        sources     the API's record; the journal has no event of this call

        TIME      AFTER    WHAT       DETAIL    FROM
        12:00:00  +0.0s    initiated  inbound   api
        12:00:05  +5.5s    answered   -         api
        12:02:00  +2m 00s  completed  hang\tup  api
        ");
        let expected = [
            "2026-04-13T12:00:00.000Z\tinitiated\tinbound\tapi",
            "2026-04-13T12:00:05.500Z\tanswered\t\tapi",
            "2026-04-13T12:02:00.000Z\tcompleted\thang\\tup\tapi",
        ];
        assert_eq!(plain(&timeline), expected);
        let read: serde_json::Value = serde_json::from_str(&json(&timeline)).unwrap();
        assert_eq!(read["talkSeconds"], 115);
        assert_eq!(
            read["sources"],
            serde_json::json!({ "api": true, "journal": 0 })
        );
        assert_eq!(read["steps"][1]["at"], "2026-04-13T12:00:05.500Z");
    }
}
