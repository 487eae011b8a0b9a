#!/usr/bin/env python3
"""Load: 1,000 events a second for 30 seconds on 50 connections, each on stable storage before its 200; then a million
events as fast as they are taken: memory, opening the journal again, and listing it.

Passes when none is lost or refused, p99 is at most 50 ms, the listener holds at most 20 MB more after all events than
after a tenth of them, and the next listener is ready within 2 s.

usage: load.py [--chirp PATH] [--rate N] [--seconds N] [--million N] (0 leaves a part out) [--dir FOLDER ON A REAL DISK]
"""
import argparse, subprocess, sys, tempfile, time
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--rate", type=int, default=1000)
args.add_argument("--seconds", type=int, default=30)
args.add_argument("--million", type=int, default=1_000_000)
args.add_argument("--dir")
args = args.parse_args()
bad = []


def durable():
    total = args.rate * args.seconds
    with tempfile.TemporaryDirectory(prefix="chirp-load-", dir=args.dir) as home:
        process, port, _ = sender.listen(args.chirp, home)
        latencies, refused, took = sender.load(port, range(total), 50, args.rate)
        sender.stop(process)
        lost = total - len(set(sender.kept(args.chirp, home)))
    print(f"{total} events in {took:.1f} s on 50 connections: {sender.told(latencies)}; not 200: {len(refused)}, lost: {lost}")
    if refused or lost or sender.p99(latencies) > 0.05:
        bad.append("durable")


def timed(home, *words):
    began = time.time()
    done = subprocess.run([args.chirp, "events", "list", *words], env=sender.environment(home), capture_output=True)
    print(f"events list {' '.join(words)}: {time.time() - began:.2f} s, {done.stdout.count(10)} lines, exit {done.returncode}")


def million():
    tenth = args.million // 10
    with tempfile.TemporaryDirectory(prefix="chirp-load-", dir=args.dir) as home:
        process, port, _ = sender.listen(args.chirp, home)
        held, begun = [], time.time()
        for part in range(10):
            _, refused, _ = sender.load(port, range(part * tenth, (part + 1) * tenth), 50)
            if refused:
                bad.append(f"{len(refused)} refused")
            held.append(sender.memory(process))
        took = time.time() - begun
        stopped = sender.stop(process)
        print(f"{10 * tenth} events in {took:.0f} s ({10 * tenth / took:.0f}/s); anonymous memory after each tenth, MiB: "
              f"{' '.join(f'{now:.1f}' for now, _ in held)}; peak {held[0][1]:.0f} then {held[-1][1]:.0f}; stopped in {stopped:.1f} s")
        if held[-1][0] - held[0][0] > 20:
            bad.append("memory")
        began = time.time()
        process, _, _ = sender.listen(args.chirp, home)
        ready = time.time() - began
        sender.stop(process)
        print(f"the next listener was ready after {ready:.2f} s")
        if ready > 2:
            bad.append("opening")
        timed(home)
        timed(home, "--call", "call_7")
        timed(home, "--all", "-o", "jsonl")
        lost = 10 * tenth - len(set(sender.kept(args.chirp, home)))
        print(f"lost: {lost}")
        if lost:
            bad.append("lost")


if args.seconds:
    durable()
if args.million:
    million()
sys.exit(1 if bad else 0)
