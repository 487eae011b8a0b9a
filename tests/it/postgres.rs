//! A PostgreSQL server for the tests of the fleet: one for all of them, a database a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::Home;

/// The server's folder, which holds its socket.
static SERVER: OnceLock<PathBuf> = OnceLock::new();
static DATABASES: AtomicUsize = AtomicUsize::new(0);

/// The newest version that Debian's packages have installed.
fn programs() -> PathBuf {
    let found = glob::glob("/usr/lib/postgresql/*/bin").expect("a pattern");
    found
        .filter_map(Result::ok)
        .max()
        .expect("PostgreSQL is installed: apt-get install postgresql")
}

/// `initdb` and `postgres` refuse root, so they run as the user that the package has made.
fn command(program: &str) -> Command {
    let path = programs().join(program);
    if rustix::process::getuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "--pdeathsig=INT",
        ]);
        command.arg(path);
        command
    } else {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=INT").arg(path);
        command
    }
}

fn server() -> &'static Path {
    SERVER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        if rustix::process::getuid().is_root() {
            let owned = Command::new("chown").arg("postgres").arg(&folder).status();
            assert!(owned.expect("chown runs").success());
        }
        let (started, starts) = std::sync::mpsc::channel();
        let at = folder.clone();
        // The server ends with the thread that started it, so that thread waits for it.
        std::thread::spawn(move || {
            let data = at.join("data");
            let made = command("initdb")
                .args(["--auth=trust", "--username=owner", "--no-sync", "-D"])
                .arg(&data)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            assert!(made.expect("initdb runs").success());
            let running = command("postgres")
                .arg("-D")
                .arg(&data)
                .arg("-k")
                .arg(&at)
                .args([
                    "-c",
                    "listen_addresses=",
                    "-c",
                    "fsync=off",
                    "-c",
                    "max_connections=200",
                ])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            let mut running = running.expect("postgres starts");
            started.send(()).expect("somebody waits");
            let _ = running.wait();
        });
        starts.recv().expect("initdb works");
        let start = Instant::now();
        while !psql(&folder, "postgres", "SELECT 1").0 {
            assert!(start.elapsed() < Duration::from_secs(30), "postgres starts");
            std::thread::yield_now();
        }
        folder
    })
}

fn psql(folder: &Path, database: &str, statement: &str) -> (bool, String) {
    let done = Command::new(programs().join("psql"))
        .args([
            "-qXAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "owner",
            "-d",
            database,
            "-h",
        ])
        .arg(folder)
        .args(["-c", statement])
        .output()
        .expect("psql runs");
    let text = String::from_utf8_lossy(&done.stdout).trim().to_owned();
    (done.status.success(), text)
}

/// A database of its own.
pub(crate) struct Database {
    name: String,
}

impl Database {
    /// An empty one.
    pub(crate) fn empty() -> Database {
        let name = format!("fleet_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let made = psql(server(), "postgres", &format!("CREATE DATABASE {name}"));
        assert!(made.0, "a database");
        Database { name }
    }

    /// One with a shared journal in it.
    pub(crate) fn with_journal(home: &Home) -> Database {
        let database = Database::empty();
        let mut init = home.chirp(&["journal", "init", "--journal", &database.url()]);
        crate::support::run(&mut init).code(0);
        database
    }

    /// For `--journal`.
    pub(crate) fn url(&self) -> String {
        self.url_of("owner")
    }

    /// The same for another role.
    pub(crate) fn url_of(&self, role: &str) -> String {
        let folder = server().to_string_lossy().replace('/', "%2F");
        format!("postgres://{role}@{folder}/{}", self.name)
    }

    /// The result of a statement, unaligned.
    #[track_caller]
    pub(crate) fn ask(&self, statement: &str) -> String {
        let (well, text) = psql(server(), &self.name, statement);
        assert!(well, "{statement}");
        text
    }

    /// Asks until the result is `expected`; fails after ten seconds.
    #[track_caller]
    pub(crate) fn wait_for(&self, statement: &str, expected: &str) {
        let start = Instant::now();
        loop {
            let found = self.ask(statement);
            if found == expected {
                return;
            }
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{statement}: {found}, not {expected}"
            );
            std::thread::yield_now();
        }
    }
}
