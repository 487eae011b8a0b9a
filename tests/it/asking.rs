//! What a person sees and types, on a terminal of its own: questions, pickers, the clock under a ringing call.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rexpect::process::PtyProcess;

use crate::listen::{event, listen, post_to, samples};
use crate::support::{Canned, Home, run};
use crate::target::Handler;

/// A program on a terminal, by default of 24 lines and 100 columns, that shows nothing of what is typed.
pub(crate) struct Screen {
    process: PtyProcess,
    pub(crate) keys: File,
    parser: Arc<Mutex<vt100::Parser>>,
    reader: std::thread::JoinHandle<()>,
}

impl Screen {
    pub(crate) fn start(command: &Command) -> Screen {
        Screen::sized(command, 100)
    }

    fn sized(command: &Command, columns: u16) -> Screen {
        Screen::set(command, (24, columns), "-echo")
    }

    /// Of so many lines and columns, and with a mode of `stty`.
    pub(crate) fn set(command: &Command, size: (u16, u16), mode: &str) -> Screen {
        let (rows, columns) = size;
        let mut sized = Command::new("sh");
        let stty = format!("stty rows {rows} cols {columns} {mode}; exec \"$@\"");
        sized.args(["-c", &stty, "sh"]);
        sized.arg(command.get_program()).args(command.get_args());
        sized.env_clear().env("TERM", "xterm");
        sized.envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        let process = PtyProcess::new(sized).expect("a terminal");
        let parser = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let (mut output, shared) = (process.get_file_handle().expect("its end"), parser.clone());
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shared.lock().expect("no panic").process(&bytes[..count]);
            }
        });
        let keys = process.get_file_handle().expect("its end");
        Screen {
            process,
            keys,
            parser,
            reader,
        }
    }

    pub(crate) fn text(&self) -> String {
        self.parser.lock().expect("no panic").screen().contents()
    }

    #[track_caller]
    pub(crate) fn wait_for(&self, wanted: &str) {
        let begin = Instant::now();
        while !self.text().contains(wanted) {
            let waited = begin.elapsed() > Duration::from_secs(10);
            assert!(!waited, "no {wanted:?} on the screen:\n{}", self.text());
            std::thread::yield_now();
        }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("typed");
    }

    /// Waits for the end; gives the exit code and the last screen, on which the cursor must be back.
    #[track_caller]
    pub(crate) fn end(self) -> (i32, String) {
        // Its type is not to be had from here: `Exited(Pid(12), 0)`.
        let status = format!("{:?}", self.process.wait().expect("it ends"));
        let code = status
            .strip_prefix("Exited(")
            .and_then(|rest| rest.rsplit_once(", "));
        let code = code.and_then(|(_, code)| code.trim_end_matches(')').parse().ok());
        let code = code.or_else(|| status.contains("SIGINT").then_some(130));
        let code = code.unwrap_or_else(|| panic!("{status}: {}", self.text()));
        // The terminal's end is over when all that was written to it has been read.
        self.reader.join().expect("no panic");
        let parser = self.parser.lock().expect("no panic");
        assert!(!parser.screen().hide_cursor(), "the cursor is left hidden");
        (code, parser.screen().contents())
    }
}

const ENTER: &str = "\r";
const DOWN: &str = "\x1b[B";
const ESCAPE: &str = "\x1b";

#[test]
fn what_is_missing_is_asked_for_until_it_can_be_read() {
    let home = Home::new();
    let target = Handler::start(|_, _| crate::target::answer(200));
    let mut screen = Screen::start(&home.chirp(&["trigger"]));
    screen.wait_for("<EVENT|GLOB>... (Event names or globs");
    screen.press("calls.ringin\r");
    screen.wait_for("did you mean calls.ringing?");
    screen.press("calls.ringing calls.busy\r");
    screen.wait_for("--to <URL> (URL of the handler)");
    screen.press("nowhere\r");
    screen.wait_for("expected a URL or a port, such as 3000");
    screen.press(&target.url);
    screen.press(ENTER);
    let (code, text) = screen.end();
    assert_eq!(code, 0, "{text}");
    let same = format!(
        "The same without questions: chirp trigger calls.ringing calls.busy --to {}",
        target.url
    );
    assert!(text.contains(&same), "{text}");
    assert!(target.posts(2)[0].text().contains("calls.ringing"));
}

#[test]
fn forgetting_entries_wants_a_yes_and_enter() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    for id in ["evt_1", "evt_2", "evt_3"] {
        assert_eq!(listener.post(&event(id)), 200);
    }
    listener.stop();
    let prune = home.chirp(&["events", "prune", "--older-than", "0s"]);
    for (keys, code, left) in [
        ("\r", 1, 3),
        ("n\r", 1, 3),
        ("y\x03", 130, 3),
        ("y\r", 0, 1),
    ] {
        let mut screen = Screen::start(&prune);
        screen.wait_for("forget 2 entries older than 0s");
        screen.press(keys);
        let (ended, text) = screen.end();
        assert_eq!(ended, code, "{keys:?}: {text}");
        let list = run(&mut home.chirp(&["events", "list", "--json"])).code(0);
        assert_eq!(list.json()["totalCount"], left, "{keys:?}");
    }
    // What would forget nothing asks nothing.
    let (code, text) = Screen::start(&prune).end();
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("0 entries forgotten"), "{text}");
}

#[test]
fn entries_are_a_line_each_on_any_terminal() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    for (_, body) in samples() {
        assert_eq!(listener.post(&body), 200);
    }
    listener.post(&samples()[0].1);
    listener.post(b"[]");
    listener.stop();
    for columns in [40, 60, 80, 100, 120] {
        let (code, text) = Screen::sized(&home.chirp(&["events", "list"]), columns).end();
        assert_eq!(code, 0, "{text}");
        assert_eq!(text.trim_end().lines().count(), 15, "{columns}:\n{text}");
        assert!(text.lines().all(|line| line.starts_with('#')), "{text}");
    }
    let bodies = home.chirp(&["events", "list", "-v", "--limit", "1"]);
    let (_, text) = Screen::start(&bodies).end();
    assert!(text.contains("\n  []"), "{text}");
    assert!(text.contains("the newest 1; --limit N or --all"), "{text}");
}

#[test]
fn tables_fill_a_terminal_without_wrapping() {
    let home = Home::new();
    let attempt = r#"{"status":null,"latencyMs":0,"error":"Connection refused"}"#;
    let one = format!(
        r#"{{"id":"dlv_37dGb9bPTmQlFtQ8mY3cEHsSqk9","state":"failed","event":"calls.recording.completed","attempts":[{attempt}],"createdAt":"2026-04-13T12:00:00Z"}}"#
    );
    let page = format!(r#"{{"data":[{one}],"totalCount":1}}"#);
    let api = Canned::json("200 OK", &page);
    for columns in [60, 80] {
        let doctor = home.chirp(&["doctor", "--offline"]);
        let (_, text) = Screen::sized(&doctor, columns).end();
        let lines: Vec<&str> = text.trim_end().lines().collect();
        assert_eq!(lines.len(), 7, "{columns}:\n{text}");
        assert!(lines.iter().all(|line| !line.is_empty()), "{text}");
        let deliveries = home.with_api(&api.url, &["simulate", "deliveries"]);
        let (_, text) = Screen::sized(&deliveries, columns).end();
        assert_eq!(text.trim_end().lines().count(), 2, "{columns}:\n{text}");
    }
}

#[test]
fn giving_up_does_nothing_and_leaves_the_terminal_as_it_was() {
    let home = Home::new();
    let api = Canned::json("200 OK", "{}");
    let mut screen = Screen::start(&home.with_api(&api.url, &["apps", "calling", "get"]));
    screen.wait_for("<APP>");
    screen.press("\x03");
    let (code, text) = screen.end();
    assert_eq!(code, 130, "{text}");
    assert!(api.requests().is_empty());
    let silent = Screen::start(&home.with_api(&api.url, &["apps", "calling", "get", "--no-input"]));
    let (code, text) = silent.end();
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("<APP>"), "{text}");
}

#[test]
fn a_picker_keeps_to_one_row_an_item_on_a_narrow_terminal() {
    let home = Home::new();
    let call = |n: u32| {
        format!(
            r#"{{"id":"call_2DbBs7GWhGvVNJGrDXr5RG0mBW{n}","status":"in_progress","direction":"outbound","fromAddress":"+1555000000{n}","toAddress":"+15550000009","createdAt":"2026-04-13T1{n}:00:00Z"}}"#
        )
    };
    let data = [call(3), call(2), call(1)].join(",");
    let api = Canned::json("200 OK", &format!(r#"{{"data":[{data}],"totalCount":3}}"#));
    let mut screen = Screen::sized(&home.with_api(&api.url, &["calls", "hangup"]), 60);
    screen.wait_for("+15550000001");
    screen.press(DOWN);
    screen.press(DOWN);
    screen.wait_for("> in_progress outbound +15550000001");
    let text = screen.text();
    assert_eq!(text.lines().count(), 4, "{text}");
    screen.press("\x03");
    assert_eq!(screen.end().0, 130);
}

#[test]
fn a_call_is_picked_among_the_live_ones() {
    let home = Home::new();
    let call = |id: &str, from: &str, hour: u32| {
        format!(
            r#"{{"id":"{id}","status":"ringing","direction":"inbound","fromAddress":"{from}","createdAt":"2026-04-13T{hour}:00:00Z"}}"#
        )
    };
    let list = [
        call("call_new", "+15550000002", 13),
        call("call_old", "+15550000001", 12),
    ]
    .join(",");
    let api = Canned::json(
        "200 OK",
        &format!(r#"{{"data":[{list}],"totalCount":2,"status":"accepted"}}"#),
    );
    let mut screen = Screen::start(&home.with_api(&api.url, &["calls", "answer"]));
    screen.wait_for("calls answer (type to search)");
    screen.wait_for("+15550000001");
    screen.press(DOWN);
    screen.press(ENTER);
    let (code, text) = screen.end();
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("The same without questions: chirp calls answer call_old"),
        "{text}"
    );
    let requests = api.requests();
    assert!(
        requests[1].starts_with("POST /v1/calls/call_old/commands "),
        "{requests:?}"
    );

    let mut left = Screen::start(&home.with_api(&api.url, &["calls", "answer"]));
    left.wait_for("+15550000001");
    left.press(ESCAPE);
    let (code, text) = left.end();
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("nothing was done"), "{text}");
    assert_eq!(api.requests().len(), 3, "the list only");
}

#[test]
fn a_webhook_is_made_by_answering() {
    let home = Home::new();
    let api = Canned::json(
        "201 Created",
        r#"{"id":"whk_1","url":"https://a.example/x"}"#,
    );
    let mut screen = Screen::start(&home.with_api(&api.url, &["webhooks", "create"]));
    screen.wait_for("URL");
    screen.press("https://a.example/x\r");
    screen.wait_for("Events (space selects, enter ends)");
    screen.press(" ");
    screen.press(DOWN);
    screen.press(DOWN);
    screen.press(" ");
    screen.press(ENTER);
    let (code, text) = screen.end();
    assert_eq!(code, 0, "{text}");
    let body = api.requests().remove(0);
    assert!(
        body.contains(r#""calls.initiated","calls.answered""#),
        "{body}"
    );
    assert!(text.contains("chirp webhooks create --url https://a.example/x --event calls.initiated --event calls.answered"), "{text}");
}

#[test]
fn a_ringing_call_has_a_clock_and_the_command_to_type() {
    let home = Home::new();
    let mut screen = Screen::start(&home.chirp(&["listen", "--port", "0"]));
    screen.wait_for("Listening on http://");
    let text = screen.text();
    let address = text.split("http://").nth(1).expect("an address");
    let address = address.split_whitespace().next().expect("an address");
    let event = r#"{"event":"calls.initiated","eventId":"evt_1","data":{"call":{"id":"call_1","direction":"inbound","from":"+15559876543"}}}"#;
    assert_eq!(post_to(address, "", event.as_bytes()), 200);
    screen.wait_for("chirp calls answer call_1");
    screen.wait_for("28 s");
    let over = event
        .replace("initiated", "canceled")
        .replace("evt_1", "evt_2");
    assert_eq!(post_to(address, "", over.as_bytes()), 200);
    screen.wait_for(" canceled ");
    screen.press("\x03");
    let (code, text) = screen.end();
    assert_eq!(code, 130, "{text}");
    assert_eq!(text.matches(" initiated ").count(), 1, "{text}");
    assert!(!text.contains("28 s"), "the clock is gone:\n{text}");
}

/// What goes to stderr meanwhile does not begin behind the clock, and a terminal that cannot redraw has none.
#[test]
fn notices_stand_on_a_line_of_their_own_beside_the_clock() {
    for (term, clock) in [("xterm", true), ("dumb", false)] {
        let home = Home::new();
        let mut command = home.chirp(&["listen", "--port", "0"]);
        let screen = Screen::start(command.env("TERM", term));
        screen.wait_for("Listening on http://");
        let text = screen.text();
        let address = text.split("http://").nth(1).expect("an address");
        let address = address.split_whitespace().next().expect("an address");
        for number in 1..=2 {
            let event = format!(
                r#"{{"event":"calls.initiated","eventId":"evt_{number}","data":{{"call":{{"id":"call_{number}","direction":"inbound"}}}}}}"#
            );
            assert_eq!(post_to(address, "", event.as_bytes()), 200);
            screen.wait_for(&format!("s to answer: chirp calls answer call_{number}"));
        }
        if clock {
            screen.wait_for(" s left: ");
        }
        assert_eq!(post_to(address, "", b"no json"), 400);
        screen.wait_for("warning: refused with 400");
        let text = screen.text();
        let starts = |line: &str| line.starts_with("warning: refused with 400");
        assert!(text.lines().any(starts), "{term}: {text}");
        assert!(clock || !text.contains(" s left: "), "{term}: {text}");
    }
}
