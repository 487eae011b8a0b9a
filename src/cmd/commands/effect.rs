//! The effect of each command and whether it needs a key, for programs that decide what they may
//! run.

use serde::Serialize;

/// The effect of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// Reads from the API; changes nothing there.
    Read,
    /// Changes something at the API, but no call.
    Write,
    /// Starts, controls or ends a call.
    Call,
    /// Concerns this machine only.
    Local,
}

/// The properties of a command that a program needs to know before it runs the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits {
    pub(crate) effect: Effect,
    pub(crate) needs_key: bool,
}

const READ: Option<Traits> = with_key(Effect::Read);
const WRITE: Option<Traits> = with_key(Effect::Write);
const CALL: Option<Traits> = with_key(Effect::Call);
const LOCAL: Option<Traits> = Some(Traits {
    effect: Effect::Local,
    needs_key: false,
});

const fn with_key(effect: Effect) -> Option<Traits> {
    Some(Traits {
        effect,
        needs_key: true,
    })
}

/// Returns the traits of the command with this path; `None` for one that is missing here.
pub(crate) fn traits_of(path: &[&str]) -> Option<Traits> {
    match path {
        [
            "webhooks" | "recordings" | "voicemails",
            "list" | "get" | "download",
        ] => READ,
        ["webhooks", "create" | "update" | "delete"] | ["recordings", "delete"] => WRITE,
        ["voicemails", "read" | "unread" | "delete"] => WRITE,
        ["calls", "list" | "get" | "watch"] => READ,
        // Works from the journal alone.
        ["calls", "timeline"] => Some(Traits {
            effect: Effect::Read,
            needs_key: false,
        }),
        ["calls", _] => CALL,
        ["tokens", "create"] => WRITE,
        ["apps", "calling", "get"] => READ,
        ["apps", "calling", "set"] => WRITE,
        ["api"] => CALL,
        ["auth", "status"] => READ,
        ["auth", "login" | "logout"] | ["config", "show" | "path"] => LOCAL,
        ["events" | "simulate" | "journal", _] => LOCAL,
        ["check" | "completions" | "commands" | "console" | "demo" | "doctor" | "init"] => LOCAL,
        ["inspect" | "licenses" | "listen" | "man" | "mcp" | "sandbox" | "schema"] => LOCAL,
        ["trigger" | "work"] => LOCAL,
        _ => None,
    }
}
