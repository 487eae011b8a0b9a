#!/usr/bin/env python3
"""Durable receiving under wrk, at 1, 16 and 64 connections, kept open and one a request.

Peers: the vendor page's Express handler, Debian's `webhook` running /bin/true, and a bare axum handler
(benches/ceiling) as the ceiling. None of them keeps anything. chirp runs as a user runs it: journal, dedupe,
Host checks, secret, printing (stdout to a file). Afterwards every event that was answered 200 is counted in the journal.
Packages: wrk, nodejs, npm; webhook (left out without it).
"""
import json
import os
import sqlite3
import statistics
import subprocess

import common as c

SECONDS = os.environ.get("BENCH_SECONDS", "2")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
UNITS = {"rate": "requests/s", "p50": "p50, ms", "p99": "p99, ms", "cpu_us": "CPU, µs an event", "memory": "peak memory, KiB"}
GOALS = {(64, "rate"): "≥ 8", (64, "p99"): "≤ 0.05", (64, "cpu_us"): "≤ 0.10", (64, "memory"): "≤ 0.10", (1, "p50"): "≤ 1.3"}
HOOK = [{"id": "bench", "execute-command": "/bin/true",
         "trigger-rule": {"match": {"type": "value", "value": "bench", "parameter": {"source": "header", "name": "X-Webhook-Secret"}}}}]
c.need("wrk", "node", "npm")


def load(url, connections, run, close):
    """Requests, rate, p50 and p99 in ms, errors."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s",
                          os.path.join(c.ROOT, "benches/events.lua"), url],
                         capture_output=True, text=True, env={**os.environ, "BENCH_RUN": run, "BENCH_CLOSE": "1" if close else ""})
    line = next(line for line in out.stdout.splitlines() if line.startswith("RESULT")).split()
    requests, micros, p50, p99, errors = int(line[1]), int(line[2]), float(line[3]), float(line[4]), int(line[6])
    return {"requests": requests, "rate": requests / (micros / 1e6), "p50": p50 / 1e3, "p99": p99 / 1e3, "errors": errors}


def measure(server, connections, run, close):
    child, url = server
    c.settle()
    before = c.cpu_seconds(child.pid)
    got = load(url, connections, run, close)
    got["cpu_us"] = (c.cpu_seconds(child.pid) - before) / max(got["requests"], 1) * 1e6
    got["memory"] = c.peak_memory_kib(child.pid)
    return got


def compare(servers, connections, names, close=False):
    """Runs chirp and the peers in turn, prints chirp beside each, and gives the number of events sent to chirp."""
    rows = {peer: [] for peer in servers}
    for turn in range(ROUNDS):
        for peer, server in servers.items():
            rows[peer].append(measure(server, connections, f"{connections}_{turn}_{close:d}", close))
    assert not sum(row["errors"] for row in rows["chirp"]), rows["chirp"]
    how = "a connection each, " if close else ""
    job = f"durable ack, {how}{connections} connection{'s' if connections > 1 else ''}"
    for peer in list(rows)[1:]:
        for name in names if peer == "Express" else ("rate", "p99", "cpu_us"):
            ours, theirs = ([row[name] for row in rows[which]] for which in ("chirp", peer))
            halves = [(max(values) - min(values)) / 2 / max(statistics.median(values), 1e-9) for values in (ours, theirs)]
            goal = GOALS.get((connections, name), "") if peer == "Express" and not close else ""
            c.table_row(job, peer, UNITS[name], statistics.median(ours), statistics.median(theirs), goal, halves)
    return sum(row["requests"] for row in rows["chirp"])


with c.scratch() as folder:
    with open(folder + "/hooks.json", "w") as hooks:
        json.dump(HOOK, hooks)
    commands = {
        "chirp": lambda port: [c.CHIRP, "listen", "--port", port],
        "Express": lambda port: ["node", c.express("express.js"), port],
        "webhook": lambda port: ["webhook", "-hooks", folder + "/hooks.json", "-ip", "127.0.0.1", "-port", port, "-urlprefix", ""],
        "axum, bare (the ceiling)": lambda port: [c.ceiling(), port],
    }
    if not c.have("webhook", "webhook"):
        del commands["webhook"]
    env = {**os.environ, **c.chirp_env(folder, CHIRP_WEBHOOK_SECRET="bench", TZ="UTC")}
    servers, running = {}, c.contextlib.ExitStack()
    with running:
        for name, command in commands.items():
            port, out = c.free_port(), open(f"{folder}/{name.split(',')[0]}.out", "w")
            child = running.enter_context(c.process(command(str(port)), env, stdout=out, stderr=subprocess.DEVNULL))
            c.wait_port(port)
            servers[name] = (child, f"http://127.0.0.1:{port}/{'bench' if name == 'webhook' else ''}")
        two = {name: servers[name] for name in ("chirp", "Express")}
        sent = compare(servers, 1, UNITS) + compare(two, 16, UNITS) + compare(servers, 64, UNITS)
        for connections in (1, 16, 64):
            sent += compare(two, connections, ("rate", "p99", "cpu_us"), close=True)
    kept = sqlite3.connect(f"file:{folder}/state/journal.db?mode=ro", uri=True)
    count = kept.execute("select count(*) from entries where type = 'event'").fetchone()[0]
    print(f"\nEvents answered 200: {sent}; in the journal: {count}.")
    # wrk leaves requests in flight at its end: those may be recorded without being counted.
    assert count >= sent
