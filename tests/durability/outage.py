#!/usr/bin/env python3
"""PostgreSQL away under load: a receiver goes on acknowledging from its own disk and ships what waits once the server is back.

Passes when every answer was 200, p99 is at most 50 ms, shipping has caught up within 20 s after the server's return, and the receiver
holds at most 20 MiB more than before. Needs Debian's postgresql.

usage: outage.py [--chirp PATH] [--rate N] [--seconds N]
"""
import argparse, os, subprocess, sys, tempfile, time
import postgres, sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--rate", type=int, default=1000)
args.add_argument("--seconds", type=int, default=120)
args = args.parse_args()
server = postgres.Server().start()
chirp, bad = os.path.abspath(args.chirp), []
with tempfile.TemporaryDirectory(prefix="chirp-outage-") as home:
    environment = sender.environment(home, CHIRP_JOURNAL=server.url())
    subprocess.run([chirp, "journal", "init"], env=environment, check=True, capture_output=True)
    process, port, said = sender.listen(chirp, home, CHIRP_JOURNAL=server.url())
    before, total = 2000, args.rate * args.seconds
    sender.load(port, range(before), 50, args.rate)
    held = sender.memory(process)[0]
    server.stop()
    latencies, refused, _ = sender.load(port, range(before, before + total), 50, args.rate)
    more = sender.memory(process)[0] - held
    server.start()
    back = time.time()
    while server.ask("SELECT count(*) FROM chirp.entries") != str(before + total) and time.time() - back < 60:
        time.sleep(0.2)
    took = time.time() - back
    found = server.ask("SELECT count(DISTINCT event_id), count(*), max(seq) FROM chirp.entries")
    size = server.ask("SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))), sum(pg_total_relation_size(c.oid)) / (SELECT count(*) FROM chirp.entries)"
                      " FROM pg_class c WHERE c.relnamespace = 'chirp'::regnamespace AND c.relkind = 'r'")
    sender.stop(process)
server.remove()
print(f"{total} events in {args.seconds} s without a server: {sender.told(latencies)}; not 200: {len(refused)}; {more:+.1f} MiB; "
      f"caught up {took:.1f} s after its return; events, entries, head: {found}; size, bytes an entry: {size}")
if refused or sender.p99(latencies) > 0.05 or took > 20 or more > 20 or found.split("|")[0] != str(before + total):
    sys.exit(1)
