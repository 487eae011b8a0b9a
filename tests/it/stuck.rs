//! `chirp listen` when nobody takes what it says on stderr: it answers and stops all the same.

use std::io::{PipeReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::faults::{SmallDisk, address_in_lock_of};
use crate::listen::{event, post_to};
use crate::support::{Home, sandbox};
use crate::target::Handler;

/// A listener whose stderr is a full pipe; killed when dropped.
pub(crate) struct Stuck {
    child: Child,
    pub(crate) address: String,
    _unread: PipeReader,
}

impl Stuck {
    /// Starts `command`, a `chirp listen` with the directories of `home`.
    pub(crate) fn start(home: &Home, command: &mut Command) -> Stuck {
        let (unread, mut stderr) = std::io::pipe().expect("a pipe");
        let full = [b' '; 65_536];
        stderr.write_all(&full).expect("as much as Linux takes");
        let command = command.stdout(Stdio::null()).stderr(stderr);
        let child = command.spawn().expect("it starts");
        let address = address_in_lock_of(home, child.id());
        Stuck {
            child,
            address,
            _unread: unread,
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end, which has to come within 3 s; gives the exit code.
    #[track_caller]
    pub(crate) fn ends_in_time(mut self) -> Option<i32> {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return status.code();
            }
            assert!(begin.elapsed() < Duration::from_secs(3), "it still runs");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Stuck {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn answers_and_stops_come_in_time() {
    let silent = Handler::start(|_, _| None);
    let table: [&[&str]; 4] = [
        &[],
        &["--forward-to", &silent.url],
        &["--json", "--forward-to", &silent.url],
        &["--json", "--forward-to", "http://127.0.0.1:9/"],
    ];
    for args in table {
        let home = Home::new();
        let mut command = home.chirp(&[&["listen", "--port", "0"], args].concat());
        let stuck = Stuck::start(&home, &mut command);
        for number in 0..5 {
            let body = event(&format!("evt_{number}"));
            assert_eq!(post_to(&stuck.address, "", &body), 200, "{args:?}");
        }
        stuck.signal("TERM");
        assert_eq!(stuck.ends_in_time(), Some(143), "{args:?}");
    }
}

#[test]
fn a_failed_run_has_its_exit_code() {
    let (home, silent) = (Home::new(), Handler::start(|_, _| None));
    let args = ["listen", "--port", "0", "--exit-after", "1"];
    let more = ["--expect", "calls.busy", "--forward-to", &silent.url];
    let stuck = Stuck::start(&home, &mut home.chirp(&[&args[..], &more].concat()));
    assert_eq!(post_to(&stuck.address, "", &event("evt_1")), 200);
    assert_eq!(stuck.ends_in_time(), Some(9));
}

#[test]
fn the_webhook_of_the_run_is_removed() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let hooks = |page: &serde_json::Value| page["data"].as_array().map_or(0, Vec::len);
    let args = ["listen", "--port", "0", "--json", "--no-probe"];
    let register = ["--register", "http://127.0.0.1:9/hook"];
    let mut command = api.chirp(&home, &[&args[..], &register].concat());
    let stuck = Stuck::start(&home, &mut command);
    api.wait_for("/v1/webhooks", |page| hooks(page) == 1);
    stuck.signal("TERM");
    assert_eq!(stuck.ends_in_time(), Some(143));
    assert_eq!(hooks(&api.call("GET", "/v1/webhooks", "").json()), 0);
}

#[test]
fn a_disk_that_is_well_again_is_written() {
    let home = Home::new();
    let Some(disk) = SmallDisk::mount(home.path().join("state"), "300k") else {
        return;
    };
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    let stuck = Stuck::start(&home, &mut command);
    let post = |number: usize| {
        let pad = "p".repeat(2000);
        let body = format!(r#"{{"event":"x","eventId":"evt_{number}","pad":"{pad}"}}"#);
        post_to(&stuck.address, "", body.as_bytes())
    };
    let taken = (0..300).take_while(|number| post(*number) == 200).count();
    assert!(taken < 300, "the disk never fills");
    disk.grow("4m");
    assert_eq!(post(taken), 200);
    assert_eq!(post(taken + 1), 200);
    stuck.signal("TERM");
    assert_eq!(stuck.ends_in_time(), Some(143));
}
