#!/usr/bin/env python3
"""How cost grows: rate and p99 against connections; memory, start and `events list` against the journal; forwarding
against calls at once (benches/forward.py). No peer but the handler's own rate.

Prints Markdown tables and writes docs/performance.svg. `--events N` sets the largest journal (default 100000).
Packages: wrk.
"""
import os
import re
import signal
import subprocess
import sys
import time

import common as c
import forward

CONNECTIONS = [1, 4, 16, 64, 256]
LARGEST = int(sys.argv[sys.argv.index("--events") + 1]) if "--events" in sys.argv else 100_000
SECONDS = os.environ.get("BENCH_SECONDS", "3")
BATCH = 10_000
c.need("wrk")


def wrk(port, connections, run):
    """Requests a second, p99 in ms."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s",
                          os.path.join(c.ROOT, "benches/events.lua"), f"http://127.0.0.1:{port}/"],
                         capture_output=True, text=True, env={**os.environ, "BENCH_RUN": run})
    fields = next(line for line in out.stdout.splitlines() if line.startswith("RESULT")).split()
    return int(fields[1]) / (int(fields[2]) / 1e6), float(fields[4]) / 1e3


def listen(folder, port):
    env = c.chirp_env(folder, CHIRP_WEBHOOK_SECRET=forward.SECRET, TZ="UTC")
    return c.process([c.CHIRP, "listen", "--port", str(port)], env, stdout=open(folder + "/printed", "w"), stderr=subprocess.DEVNULL)


def start(folder):
    """Seconds from starting the listener until it takes a connection."""
    port, begin = c.free_port(), time.perf_counter()
    with listen(folder, port):
        c.wait_port(port)
        return time.perf_counter() - begin


def by_connections():
    rows = []
    with c.scratch() as folder:
        port = c.free_port()
        with listen(folder, port):
            c.wait_port(port)
            for connections in CONNECTIONS:
                rows.append((connections, *wrk(port, connections, f"c{connections}")))
    return rows


def by_journal():
    rows, total = [], 0
    with c.scratch() as folder:
        env = c.chirp_env(folder, TZ="UTC")
        for size in (size for size in (10_000, 100_000, 1_000_000) if size <= LARGEST):
            port = c.free_port()
            with listen(folder, port) as child:
                c.wait_port(port)
                while total < size:
                    forward.post_all(port, range(total, total + BATCH))
                    total += BATCH
                memory = int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{child.pid}/status").read())[1]) / 1024
                child.send_signal(signal.SIGINT)
                child.wait(5)
            opened = sorted(start(folder) for _ in range(5))
            listed = sorted(c.run_once([c.CHIRP, "events", "list", "--limit", "20"], env)[0] for _ in range(9))
            rows.append((total, memory, opened[2] * 1e3, listed[4] * 1e3))
    return rows


def panel(left, title, labels, series, together=False):
    """One plot as SVG: a line for each of `series`, (name, colour, values), from 0 to its own highest value, or
    to the highest of all `together`."""
    wide, top, bottom = 230, 70, 230
    step = wide / max(len(labels) - 1, 1)
    parts = [f'<path d="M{left} {top}V{bottom}H{left + wide}" fill="none" stroke="#888"/>',
             f'<text x="{left + wide / 2}" y="{bottom + 38}" text-anchor="middle">{title}</text>']
    for at, label in enumerate(labels):
        parts.append(f'<text x="{left + at * step:.0f}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
    for row, (name, colour, values) in enumerate(series):
        highest = max(max(line[2]) for line in series) if together else max(values)
        points = " ".join(f"{left + at * step:.0f},{bottom - value / highest * (bottom - top):.0f}" for at, value in enumerate(values))
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>')
        parts.append(f'<text x="{left}" y="{20 + row * 16}" fill="{colour}">{name} (top: {c.number(round(max(values), 1))})</text>')
    return "".join(parts)


def plot(connections, journal, calls, path):
    def column(rows, number):
        return [row[number] for row in rows]
    panels = [
        panel(40, "connections", column(connections, 0),
              [("events/s, durable", "#1f6feb", column(connections, 1)), ("p99, ms", "#d1242f", column(connections, 2))]),
        panel(330, "events in the journal", [f"{size:,}" for size in column(journal, 0)],
              [("memory, MiB", "#1f6feb", column(journal, 1)), ("start, ms", "#d1242f", column(journal, 2)),
               ("events list, ms", "#1a7f37", column(journal, 3))]),
        panel(620, "calls at once / side by side", [f"{row[0]:,}/{row[1]}" for row in calls],
              [("forwarded, events/s", "#1f6feb", [row[0] / row[3] for row in calls]),
               ("the handler's own rate", "#888", [row[0] / row[4] for row in calls])], together=True)]
    with open(path, "w") as out:
        out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 280" font-family="sans-serif" font-size="12">'
                  f'<rect width="900" height="280" fill="white"/>{"".join(panels)}</svg>\n')


connections = by_connections()
print("| Connections | events/s | p99, ms |\n|---:|---:|---:|")
for row in connections:
    print(f"| {row[0]} | {row[1]:.0f} | {row[2]:.1f} |")
print("\n| Events in the journal | memory of the listener, MiB | start until it answers, ms | `events list`, ms |\n|---:|---:|---:|---:|", flush=True)
journal = by_journal()
for row in journal:
    print(f"| {row[0]} | {row[1]:.1f} | {row[2]:.0f} | {row[3]:.1f} |")
print()
calls = forward.table()
plot(connections, journal, calls, os.path.join(c.ROOT, "docs/performance.svg"))
