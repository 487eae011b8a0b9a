#!/usr/bin/env python3
"""The 30 s of an inbound call. An API that answers 503 is asked again until 25 s after the event came, not later. A
listener that was down for those 30 s says "too late" and sends nothing.

Passes when the last attempt came between 15 and 25.5 s, and when nothing was sent for the late event.

usage: late.py [--chirp PATH]      (80 seconds)
"""
import argparse, http.client, http.server, json, os, signal, subprocess, sys, tempfile, threading, time
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args = args.parse_args()
attempts = []


class Down(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer()

    def do_POST(self):
        attempts.append((time.time(), self.path))
        self.answer()

    def answer(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(503)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Down)
threading.Thread(target=api.serve_forever, daemon=True).start()
home = tempfile.TemporaryDirectory(prefix="chirp-late-")
rules = os.path.join(home.name, "rules.toml")
with open(rules, "w") as file:
    file.write('[[rule]]\non = "calls.initiated"\ndo = "answer"\n')


def listen(*more):
    env = sender.environment(home.name, CHIRP_API_KEY="sk_test_app_x", CHIRP_API_URL=f"http://127.0.0.1:{api.server_port}")
    process = subprocess.Popen([args.chirp, "listen", "--port", "0", "--json", *more], env=env, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    return process, int(json.loads(process.stdout.readline())["url"].rsplit(":", 1)[1])


def ring(port, name):
    call = {"id": f"call_{name}", "direction": "inbound", "from": "+15559876543", "to": "+15551234567"}
    body = json.dumps({"event": "calls.initiated", "eventId": f"evt_{name}", "data": {"call": call}})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", "/", body, {"Content-Type": "application/json"})
    assert connection.getresponse().status == 200


def failure(process, of):
    for line in process.stdout:
        entry = json.loads(line)
        if entry["type"] == "command_failed" and entry["callId"] == f"call_{of}":
            return entry["error"]


respond = ("--respond", rules, "--respond-unverified")
process, port = listen(*respond)
began = time.time()
ring(port, "first")
said = failure(process, "first")
ended = time.time() - began
mine = [at - began for at, path in attempts if "call_first" in path]
print(f"503: {len(mine)} attempts, the last after {mine[-1]:.1f} s; after {ended:.1f} s: {said}")

# Recorded and killed before anything was settled.
ring(port, "second")
process.send_signal(signal.SIGKILL)
process.wait()
before = len([path for _, path in attempts if "call_second" in path])
time.sleep(31)
process, port = listen(*respond)
too_late = failure(process, "second")
after = len([path for _, path in attempts if "call_second" in path])
process.terminate()
print(f"killed at once and started again after 31 s: {after - before} sent; {too_late}")
right = 15 <= mine[-1] <= 25.5 and ended <= 30.5 and after == before and "too late" in (too_late or "")
sys.exit(0 if right else 1)
