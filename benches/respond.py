#!/usr/bin/env python3
"""Webhook in, `answer` command at the API: `chirp listen --respond` (durable) beside Express + fetch.

A raw socket posts an inbound call, a raw server stands for the API; the time between the two is taken.
Packages: nodejs, npm (Express is installed from npm, below target/).
"""
import json
import os
import socket
import statistics
import subprocess
import threading
import time

import common as c

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "200"))
c.need("node", "npm")


class Api(threading.Thread):
    """Answers every command and notes when its head arrived."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.arrived = threading.Semaphore(0)
        self.at = 0.0

    def run(self):
        while True:
            threading.Thread(target=self.serve, args=(self.socket.accept()[0],), daemon=True).start()

    def serve(self, peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = b'{"callId":"x","command":"answer","status":"accepted"}'
        reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        data = b""
        while True:
            chunk = peer.recv(65536)
            if not chunk:
                return
            at = time.perf_counter()
            data += chunk
            while b"\r\n\r\n" in data:
                head, rest = data.split(b"\r\n\r\n", 1)
                length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
                if len(rest) < length:
                    break
                data = rest[length:]
                peer.sendall(reply)
                # The listener also keeps its connection warm with a GET, which is no command.
                if head.startswith(b"POST"):
                    self.at = at
                    self.arrived.release()


def post(port, peer, number, run):
    event = {"event": "calls.initiated", "eventId": f"evt_{run}_{number}", "timestamp": "2026-04-13T12:00:00.000Z",
             "data": {"call": {"id": f"call_{run}{number:020d}", "direction": "inbound", "from": "+15559876543",
                               "to": "+15551234567", "fromChannel": "pstn", "toChannel": "pstn"}, "app": {"id": "app_1"}}}
    body = json.dumps(event).encode()
    peer.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nX-Webhook-Secret: bench\r\n"
                 b"Content-Length: %d\r\n\r\n%s" % (port, len(body), body))


def measure(port, api, number, peer, run):
    begin = time.perf_counter()
    post(port, peer, number, run)
    assert api.arrived.acquire(timeout=10), "no command came"
    took = api.at - begin
    peer.recv(65536)
    return took


with c.scratch() as folder:
    with open(folder + "/rules.toml", "w") as rules:
        rules.write('[[rule]]\non = "calls.initiated"\ndo = "answer"\n')
    ours_api, theirs_api = Api(), Api()
    ours_api.start()
    theirs_api.start()
    ours_port, theirs_port = c.free_port(), c.free_port()
    env = c.chirp_env(folder, CHIRP_WEBHOOK_SECRET="bench", CHIRP_API_URL=f"http://127.0.0.1:{ours_api.port}", TZ="UTC")
    node = ["node", c.express("express_answer.js"), str(theirs_port), f"http://127.0.0.1:{theirs_api.port}"]
    listen = [c.CHIRP, "listen", "--port", str(ours_port), "--respond", folder + "/rules.toml"]
    with c.process(listen, env, stdout=open(folder + "/printed", "w"), stderr=subprocess.DEVNULL), c.process(node, {**os.environ, "CHIRP_API_KEY": c.KEY}):
        c.wait_port(ours_port)
        c.wait_port(theirs_port)
        c.settle()
        ours, theirs = [], []
        ours_peer = socket.create_connection(("127.0.0.1", ours_port))
        theirs_peer = socket.create_connection(("127.0.0.1", theirs_port))
        for number in range(ROUNDS + 20):
            a = measure(ours_port, ours_api, number, ours_peer, "a")
            b = measure(theirs_port, theirs_api, number, theirs_peer, "b")
            time.sleep(0.005)
            if number >= 20:  # warm-up: just-in-time compilation there, the first connection here
                ours.append(a)
                theirs.append(b)
        for name, pick in (("median, ms", statistics.median), ("p95, ms", lambda rows: statistics.quantiles(rows, n=20)[-1])):
            c.table_row("webhook in → `answer` at the API", "Express + fetch", name, pick(ours) * 1e3, pick(theirs) * 1e3,
                        "≤ 0.25" if name.startswith("median") else "")
