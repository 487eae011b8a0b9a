"""A PostgreSQL server of Debian's package for the long runs of the fleet, in a folder of its own, on a Unix socket."""
import glob, os, pwd, shutil, signal, subprocess, tempfile, time, urllib.parse


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if not found:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


def as_postgres():
    """`initdb` and `postgres` refuse root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


class Server:
    """One node. `settings` are lines of postgresql.conf."""

    def __init__(self, *settings, copy_of=None, name="node"):
        self.folder = tempfile.mkdtemp(prefix=f"chirp-{name}-", dir="/tmp")
        if os.getuid() == 0:
            shutil.chown(self.folder, pwd.getpwnam("postgres").pw_name)
        self.data, self.process = f"{self.folder}/data", None
        if copy_of:
            self.run("pg_basebackup", "-h", copy_of.folder, "-U", "owner", "-D", self.data, "-R", "-X", "stream", "-c", "fast",
                     "-d", f"application_name={name}")
        else:
            self.run("initdb", "--auth=trust", "--username=owner", "-D", self.data)
        with open(f"{self.data}/postgresql.auto.conf", "a") as conf:
            conf.write("listen_addresses = ''\nmax_connections = 200\n" + "\n".join(settings) + "\n")

    def run(self, program, *args):
        subprocess.run([*as_postgres(), f"{programs()}/{program}", *args], check=True, stdout=subprocess.DEVNULL)

    def start(self):
        log = open(f"{self.folder}/log", "ab")
        self.process = subprocess.Popen([*as_postgres(), f"{programs()}/postgres", "-D", self.data, "-k", self.folder],
                                        stdout=log, stderr=log)
        for _ in range(600):
            if self.ask("SELECT 1", check=False) == "1":
                return self
            time.sleep(0.05)
        raise SystemExit("PostgreSQL did not start: " + open(f"{self.folder}/log").read()[-2000:])

    def stop(self, how=signal.SIGINT):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait()

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, statement, check=True):
        done = subprocess.run([f"{programs()}/psql", "-qXAt", "-h", self.folder, "-U", "owner", "-d", "postgres", "-c", statement],
                              capture_output=True, text=True)
        if check and done.returncode:
            raise SystemExit(f"{statement}: {done.stderr}")
        return done.stdout.strip()

    def url(self, *others):
        hosts = ",".join(urllib.parse.quote(node.folder, safe="") for node in (self, *others))
        return f"postgres://owner@{hosts}/postgres"
