#!/usr/bin/env python3
"""How cost grows: throughput and p99 against connections; memory, start and `events list` against the journal.

Prints Markdown tables and writes docs/performance.svg. `--events N` sets the largest journal (default 100000).
"""
import os
import re
import signal
import subprocess
import sys
import time

import common as c

CONNECTIONS = [1, 4, 16, 64, 256]
LARGEST = int(sys.argv[sys.argv.index("--events") + 1]) if "--events" in sys.argv else 100_000
SECONDS = os.environ.get("BENCH_SECONDS", "3")
c.need("wrk")


def wrk(port, connections, run, seconds=SECONDS):
    """Requests, requests a second, p99 in ms."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s",
                          os.path.join(c.ROOT, "benches/events.lua"), f"http://127.0.0.1:{port}/"],
                         capture_output=True, text=True, env={**os.environ, "BENCH_RUN": run})
    fields = next(line for line in out.stdout.splitlines() if line.startswith("RESULT")).split()
    return int(fields[1]), int(fields[1]) / (int(fields[2]) / 1e6), float(fields[4]) / 1e3


def listen(folder, port):
    env = c.chirp_env(folder, CHIRP_WEBHOOK_SECRET="bench", TZ="UTC")
    return c.process([c.CHIRP, "listen", "--port", str(port)], env, stdout=open(folder + "/printed", "w"), stderr=subprocess.DEVNULL)


def by_connections():
    rows = []
    with c.scratch() as folder:
        port = c.free_port()
        with listen(folder, port):
            c.wait_port(port)
            for connections in CONNECTIONS:
                rows.append((connections, *wrk(port, connections, f"c{connections}")[1:]))
    return rows


def by_journal():
    rows, total, number = [], 0, 0
    with c.scratch() as folder:
        env = c.chirp_env(folder, TZ="UTC")
        for size in (size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST):
            port, begin = c.free_port(), time.perf_counter()
            with listen(folder, port) as child:
                c.wait_port(port)
                opened = time.perf_counter() - begin
                while total < size:
                    number += 1
                    total += wrk(port, 64, f"j{number}", "1")[0]
                memory = int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{child.pid}/status").read())[1]) / 1024
                child.send_signal(signal.SIGINT)
                child.wait(5)
            listed = sorted(c.run_once([c.CHIRP, "events", "list", "--limit", "20"], env)[0] for _ in range(9))
            rows.append((total, memory, opened * 1e3, listed[4] * 1e3))
    return rows


def plot(rows, path):
    """Two lines over the number of connections: events a second, and p99."""
    width, height, left, bottom = 560, 260, 60, 220
    span = (width - 2 * left) / (len(rows) - 1)
    top_rate, top_p99 = max(r[1] for r in rows), max(r[2] for r in rows)

    def line(values, top, color):
        points = " ".join(f"{left + i * span:.0f},{bottom - v / top * 180:.0f}" for i, v in enumerate(values))
        return f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{points}"/>'
    marks = "".join(f'<text x="{left + i * span:.0f}" y="240" text-anchor="middle">{r[0]}</text>' for i, r in enumerate(rows))
    with open(path, "w") as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
                  f'<rect width="{width}" height="{height}" fill="white"/><path d="M{left} 40V{bottom}H{width - left}" fill="none" stroke="#888"/>'
                  f'{line([r[1] for r in rows], top_rate, "#1f6feb")}{line([r[2] for r in rows], top_p99, "#d1242f")}{marks}'
                  f'<text x="{left}" y="30" fill="#1f6feb">events/s, durable (top: {top_rate:.0f})</text>'
                  f'<text x="{width - left}" y="30" text-anchor="end" fill="#d1242f">p99 in ms (top: {top_p99:.1f})</text>'
                  f'<text x="{width / 2}" y="257" text-anchor="middle">connections</text></svg>\n')


connections = by_connections()
print("| Connections | events/s | p99, ms |\n|---:|---:|---:|")
for row in connections:
    print(f"| {row[0]} | {row[1]:.0f} | {row[2]:.1f} |")
print("\n| Events in the journal | memory of the listener, MiB | start until it answers, ms | `events list`, ms |\n|---:|---:|---:|---:|")
for row in by_journal():
    print(f"| {row[0]} | {row[1]:.1f} | {row[2]:.0f} | {row[3]:.1f} |")
plot(connections, os.path.join(c.ROOT, "docs/performance.svg"))
