//! Handles key presses: changes the state, and returns effects that `run` carries out (pure).

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::api::call_commands::CallCommand;
use crate::api::check;
use crate::api::pairs::Pair;
use crate::console::body;
use crate::console::keys;
use crate::console::mode::{Action, Mode, Purpose};
use crate::console::state::{Pane, Permission, State, Tab};
use crate::receiver::filter::Filter;
use crate::terminal::Tone;

/// Something that only `run` can do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    Send {
        call: String,
        command: CallCommand,
    },
    Simulate,
    Replay {
        seq: i64,
        url: String,
        body: Option<Vec<u8>>,
    },
    Edit {
        seq: i64,
    },
    Copy(String),
    LoadOlder,
    Suspend,
    Quit,
}

/// Rows that PageUp and PageDown move by.
const PAGE: isize = 10;

/// Applies a key.
pub(crate) fn press(state: &mut State, key: KeyEvent) -> Option<Effect> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('z') => Some(Effect::Suspend),
            KeyCode::Char('c') => Some(Effect::Quit),
            _ => None,
        };
    }
    match std::mem::replace(&mut state.mode, Mode::Normal) {
        Mode::Normal => {
            state.notice = None;
            normal(state, key.code)
        }
        Mode::Line { purpose, text } => line(state, purpose, text, key.code),
        Mode::Confirm { action, .. } => match key.code {
            KeyCode::Enter => confirmed(state, action),
            _ => {
                state.tell(Tone::Dim, "nothing was sent");
                None
            }
        },
        Mode::Help { search } => {
            help(state, search, key.code);
            None
        }
        Mode::Diff { .. } => None,
    }
}

fn normal(state: &mut State, code: KeyCode) -> Option<Effect> {
    match code {
        KeyCode::Char('j') | KeyCode::Down => return step(state, 1),
        KeyCode::Char('k') | KeyCode::Up => return step(state, -1),
        KeyCode::PageDown => return step(state, PAGE),
        KeyCode::PageUp => return step(state, -PAGE),
        KeyCode::Char('G') | KeyCode::End => to_end(state, true),
        KeyCode::Char('g') | KeyCode::Home => {
            to_end(state, false);
            return state.has_older.then_some(Effect::LoadOlder);
        }
        KeyCode::Left => turn_pane(state, -1),
        KeyCode::Right | KeyCode::Char('l') => turn_pane(state, 1),
        KeyCode::Tab => turn_tab(state, 1),
        KeyCode::BackTab => turn_tab(state, Tab::ALL.len() - 1),
        KeyCode::Char(' ') => mark(state),
        KeyCode::Esc => clear(state),
        KeyCode::Char(key) if keys::fits(state, key) => return act(state, key),
        KeyCode::Char(key) if keys::ALL.iter().any(|binding| binding.key == key) => {
            state.tell(Tone::Dim, why_not(state, key));
        }
        _ => {}
    }
    None
}

/// The reason why a known key does nothing now.
fn why_not(state: &State, key: char) -> String {
    match state.permission {
        Permission::ReadOnly => "this console is read-only".to_owned(),
        Permission::NoKey if "axvHhmtRc".contains(key) => {
            "no API key: set CHIRP_API_KEY, then start chirp console again".to_owned()
        }
        _ if key == 'n' => "the API is not a sandbox on this machine".to_owned(),
        _ => format!("{key} does not fit the selected call or event"),
    }
}

fn act(state: &mut State, key: char) -> Option<Effect> {
    match key {
        'q' => return Some(Effect::Quit),
        'n' => return Some(Effect::Simulate),
        'p' => pause(state),
        'z' => state.folded = !state.folded,
        '?' => {
            state.mode = Mode::Help {
                search: String::new(),
            }
        }
        '/' => {
            let purpose = match state.pane {
                Pane::Details => Purpose::Search,
                _ => Purpose::Filter,
            };
            let text = match purpose {
                Purpose::Search => state.search.clone(),
                _ => state.filter_text.clone(),
            };
            state.mode = Mode::Line { purpose, text };
        }
        'y' => return copy(state).map(Effect::Copy),
        'e' => {
            return state
                .selected_entry()
                .map(|entry| Effect::Edit { seq: entry.seq });
        }
        'r' => {
            let seq = state.subject()?.seq;
            let text = state.target.clone().unwrap_or_default();
            state.mode = Mode::Line {
                purpose: Purpose::Target { seq, body: None },
                text,
            };
        }
        _ => return command(state, key),
    }
    None
}

fn pause(state: &mut State) {
    match state.paused {
        Some(_) => state.resume(),
        None => state.paused = Some(Vec::new()),
    }
}

/// Returns the text that `y` copies: the call's id, the event's body, or the content of the tab.
fn copy(state: &State) -> Option<String> {
    match state.pane {
        Pane::Calls => state.call.clone(),
        Pane::Events => body::text(state, Tab::Body),
        Pane::Details => body::text(state, state.tab),
    }
}

/// The keys that control the selected call.
fn command(state: &mut State, key: char) -> Option<Effect> {
    let call = state.selected_call()?;
    let (id, present) = (call.id.clone(), call.present.clone());
    let toggled = |set: &std::collections::HashSet<String>, on: &str, off: &str| {
        CallCommand::new(if set.contains(&id) { off } else { on })
    };
    let command = match key {
        'a' => CallCommand::new("answer"),
        'v' => CallCommand::new("send_to_voicemail"),
        'x' => return ask(state, id, CallCommand::new("reject")),
        'H' => return ask(state, id, CallCommand::new("hangup")),
        'h' => toggled(&state.held, "hold", "unhold"),
        'R' => toggled(&state.recording, "start_recording", "stop_recording"),
        'm' => {
            let kind = toggled(&state.muted, "mute", "unmute").kind;
            let text = present
                .into_iter()
                .find_map(|one| one.id)
                .unwrap_or_default();
            state.mode = Mode::Line {
                purpose: Purpose::Participant { call: id, kind },
                text,
            };
            return None;
        }
        't' => {
            state.mode = Mode::Line {
                purpose: Purpose::Transfer { call: id },
                text: String::new(),
            };
            return None;
        }
        'c' => {
            state.mode = Mode::Line {
                purpose: Purpose::Command { call: id },
                text: String::new(),
            };
            return None;
        }
        _ => return None,
    };
    match state.permission {
        Permission::Ask => ask(state, id, command),
        _ => Some(Effect::Send { call: id, command }),
    }
}

fn ask(state: &mut State, call: String, command: CallCommand) -> Option<Effect> {
    let live = match state.permission {
        Permission::Ask => " with a live key",
        _ => "",
    };
    let what = command.kind.replace('_', " ");
    let to = command.parameters.get("to").and_then(|to| to.as_str());
    let to = to.map(|to| format!(" to {to}")).unwrap_or_default();
    let question = format!("{what}{to} {call}{live}? Enter does it, any other key does not");
    state.mode = Mode::Confirm {
        question,
        action: Action::Send { call, command },
    };
    None
}

fn confirmed(state: &mut State, action: Action) -> Option<Effect> {
    match action {
        Action::Send { call, command } => {
            state.permission = Permission::Granted;
            Some(Effect::Send { call, command })
        }
        Action::Replay { seq, url, body } => Some(Effect::Replay { seq, url, body }),
    }
}

fn line(state: &mut State, purpose: Purpose, mut text: String, code: KeyCode) -> Option<Effect> {
    match code {
        KeyCode::Enter => return entered(state, purpose, text),
        KeyCode::Esc => return None,
        KeyCode::Backspace => drop(text.pop()),
        KeyCode::Char(c) if text.len() < 4096 => text.push(c),
        _ => {}
    }
    state.mode = Mode::Line { purpose, text };
    None
}

/// The line is complete. What cannot be read stays to be changed.
fn entered(state: &mut State, purpose: Purpose, text: String) -> Option<Effect> {
    match try_enter(state, &purpose, &text) {
        Ok(effect) => effect,
        Err(problem) => {
            state.tell(Tone::Bad, problem);
            state.mode = Mode::Line { purpose, text };
            None
        }
    }
}

fn try_enter(state: &mut State, purpose: &Purpose, text: &str) -> Result<Option<Effect>, String> {
    match purpose {
        Purpose::Filter => {
            state.filter = Filter::read(text, state.now)?;
            state.filter_text = text.to_owned();
            state.refilter();
        }
        Purpose::Search => {
            state.search = text.to_owned();
            state.scroll = body::find(state, 0).unwrap_or(state.scroll);
        }
        Purpose::Transfer { call } => {
            check::address(text, None)?;
            let command = CallCommand::new("transfer").with("to", Some(text));
            return Ok(ask(state, call.clone(), command));
        }
        Purpose::Participant { call, kind } => {
            let id = check::id(text)?;
            let command = CallCommand::new(kind).with("participantId", Some(id));
            return Ok(send(state, call.clone(), command));
        }
        Purpose::Command { call } => {
            let command = any_command(text)?;
            return Ok(match command.kind.as_str() {
                "reject" | "hangup" | "transfer" => ask(state, call.clone(), command),
                _ => send(state, call.clone(), command),
            });
        }
        Purpose::Target { seq, body } => return target(state, *seq, body.clone(), text),
    }
    Ok(None)
}

fn send(state: &mut State, call: String, command: CallCommand) -> Option<Effect> {
    match state.permission {
        Permission::Ask => ask(state, call, command),
        _ => Some(Effect::Send { call, command }),
    }
}

fn any_command(text: &str) -> Result<CallCommand, String> {
    let words = shell_words::split(text).map_err(|_| "a quote is not closed".to_owned())?;
    let (kind, pairs) = words
        .split_first()
        .ok_or("type a command, such as answer")?;
    let mut command = CallCommand::new(kind);
    for word in pairs {
        let pair = Pair::parse(word)?;
        let value = serde_json::from_str(pair.value.get()).map_err(|error| error.to_string())?;
        command.parameters.insert(pair.key, value);
    }
    Ok(command)
}

fn target(
    state: &mut State,
    seq: i64,
    body: Option<Vec<u8>>,
    text: &str,
) -> Result<Option<Effect>, String> {
    check::web_url(text).map_err(|_| "expected a URL such as http://127.0.0.1:3000/".to_owned())?;
    state.target = Some(text.to_owned());
    let url = text.to_owned();
    match body {
        None => Ok(Some(Effect::Replay { seq, url, body })),
        // The difference is on the screen while the question waits.
        Some(_) => {
            let question =
                format!("post the edited body to {url}? Enter does it, any other key does not");
            state.mode = Mode::Confirm {
                question,
                action: Action::Replay { seq, url, body },
            };
            Ok(None)
        }
    }
}

fn help(state: &mut State, mut search: String, code: KeyCode) {
    match code {
        KeyCode::Esc | KeyCode::Enter => return,
        KeyCode::Char('q') if search.is_empty() => return,
        KeyCode::Backspace => drop(search.pop()),
        KeyCode::Char(c) => search.push(c),
        _ => {}
    }
    state.mode = Mode::Help { search };
}

fn step(state: &mut State, by: isize) -> Option<Effect> {
    match state.pane {
        Pane::Details => state.scroll = state.scroll.saturating_add_signed(by),
        Pane::Calls => {
            let at = state
                .calls
                .iter()
                .position(|call| Some(&call.id) == state.call.as_ref());
            let at = at
                .unwrap_or(0)
                .saturating_add_signed(by)
                .min(state.calls.len().saturating_sub(1));
            state.call = state.calls.get(at).map(|call| call.id.clone());
            state.scroll = 0;
        }
        Pane::Events => {
            let last = state.shown.len().saturating_sub(1);
            let at = state
                .entry
                .and_then(|seq| state.shown.binary_search(&seq).ok())
                .unwrap_or(last);
            let next = at.saturating_add_signed(by).min(last);
            (state.follow, state.scroll) = (next == last, 0);
            state.entry = state.shown.get(next).copied();
            return (next == 0 && by < 0 && state.has_older).then_some(Effect::LoadOlder);
        }
    }
    None
}

fn to_end(state: &mut State, newest: bool) {
    state.scroll = 0;
    match state.pane {
        Pane::Details => state.scroll = if newest { usize::MAX } else { 0 },
        Pane::Calls => {
            let call = if newest {
                state.calls.last()
            } else {
                state.calls.first()
            };
            state.call = call.map(|call| call.id.clone());
        }
        Pane::Events => {
            state.follow = newest;
            state.entry = if newest {
                state.shown.last()
            } else {
                state.shown.first()
            }
            .copied();
        }
    }
}

fn turn_pane(state: &mut State, by: isize) {
    const PANES: [Pane; 3] = [Pane::Calls, Pane::Events, Pane::Details];
    let at = PANES
        .iter()
        .position(|pane| *pane == state.pane)
        .unwrap_or(0);
    state.pane = PANES[at.saturating_add_signed(by).min(PANES.len() - 1)];
}

fn turn_tab(state: &mut State, by: usize) {
    let at = Tab::ALL
        .iter()
        .position(|(tab, _)| *tab == state.tab)
        .unwrap_or(0);
    state.tab = Tab::ALL[(at + by) % Tab::ALL.len()].0;
    state.scroll = 0;
}

/// Marks the selected entry, or removes its mark; the second one opens the comparison.
fn mark(state: &mut State) {
    let Some(seq) = state.subject().map(|entry| entry.seq) else {
        return;
    };
    match state.marks.iter().position(|marked| *marked == seq) {
        Some(at) => drop(state.marks.remove(at)),
        None => state.marks.push(seq),
    }
    if let [first, second] = state.marks[..] {
        state.marks.clear();
        state.mode = Mode::Diff { first, second };
    }
}

/// Esc in the normal mode: away with marks, the search and the filter, one after the other.
fn clear(state: &mut State) {
    if !state.marks.is_empty() {
        state.marks.clear();
    } else if !state.search.is_empty() {
        state.search.clear();
    } else if !state.filter_text.is_empty() {
        state.filter_text.clear();
        state.filter = Filter::default();
        state.refilter();
    }
}
