//! Commands to live calls: a flat body of `type` and parameters (docs/api.md).

use serde_json::{Map, Value};

use crate::api::check;
use crate::api::pairs::{Object, Pair};
use crate::api::request::{Method, Request, segment};
use crate::api::types::CommandReply;
use crate::events::ResourceId;

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

/// A documented parameter of a command. All of them are text.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name in the API.
    pub name: &'static str,
    /// Without it the command has no meaning.
    pub required: bool,
    /// The rule for its value.
    pub check: fn(&str) -> Result<(), String>,
    /// A value that keeps the rule.
    pub example: &'static str,
}

const REASON: &[Parameter] = &[Parameter {
    name: "reason",
    required: false,
    check: check::reason,
    example: "User busy",
}];
const MUSIC: &[Parameter] = &[Parameter {
    name: "musicUrl",
    required: false,
    check: check::web_url,
    example: "https://example.com/waiting.mp3",
}];
const PARTICIPANT: &[Parameter] = &[Parameter {
    name: "participantId",
    required: true,
    check: |id| check::id(id).map(drop),
    example: "part_abc123",
}];
/// The rule for `to` depends on `toChannel`: see [`check::address`].
const DESTINATION: &[Parameter] = &[
    Parameter {
        name: "to",
        required: true,
        check: |_| Ok(()),
        example: "+15557654321",
    },
    Parameter {
        name: "toChannel",
        required: false,
        check: |channel| check::one_of(channel, &check::CHANNELS),
        example: "pstn",
    },
];
const FORMAT: &[Parameter] = &[Parameter {
    name: "format",
    required: false,
    check: |format| check::one_of(format, &check::FORMATS),
    example: "ogg",
}];

/// Returns the documented parameters of a command type; `None` for an undocumented type.
pub fn parameters(kind: &str) -> Option<&'static [Parameter]> {
    match kind {
        "reject" => Some(REASON),
        "hold" => Some(MUSIC),
        "mute" | "unmute" => Some(PARTICIPANT),
        "transfer" => Some(DESTINATION),
        "start_recording" => Some(FORMAT),
        known if TYPES.contains(&known) => Some(&[]),
        _ => None,
    }
}

/// Whether the parameters of a type are our assumption: the vendor says that it has some, not which
/// (docs/api.md).
pub fn is_assumed(kind: &str) -> bool {
    matches!(kind, "mute" | "unmute" | "transfer")
}

/// Returns whether a call is over once it got a command of that type.
pub fn ends_call(kind: &str) -> bool {
    matches!(kind, "reject" | "hangup")
}

/// A command of any type, documented or not, with its parameters.
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

    /// Adds a parameter, if there is a value.
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
pub fn send_any(call_id: &ResourceId, kind: &str, members: Object) -> Request<CommandReply> {
    post(call_id).json(&members.led_by(Pair::text("type", kind)))
}

/// `POST /v1/calls/{callId}/commands`.
pub fn send(call_id: &ResourceId, command: &CallCommand) -> Request<CommandReply> {
    post(call_id).json(&command.body())
}

fn post(call_id: &ResourceId) -> Request<CommandReply> {
    let path = format!("/v1/calls/{}/commands", segment(call_id));
    Request::new(Method::Post, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_flat_with_the_type_first() {
        let request = send(
            &ResourceId::new("call_1").unwrap(),
            &CallCommand::new("reject").with("reason", Some("User busy")),
        );
        assert_eq!(request.path, "/v1/calls/call_1/commands");
        assert_eq!(
            request.body.unwrap(),
            r#"{"type":"reject","reason":"User busy"}"#
        );
        let request = send(
            &ResourceId::new("call_1").unwrap(),
            &CallCommand::new("answer").with("reason", None::<&str>),
        );
        assert_eq!(request.body.unwrap(), r#"{"type":"answer"}"#);
    }
}
