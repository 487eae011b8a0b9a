#!/usr/bin/env python3
"""How forwarding scales: an event of each of 1, 100 and 10,000 calls at once, to a handler that takes 50 ms.

Measures `chirp listen --forward-to` from the first event sent to it until the handler has answered the last.
The peer is the handler's own rate: calls / side by side x 50 ms. The handler is benches/ceiling (built here);
no packages are needed. Prints a Markdown table.
"""
import math
import selectors
import signal
import socket
import subprocess
import time
import urllib.request

import common as c

TAKES = 0.05
SENDERS = 64
SECRET = "bench"
CASES = [(1, 64), (100, 64), (10_000, 64), (10_000, 512)]


def request(number):
    body = ('{"event":"calls.initiated","eventId":"evt_%d","timestamp":"2026-04-13T12:00:00.000Z","data":{"call":{"id":"call_%027d",'
            '"direction":"outbound","from":"+15551234567","to":"+15559876543","fromChannel":"pstn","toChannel":"pstn"},'
            '"app":{"id":"app_2DbBs7GWhGvVNJGrDXr5RG0mBWI"}}}' % (number, number)).encode()
    return (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Webhook-Secret: %s\r\nContent-Length: %d\r\n\r\n%s"
            % (SECRET.encode(), len(body), body))


def post_all(port, all_numbers):
    """Sends an event of a call for each number over a few connections, each without waiting for answers, and waits for all of them."""
    ready, left = selectors.DefaultSelector(), {}
    for first in range(min(SENDERS, len(all_numbers))):
        numbers = all_numbers[first::SENDERS]
        sender = socket.create_connection(("127.0.0.1", port))
        ready.register(sender, selectors.EVENT_READ)
        left[sender] = len(numbers)
        sender.sendall(b"".join(request(number) for number in numbers))
    while left:
        for key, _ in ready.select():
            answer = key.fileobj.recv(1 << 16)
            assert answer and b" 503 " not in answer, answer
            left[key.fileobj] -= answer.count(b"HTTP/1.1 200")
            if not left[key.fileobj]:
                ready.unregister(key.fileobj)
                del left[key.fileobj]
                key.fileobj.close()


def measure(calls, parallel):
    """Seconds until all were acknowledged, until all were forwarded, and CPU seconds of the listener."""
    target, port = c.free_port(), c.free_port()
    with c.scratch() as folder, c.process([c.ceiling(), str(target)]):
        c.wait_port(target)
        with c.process([c.CHIRP, "listen", "--json", "--port", str(port), "--forward-parallel", str(parallel),
                        "--forward-to", f"http://127.0.0.1:{target}/after/{TAKES * 1e3:.0f}"], c.chirp_env(folder, TZ="UTC"),
                       stdout=open(folder + "/printed", "w"), stderr=subprocess.DEVNULL) as listener:
            c.wait_port(port)
            begin = time.monotonic()
            post_all(port, range(calls))
            acknowledged = time.monotonic() - begin
            while int(urllib.request.urlopen(f"http://127.0.0.1:{target}/count").read()) < calls:
                time.sleep(0.001)
            forwarded = time.monotonic() - begin
            cpu = c.cpu_seconds(listener.pid)
            listener.send_signal(signal.SIGINT)
            listener.wait(10)
    return acknowledged, forwarded, cpu


def table():
    """Prints the table and gives its rows."""
    rows = []
    print("| Calls at once | side by side | acknowledged, s | forwarded, s | the handler's limit, s | ratio | CPU, s |\n|---:|---:|---:|---:|---:|---:|---:|")
    for calls, parallel in CASES:
        acknowledged, forwarded, cpu = measure(calls, parallel)
        limit = math.ceil(calls / parallel) * TAKES
        print(f"| {calls} | {parallel} | {acknowledged:.3f} | {forwarded:.2f} | {limit:.2f} | {forwarded / limit:.2f} | {cpu:.2f} |", flush=True)
        rows.append((calls, parallel, acknowledged, forwarded, limit))
    return rows


if __name__ == "__main__":
    c.need()
    table()
