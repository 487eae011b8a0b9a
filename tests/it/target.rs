//! A forward target or an API for tests: answers by a function, keeps connections open, remembers what came.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    /// Request line and header lines, lower case.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

type Log = Arc<(Mutex<Vec<Post>>, Condvar)>;

/// A handler that listens; it is there until the tests end.
pub(crate) struct Handler {
    pub(crate) url: String,
    log: Log,
}

/// An answer with that status.
pub(crate) fn answer(status: u16) -> Option<String> {
    Some(format!(
        "HTTP/1.1 {status} X\r\ncontent-length: 4\r\n\r\nsaid"
    ))
}

impl Handler {
    /// Answers as `answers` says, which gets the request and its number from 1; `None` is silence.
    pub(crate) fn start(
        answers: impl Fn(&Post, usize) -> Option<String> + Send + Sync + 'static,
    ) -> Handler {
        Handler::on(TcpListener::bind("127.0.0.1:0").expect("a port"), answers)
    }

    /// The same on a socket that is bound already.
    pub(crate) fn on(
        listener: TcpListener,
        answers: impl Fn(&Post, usize) -> Option<String> + Send + Sync + 'static,
    ) -> Handler {
        let url = format!("http://{}/hook", listener.local_addr().expect("bound"));
        let log = Log::default();
        let (shared, answers) = (log.clone(), Arc::new(answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, answers) = (shared.clone(), answers.clone());
                std::thread::spawn(move || serve(&stream, &log, &*answers));
            }
        });
        Handler { url, log }
    }

    /// Waits until `count` requests came, for ten seconds at most, and gives all.
    #[track_caller]
    pub(crate) fn posts(&self, count: usize) -> Vec<Post> {
        let (log, more) = &*self.log;
        let guard = log.lock().expect("no panic while locked");
        let patience = Duration::from_secs(10);
        let waited = more.wait_timeout_while(guard, patience, |log| log.len() < count);
        let posts = waited.expect("no panic while locked").0.clone();
        assert!(posts.len() >= count, "{} of {count} came", posts.len());
        posts
    }
}

impl Post {
    /// The value of a header; its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn serve(stream: &TcpStream, log: &Log, answers: &dyn Fn(&Post, usize) -> Option<String>) {
    let mut reader = BufReader::new(stream);
    while let Some(post) = read(&mut reader) {
        let count = {
            let mut posts = log.0.lock().expect("no panic while locked");
            posts.push(post.clone());
            log.1.notify_all();
            posts.len()
        };
        if let Some(answer) = answers(&post, count) {
            let mut stream = stream;
            let _ = stream.write_all(answer.as_bytes());
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Post> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    let mut post = Post {
        head,
        body: Vec::new(),
    };
    let length = post.header("content-length").and_then(|n| n.parse().ok());
    post.body.resize(length.unwrap_or(0), 0);
    reader.read_exact(&mut post.body).ok()?;
    Some(post)
}
