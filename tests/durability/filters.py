#!/usr/bin/env python3
"""Hostile filters against signals and limits: every process ends in time, no listener dies, no event is lost.

Usage: filters.py [path of chirp]. Prints one line a filter; ends with 1 if a promise was broken."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHIRP = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/chirp")
FILTERS = [
    "last(range(1e12))", "repeat(1)", "repeat(1) | empty", "def f: f; f", "[range(1e9)]", "def f: 1+f; f",
    "def f: [f]; f", "[repeat(1)]", "[limit(1e9; repeat(\"x\"))] | add", "reduce range(1e9) as $i (\"\"; . + \"x\")",
    "last(range(1e12) | tojson)", "until(false; . )", "[range(1e6)] | combinations(9)", "first(range(1e12) | select(. < 0))",
    "def f(x): f(x + 1); f(0)", "[recurse([.])] | length", "limit(1e12; repeat(.))", "any(range(1e12); . < 0)",
    "foreach range(1e12) as $i (0; . + 1; empty)", "\"x\" * 1000000000 | length",
]
SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b'{"id":"call_1","status":"ringing"}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def children(parent):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if int(stat.read().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(pid))
        except (OSError, IndexError):
            pass
    return found


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def command(home, port, code, wanted, number):
    """One `calls get` that is sent a signal after half a second: the exit code, and seconds to the end."""
    env = dict(os.environ, CHIRP_API_URL=f"http://127.0.0.1:{port}", CHIRP_API_KEY="sk_test_app_1",
               CHIRP_STATE_DIR=home, CHIRP_CONFIG_DIR=home)
    process = subprocess.Popen([CHIRP, "calls", "get", "call_1", "--jq", code], env=env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    filters = children(process.pid)
    ended_before = process.poll() is not None
    began = time.monotonic()
    if not ended_before:
        process.send_signal(number)
    try:
        ended = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        return False, "not ended after 5 s"
    took = time.monotonic() - began
    time.sleep(0.05)
    left = [pid for pid in filters if alive(pid)]
    right = (ended == wanted or ended_before and ended in (0, 1)) and took < 1 and not left
    return right, f"{ended} in {took * 1000:.0f} ms{', filter process left' if left else ''}"


def listener(home, code):
    """Three events through the filter: each is shown, and the listener ends in order."""
    code = f'if .type == "event" then ({code}) else .url // .type end'
    env = dict(os.environ, CHIRP_STATE_DIR=home, CHIRP_CONFIG_DIR=home)
    process = subprocess.Popen([CHIRP, "listen", "--port", "0", "--jq", code], env=env, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    url = process.stdout.readline().strip()
    lines, errors = [], []
    readers = [threading.Thread(target=lambda: lines.extend(process.stdout)),
               threading.Thread(target=lambda: errors.extend(process.stderr))]
    for reader in readers:
        reader.start()
    for n in range(3):
        body = json.dumps({"event": "calls.x", "eventId": f"evt_{n}"}).encode()
        request = urllib.request.Request(url, body, {"content-type": "application/json"})
        if urllib.request.urlopen(request, timeout=5).status != 200:
            return False, "an event was refused"
    deadline = time.monotonic() + 20
    seen = lambda: all(any(f'"evt_{n}"' in line for line in lines) for n in range(3))
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    ended = process.wait(timeout=10)
    for reader in readers:
        reader.join()
    warned = sum("entry" in line for line in errors)
    # A filter that returns results in time needs no warning.
    right = ended == 130 and (seen() and warned >= 3 or len(lines) >= 3)
    return right, f"{ended}, {warned} warnings"


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    broken = 0
    for code in FILTERS:
        results = []
        with tempfile.TemporaryDirectory() as home:
            results += [command(home, server.server_port, code, wanted, number) for number, wanted in SIGNALS]
            results.append(listener(home, code))
        broken += sum(not right for right, _ in results)
        print(f"{'ok' if all(right for right, _ in results) else 'BROKEN':7}{code:50}", "; ".join(text for _, text in results),
              flush=True)
    print(f"{len(FILTERS)} filters, {broken} promises broken")
    sys.exit(1 if broken else 0)


main()
