//! What `chirp listen` stands: kills, full disks, slow senders, stops under load.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::listen::{Listener, event, listen, post_to};
use crate::support::{Home, run, start};

/// Posts events on a connection of its own until the listener goes away; notes what was
/// answered 200.
fn post_until_gone(address: &str, name: &str, acknowledged: &Mutex<Vec<String>>) {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return;
    };
    for number in 0.. {
        let id = format!("evt_{name}_{number}");
        let body = event(&id);
        let head = format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let sent = stream.write_all(&[head.as_bytes(), &body].concat());
        let mut answer = Vec::new();
        let mut part = [0; 1024];
        while sent.is_ok() && !answer.ends_with(b"\r\n\r\n") {
            match stream.read(&mut part) {
                Ok(count @ 1..) => answer.extend_from_slice(&part[..count]),
                _ => return,
            }
        }
        if sent.is_err() || !answer.starts_with(b"HTTP/1.1 200") {
            return;
        }
        acknowledged.lock().expect("no panic").push(id);
    }
}

fn recorded(home: &Home) -> Vec<String> {
    let args = ["events", "list", "--all", "-o", "jsonl"];
    let done = run(&mut home.chirp(&args)).code(0);
    let entries = done.stdout.lines().map(|line| {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(entry["type"], "event");
        entry["eventId"].as_str().expect("an id").to_owned()
    });
    entries.collect()
}

/// The long form, also with power cuts, is `tests/durability/kill9.py`.
#[test]
fn what_was_acknowledged_survives_kill_9() {
    let home = Home::new();
    let acknowledged = Mutex::new(Vec::new());
    for life in 0..6 {
        let mut listener = listen(&home, &[]);
        let (address, seen) = (listener.address.clone(), &acknowledged);
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let address = &address;
                scope.spawn(move || post_until_gone(address, &format!("{life}_{worker}"), seen));
            }
            let enough = life * 60 + 40;
            while seen.lock().expect("no panic").len() < enough {
                std::thread::yield_now();
            }
            listener.running.child.kill().expect("killed");
        });
    }
    let acknowledged = acknowledged.into_inner().expect("no panic");
    let recorded = recorded(&home);
    let distinct: HashSet<&String> = recorded.iter().collect();
    assert_eq!(distinct.len(), recorded.len());
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|id| !distinct.contains(id))
        .collect();
    assert!(
        lost.is_empty(),
        "{} acknowledged, lost: {lost:?}",
        acknowledged.len()
    );
}

/// The long form, with a thousand kills, is `tests/durability/kill9.py`.
#[test]
fn a_file_gets_every_event_at_least_once_whatever_listener_was_killed() {
    let home = Home::new();
    let file = home.path().join("events.jsonl");
    let acknowledged = Mutex::new(Vec::new());
    for life in 0..12 {
        let mut child = listen_into(&home, &file);
        let (address, seen) = (address_in_lock_of(&home, child.id()), &acknowledged);
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let address = &address;
                scope.spawn(move || post_until_gone(address, &format!("{life}_{worker}"), seen));
            }
            let enough = (life + 1) * 40;
            while seen.lock().expect("no panic").len() < enough {
                std::thread::yield_now();
            }
            child.kill().expect("killed");
            child.wait().expect("gone");
        });
    }
    let mut last = listen_into(&home, &file);
    let address = address_in_lock_of(&home, last.id());
    assert_eq!(post_to(&address, "", &event("evt_last")), 200);
    let mut text = String::new();
    while !text.contains("evt_last\"") || !text.ends_with('\n') {
        text = std::fs::read_to_string(&file).expect("text");
    }
    last.kill().expect("killed");
    last.wait().expect("gone");
    // A line that was cut off does not read as JSON, and stands alone.
    let shown = |line: &str| {
        let entry: Value = serde_json::from_str(line).ok()?;
        let id = entry["eventId"].as_str()?.to_owned();
        Some((entry["seq"].as_i64().expect("a seq"), id))
    };
    let lines: Vec<(i64, String)> = text.lines().filter_map(shown).collect();
    // What is shown again has the seq that it had.
    let by_seq: std::collections::BTreeMap<i64, String> = lines.iter().cloned().collect();
    assert!(lines.iter().all(|(seq, id)| by_seq[seq] == *id));
    let mut shown: Vec<String> = by_seq.into_values().collect();
    let mut recorded = recorded(&home);
    shown.sort();
    recorded.sort();
    assert_eq!(shown, recorded, "each at least once");
    assert!(recorded.len() > acknowledged.into_inner().expect("no panic").len());
}

fn listen_into(home: &Home, file: &std::path::Path) -> std::process::Child {
    let append = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file);
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    command
        .stdout(append.expect("opened"))
        .spawn()
        .expect("it starts")
}

#[test]
fn a_stop_under_load_keeps_what_was_acknowledged_and_is_quick() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let home = Home::new();
        let listener = listen(&home, &[]);
        let acknowledged = Mutex::new(Vec::new());
        let (address, seen) = (listener.address.clone(), &acknowledged);
        let begin = std::thread::scope(|scope| {
            for worker in 0..4 {
                let address = &address;
                scope.spawn(move || post_until_gone(address, &worker.to_string(), seen));
            }
            while seen.lock().expect("no panic").len() < 40 {
                std::thread::yield_now();
            }
            listener.running.signal(signal);
            Instant::now()
        });
        let (ended, lines, _) = listener.running.finish();
        assert!(begin.elapsed() < Duration::from_secs(3));
        assert_eq!(ended, Some(code));
        let last: Value = serde_json::from_str(lines.last().expect("lines")).expect("JSON");
        assert_eq!(last["type"], "summary");
        let recorded = recorded(&home);
        assert_eq!(last["events"], recorded.len());
        for id in acknowledged.into_inner().expect("no panic") {
            assert!(recorded.contains(&id), "{id}");
        }
    }
}

#[test]
fn a_stop_does_not_wait_for_a_reader_that_never_reads() {
    let home = Home::new();
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    let mut stuck = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let address = address_in_lock_of(&home, stuck.id());
    let body = format!(r#"{{"event":"x","pad":"{}"}}"#, "p".repeat(200_000));
    assert_eq!(post_to(&address, "", body.as_bytes()), 200);
    let begin = Instant::now();
    let pid = stuck.id().to_string();
    let sent = Command::new("kill").args(["-s", "INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
    assert_eq!(stuck.wait().expect("it ends").code(), Some(130));
    assert!(
        begin.elapsed() < Duration::from_millis(3500),
        "{:?}",
        begin.elapsed()
    );
}

/// Where the listener `pid` listens, as soon as it does.
pub(crate) fn address_in_lock_of(home: &Home, pid: u32) -> String {
    let (file, own) = (
        home.path().join("state/journal.lock"),
        format!("pid {pid} at http://"),
    );
    loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if let Some(address) = text.trim().strip_prefix(&own) {
            return address.to_owned();
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_closed_stdout_ends_the_listener_quietly() {
    let home = Home::new();
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let address = address_in_lock_of(&home, child.id());
    assert_eq!(post_to(&address, "", &event("evt_1")), 200);
    // From here on the listener may end at any moment: whether it takes a second event is open.
    drop(child.stdout.take());
    post_to(&address, "", &event("evt_2"));
    let mut stderr = String::new();
    let mut pipe = child.stderr.take().expect("piped");
    pipe.read_to_string(&mut stderr).expect("text");
    assert_eq!(
        (child.wait().expect("it ends").code(), stderr.as_str()),
        (Some(0), "")
    );
    assert!(recorded(&home).contains(&"evt_1".to_owned()));
}

/// A disk of its own at a folder, as small as wanted; unmounted when dropped.
pub(crate) struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    /// `None`, with a word to whoever reads the test's output, where that is not allowed.
    pub(crate) fn mount(folder: std::path::PathBuf, size: &str) -> Option<SmallDisk> {
        std::fs::create_dir(&folder).expect("a folder");
        let disk = SmallDisk(folder);
        let mounted = disk.run_mount(&format!("size={size}"));
        if !mounted {
            let _ = writeln!(
                std::io::stderr(),
                "skipped: only root can mount a small disk"
            );
        }
        mounted.then_some(disk)
    }

    pub(crate) fn grow(&self, size: &str) {
        assert!(self.run_mount(&format!("remount,size={size}")));
    }

    fn run_mount(&self, option: &str) -> bool {
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", option, "none"])
            .arg(&self.0);
        let status = command.stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let mut command = Command::new("umount");
        let _ = command
            .arg("-l")
            .arg(&self.0)
            .stderr(Stdio::null())
            .status();
    }
}

#[test]
fn what_a_full_disk_cuts_off_of_the_output_goes_on_where_it_stopped() {
    let home = Home::new();
    let Some(disk) = SmallDisk::mount(home.path().join("out"), "40k") else {
        return;
    };
    let file = disk.0.join("events.jsonl");
    let mut child = listen_into(&home, &file);
    let address = address_in_lock_of(&home, child.id());
    for number in 0..40 {
        let pad = "p".repeat(3000);
        let body = format!(r#"{{"event":"x","eventId":"evt_{number}","pad":"{pad}"}}"#);
        assert_eq!(post_to(&address, "", body.as_bytes()), 200);
    }
    disk.grow("4m");
    let mut text = String::new();
    while !text.contains("\"evt_39\"") || !text.ends_with('\n') {
        text = std::fs::read_to_string(&file).expect("text");
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    let ids = text.lines().skip(1).map(|line| {
        let entry: Value = serde_json::from_str(line).expect("whole lines");
        entry["eventId"].as_str().expect("an id").to_owned()
    });
    let all: Vec<String> = (0..40).map(|number| format!("evt_{number}")).collect();
    assert_eq!(ids.collect::<Vec<_>>(), all);
}

#[test]
fn a_full_disk_is_answered_503_until_there_is_room() {
    let home = Home::new();
    let Some(disk) = SmallDisk::mount(home.path().join("state"), "300k") else {
        return;
    };
    let listener = listen(&home, &[]);
    let body = |number: usize| {
        let pad = "p".repeat(2000);
        format!(r#"{{"event":"x","eventId":"evt_{number}","pad":"{pad}"}}"#).into_bytes()
    };
    let mut taken = 0;
    while listener.post(&body(taken)) == 200 {
        taken += 1;
        assert!(taken < 300, "the disk never fills");
    }
    assert_eq!(listener.post(&body(taken)), 503);
    disk.grow("4m");
    assert_eq!(listener.post(&body(taken)), 200);
    // The refused one may be there already; then this was its repetition. Nothing else may lack.
    let ids = run(&mut home.chirp(&["events", "list", "--all", "-o", "jsonl"]))
        .code(0)
        .stdout;
    for number in 0..=taken {
        assert!(ids.contains(&format!("\"evt_{number}\"")), "evt_{number}");
    }
    let (_, _, stderr) = listener.stop();
    assert_eq!(
        stderr.matches("database or disk is full").count(),
        1,
        "{stderr}"
    );
    assert!(stderr.contains("can be written again"), "{stderr}");
}

#[test]
fn idle_connections_give_way_to_an_event() {
    let home = Home::new();
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 128 && exec \"$@\"", "sh"]);
    let plain = home.chirp(&["listen", "--port", "0", "--json"]);
    limited
        .arg(plain.get_program())
        .args(plain.get_args())
        .env_clear();
    limited.envs(
        plain
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let running = start(&mut limited);
    let url = running.json()["url"].as_str().expect("a URL").to_owned();
    let address = url.trim_start_matches("http://");
    // More than there is room for: some without a byte, some within a head.
    let idle: Vec<TcpStream> = (0..200)
        .map(|number| {
            let mut stream = TcpStream::connect(address).expect("it listens");
            let bytes: &[u8] = if number % 2 == 0 { b"" } else { b"POST / HT" };
            stream.write_all(bytes).expect("sent");
            stream
        })
        .collect();
    let begin = Instant::now();
    assert_eq!(post_to(address, "", &event("evt_1")), 200);
    assert!(
        begin.elapsed() < Duration::from_secs(3),
        "{:?}",
        begin.elapsed()
    );
    let mut oldest = &idle[0];
    oldest
        .set_read_timeout(Some(Duration::from_secs(3)))
        .expect("a time-out");
    assert_eq!(oldest.read(&mut [0]).expect("closed"), 0);
    running.signal("TERM");
    assert_eq!(running.finish().0, Some(143));
}

#[test]
fn a_sender_that_closed_its_side_gets_its_answer() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let (address, body) = (&listener.address, event("evt_1"));
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .write_all(&[head.as_bytes(), &body].concat())
        .and_then(|()| stream.shutdown(std::net::Shutdown::Write))
        .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
    listener.stop();
}

#[test]
fn slow_senders_are_cut_off_and_hold_up_nobody() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let send = |bytes: &str| {
        let mut stream = TcpStream::connect(&listener.address).expect("it listens");
        stream.write_all(bytes.as_bytes()).expect("sent");
        stream
    };
    let host = format!("POST / HTTP/1.1\r\nHost: {}\r\n", listener.address);
    let begin = Instant::now();
    let heads: Vec<_> = (0..50).map(|_| send(&host)).collect();
    let bodies: Vec<_> = (0..50)
        .map(|_| send(&format!("{host}Content-Length: 9\r\n\r\n{{")))
        .collect();
    let closed = |stream: &TcpStream| {
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a time-out");
        let mut answer = String::new();
        let mut stream = stream;
        stream
            .read_to_string(&mut answer)
            .expect("closed, not timed out");
        answer
    };
    for number in 0..5 {
        let one = Instant::now();
        assert_eq!(listener.post(&event(&format!("evt_{number}"))), 200);
        assert!(one.elapsed() < Duration::from_secs(1));
    }
    for head in &heads {
        closed(head);
    }
    let after = begin.elapsed();
    assert!(
        Duration::from_secs(9) < after && after < Duration::from_secs(12),
        "{after:?}"
    );
    for body in &bodies {
        assert!(closed(body).starts_with("HTTP/1.1 408"));
    }
    let after = begin.elapsed();
    assert!(
        Duration::from_secs(14) < after && after < Duration::from_secs(18),
        "{after:?}"
    );
    let Listener { running, .. } = listener;
    running.signal("INT");
    assert_eq!(running.finish().0, Some(130));
}
