"""Shared by the bench scripts: the binary under test, interleaved timing, a scratch folder, servers.

Only public tools and the Python standard library. Everything listens on loopback and is ended by its pid.
"""
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHIRP = os.environ.get("CHIRP_BIN", os.path.join(ROOT, "target/release/chirp"))
KEY = "sk_test_app_bench0123456789abcdef0123"
CALL = "call_2DbBs7GWhGvVNJGrDXr5RG0mBWI"


def need(*commands):
    """Ends the script, naming the Debian package, when a tool is missing."""
    packages = {"wrk": "wrk", "nginx": "nginx-light", "hyperfine": "hyperfine", "jq": "jq",
                "curl": "curl", "time": "time", "node": "nodejs", "npm": "npm", "openssl": "openssl", "webhook": "webhook"}
    missing = [c for c in commands if not shutil.which(c)]
    if missing:
        sys.exit("missing: " + " ".join(missing) + "; apt-get install -y " + " ".join(packages[c] for c in missing))
    if not os.path.exists(CHIRP):
        sys.exit("no release build: cargo build --release --locked")


def have(command, package):
    """Whether an optional peer is there; says what to install, and goes on without its rows, when not."""
    if shutil.which(command):
        return True
    print(f"left out: the rows beside {command} (apt-get install -y {package})", file=sys.stderr)
    return False


def run_once(argv, env=None, stdout=subprocess.DEVNULL):
    """One run of a command: wall seconds, CPU seconds, exit code."""
    out = os.open("/dev/null", os.O_WRONLY) if stdout == subprocess.DEVNULL else stdout
    actions = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
    begin = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, env or dict(os.environ), file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begin
    if stdout == subprocess.DEVNULL:
        os.close(out)
    return wall, usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)


def versions():
    """One line on what was measured, where, beside which peers."""
    def first(*argv):
        try:
            done = subprocess.run(argv, capture_output=True, text=True)
        except OSError:
            return "none"
        return next(iter((done.stdout + done.stderr).split("\n")), "").strip()
    package = os.path.join(ROOT, "target/express/node_modules/express/package.json")
    express_version = json.load(open(package))["version"] if os.path.exists(package) else "none"
    peers = [" ".join(first("curl", "--version").split()[:2]), "Node " + first("node", "--version").lstrip("v"),
             "Express " + express_version, first("webhook", "-version"), first("jq", "--version"),
             first("nginx", "-v").replace("nginx version: ", ""), " ".join(first("wrk", "-v").split()[:2])]
    return (f"{first(CHIRP, '--version')}, {os.path.getsize(CHIRP) / 1e6:.1f} MB; {', '.join(peers)}; "
            f"{os.uname().sysname} {os.uname().release}, {os.cpu_count()} cores.")


def memory_kib(argv, env=None):
    """Peak memory of a command in KiB, by GNU time: a small parent, whose own pages do not count."""
    need("time")
    done = subprocess.run(["time", "-f", "%M", *argv], env=env, capture_output=True, text=True)
    return int(done.stderr.strip().splitlines()[-1])


def interleave(rounds, commands):
    """Runs {name: (argv, env)} in turn, `rounds` times. Gives {name: rows}; every run must exit 0."""
    rows = {name: [] for name in commands}
    for turn in range(rounds + 2):
        for name, (argv, env) in commands.items():
            row = run_once(argv, env)
            if row[2] != 0:
                sys.exit(f"{name} ended with {row[2]}: {' '.join(argv)}")
            if turn >= 2:  # the first two rounds warm the page cache
                rows[name].append(row)
    return rows


def median(rows, column):
    return statistics.median(row[column] for row in rows)


def spread(rows, column):
    """Half the distance between the quartiles, relative to the median."""
    low, _, high = statistics.quantiles([row[column] for row in rows], n=4)
    return (high - low) / 2 / max(median(rows, column), 1e-9)


def table_row(job, peer, measure, ours, theirs, goal="", spreads=None):
    """One line of the ratio table as Markdown; `spreads` are those of ours and theirs, see `spread`."""
    ratio = ours / theirs if theirs else float("nan")
    cells = [number(value) + (f" ±{part * 100:.0f} %" if part is not None else "")
             for value, part in zip((ours, theirs), spreads or (None, None))]
    print(f"| {job} | {peer} | {measure} | {cells[0]} | {cells[1]} | **{ratio:.3f}×** | {goal} |", flush=True)


def number(value):
    """Four digits that count, without an exponent."""
    return f"{value:.0f}" if value >= 1000 else f"{value:.4g}"


def timed_rows(job, peer, ours, theirs, goals):
    """The lines for wall and CPU time of rows from `interleave`, in milliseconds."""
    for name, column in (("wall, ms", 0), ("CPU, ms", 1)):
        table_row(job, peer, name, median(ours, column) * 1e3, median(theirs, column) * 1e3, goals[column],
                  (spread(ours, column), spread(theirs, column)))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """CPU seconds of a running process and of its children that have ended."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def settle(quiet=0.05, limit=30):
    """Waits until the machine has finished what the last turn left behind: webhook's commands still to be run,
    lines still to be printed, pages still to be written. Else the next in turn would pay for it."""
    os.sync()
    tick, deadline = os.sysconf("SC_CLK_TCK"), time.monotonic() + limit
    while time.monotonic() < deadline:
        before = busy_ticks()
        time.sleep(0.2)
        if busy_ticks() - before <= 0.2 * tick * quiet * os.cpu_count():
            return
    print("the machine does not become idle: the figures are not worth much", file=sys.stderr)


def busy_ticks():
    """What all processors have spent so far on anything but waiting."""
    user, nice, system, _, _, irq, soft, *_ = map(int, open("/proc/stat").readline().split()[1:])
    return user + nice + system + irq + soft


def peak_memory_kib(pid):
    """The most memory that a running process ever had."""
    return next(int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM"))


def ceiling():
    """Builds the bare axum handler of benches/ceiling and gives its path."""
    if "CEILING_BIN" in os.environ:
        return os.environ["CEILING_BIN"]
    manifest, target = os.path.join(ROOT, "benches/ceiling/Cargo.toml"), os.path.join(ROOT, "target/ceiling")
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", manifest, "--target-dir", target], check=True)
    return target + "/release/ceiling"


def express(script):
    """Installs Express beside a copy of `script` from benches/, below target/, and gives the copy's path."""
    folder = os.path.join(ROOT, "target/express")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(folder + "/node_modules/express"):
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, "express@5"], check=True, stdout=subprocess.DEVNULL)
    return shutil.copy(os.path.join(ROOT, "benches", script), folder)


def wait_port(port, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.001)
    sys.exit(f"nothing listens on port {port}")


@contextlib.contextmanager
def process(argv, env=None, **options):
    """A child that is ended by its pid when the block ends."""
    child = subprocess.Popen(argv, env=env, **options)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory(prefix="chirp-bench-") as folder:
        yield folder


def chirp_env(folder, **more):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "CHIRP_CONFIG_DIR": folder + "/config",
           "CHIRP_STATE_DIR": folder + "/state", "CHIRP_API_KEY": KEY}
    env.update(more)
    return env


@contextlib.contextmanager
def nginx(folder, tls=False, locations=lambda port: ""):
    """nginx that answers every POST as the API answers a command, and serves files of `folder`/www and
    what `locations` adds."""
    need("nginx")
    port, tls_port = free_port(), free_port()
    reply = '{"callId":"%s","command":"answer","status":"accepted"}' % CALL
    os.makedirs(folder + "/www", exist_ok=True)
    listen_tls = f"listen 127.0.0.1:{tls_port} ssl; ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key;" if tls else ""
    # The workers of a root's nginx are nobody, who may not look into a temporary folder of root's.
    user = "user root; " if os.geteuid() == 0 else ""
    with open(folder + "/nginx.conf", "w") as conf:
        conf.write(f"""
{user}daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; events {{}}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; types {{ audio/mp4 mp4; }} default_type application/json; sendfile on;
  server {{ listen 127.0.0.1:{port}; {listen_tls} server_name localhost; root {folder}/www;
    {locations(port)} location /v1/ {{ return 200 '{reply}'; }} }} }}
""")
    with process(["nginx", "-p", folder, "-c", folder + "/nginx.conf"], stderr=subprocess.DEVNULL):
        wait_port(port)
        yield port, tls_port


def make_certificates(folder):
    """A certificate authority of our own, a leaf for localhost, and a trust store that holds the
    system's certificates and ours. Gives the store's path."""
    need("openssl")

    def openssl(*args):
        subprocess.run(["openssl", *args], check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=bench authority", "-keyout", folder + "/ca.key", "-out", folder + "/ca.pem",
            "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", folder + "/leaf.key", "-out", folder + "/leaf.csr")
    with open(folder + "/ext", "w") as ext:
        ext.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", folder + "/leaf.csr", "-CA", folder + "/ca.pem", "-CAkey", folder + "/ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", folder + "/ext", "-out", folder + "/leaf.pem")
    store = folder + "/store.pem"
    with open(store, "w") as out:
        for part in ("/etc/ssl/certs/ca-certificates.crt", folder + "/ca.pem"):
            out.write(open(part).read())
    return store


if __name__ == "__main__":
    print(versions())
