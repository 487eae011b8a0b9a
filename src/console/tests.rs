//! The screen as text, keys against states, and random keys and entries.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::console::act::{Effect, press};
use crate::console::mode::Mode;
use crate::console::state::{Pane, Permission, State, Tab};
use crate::console::view::{self, Palette};
use crate::events::Entry;
use crate::events::entry::ActionKind;
use crate::events::ladder::tests::{CALL, action, event, recorded_call};

fn start() -> Timestamp {
    "2026-04-13T12:00:00Z".parse().expect("a time")
}

/// A state with these entries, `seconds` after the first.
fn state(entries: Vec<Entry>, seconds: i64) -> State {
    let now = start() + SignedDuration::from_secs(seconds);
    let mut state = State::new(now, Permission::Granted, true);
    state.listener = Some("pid 12 at http://127.0.0.1:8080".to_owned());
    state.add(entries);
    state
}

fn ringing() -> State {
    let forwarded = r#"{"url":"http://127.0.0.1:3000/","status":200,"latencyMs":12}"#;
    let entries = vec![
        event(1, 0, "calls.initiated"),
        action(2, 20, ActionKind::Forwarded, 1, forwarded),
    ];
    state(entries, 9)
}

fn finished() -> State {
    let mut entries = recorded_call();
    entries.sort_by_key(|entry| entry.seq);
    state(entries, 70)
}

fn keys(state: &mut State, text: &str) -> Vec<Effect> {
    let code = |c| match c {
        '\n' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '>' => KeyCode::Right,
        c => KeyCode::Char(c),
    };
    let press = |c| press(state, KeyEvent::new(code(c), KeyModifiers::NONE));
    text.chars().filter_map(press).collect()
}

fn screen(state: &State, columns: u16, rows: u16, color: bool) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen");
    let drawn = terminal.draw(|frame| view::draw(frame, state, Palette { color }));
    drawn.expect("drawn");
    terminal
}

/// The screen's text without the clock, which is local.
fn text(state: &State, columns: u16, rows: u16) -> String {
    let screen = screen(state, columns, rows, false);
    let buffer = screen.backend().buffer().clone();
    let line = |row: u16| -> String {
        let cells = (0..columns).map(|column| buffer[(column, row)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..rows).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_ringing_call_at_80_columns() {
    let state = ringing();
    let shown = text(&state, 80, 24);
    for wanted in [
        "chirp console  pid 12 at http://127.0.0.1:8080",
        "▌Calls",
        " ███████░░░ 21 s ringing  ↙ +15559876543 → +15551234567",
        "initiated",
        "200 12 ms",
        "[Ladder]",
        "a answer  x reject  v voicemail  H hang up  c command",
        "? keys  q quit",
    ] {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
    assert!(
        !shown.contains("t transfer"),
        "only keys that fit:\n{shown}"
    );
}

#[test]
fn widths_show_one_pane_three_panes_and_both_sides() {
    let state = finished();
    let narrow = text(&state, 60, 20);
    assert!(
        narrow.contains("▌Calls") && !narrow.contains("Events"),
        "{narrow}"
    );
    let usual = text(&state, 80, 24);
    assert!(
        usual.contains("Events (") && usual.contains("[Ladder]"),
        "{usual}"
    );
    let wide = text(&state, 200, 40);
    let head = wide.lines().nth(1).unwrap_or_default();
    assert!(
        head.contains("Calls") && head.contains("[Ladder]"),
        "{wide}"
    );
    for (columns, rows) in [(60, 20), (80, 24), (132, 40), (20, 5), (1, 1)] {
        screen(&state, columns, rows, true);
    }
}

#[test]
fn the_selection_is_seen_without_colours() {
    use ratatui::style::{Color, Modifier};
    let screen = screen(&ringing(), 80, 24, false);
    let cells = screen.backend().buffer().content();
    assert!(
        cells
            .iter()
            .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
    );
    assert!(
        cells
            .iter()
            .any(|cell| cell.modifier.contains(Modifier::REVERSED))
    );
}

#[test]
fn keys_send_what_they_say_and_dangerous_ones_ask() {
    let mut state = ringing();
    let sent = keys(&mut state, "a");
    let [Effect::Send { call, command }] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!((call.as_str(), command.kind.as_str()), (CALL, "answer"));
    assert!(keys(&mut state, "x").is_empty());
    assert!(matches!(state.mode, Mode::Confirm { .. }));
    assert!(
        keys(&mut state, "n").is_empty(),
        "any other key sends nothing"
    );
    assert!(
        keys(&mut state, "x\n").iter().any(
            |effect| matches!(effect, Effect::Send { command, .. } if command.kind == "reject")
        )
    );
    let sent = keys(&mut state, "cplay_tune times:=2 name='a b'\n");
    let [Effect::Send { command, .. }] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(
        command.body().to_string(),
        r#"{"type":"play_tune","times":2,"name":"a b"}"#
    );
    assert!(
        keys(&mut state, "t").is_empty(),
        "a ringing call is not transferred"
    );
    assert_eq!(
        state.notice.as_ref().map(|(_, text)| text.as_str()),
        Some("t does not fit the selected call or event")
    );
}

#[test]
fn a_live_key_asks_once_and_read_only_never_sends() {
    let mut state = ringing();
    state.permission = Permission::Ask;
    assert!(keys(&mut state, "a").is_empty());
    assert!(text(&state, 100, 24).contains("answer call_1 with a live key?"));
    assert_eq!(keys(&mut state, "\n").len(), 1);
    assert_eq!(keys(&mut state, "v").len(), 1, "asked once");
    state.permission = Permission::ReadOnly;
    assert!(keys(&mut state, "avxHrec\n").is_empty());
    assert!(!text(&state, 80, 24).contains("a answer"));
}

#[test]
fn while_a_filter_is_typed_nothing_else_acts() {
    let mut state = finished();
    assert!(keys(&mut state, ">/axvhm:\n").is_empty());
    assert!(
        matches!(state.mode, Mode::Line { .. }),
        "what cannot be read stays"
    );
    assert!(state.notice.is_some());
    keys(&mut state, "\u{1b}");
    assert!(keys(&mut state, "/event:calls.comp*").is_empty());
    assert!(keys(&mut state, "\n").is_empty());
    assert_eq!(state.shown, [11]);
    keys(&mut state, "\u{1b}");
    assert!(state.filter_text.is_empty() && state.shown.len() > 3);
}

#[test]
fn a_pause_holds_entries_back_and_loses_none() {
    let mut state = ringing();
    keys(&mut state, "p");
    state.add(vec![event(3, 900, "calls.answered")]);
    assert_eq!(state.shown, [1]);
    assert!(text(&state, 100, 24).contains("paused, 1 waiting"));
    keys(&mut state, "p");
    assert_eq!(
        (state.shown.as_slice(), state.entry),
        (&[1, 3][..], Some(3))
    );
}

#[test]
fn two_marks_compare_bodies() {
    let mut state = finished();
    keys(&mut state, ">g jj ");
    assert!(matches!(state.mode, Mode::Diff { .. }), "{:?}", state.mode);
    let shown = text(&state, 80, 24);
    assert!(
        shown
            .lines()
            .any(|line| line.starts_with('-') || line.starts_with('+')),
        "{shown}"
    );
}

#[test]
fn an_edit_is_shown_as_a_diff_and_asks_before_it_is_posted() {
    use crate::console::mode::Purpose;
    let mut state = ringing();
    let body = Some(br#"{"event":"calls.completed"}"#.to_vec());
    let purpose = Purpose::Target {
        seq: 1,
        body: body.clone(),
    };
    state.mode = Mode::Line {
        purpose,
        text: "http://127.0.0.1:3000/".to_owned(),
    };
    let shown = text(&state, 100, 30);
    assert!(shown.contains("#1 as received and as edited"), "{shown}");
    assert!(
        shown.contains(r#"+   "event": "calls.completed""#),
        "{shown}"
    );
    assert!(keys(&mut state, "\n").is_empty());
    let url = "http://127.0.0.1:3000/".to_owned();
    assert_eq!(
        keys(&mut state, "\n"),
        [Effect::Replay { seq: 1, url, body }]
    );
}

#[test]
fn the_tabs_show_ladder_body_headers_raw_and_curl() {
    let mut state = finished();
    keys(&mut state, ">>");
    let mut seen = vec![text(&state, 100, 40)];
    for _ in 1..Tab::ALL.len() {
        keys(&mut state, "\t");
        seen.push(text(&state, 100, 40));
    }
    let wanted = [
        "──→",
        r#""eventId": "evt_11""#,
        "no headers",
        r#"{"event":"calls.completed""#,
        "curl -X POST",
    ];
    for (shown, wanted) in seen.iter().zip(wanted) {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
}

#[test]
fn the_help_lists_every_key_and_is_searched() {
    let mut state = ringing();
    keys(&mut state, "?");
    let all = text(&state, 80, 40);
    assert!(
        all.contains("Answer the selected call") && all.contains("Suspend"),
        "{all}"
    );
    keys(&mut state, "voice");
    let some = text(&state, 80, 40);
    assert!(
        some.contains("voicemail") && !some.contains("Answer the selected call"),
        "{some}"
    );
}

fn hostile_entries() -> impl Strategy<Value = Vec<Entry>> {
    let name = prop_oneof![
        Just("calls.initiated".to_owned()),
        Just("calls.answered".to_owned()),
        Just(r"calls.\u001b[2J\u202e日本語\n".to_owned()),
        "[a-z.]{1,40}",
    ];
    let kinds = prop_oneof![
        Just(ActionKind::Forwarded),
        Just(ActionKind::CommandFailed),
        Just(ActionKind::Media)
    ];
    let one = (name, kinds, any::<bool>(), 0_i64..20);
    proptest::collection::vec(one, 0..40).prop_map(|all| {
        let entry = |(at, (name, kind, is_event, of)): (usize, (String, ActionKind, bool, i64))| {
            let seq = at as i64 + 1;
            match is_event {
                true => event(seq, seq * 10, &name),
                false => action(
                    seq,
                    seq * 10,
                    kind,
                    of,
                    "{\"url\":\"http://h/\\u001b]52;c;x\\u0007\",\"status\":200}",
                ),
            }
        };
        all.into_iter().enumerate().map(entry).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn random_keys_and_entries_never_panic_and_every_cell_is_inert(
        entries in hostile_entries(),
        pressed in proptest::collection::vec(prop_oneof![
            "[a-zA-Z/?: ]".prop_map(|text| KeyCode::Char(text.chars().next().unwrap_or('j'))),
            Just(KeyCode::Enter), Just(KeyCode::Esc), Just(KeyCode::Tab), Just(KeyCode::Right),
            Just(KeyCode::Left), Just(KeyCode::PageDown), Just(KeyCode::End), Just(KeyCode::Backspace),
        ], 0..60),
        columns in 1_u16..160, rows in 1_u16..50,
    ) {
        let mut state = state(Vec::new(), 5);
        let half = entries.len() / 2;
        let (first, second) = (entries[..half].to_vec(), entries[half..].to_vec());
        state.add(first);
        for (at, code) in pressed.into_iter().enumerate() {
            press(&mut state, KeyEvent::new(code, KeyModifiers::NONE));
            if at == 5 {
                state.add(second.clone());
            }
            if at % 7 == 0 {
                let screen = screen(&state, columns, rows, at % 2 == 0);
                for cell in screen.backend().buffer().content() {
                    prop_assert!(!cell.symbol().chars().any(crate::json::is_hidden), "{:?}", cell.symbol());
                }
            }
        }
        prop_assert!(matches!(state.pane, Pane::Calls | Pane::Events | Pane::Details));
    }
}
