//! Commands to live calls: a flat body of `type` and parameters (spec, section 3).

use serde_json::{Map, Value};

use crate::api::pairs::{Object, Pair};
use crate::api::request::{Method, Request, segment};
use crate::api::types::CommandReply;

/// The command types that are documented.
pub const TYPES: [&str; 11] = [
    "answer",
    "reject",
    "hangup",
    "hold",
    "unhold",
    "mute",
    "unmute",
    "transfer",
    "start_recording",
    "stop_recording",
    "send_to_voicemail",
];

/// A command of any type, known or not, with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct CallCommand {
    /// `type` on the wire, snake_case.
    pub kind: String,
    /// Parameters, camelCase; sent as they are.
    pub parameters: Map<String, Value>,
}

impl CallCommand {
    /// A command without parameters.
    pub fn new(kind: &str) -> Self {
        CallCommand {
            kind: kind.to_owned(),
            parameters: Map::new(),
        }
    }

    /// With a parameter, if there is a value.
    pub fn with(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.parameters.insert(name.to_owned(), value.into());
        }
        self
    }

    /// The body as sent: `{"type":…, parameters…}`.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("type".into(), self.kind.clone().into());
        body.extend(self.parameters.clone());
        Value::Object(body)
    }
}

/// `POST /v1/calls/{callId}/commands` with any `type` and members that are sent as they were typed.
pub fn send_any(call_id: &str, kind: &str, members: Object) -> Request<CommandReply> {
    post(call_id).json(&members.led_by(Pair::text("type", kind)))
}

/// `POST /v1/calls/{callId}/commands`.
pub fn send(call_id: &str, command: &CallCommand) -> Request<CommandReply> {
    post(call_id).json(&command.body())
}

fn post(call_id: &str) -> Request<CommandReply> {
    let path = format!("/v1/calls/{}/commands", segment(call_id));
    Request::new(Method::Post, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_flat_with_the_type_first() {
        let request = send(
            "call_1",
            &CallCommand::new("reject").with("reason", Some("User busy")),
        );
        assert_eq!(request.path, "/v1/calls/call_1/commands");
        assert_eq!(
            request.body.unwrap(),
            r#"{"type":"reject","reason":"User busy"}"#
        );
        let request = send(
            "call_1",
            &CallCommand::new("answer").with("reason", None::<&str>),
        );
        assert_eq!(request.body.unwrap(), r#"{"type":"answer"}"#);
    }
}
