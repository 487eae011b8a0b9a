#!/usr/bin/env python3
"""Each write, sync and open of a session of 20 events failed in turn (EIO, ENOSPC), or killed in turn.

    tests/durability/inject.py [--step N] [--limit N] [--kill]

Uses `strace --inject` (a Debian package). An event that was answered 200 must be in the journal
afterwards, whatever failed. CHIRP_BIN names the binary, else target/release/chirp.
"""
import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CHIRP = os.environ.get("CHIRP_BIN", os.path.join(HERE, "../../target/release/chirp"))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--step", type=int, default=3, help="fail every so manieth call only")
parser.add_argument("--limit", type=int, default=60, help="how far into the session")
parser.add_argument("--kill", action="store_true", help="kill instead of failing")
args = parser.parse_args()


def post(port, number):
    body = json.dumps({"event": "calls.ringing", "eventId": f"evt_{number}"})
    try:
        stream = socket.create_connection(("127.0.0.1", port), timeout=6)
        stream.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        return int(stream.recv(4096).split(b" ")[1])
    except (OSError, IndexError):
        return 0


def session(inject):
    with tempfile.TemporaryDirectory(prefix="chirp-inject-") as folder:
        env = {"PATH": os.environ["PATH"], "HOME": folder, "TZ": "UTC",
               "CHIRP_CONFIG_DIR": folder + "/config", "CHIRP_STATE_DIR": folder + "/state"}
        # Only the files of the journal: what fails elsewhere is not about what is kept.
        files = [f"-P{folder}/state/{name}" for name in ("journal.db", "journal.db-wal", "journal.db-shm")]
        child = subprocess.Popen(["strace", "-f", "-qq", "-o", folder + "/trace", *files, "-e", inject,
                                  CHIRP, "listen", "--port", "0", "--json"],
                                 env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = child.stdout.readline()
        answers = []
        if ready:
            port = int(json.loads(ready)["url"].rsplit(":", 1)[1])
            answers = [post(port, number) for number in range(20)]
            subprocess.run(["kill", "-s", "INT", str(json.loads(ready)["pid"])], stderr=subprocess.DEVNULL)
        try:
            child.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
        injected = "INJECTED" in open(folder + "/trace").read() or args.kill
        listed = subprocess.run([CHIRP, "events", "list", "--all", "-o", "jsonl"], env=env, capture_output=True, text=True)
        kept = {json.loads(line).get("eventId") for line in listed.stdout.splitlines()}
        lost = [number for number, answer in enumerate(answers) if answer == 200 and f"evt_{number}" not in kept]
        return injected, answers, lost, listed.returncode


started, runs, refused, bad = time.time(), 0, 0, 0
for call in ("openat", "pwrite64", "fdatasync", "fsync", "ftruncate"):
    for error in ("KILL",) if args.kill else ("EIO", "ENOSPC"):
        for when in range(1, args.limit, args.step):
            action = "signal=KILL" if args.kill else f"error={error}"
            injected, answers, lost, code = session(f"inject={call}:{action}:when={when}")
            if not injected or (args.kill and answers.count(200) == 20 and when > 40):
                break  # the session has no so manieth call
            runs += 1
            refused += sum(answer != 200 for answer in answers)
            if lost or code not in (0,):
                bad += 1
                print(f"{call} {error} at {when}: lost {lost}, events list exit {code}, answers {answers}")
print(f"{runs} sessions in {time.time() - started:.0f} s, {refused} events refused, {bad} sessions with a loss")
sys.exit(1 if bad or not runs else 0)
