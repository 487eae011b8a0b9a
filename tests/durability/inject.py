#!/usr/bin/env python3
"""Each open, write, sync, truncation and removal that a session of 20 events makes on its journal, failed in turn (EIO,
ENOSPC), and the listener killed at each in turn. The journal renames nothing; a rename would be on the list.

An event that was answered 200 must be in the journal afterwards, whatever failed, and the next listener must start and
keep all of it. A first session counts the calls; --step samples them.

usage: inject.py [--step N] [--jobs N] [--only EIO|ENOSPC|KILL]...       (Debian package: strace)
CHIRP_BIN names the binary, else target/release/chirp.
"""
import argparse, collections, concurrent.futures, json, os, re, socket, subprocess, sys, tempfile, time
from sender import environment

HERE = os.path.dirname(os.path.abspath(__file__))
CHIRP = os.environ.get("CHIRP_BIN", os.path.join(HERE, "../../target/release/chirp"))
CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename,renameat2,mkdir"
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--step", type=int, default=1, help="every so manieth call only")
parser.add_argument("--jobs", type=int, default=3, help="sessions at once")
parser.add_argument("--only", action="append", choices=("EIO", "ENOSPC", "KILL"))
args = parser.parse_args()


def post(port, number):
    body = json.dumps({"event": "calls.ringing", "eventId": f"evt_{number}"})
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=6) as stream:
            stream.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            return int(stream.recv(4096).split(b" ")[1])
    except (OSError, IndexError):
        return 0


def kept(env):
    listed = subprocess.run([CHIRP, "events", "list", "--all", "-o", "jsonl"], env=env, capture_output=True, text=True)
    ids = collections.Counter(json.loads(line).get("eventId") for line in listed.stdout.splitlines())
    return listed.returncode, ids


def session(*inject):
    """Gives the trace, the 20 answers, what is wrong afterwards, and whether the listener came up."""
    with tempfile.TemporaryDirectory(prefix="chirp-inject-") as folder:
        env, state = environment(folder), folder + "/state"
        # Only the folder and the files of the journal: what fails elsewhere is not about what is kept.
        files = [f"-P{state}"] + [f"-P{state}/journal.{name}" for name in ("db", "db-wal", "db-shm", "db-journal", "lock")]
        command = ["strace", "-f", "-q", "-o", folder + "/trace", *files, "-e", f"trace={CALLS}", *inject, CHIRP, "listen",
                   "--port", "0", "--json"]
        child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready, answers = child.stdout.readline(), []
        if ready:
            port = int(json.loads(ready)["url"].rsplit(":", 1)[1])
            answers = [post(port, number) for number in range(20)]
            subprocess.run(["kill", "-s", "INT", str(json.loads(ready)["pid"])], stderr=subprocess.DEVNULL)
        try:
            child.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
        taken = [f"evt_{number}" for number, answer in enumerate(answers) if answer == 200]
        code, ids = kept(env)
        wrong = [f"lost {name}" for name in taken if not ids[name]] + [f"twice {name}" for name in ids if ids[name] > 1]
        if code:
            wrong.append(f"events list ended with {code}")
        again = subprocess.run([CHIRP, "listen", "--port", "0", "--json", "--expect", "calls.ringing", "--within", "1ms"],
                               env=env, capture_output=True, text=True, timeout=20)
        if '"ready"' not in again.stdout or kept(env)[1] != ids:
            wrong.append(f"the next listener: {again.returncode} {again.stderr.strip()[-200:]}")
        return open(folder + "/trace").read(), answers, wrong, bool(ready)


trace, answers, wrong, _ = session()
assert answers == [200] * 20 and not wrong, (answers, wrong)
# strace counts for each thread by itself, so the busiest thread says how far to go.
by_thread = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", trace, re.M))
counts = {}
for (_, call), count in by_thread.items():
    counts[call] = max(count, counts.get(call, 0))
print("calls in a session without failures: " + ", ".join(f"{call} {count}" for call, count in sorted(counts.items())), flush=True)
work = []
for way in args.only or ("EIO", "ENOSPC", "KILL"):
    action = "signal=KILL" if way == "KILL" else f"error={way}"
    work += [(way, call, when, f"inject={call}:{action}:when={when}")
             for call, count in sorted(counts.items()) for when in range(1, count + 1, args.step)]


def one(item):
    way, call, when, inject = item
    trace, answers, wrong, ready = session("-e", inject)
    hit = "killed by SIGKILL" in trace if way == "KILL" else "INJECTED" in trace
    return way, call, when, hit, answers, wrong, ready


started, bad = time.time(), 0
hits, unready, refused, ran = (collections.Counter() for _ in range(4))
with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
    for way, call, when, hit, answers, wrong, ready in pool.map(one, work):
        ran[way] += 1
        hits[way] += hit
        unready[way] += not ready
        refused[way] += sum(answer != 200 for answer in answers)
        if wrong:
            bad += 1
            print(f"{call} {way} at {when}: {'; '.join(wrong)}; answers {answers}", flush=True)
for way in ran:
    print(f"{way}: {ran[way]} sessions, the failure came in {hits[way]}, {unready[way]} did not come up, "
          f"{refused[way]} events were not answered 200")
print(f"{sum(ran.values())} sessions in {time.time() - started:.0f} s; with anything lost, twice or unreadable: {bad}")
sys.exit(1 if bad or not sum(hits.values()) else 0)
