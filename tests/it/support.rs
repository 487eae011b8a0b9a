//! The harness: runs the binary with its own directories and nothing of the user's environment.
#![allow(dead_code, reason = "modules use different parts of the harness")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A made-up key; tests search every output for it.
pub(crate) const KEY: &str = "sk_test_app_canary0123456789abcdefWXYZ";

/// The program under test: the one that cargo has built, or the one that `CHIRP_BIN` names, such as a
/// release build (docs/release.md).
pub(crate) fn binary() -> PathBuf {
    let named = std::env::var_os("CHIRP_BIN").map(PathBuf::from);
    let named = named.map(|path| path.canonicalize().expect("CHIRP_BIN names a file"));
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_chirp").into())
}

/// A folder of its own for configuration and state, removed at the end.
pub(crate) struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    pub(crate) fn new() -> Home {
        Home {
            dir: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// `chirp` with `args`, without a key, its directories in here.
    pub(crate) fn chirp(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TZ", "UTC")
            .env("HOME", self.path())
            .env("CHIRP_CONFIG_DIR", self.path().join("config"))
            .env("CHIRP_STATE_DIR", self.path().join("state"))
            .stdin(Stdio::null());
        command
    }

    /// The same with a key and an API address.
    pub(crate) fn with_api(&self, url: &str, args: &[&str]) -> Command {
        let mut command = self.chirp(args);
        command.env("CHIRP_API_KEY", KEY).env("CHIRP_API_URL", url);
        command
    }
}

/// What a finished command left.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs to the end.
pub(crate) fn run(command: &mut Command) -> Done {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the binary runs");
    Done {
        code: status.code(),
        stdout: String::from_utf8(stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(stderr).expect("stderr is UTF-8"),
    }
}

impl Done {
    /// Checks the exit code, showing all output when it differs.
    #[track_caller]
    pub(crate) fn code(self, expected: i32) -> Done {
        assert_eq!(
            self.code,
            Some(expected),
            "stdout: {}\nstderr: {}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// A long-running `chirp`; killed when dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

/// Starts a command whose stdout is read line by line.
pub(crate) fn start(command: &mut Command) -> Running {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    let (sender, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    Running { child, lines }
}

impl Running {
    /// The next line of stdout; fails after ten seconds without one.
    #[track_caller]
    pub(crate) fn line(&self) -> String {
        self.lines
            .recv_timeout(Duration::from_secs(10))
            .expect("a line within ten seconds")
    }

    /// The next line of stdout, or `None` when there will be none.
    pub(crate) fn try_line(&self) -> Option<String> {
        self.lines.recv_timeout(Duration::from_secs(10)).ok()
    }

    /// The next line as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.line()).expect("a line of JSON")
    }

    /// The next line of stderr.
    pub(crate) fn stderr_line(&mut self) -> String {
        let pipe = self.child.stderr.as_mut().expect("piped");
        let (mut line, mut byte) = (Vec::new(), [0]);
        // One byte at a time, so that nothing of the next line is taken.
        while pipe.read_exact(&mut byte).is_ok() && byte != *b"\n" {
            line.push(byte[0]);
        }
        String::from_utf8(line).expect("stderr is UTF-8")
    }

    /// Sends a signal by name, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end: exit code, the lines not read yet, stderr.
    pub(crate) fn finish(mut self) -> (Option<i32>, Vec<String>, String) {
        let mut stderr = String::new();
        if let Some(mut pipe) = self.child.stderr.take() {
            let _ = pipe.read_to_string(&mut stderr);
        }
        let code = self.child.wait().expect("the child ends").code();
        (code, self.lines.iter().collect(), stderr)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running `chirp sandbox` on a free port, without rate limits.
pub(crate) struct Sandbox {
    pub(crate) url: String,
    pub(crate) key: String,
    pub(crate) admin_key: String,
    pub(crate) process: Running,
}

/// Starts a sandbox with further `args`, such as `--speed 100x`.
pub(crate) fn sandbox(home: &Home, args: &[&str]) -> Sandbox {
    let mut all = vec!["sandbox", "--port", "0", "--json"];
    if !args.contains(&"--rate-limit") {
        all.extend(["--rate-limit", "off"]);
    }
    all.extend(args);
    let process = start(&mut home.chirp(&all));
    let ready = process.json();
    let text = |name: &str| ready[name].as_str().expect("a string").to_owned();
    Sandbox {
        url: text("url"),
        key: text("apiKey"),
        admin_key: text("adminKey"),
        process,
    }
}

impl Sandbox {
    /// `chirp` with `args` against this sandbox.
    pub(crate) fn chirp(&self, home: &Home, args: &[&str]) -> Command {
        let mut command = home.chirp(args);
        command
            .env("CHIRP_API_KEY", &self.key)
            .env("CHIRP_API_URL", &self.url);
        command
    }

    /// One request with the app key, over a socket of its own; `body` empty for none.
    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> Answer {
        let key = format!("authorization: Bearer {}\r\n", self.key);
        self.send(method, path, &key, body)
    }

    /// The same with other header lines.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the sandbox listens");
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::read(&answer)
    }

    /// Asks until `path` answers with what `enough` wants; fails after ten seconds.
    #[track_caller]
    pub(crate) fn wait_for(
        &self,
        path: &str,
        enough: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        let start = std::time::Instant::now();
        loop {
            let value = self.call("GET", path, "").json();
            if enough(&value) {
                return value;
            }
            assert!(start.elapsed() < Duration::from_secs(10), "{path}: {value}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// An HTTP answer, read to the end of its connection.
pub(crate) struct Answer {
    /// 0 when the connection closed without an answer.
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        Answer {
            status: status.unwrap_or(0),
            head,
            body: bytes[end..].to_vec(),
        }
    }

    /// A header's value; its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}{:?}", self.head, self.body))
    }
}

/// A server that records each request's bytes and answers all with the same bytes.
pub(crate) struct Canned {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    /// Answers with `status` (such as `200 OK`) and a JSON `body`.
    pub(crate) fn json(status: &str, body: &str) -> Canned {
        let length = body.len();
        Canned::raw(format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    /// Answers with `answer` as it is, then closes.
    pub(crate) fn raw(answer: impl Into<Vec<u8>>) -> Canned {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (requests.clone(), answer.into());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let request = read_request(&stream);
                log.lock().expect("no panic while locked").push(request);
                let mut stream = stream;
                let _ = stream.write_all(&answer);
            }
        });
        Canned { url, requests }
    }

    /// The requests so far, heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic while locked").clone()
    }
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    format!("{head}\r\n{}", String::from_utf8_lossy(&body))
}
