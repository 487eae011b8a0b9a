//! The objects of the `--json` stream of `listen` and of `events list --json`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::clock::iso_millis;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::json::{Layout, members, reformat, text_of};
use crate::render::entries::detail::shown_headers;

/// Returns an entry as one line of JSON; `None` for an entry that is recorded for recovery only.
pub fn object(entry: &Entry) -> Option<String> {
    Some(keys(entry)?.end())
}

/// Returns the entry with the received headers and with `related`, the entries about it.
pub fn whole(entry: &Entry, related: &[Entry], reveal: bool) -> Option<String> {
    let mut line = keys(entry)?;
    let headers: Vec<_> = shown_headers(&entry.record, reveal)
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    line.raw("headers", &serde_json::Value::from(headers).to_string());
    let related: Vec<String> = related.iter().filter_map(object).collect();
    line.raw("related", &format!("[{}]", related.join(",")));
    Some(line.end())
}

fn keys(entry: &Entry) -> Option<Object> {
    let mut line = Object::new(entry.record.type_name());
    line.raw("seq", &entry.seq.to_string());
    line.text("receivedAt", Some(&iso_millis(entry.at)));
    if let Record::Action(action) = &entry.record {
        return action_keys(line, action);
    }
    match &entry.record {
        Record::Event { event, body, .. } => {
            line.text("event", Some(&event.name));
            line.text("eventId", event.id.as_deref());
            line.text("callId", event.call_id.as_deref());
            line.raw("body", text_of(body).unwrap_or("null"));
        }
        Record::Duplicate { event_id, of } | Record::Conflict { event_id, of, .. } => {
            line.text("eventId", Some(event_id));
            line.raw("of", &of.to_string());
        }
        Record::Quarantined { reason, body } => {
            line.text("reason", Some(reason));
            line.text("bodyBase64", Some(&STANDARD.encode(body)));
        }
        Record::Action(_) => {}
    }
    Some(line)
}

fn action_keys(mut line: Object, action: &Action) -> Option<Object> {
    if action.kind == ActionKind::CommandIntent {
        return None;
    }
    line.raw("of", &action.of.to_string());
    let detail = members(&action.detail).unwrap_or_default();
    let is = |quoted: &str, key: &str| quoted.get(1..quoted.len() - 1) == Some(key);
    let listed = listed(action.kind);
    for key in listed {
        let found = detail.iter().find(|(quoted, _)| is(quoted, key));
        line.raw(key, found.map_or("null", |(_, value)| value));
    }
    for (quoted, value) in detail {
        if !listed.iter().any(|key| is(quoted, key)) {
            line.member(quoted, value);
        }
    }
    Some(line)
}

/// The keys that are always there, null where there is nothing to say.
fn listed(kind: ActionKind) -> &'static [&'static str] {
    match kind {
        ActionKind::Forwarded | ActionKind::ForwardFailed => {
            &["url", "status", "latencyMs", "attempt", "error"]
        }
        ActionKind::Command | ActionKind::CommandFailed => {
            &["callId", "command", "status", "error"]
        }
        ActionKind::Media => &["path", "bytes"],
        ActionKind::MediaFailed => &["id", "error", "attempt", "retryInMs", "fetch"],
        ActionKind::CommandIntent => &[],
    }
}

/// An object under construction.
struct Object(String);

impl Object {
    fn new(kind: &str) -> Object {
        Object(format!("{{\"type\":\"{kind}\""))
    }

    fn member(&mut self, quoted_key: &str, raw: &str) {
        self.0.push(',');
        self.0.push_str(quoted_key);
        self.0.push(':');
        self.0.push_str(raw);
    }

    fn raw(&mut self, key: &str, raw: &str) {
        self.member(&format!("\"{key}\""), raw);
    }

    fn text(&mut self, key: &str, text: Option<&str>) {
        let quoted = serde_json::to_string(&text).unwrap_or_else(|_| "null".to_owned());
        self.raw(key, &quoted);
    }

    fn end(mut self) -> String {
        self.0.push('}');
        reformat(&self.0, Layout::Compact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Event;

    fn line(record: Record) -> Option<String> {
        object(&Entry {
            seq: 7,
            at: "2026-04-13T12:00:00.5Z".parse().unwrap(),
            record,
        })
    }

    #[test]
    fn objects_are_as_documented() {
        let body = br#"{ "event": "a\u0041", "n": 1.50, "n": 1e999, "x": "\u200b" }"#;
        let event = line(Record::Event {
            event: Event::read(body).unwrap(),
            body: body.to_vec().into(),
            headers: Default::default(),
        });
        assert_eq!(
            event.unwrap(),
            concat!(
                r#"{"type":"event","seq":7,"receivedAt":"2026-04-13T12:00:00.500Z","event":"aA","#,
                r#""eventId":null,"callId":null,"#,
                r#""body":{"event":"a\u0041","n":1.50,"n":1e999,"x":"\u200b"}}"#
            )
        );
        let quarantined = line(Record::Quarantined {
            reason: "not JSON".into(),
            body: b"\xff".to_vec(),
        });
        assert_eq!(
            quarantined.unwrap(),
            r#"{"type":"quarantined","seq":7,"receivedAt":"2026-04-13T12:00:00.500Z","reason":"not JSON","bodyBase64":"/w=="}"#
        );
        let duplicate = line(Record::Duplicate {
            event_id: "evt_1".into(),
            of: 3,
        });
        assert_eq!(
            duplicate.unwrap(),
            r#"{"type":"duplicate","seq":7,"receivedAt":"2026-04-13T12:00:00.500Z","eventId":"evt_1","of":3}"#
        );
        let action = |kind| Action {
            kind,
            of: 3,
            detail: r#"{"url":"http://a/","status":200}"#.into(),
        };
        assert_eq!(
            line(Record::Action(action(ActionKind::Forwarded))).unwrap(),
            r#"{"type":"forwarded","seq":7,"receivedAt":"2026-04-13T12:00:00.500Z","of":3,"url":"http://a/","status":200,"latencyMs":null,"attempt":null,"error":null}"#
        );
        assert_eq!(
            line(Record::Action(action(ActionKind::CommandIntent))),
            None
        );
    }
}
