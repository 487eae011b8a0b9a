#!/usr/bin/env python3
"""kill -9 at random moments under load: no event that was answered 200 may be missing afterwards, neither in
the journal nor in the file that every listener appends to. A line that is shown again names the same seq.

    tests/durability/kill9.py [--kills 100] [--power-cut] [--no-sync] [--seed N] [--pipe]

--pipe gives every listener a pipe instead of the file.

--power-cut runs chirp on a disk that forgets what was not synced (forgetful.c, needs cc), so that a
kill is a power cut. --no-sync lets that disk ignore syncs: then the check must fail (exit 1), which
shows that it can. CHIRP_BIN names the binary, else target/release/chirp.
"""
import argparse
import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CHIRP = os.environ.get("CHIRP_BIN", os.path.join(HERE, "../../target/release/chirp"))
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--kills", type=int, default=100)
parser.add_argument("--connections", type=int, default=16)
parser.add_argument("--power-cut", action="store_true")
parser.add_argument("--no-sync", action="store_true")
parser.add_argument("--pipe", action="store_true")
parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
args = parser.parse_args()
random.seed(args.seed)

folder = tempfile.TemporaryDirectory(prefix="chirp-kill9-")
env = {"PATH": os.environ["PATH"], "HOME": folder.name, "TZ": "UTC",
       "CHIRP_CONFIG_DIR": folder.name + "/config", "CHIRP_STATE_DIR": folder.name + "/state"}
listen_env = dict(env)
if args.power_cut or args.no_sync:
    shim = folder.name + "/forgetful.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, HERE + "/forgetful.c", "-ldl", "-lpthread"], check=True)
    listen_env["LD_PRELOAD"] = shim
    if args.no_sync:
        listen_env["FORGETFUL_SYNC"] = "off"

acknowledged, lock, started = [], threading.Lock(), time.time()
printed = open(folder.name + "/printed", "ab")


def stdout():
    if not args.pipe:
        return printed
    # A reader for each, which takes all that was written before the kill.
    return subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=printed).stdin


def listen():
    output = stdout()
    child = subprocess.Popen([CHIRP, "listen", "--port", "0", "--json"], env=listen_env,
                             stdout=output, stderr=subprocess.DEVNULL)
    if args.pipe:
        output.close()
    owner = folder.name + "/state/journal.lock"
    while True:
        try:
            text = open(owner).read()
            if text.startswith(f"pid {child.pid} at http://"):
                return child, int(text.strip().rsplit(":", 1)[1])
        except FileNotFoundError:
            pass
        if child.poll() is not None:
            sys.exit(f"chirp listen ended with {child.returncode}")
        time.sleep(0.001)


def post(stream, event_id):
    call = f"call_{random.randrange(50)}"
    body = json.dumps({"event": "calls.ringing", "eventId": event_id, "data": {"call": {"id": call}}, "pad": "x" * random.randrange(600)})
    stream.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = stream.recv(4096)
        if not part:
            raise ConnectionError
        answer += part
    return answer.split(b" ", 2)[1] == b"200"


def worker(port, name, life):
    number = 0
    try:
        stream = socket.create_connection(("127.0.0.1", port))
        while True:
            event_id = f"evt_{life}_{name}_{number}"
            number += 1
            if post(stream, event_id):
                with lock:
                    acknowledged.append(event_id)
    except OSError:
        pass


for life in range(args.kills):
    child, port = listen()
    workers = [threading.Thread(target=worker, args=(port, name, life)) for name in range(args.connections)]
    for thread in workers:
        thread.start()
    time.sleep(random.uniform(0.0, 0.25))
    child.kill()
    child.wait()
    for thread in workers:
        thread.join()

# One more life, stopped in order: it shows what the others could not.
child, port = listen()
time.sleep(0.5)
child.terminate()
code = child.wait()
printed.close()

listed = subprocess.run([CHIRP, "events", "list", "--all", "-o", "jsonl"], env=env, capture_output=True, text=True)
entries = [json.loads(line) for line in listed.stdout.splitlines()]
recorded = [entry["eventId"] for entry in entries if entry["type"] == "event"]
shown = {}
for line in open(folder.name + "/printed", errors="replace"):
    try:
        entry = json.loads(line)
    except ValueError:
        continue  # cut off by a kill; the next life shows it again
    if entry["type"] == "event":
        shown.setdefault(entry["eventId"], []).append(entry["seq"])
check = sqlite3.connect(folder.name + "/state/journal.db").execute("pragma integrity_check").fetchone()[0]

lost = set(acknowledged) - set(recorded)
twice = len(recorded) - len(set(recorded))
unseen = set(acknowledged) - set(shown)
again = sum(len(seqs) - 1 for seqs in shown.values())
misnamed = sum(1 for seqs in shown.values() if len(set(seqs)) > 1)
print(f"seed {args.seed}: {args.kills} kills in {time.time() - started:.0f} s, {len(acknowledged)} acknowledged, {len(recorded)} recorded")
print(f"lost {len(lost)}, recorded twice {twice}, never shown {len(unseen)}, shown again after a kill {again}, with another seq {misnamed}")
print(f"integrity {check}, events list exit {listed.returncode}, last stop exit {code}")
sys.exit(1 if lost or twice or unseen or misnamed or check != "ok" or listed.returncode or code != 143 or not acknowledged else 0)
