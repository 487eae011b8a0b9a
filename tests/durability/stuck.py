#!/usr/bin/env python3
"""Everything behind the listener stuck at once: a forward target that accepts and never answers, an API that hangs while
rules want to answer every call, and stdout a full pipe that nobody reads. 200 events a second for 50 seconds meanwhile.

Passes when every event was answered 200 and is in the journal, p99 is at most 100 ms and none took over 1 s.

usage: stuck.py [--chirp PATH] [--rate N] [--seconds N]
"""
import argparse, os, socket, sys, tempfile, threading
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--rate", type=int, default=200)
args.add_argument("--seconds", type=int, default=50)
args = args.parse_args()
total = args.rate * args.seconds


def silent():
    """A server that accepts and reads and never answers; gives its port and what it accepted."""
    server, held = socket.create_server(("127.0.0.1", 0), backlog=512), []

    def accept():
        while True:
            held.append(server.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1], held


(target, forwards), (api, commands) = silent(), silent()
with tempfile.TemporaryDirectory(prefix="chirp-stuck-") as home:
    rules = os.path.join(home, "rules.toml")
    with open(rules, "w") as file:
        file.write('[[rule]]\non = "calls.initiated"\ndo = "answer"\n')
    unread, full = os.pipe()  # 64 KiB, then whoever writes waits
    process, port, _ = sender.listen(args.chirp, home, "-v", "--forward-to", f"http://127.0.0.1:{target}/hook",
                                     "--respond", rules, "--respond-unverified", stdout=full,
                                     CHIRP_API_URL=f"http://127.0.0.1:{api}", CHIRP_API_KEY="sk_test_app_x")
    os.close(full)
    latencies, refused, took = sender.load(port, range(total), 20, args.rate)
    grown = sender.memory(process)[0]
    waiting = len(os.read(unread, 1 << 20))
    stopped = sender.stop(process)
    lost = {f"evt_{number}" for number in range(total)} - set(sender.kept(args.chirp, home))
print(f"{total} events in {took:.0f} s: {sender.told(latencies)}; not 200: {len(refused)}, lost: {len(lost)}")
print(f"meanwhile {len(forwards)} forwards and {len(commands)} API requests hung, {waiting} bytes filled stdout; "
      f"{grown:.0f} MiB held, stopped in {stopped:.1f} s")
stuck = forwards and commands and waiting > 60_000
sys.exit(0 if stuck and not refused and not lost and sender.p99(latencies) <= 0.1 and max(latencies) <= 1 else 1)
