//! A storage host that misbehaves on request, and an API that knows it. They are two sockets, so that
//! what goes to which host can be told apart.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use crate::support::Home;

/// What the storage host does with one request.
pub(crate) enum Act {
    /// Sends the head of the whole answer, then so many bytes of its body, then closes.
    Cut(usize),
    /// Sends these bytes and closes.
    Raw(String),
    /// Sends a head that ends with these lines, then these bytes.
    Body(&'static str, Vec<u8>),
    /// Puts a link in place of that file, before it sends the whole answer.
    Swap(PathBuf),
    /// Has another file from now on: its bytes and its `ETag`.
    Change(Vec<u8>, &'static str),
    /// The same, and a host that ignores `If-Range`.
    ChangeUnnoticed(Vec<u8>, &'static str),
}

struct State {
    file: Vec<u8>,
    etag: &'static str,
    heeds_if_range: bool,
    acts: VecDeque<Act>,
    requests: Vec<String>,
}

/// A storage host and the API that knows it.
pub(crate) struct Service {
    pub(crate) api: String,
    pub(crate) storage: String,
    state: Arc<Mutex<State>>,
    /// Requests to the API.
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
    pub(crate) home: Home,
}

/// Bytes that begin like an mp4 and repeat nowhere, so that a misplaced part shows.
pub(crate) fn audio(seed: u32, len: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42".to_vec();
    let mut x = seed.wrapping_mul(2_654_435_761) | 1;
    while bytes.len() < len {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        bytes.extend_from_slice(&x.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}

pub(crate) const LEN: usize = 300_000;

/// Each connection ends with its answer, and says so: a client that takes it for a living one and
/// asks again on it meets the end at a moment that nobody can tell.
pub(crate) const CLOSE: &str = "connection: close\r\n";

impl Service {
    pub(crate) fn new(acts: impl IntoIterator<Item = Act>) -> Service {
        Service::with("\"one\"", LEN, acts)
    }

    /// With that `ETag`, and an API that says the file has `told` bytes.
    pub(crate) fn with(
        etag: &'static str,
        told: usize,
        acts: impl IntoIterator<Item = Act>,
    ) -> Service {
        let state = Arc::new(Mutex::new(State {
            file: audio(1, LEN),
            etag,
            heeds_if_range: true,
            acts: acts.into_iter().collect(),
            requests: Vec::new(),
        }));
        let shared = state.clone();
        let storage = serve(move |head, stream| {
            shared
                .lock()
                .expect("no panic while locked")
                .answer(head, stream)
        });
        let (asked, host) = (Arc::new(Mutex::new(Vec::new())), storage.clone());
        let log = asked.clone();
        let api = serve(move |head, stream| {
            let path = head.split(' ').nth(1).unwrap_or_default();
            let id = path.rsplit('/').next().unwrap_or_default();
            log.lock()
                .expect("no panic while locked")
                .push(head.to_owned());
            let asked = log.lock().expect("no panic while locked").len();
            let body = format!(
                r#"{{"id":"{id}","status":"completed","format":"mp4","fileUrl":"{host}/f?signed={asked}","fileSize":{told}}}"#
            );
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\n{CLOSE}content-length: {}\r\n\r\n{body}",
                body.len()
            );
        });
        let home = Home::new();
        Service {
            api,
            storage,
            state,
            asked,
            home,
        }
    }

    /// Adds what the host does next.
    pub(crate) fn next(&self, act: Act) {
        let mut state = self.state.lock().expect("no panic while locked");
        state.acts.push_back(act);
    }

    pub(crate) fn download(&self, args: &[&str]) -> Command {
        let dir = self.dir();
        let fixed = [
            "recordings",
            "download",
            "--dir",
            dir.to_str().expect("UTF-8"),
        ];
        self.home.with_api(&self.api, &[&fixed[..], args].concat())
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.home.path().join("calls")
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let Ok(dir) = std::fs::read_dir(self.dir()) else {
            return Vec::new();
        };
        let mut names: Vec<String> = dir
            .map(|entry| {
                entry
                    .expect("readable")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        names
    }

    pub(crate) fn saved(&self) -> Vec<u8> {
        assert_eq!(self.names(), ["call_rec_1.mp4"]);
        std::fs::read(self.dir().join("call_rec_1.mp4")).expect("there")
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.state
            .lock()
            .expect("no panic while locked")
            .requests
            .clone()
    }
}

impl State {
    fn answer(&mut self, head: &str, stream: &mut TcpStream) {
        self.requests.push(head.to_owned());
        let mut cut = usize::MAX;
        match self.acts.pop_front() {
            Some(Act::Cut(at)) => cut = at,
            Some(Act::Raw(text)) => {
                let _ = stream.write_all(text.as_bytes());
                return;
            }
            Some(Act::Body(head, body)) => {
                let length = body.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 {head}{CLOSE}content-type: audio/mp4\r\ncontent-length: {length}\r\n\r\n"
                );
                let _ = stream.write_all(&body);
                return;
            }
            Some(Act::Swap(part)) => {
                std::fs::remove_file(&part).expect("the file is there");
                std::os::unix::fs::symlink("/etc/hostname", part).expect("linked");
            }
            Some(Act::Change(file, etag)) => (self.file, self.etag) = (file, etag),
            Some(Act::ChangeUnnoticed(file, etag)) => {
                (self.file, self.etag, self.heeds_if_range) = (file, etag, false);
            }
            None => {}
        }
        let header = |name: &str| {
            let line = head.lines().find(|line| line.starts_with(name))?;
            Some(line[name.len()..].trim().to_owned())
        };
        let same = header("if-range:").is_some_and(|etag| etag == self.etag);
        let from = header("range:")
            .filter(|_| same || !self.heeds_if_range)
            .and_then(|range| {
                range
                    .strip_prefix("bytes=")?
                    .strip_suffix('-')?
                    .parse()
                    .ok()
            });
        let (all, from) = (self.file.len(), from.unwrap_or(0));
        let status = match from {
            0 => "200 OK".to_owned(),
            _ => format!(
                "206 Partial\r\ncontent-range: bytes {from}-{}/{all}",
                all - 1
            ),
        };
        let etag = match self.etag {
            "" => String::new(),
            etag => format!("etag: {etag}\r\n"),
        };
        let rest = &self.file[from..];
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\n{CLOSE}{etag}content-type: audio/mp4\r\ncontent-length: {}\r\n\r\n",
            rest.len()
        );
        let _ = stream.write_all(&rest[..cut.min(rest.len())]);
    }
}

/// One answer a connection.
pub(crate) fn serve(mut answer: impl FnMut(&str, &mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            let mut head = String::new();
            while reader.read_line(&mut head).unwrap_or(0) > 2 {}
            answer(&head, &mut stream);
        }
    });
    url
}
