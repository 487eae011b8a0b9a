//! The keys: the effect of each, and when it is available (pure).

use crate::console::state::{Pane, Permission, State};
use crate::events::call_summary::{CallState, CallSummary};
use crate::render::entries::bytes_of;

/// A key of the normal mode.
pub(crate) struct Binding {
    pub(crate) key: char,
    /// The word in the last line of the screen.
    pub(crate) word: &'static str,
    /// The sentence in the list of keys.
    pub(crate) help: &'static str,
    fits: fn(&State) -> bool,
}

const fn key(
    key: char,
    word: &'static str,
    help: &'static str,
    fits: fn(&State) -> bool,
) -> Binding {
    Binding {
        key,
        word,
        help,
        fits,
    }
}

/// Every key, in the order of the last line.
pub(crate) const ALL: [Binding; 18] = [
    key('a', "answer", "Answer the selected call", |state| {
        rings(state)
    }),
    key('x', "reject", "Reject the selected call; asks", |state| {
        rings(state)
    }),
    key(
        'v',
        "voicemail",
        "Send the selected call to voicemail",
        rings,
    ),
    key('H', "hang up", "Hang up the selected call; asks", |state| {
        has_call(state)
    }),
    key(
        'h',
        "hold",
        "Hold the selected call, or take it back",
        is_live,
    ),
    key('m', "mute", "Mute or unmute a participant", |state| {
        is_live(state)
    }),
    key('t', "transfer", "Transfer the selected call; asks", is_live),
    key('R', "record", "Start or stop a recording", |state| {
        is_live(state)
    }),
    key(
        'c',
        "command",
        "Send any command: type key=value …",
        has_call,
    ),
    key(
        'n',
        "new call",
        "Simulate an inbound call in the sandbox",
        |state| state.can_simulate,
    ),
    key('r', "replay", "Post the selected event again", |state| {
        has_body(state)
    }),
    key('e', "edit", "Edit the selected event and post it", has_body),
    key(
        '/',
        "filter",
        "Filter the events; in the details, search",
        |_| true,
    ),
    key('p', "pause", "Stop and follow the journal", |_| true),
    key(
        'y',
        "copy",
        "Copy what is selected to the clipboard",
        |state| state.subject().is_some(),
    ),
    key('z', "fold", "Fold the body", |state| {
        state.pane == Pane::Details
    }),
    key('?', "keys", "This list; type to search", |_| true),
    key('q', "quit", "Leave", |_| true),
];

/// Keys that move and mark, for the list of keys.
pub(crate) const MOVES: [(&str, &str); 7] = [
    ("↑ ↓ j k", "Move"),
    ("PgUp PgDn", "Move a page"),
    ("g G", "To the oldest, to the newest (and follow)"),
    ("← → l", "To the pane before or after"),
    (
        "Tab",
        "The next tab of the details: Ladder, Body, Headers, Raw, curl",
    ),
    (
        "Space",
        "Mark an entry; with two marked, compare their bodies",
    ),
    ("Ctrl-Z", "Suspend; fg comes back"),
];

/// Returns the keys that fit the state.
pub(crate) fn fitting(state: &State) -> impl Iterator<Item = &'static Binding> {
    ALL.iter().filter(move |binding| (binding.fits)(state))
}

/// Returns whether this key is available now.
pub(crate) fn fits(state: &State, key: char) -> bool {
    fitting(state).any(|binding| binding.key == key)
}

fn may_command(state: &State) -> bool {
    matches!(state.permission, Permission::Ask | Permission::Granted)
}

fn call(state: &State, fits: impl Fn(&CallSummary) -> bool) -> bool {
    may_command(state) && state.selected_call().is_some_and(fits)
}

fn rings(state: &State) -> bool {
    call(
        state,
        |call| matches!(call.state, CallState::Ringing(until) if until > state.now),
    )
}

fn is_live(state: &State) -> bool {
    call(state, |call| {
        call.state == CallState::Live && call.status.as_deref() == Some("in_progress")
    })
}

fn has_call(state: &State) -> bool {
    call(state, |call| call.state != CallState::Ended)
}

fn has_body(state: &State) -> bool {
    let has = |entry: &crate::events::Entry| bytes_of(&entry.record).is_some();
    state.permission != Permission::ReadOnly && state.subject().is_some_and(has)
}
