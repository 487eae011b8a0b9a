#!/usr/bin/env python3
"""1,000 connections with slow headers, then 1,000 with slow bodies, and an event each second from somebody else.

Passes when each event is answered 200 within 1 s, every slow connection was closed, and none is left afterwards.

usage: slow.py [--chirp PATH] [--connections N]       (Debian package: slowhttptest)
"""
import argparse, http.client, os, re, resource, subprocess, sys, tempfile, time
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--connections", type=int, default=1000)
args = args.parse_args()
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard), hard))
number, good = 0, True


def sockets(process):
    """Open sockets of the listener, its own listening one among them."""
    folder, count = f"/proc/{process.pid}/fd", 0
    for name in os.listdir(folder):
        try:
            count += os.readlink(f"{folder}/{name}").startswith("socket:")
        except OSError:
            pass
    return count


def post(port):
    global number
    number += 1
    body, began, status = sender.event(number), time.time(), 0
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        status = connection.getresponse().status
        connection.close()
    except OSError:
        pass
    return time.time() - began, status


with tempfile.TemporaryDirectory(prefix="chirp-slow-") as home:
    process, port, _ = sender.listen(args.chirp, home)
    before = sockets(process)
    for title, flag in (("headers", "-H"), ("bodies", "-B")):
        # A further line or piece every 5 s, 500 connections a second, for 40 s at most.
        slow = subprocess.Popen(["slowhttptest", flag, "-c", str(args.connections), "-i", "5", "-r", "500", "-l", "40", "-s", "8192",
                                 "-t", "POST", "-f", "application/json", "-x", "20", "-u", f"http://127.0.0.1:{port}/"],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        answers, most = [], 0
        while slow.poll() is None:
            answers.append(post(port))
            most = max(most, sockets(process))
            time.sleep(1)
        text = re.sub(r"\x1b\[[\d;]*m", "", slow.stdout.read())
        told = re.findall(r"Exit status: *([\w ]+)", text)
        good &= told == ["No open connections left"]
        deadline = time.time() + 20
        while sockets(process) > before and time.time() < deadline:
            time.sleep(0.1)
        left, slowest = sockets(process) - before, max(took for took, _ in answers)
        print(f"slow {title}: {most} sockets at most, slowhttptest: {told}; {len(answers)} events meanwhile, "
              f"{sum(status != 200 for _, status in answers)} not 200, slowest {1000 * slowest:.0f} ms; connections left: {left}")
        good &= most > args.connections // 2 and not left and slowest <= 1 and all(status == 200 for _, status in answers)
    sender.stop(process)
    kept = len(set(sender.kept(args.chirp, home)))
    print(f"{kept} of {number} events in the journal")
sys.exit(0 if good and kept == number else 1)
