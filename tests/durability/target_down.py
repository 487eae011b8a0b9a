#!/usr/bin/env python3
"""A forward target that is down for a minute at 50 events a second, with one kill -9 of the listener meanwhile: are all
3,000 delivered, in order within each call, with the bytes that were sent?

usage: target_down.py [--chirp PATH] [--rate N] [--seconds N]
"""
import argparse, hashlib, http.client, http.server, json, os, signal, socket, subprocess, tempfile, threading, time

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--rate", type=int, default=50)
args.add_argument("--seconds", type=int, default=60)
args = args.parse_args()
total = args.rate * args.seconds


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


port, target = free_port(), free_port()
home = tempfile.TemporaryDirectory()
taken, lock = [], threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        with lock:
            taken.append((self.headers["chirp-event-id"], hashlib.sha256(body).hexdigest()))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, *_):
        """A kill breaks connections; that is the point."""


def start():
    env = {"PATH": os.environ["PATH"], "HOME": home.name, "CHIRP_STATE_DIR": home.name + "/state",
           "CHIRP_CONFIG_DIR": home.name + "/config"}
    return subprocess.Popen([args.chirp, "listen", "--json", "--port", str(port), "--forward-to",
                             f"http://127.0.0.1:{target}/hook"], env=env, stdout=subprocess.DEVNULL)


def post(body):
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            start = time.time()
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            if connection.getresponse().status == 200:
                return time.time() - start
        except OSError:
            time.sleep(0.05)


process, sent, latencies = start(), {}, []
began = time.time()
for number in range(total):
    call = f"call_{number % 37}"
    body = json.dumps({"event": "calls.ringing", "eventId": f"{call}-{number:06}", "text": os.urandom(number % 700).hex(),
                       "data": {"call": {"id": call}}}).encode()
    sent[f"{call}-{number:06}"] = hashlib.sha256(body).hexdigest()
    if number == total // 2:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = start()
    latencies.append(post(body))
    time.sleep(max(0, began + (number + 1) / args.rate - time.time()))
print(f"{total} events in {time.time() - began:.0f} s acknowledged, target down, slowest answer {1000 * max(latencies):.0f} ms "
      f"(the kill included), p99 {1000 * sorted(latencies)[int(total * 0.99)]:.1f} ms")
server = Server(("127.0.0.1", target), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
back = time.time()
while len({name for name, _ in taken}) < total and time.time() < back + 60:
    time.sleep(0.05)
drained = time.time() - back
time.sleep(1)
process.send_signal(signal.SIGINT)
process.wait()
names = [name for name, _ in taken]
by_call = {}
for name in names:
    by_call.setdefault(name.split("-")[0], []).append(name)
in_order = all(order == sorted(order) for order in by_call.values())
equal = sum(1 for name, digest in taken if sent[name] == digest)
print(f"delivered {len(set(names))} of {total} in {drained:.1f} s after it was back, posts {len(names)}, "
      f"in order within {len(by_call)} calls: {in_order}, equal by SHA-256: {equal} of {len(names)}")
