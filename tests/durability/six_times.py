#!/usr/bin/env python3
"""10,000 events, six times each, shuffled, over 20 connections, with five restarts of the listener: how many are
shown, forwarded and answered. With orderly restarts each must be so exactly once, else this ends with 1.

usage: six_times.py [--chirp PATH] [--events N] [--seed N] [--kill]

--kill restarts four times by kill -9: then what was in work at that moment is done once more, and only counted.
"""
import argparse, collections, http.client, http.server, json, os, queue, random, signal, socket, subprocess, tempfile, threading, time

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--events", type=int, default=10_000)
args.add_argument("--seed", type=int, default=1)
args.add_argument("--kill", action="store_true")
args = args.parse_args()
random.seed(args.seed)

forwarded, commands = collections.Counter(), collections.Counter()
lock = threading.Lock()


class Both(http.server.BaseHTTPRequestHandler):
    """The handler (POST /hook) and the API (everything else)."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, text):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.answer(b'{"data":[],"totalCount":0}')

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        with lock:
            if self.path == "/hook":
                forwarded[json.loads(body)["eventId"]] += 1
            else:
                commands[self.path.split("/")[3]] += 1
        self.answer(b'{"callId":"c","command":"answer","status":"accepted"}')

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, *_):
        """A kill breaks connections; that is the point."""


server = Server(("127.0.0.1", 0), Both)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
home = tempfile.TemporaryDirectory()
rules = os.path.join(home.name, "rules.toml")
open(rules, "w").write('[[rule]]\non = "calls.initiated"\ndo = "answer"\n')
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

shown = collections.Counter()


def read(process):
    for line in process.stdout:
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # cut off by a kill
        if entry["type"] == "event":
            shown[entry["eventId"]] += 1


def start():
    env = {"PATH": os.environ["PATH"], "HOME": home.name, "CHIRP_STATE_DIR": home.name + "/state",
           "CHIRP_CONFIG_DIR": home.name + "/config", "CHIRP_API_URL": base, "CHIRP_API_KEY": "sk_test_app_x"}
    process = subprocess.Popen([args.chirp, "listen", "--json", "--port", str(port), "--forward-to", base + "/hook",
                                "--respond", rules, "--respond-unverified"], env=env, stdout=subprocess.PIPE)
    reader = threading.Thread(target=read, args=(process,))
    reader.start()
    return process, reader


def event(number):
    call = {"id": f"call_{number}", "direction": "inbound", "from": "+15559876543", "to": "+15551234567"}
    return json.dumps({"event": "calls.initiated", "eventId": f"evt_{number}", "data": {"call": call}}).encode()


def post(work):
    connection = None
    while True:
        try:
            number = work.get_nowait()
        except queue.Empty:
            return
        while True:  # as the service does: again until it is answered with 200
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("POST", "/", event(number), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    break
            except (OSError, http.client.HTTPException):
                connection and connection.close()
                connection = None
            time.sleep(0.05)


work = queue.Queue()
all_posts = [number for number in range(args.events) for _ in range(6)]
random.shuffle(all_posts)
for number in all_posts:
    work.put(number)
process, reader = start()
began = time.time()
threads = [threading.Thread(target=post, args=(work,)) for _ in range(20)]
for thread in threads:
    thread.start()
for restart in range(5):
    while work.qsize() > len(all_posts) * (5 - restart) // 6:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL if args.kill and restart != 2 else signal.SIGINT)
    process.wait()
    reader.join()
    process, reader = start()
for thread in threads:
    thread.join()
posted = time.time() - began
deadline = time.time() + 60
while (len(forwarded) < args.events or len(commands) < args.events) and time.time() < deadline:
    time.sleep(0.1)
process.send_signal(signal.SIGINT)
process.wait()
reader.join()
kills = " (4 kill -9)" if args.kill else ""
print(f"{len(all_posts)} posts of {args.events} events in {posted:.0f} s, 5 restarts{kills}")
right = True
for name, counter in (("shown", shown), ("forwarded", forwarded), ("answered", commands)):
    twice = sum(1 for count in counter.values() if count > 1)
    print(f"{name:10} {len(counter)} of {args.events}, more than once: {twice}, most: {max(counter.values(), default=0)}")
    right &= len(counter) == args.events and (args.kill or not twice)
raise SystemExit(0 if right else 1)
