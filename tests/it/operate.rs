//! `chirp listen` as a service: health, metrics, draining, systemd.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixDatagram;
use std::os::unix::process::CommandExt;
use std::time::{Duration, Instant};

use crate::listen::{Listener, event, exchange, listen_as, post_to, status};
use crate::support::{Home, start};

/// A listener with an admin server, and the admin server's address.
fn operated(home: &Home, args: &[&str]) -> (Listener, String) {
    let all = [&["listen", "--port", "0", "--admin", "0", "--json"], args].concat();
    let running = start(&mut home.chirp(&all));
    let ready = running.json();
    let address = |key: &str| {
        let url = ready[key].as_str().expect("a URL");
        url.split('/').nth(2).expect("an address").to_owned()
    };
    let (admin, address) = (address("admin"), address("url"));
    (Listener { running, address }, admin)
}

fn get(address: &str, host: &str, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange(address, request.as_bytes())
}

/// Asks until the answer has `expected` as its status; fails after ten seconds.
#[track_caller]
fn wait_for(admin: &str, path: &str, expected: u16) -> String {
    let start = Instant::now();
    loop {
        let answer = get(admin, admin, path);
        if status(&answer) == expected {
            return answer;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{answer}");
        std::thread::yield_now();
    }
}

#[test]
fn health_and_metrics_are_served_on_a_socket_of_their_own() {
    let home = Home::new();
    let (listener, admin) = operated(&home, &[]);
    assert!(admin.starts_with("127.0.0.1:"), "{admin}");
    assert_eq!(status(&get(&admin, &admin, "/healthz")), 200);
    assert!(get(&admin, &admin, "/readyz").ends_with("ready\n"));
    assert_eq!(status(&get(&admin, &admin, "/")), 404);
    assert_eq!(status(&get(&admin, "evil.example", "/metrics")), 421);
    let post = format!(
        "POST /metrics HTTP/1.1\r\nHost: {admin}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(status(&exchange(&admin, post.as_bytes())), 405);
    // Events are not accepted there, metrics are not served here.
    assert_eq!(post_to(&admin, "", &event("evt_0")), 405);
    assert_eq!(
        status(&get(&listener.address, &listener.address, "/metrics")),
        404
    );

    for id in ["evt_1", "evt_2", "evt_2"] {
        assert_eq!(listener.post(&event(id)), 200);
        listener.running.line();
    }
    let metrics = get(&admin, &admin, "/metrics");
    assert!(
        metrics.contains("content-type: text/plain; version=0.0.4"),
        "{metrics}"
    );
    for line in [
        "chirp_ready 1",
        "chirp_acknowledged_total 3",
        "chirp_acknowledge_seconds_count 3",
        r#"chirp_acknowledge_seconds_bucket{le="+Inf"} 3"#,
        r#"chirp_rejected_total{reason="path",status="404"} 1"#,
        r#"chirp_rejected_total{reason="secret",status="401"} 0"#,
        r#"chirp_entries_total{type="event"} 2"#,
        r#"chirp_entries_total{type="duplicate"} 1"#,
        "chirp_journal_entries 3",
        "chirp_journal_up 1",
        r#"chirp_commands_total{outcome="accepted"} 0"#,
    ] {
        assert!(
            metrics.lines().any(|found| found == line),
            "{line} in {metrics}"
        );
    }
    assert!(metrics.contains("chirp_consumer_lag_events{consumer=\"printer\"}"));
}

#[test]
fn draining_is_not_ready_and_refuses_nothing() {
    let home = Home::new();
    let (mut listener, admin) = operated(&home, &["--drain", "1m"]);
    listener.running.signal("TERM");
    let answer = wait_for(&admin, "/readyz", 503);
    assert!(answer.ends_with("stopping\n"), "{answer}");
    assert_eq!(status(&get(&admin, &admin, "/healthz")), 200);
    // A kept connection is answered and told to go elsewhere.
    let body = event("evt_1");
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n",
        listener.address,
        body.len()
    );
    let answer = listener.raw(&[request.as_bytes(), &body].concat());
    assert_eq!(status(&answer), 200);
    assert!(
        answer.to_lowercase().contains("connection: close"),
        "{answer}"
    );
    let note = listener.running.stderr_line();
    assert!(note.contains("not ready any more"), "{note}");
    // A second signal ends the wait.
    listener.running.signal("TERM");
    let (code, lines, _) = listener.running.finish();
    assert_eq!(code, Some(143));
    assert!(lines.last().expect("a summary").contains(r#""events":1"#));
}

#[test]
fn without_a_drain_a_stop_is_immediate() {
    let home = Home::new();
    let (listener, _) = operated(&home, &[]);
    let start = Instant::now();
    listener.running.signal("TERM");
    assert_eq!(listener.running.finish().0, Some(143));
    assert!(start.elapsed() < Duration::from_secs(3));
}

/// `chirp` as systemd starts it: a socket as file descriptor 3, and an address for notifications.
fn activated(home: &Home, socket: &TcpListener, notify: &std::path::Path) -> std::process::Command {
    let chirp = home.chirp(&["listen", "--json"]);
    let program = chirp.get_program().to_owned();
    let mut shell = std::process::Command::new("bash");
    let script = format!(
        "exec 3<&{}; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" listen --json",
        socket.as_raw_fd()
    );
    shell.args(["-c", &script]).arg(program).env_clear();
    for (name, value) in chirp.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    shell
        .env("NOTIFY_SOCKET", notify)
        .env("WATCHDOG_USEC", "100000");
    shell.stdin(std::process::Stdio::null()).process_group(0);
    shell
}

fn received(socket: &UnixDatagram) -> String {
    let mut bytes = [0; 512];
    let count = socket
        .recv(&mut bytes)
        .expect("a notification within ten seconds");
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

#[test]
fn a_socket_of_systemd_is_used_and_connections_wait_across_a_restart() {
    let home = Home::new();
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    // Inherited by what is started from here.
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::empty()).expect("an open socket");
    let path = home.path().join("notify");
    let notify = UnixDatagram::bind(&path).expect("a socket");
    notify
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a limit");

    let listener = listen_as(activated(&home, &socket, &path));
    let own = socket.local_addr().expect("bound").to_string();
    assert_eq!(listener.address, own);
    assert!(received(&notify).starts_with("READY=1"));
    assert!(received(&notify).starts_with("WATCHDOG=1"));
    assert_eq!(listener.post(&event("evt_1")), 200);
    listener.running.signal("TERM");
    while !received(&notify).starts_with("STOPPING=1") {}
    assert_eq!(listener.running.finish().0, Some(143));

    // Nobody runs; a sender waits in the socket's queue instead of being refused.
    let mut waiting = TcpStream::connect(&own).expect("the socket is still open");
    let body = event("evt_2");
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    waiting
        .write_all(&[head.as_bytes(), &body].concat())
        .expect("sent");
    let listener = listen_as(activated(&home, &socket, &path));
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).expect("an answer");
    assert_eq!(status(&answer), 200);
    assert_eq!(listener.stop().0, Some(130));
}
