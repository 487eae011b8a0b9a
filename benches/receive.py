#!/usr/bin/env python3
"""Durable receiving: `chirp listen` beside the vendor page's Express handler, under wrk.

chirp runs as a user runs it: journal, dedupe, Host checks, secret, printing (stdout to a file).
Afterwards every event that was answered 200 is counted in the journal.
"""
import os
import sqlite3
import statistics
import subprocess

import common as c

SECONDS = os.environ.get("BENCH_SECONDS", "5")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
c.need("wrk", "node", "npm")


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid):
    return next(int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM"))


def load(port, connections, run):
    """Requests, seconds, p50 and p99 in ms, errors."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s",
                          os.path.join(c.ROOT, "benches/events.lua"), f"http://127.0.0.1:{port}/"],
                         capture_output=True, text=True, env={**os.environ, "BENCH_RUN": run})
    line = next(line for line in out.stdout.splitlines() if line.startswith("RESULT")).split()
    requests, micros, p50, p99, _, errors = int(line[1]), int(line[2]), float(line[3]), float(line[4]), line[5], int(line[6])
    return {"requests": requests, "rate": requests / (micros / 1e6), "p50": p50 / 1e3, "p99": p99 / 1e3, "errors": errors}


def measure(child, port, connections, run):
    before = cpu_seconds(child.pid)
    got = load(port, connections, run)
    got["cpu_us"] = (cpu_seconds(child.pid) - before) / max(got["requests"], 1) * 1e6
    got["memory"] = memory_kib(child.pid)
    return got


with c.scratch() as folder:
    subprocess.run(["npm", "install", "--silent", "--prefix", folder, "express"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cp", os.path.join(c.ROOT, "benches/express.js"), folder], check=True)
    ours_port, theirs_port = c.free_port(), c.free_port()
    env = c.chirp_env(folder, CHIRP_WEBHOOK_SECRET="bench", TZ="UTC")
    printed = open(folder + "/printed", "w")
    logged = open(folder + "/logged", "w")
    with c.process([c.CHIRP, "listen", "--port", str(ours_port)], env, stdout=printed, stderr=subprocess.DEVNULL) as chirp, \
            c.process(["node", folder + "/express.js", str(theirs_port)], stdout=logged) as express:
        c.wait_port(ours_port)
        c.wait_port(theirs_port)
        sent = 0
        for connections in (1, 16, 64):
            ours, theirs = [], []
            for turn in range(ROUNDS):
                ours.append(measure(chirp, ours_port, connections, f"{connections}_{turn}"))
                theirs.append(measure(express, theirs_port, connections, f"{connections}_{turn}"))
            sent += sum(row["requests"] for row in ours)
            assert not sum(row["errors"] for row in ours), ours

            def middle(rows, name):
                return statistics.median(row[name] for row in rows)
            job = f"durable ack, {connections} connection{'s' if connections > 1 else ''}"
            goals = {(64, "rate"): "≥ 8", (64, "p99"): "≤ 0.05", (64, "cpu_us"): "≤ 0.10", (64, "memory"): "≤ 0.10", (1, "p50"): "≤ 1.3"}
            for name, unit in (("rate", "requests/s"), ("p50", "p50, ms"), ("p99", "p99, ms"), ("cpu_us", "CPU, µs an event"), ("memory", "peak memory, KiB")):
                c.table_row(job, "Express", unit, middle(ours, name), middle(theirs, name), goals.get((connections, name), ""))
    kept = sqlite3.connect(f"file:{folder}/state/journal.db?mode=ro", uri=True)
    count = kept.execute("select count(*) from entries where type = 'event'").fetchone()[0]
    print(f"\nanswered 200: {sent}, in the journal: {count}")
    # wrk leaves requests in flight at its end: those may be recorded without being counted.
    assert count >= sent
