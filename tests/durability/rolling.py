#!/usr/bin/env python3
"""A rolling restart of three receivers behind HAProxy that checks `/readyz`: every sender opens a connection of its own, none may be
refused. Then one receiver alone whose socket stays open across its restarts (as systemd's socket activation does).

Needs Debian's haproxy.

usage: rolling.py [--chirp PATH] [--rate N] [--rounds N]
"""
import argparse, json, os, shutil, signal, socket, subprocess, sys, tempfile, threading, time
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--rate", type=int, default=200)
args.add_argument("--rounds", type=int, default=2)
args = args.parse_args()
chirp, home, failed = os.path.abspath(args.chirp), tempfile.mkdtemp(prefix="chirp-rolling-", dir="/tmp"), []


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(number, port, admin, **more):
    folder = f"{home}/{number}"
    os.makedirs(folder, exist_ok=True)
    words = [chirp, "listen", "--json", "--port", str(port), "--admin", str(admin), "--drain", "1500ms"]
    process = subprocess.Popen(words, env=sender.environment(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **more)
    assert b'"ready"' in process.stdout.readline()
    threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
    return process


def post(port, number, refused):
    body = sender.event(number)
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as one:
            one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            answer = b""
            while part := one.recv(4096):
                answer += part
            status = answer.split(b" ")[1:2]
    except OSError as error:
        status = [str(error).encode()]
    if status != [b"200"]:
        refused.append(status)


def under_load(port, work):
    refused, threads, done, number = [], [], threading.Event(), 0

    def send():
        nonlocal number
        began = time.time()
        while not done.is_set():
            threads.append(threading.Thread(target=post, args=(port, number, refused)))
            threads[-1].start()
            number += 1
            time.sleep(max(0, began + number / args.rate - time.time()))
    sending = threading.Thread(target=send)
    sending.start()
    work()
    done.set()
    sending.join()
    [thread.join() for thread in threads]
    return number, refused


def balanced():
    ports = [(free_port(), free_port()) for _ in range(3)]
    front = free_port()
    servers = "\n".join(f"  server r{n} 127.0.0.1:{port} check port {admin} inter 200ms fall 1 rise 1" for n, (port, admin) in enumerate(ports))
    with open(f"{home}/haproxy.cfg", "w") as conf:
        conf.write("defaults\n  mode http\n  timeout connect 2s\n  timeout client 10s\n  timeout server 10s\n  retries 3\n  option redispatch\n"
                   f"frontend in\n  bind 127.0.0.1:{front}\n  default_backend receivers\nbackend receivers\n  option httpchk GET /readyz\n"
                   f"  http-check send hdr Host localhost\n{servers}\n")
    receivers = [start(n, *pair) for n, pair in enumerate(ports)]
    balancer = subprocess.Popen(["haproxy", "-f", f"{home}/haproxy.cfg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.5)

    def roll():
        for _ in range(args.rounds):
            for n, pair in enumerate(ports):
                receivers[n].send_signal(signal.SIGTERM)
                receivers[n].wait()
                receivers[n] = start(n, *pair)
                time.sleep(1)
    count, refused = under_load(front, roll)
    print(f"{args.rounds} rolling restarts of 3 receivers behind HAProxy: {count} events, not 200: {len(refused)} {refused[:3]}")
    balancer.kill()
    [receiver.kill() for receiver in receivers]
    failed.extend(refused)


def activated():
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen(4096)
    os.set_inheritable(held.fileno(), True)
    folder = f"{home}/activated"
    os.makedirs(folder)
    script = f'exec 3<&{held.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" listen --json'

    def begin():
        process = subprocess.Popen(["bash", "-c", script, chirp], env=sender.environment(folder), pass_fds=[held.fileno()],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert b'"ready"' in process.stdout.readline()
        threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
        return process
    process = begin()

    def restart():
        nonlocal process
        for _ in range(3 * args.rounds):
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            process.wait()
            process = begin()
        time.sleep(1)
    count, refused = under_load(held.getsockname()[1], restart)
    print(f"{3 * args.rounds} restarts of one receiver by socket activation: {count} events, not 200: {len(refused)} {refused[:3]}")
    process.kill()
    failed.extend(refused)


try:
    balanced()
    activated()
finally:
    shutil.rmtree(home, ignore_errors=True)
sys.exit(1 if failed else 0)
