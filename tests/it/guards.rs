//! What must not grow, counted instead of timed: crates, size, system calls, syncs, allocations.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use crate::support::{Canned, Home, binary, run, start};

/// The crates that a build of the program needs, without those for tests.
#[test]
fn the_tree_stays_below_260_crates() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "-e",
            "normal,build",
            "--prefix",
            "none",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&tree.stdout);
    let mut crates: Vec<&str> = text
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    crates.sort_unstable();
    crates.dedup();
    assert!(
        (50..=260).contains(&crates.len()),
        "{} crates",
        crates.len()
    );
}

/// Bytes of the program that are mapped when it starts, debug information left out: what its program
/// headers say (ELF, 64 bits, little endian).
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn mapped(program: &[u8]) -> u64 {
    let number = |at: usize, bytes: usize| -> u64 {
        let field = &program[at..at + bytes];
        field
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let (table, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let headers = (0..count).map(|index| (table + index * size) as usize);
    let loaded = headers.filter(|header| number(*header, 4) == 1);
    loaded.map(|header| number(header + 32, 8)).sum()
}

/// A release program stays below 14 MB. What `cargo test` builds is not optimised: its limit only shows
/// that something large was added.
#[test]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn the_program_stays_small() {
    let bytes = mapped(&std::fs::read(binary()).expect("the program can be read"));
    let limit = match std::env::var_os("CHIRP_BIN") {
        Some(_) => 14_000_000,
        None => 44_000_000,
    };
    assert!((1_000_000..limit).contains(&bytes), "{bytes} bytes");
}

/// System calls of a command, by strace; `None` where there is none or it may not trace.
fn system_calls(home: &Home, command: &Command, only: &str) -> Option<usize> {
    let text = trace(home, command, only)?;
    Some(text.lines().filter(|line| line.contains('(')).count())
}

fn trace(home: &Home, command: &Command, only: &str) -> Option<String> {
    let log = home.path().join("strace");
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", only, "-o"]).arg(&log);
    traced
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        traced.envs(value.map(|value| (name, value)));
    }
    traced.output().ok()?;
    let text = std::fs::read_to_string(&log).ok()?;
    (!text.is_empty()).then_some(text)
}

/// Also while receiving, forwarding and responding: `tests/durability/quiet.py`.
#[test]
fn nobody_is_contacted_but_the_api_that_was_named() {
    let home = Home::new();
    let api = Canned::json("200 OK", r#"{"data":[],"totalCount":0}"#);
    let port = api.url.rsplit(':').next().expect("a port");
    let named = format!("htons({port})");
    for (args, asks) in [
        (&["calls", "list"][..], true),
        (&["calls", "list", "--dry-run"], false),
        (&["doctor"], true),
        (&["config", "show"], false),
        (&["events", "list"], false),
        (&["completions", "bash"], false),
        (&["--version"], false),
    ] {
        let mut command = home.with_api(&api.url, args);
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            command.env(name, "http://127.0.0.1:9");
        }
        // `execve` is there in any case: no trace at all means no strace.
        let calls = "trace=execve,connect,sendto,sendmsg";
        let Some(text) = trace(&home, &command, calls) else {
            skipped();
            return;
        };
        let mut addresses = text.lines().filter(|line| line.contains("sa_family"));
        assert_eq!(text.contains(&named), asks, "{args:?}: {text}");
        assert!(addresses.all(|line| line.contains(&named)), "{text}");
    }
}

#[test]
fn start_up_and_one_request_take_few_system_calls() {
    let home = Home::new();
    let Some(version) = system_calls(&home, &home.chirp(&["--version"]), "trace=all") else {
        skipped();
        return;
    };
    assert!(version < 80, "--version: {version}");
    let api = Canned::json(
        "200 OK",
        r#"{"callId":"call_1","command":"answer","status":"accepted"}"#,
    );
    // By name: `localhost` takes no look-up, and so no thread.
    let url = api.url.replace("127.0.0.1", "localhost");
    let answer = home.with_api(&url, &["calls", "answer", "call_1"]);
    let text = trace(&home, &answer, "trace=all").expect("strace traced before");
    let calls = text.lines().filter(|line| line.contains('(')).count();
    assert!(calls < 150, "calls answer: {calls}");
    let is_thread = |line: &str| line.contains("clone(") || line.contains("clone3(");
    assert!(!text.lines().any(is_thread), "a thread: {text}");
    assert_eq!(api.requests().len(), 1);
}

/// Posts `count` events with ids of their own over one connection.
fn post(address: &str, connection: usize, count: usize) {
    let mut stream = TcpStream::connect(address).expect("the listener takes connections");
    for number in 0..count {
        let body = format!(
            r#"{{"event":"calls.ringing","eventId":"evt_{connection}_{number}","data":{{"call":{{"id":"call_{connection}"}}}}}}"#
        );
        let head = format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).expect("sent");
        let mut answer = [0; 1024];
        let read = stream.read(&mut answer).expect("answered");
        assert!(
            answer[..read].starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer[..read])
        );
    }
}

/// At 64 connections one sync serves many events; one sync an event would be 1,000 of them.
#[test]
fn a_thousand_events_share_their_syncs() {
    let home = Home::new();
    let log = home.path().join("syncs");
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&log);
    let listen = home.chirp(&["listen", "--port", "0", "--json"]);
    traced
        .arg(listen.get_program())
        .args(listen.get_args())
        .env_clear();
    for (name, value) in listen.get_envs() {
        traced.envs(value.map(|value| (name, value)));
    }
    if run(Command::new("strace").args(["-qq", "-o", "/dev/null", "true"])).code != Some(0) {
        skipped();
        return;
    }
    let listener = start(&mut traced);
    let ready = listener.json();
    let address = ready["url"]
        .as_str()
        .expect("a URL")
        .trim_start_matches("http://")
        .to_owned();
    let pid = ready["pid"].to_string();
    let clients: Vec<_> = (0..64)
        .map(|connection| {
            let address = address.clone();
            std::thread::spawn(move || post(&address, connection, 16))
        })
        .collect();
    clients
        .into_iter()
        .for_each(|client| client.join().expect("every event was answered"));
    assert!(
        Command::new("kill")
            .args(["-s", "INT", &pid])
            .status()
            .expect("kill runs")
            .success()
    );
    listener.finish();
    let text = std::fs::read_to_string(&log).expect("the log of strace");
    let syncs = text.lines().filter(|line| line.contains("sync(")).count();
    assert!((5..400).contains(&syncs), "{syncs} syncs for 1024 events");
}

#[test]
fn the_listing_of_crates_names_no_banned_one() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"));
    let lock = lock.expect("the lock file is committed");
    for banned in [
        "openssl-sys",
        "aws-lc-rs",
        "aws-lc-sys",
        "phonenumber",
        "native-tls",
    ] {
        assert!(!lock.contains(&format!("name = \"{banned}\"")), "{banned}");
    }
}

fn skipped() {
    let _ = writeln!(
        std::io::stderr(),
        "skipped: strace is not here or may not trace"
    );
}
