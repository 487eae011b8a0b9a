#!/usr/bin/env python3
"""How forwarding scales: N calls at once to a handler that takes 50 ms, N = 1, 100, 10,000.

usage: many_calls.py [--chirp PATH] [--parallel N]
"""
import argparse, asyncio, json, os, signal, socket, subprocess, tempfile, threading, time, http.client

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--parallel", type=int, default=64)
args = args.parse_args()

times = []


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            await reader.readexactly(length)
            await asyncio.sleep(0.05)
            times.append(time.time())
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    except (asyncio.IncompleteReadError, OSError):
        writer.close()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


target = free_port()


def handler():
    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", target, backlog=1024)
        await server.serve_forever()

    asyncio.run(run())


threading.Thread(target=handler, daemon=True).start()
for calls in (1, 100, 10_000):
    times.clear()
    port, home = free_port(), tempfile.TemporaryDirectory()
    env = {"PATH": os.environ["PATH"], "HOME": home.name, "CHIRP_STATE_DIR": home.name + "/s", "CHIRP_CONFIG_DIR": home.name + "/c"}
    process = subprocess.Popen([args.chirp, "listen", "--json", "--port", str(port), "--forward-parallel", str(args.parallel),
                                "--forward-to", f"http://127.0.0.1:{target}/"], env=env, stdout=subprocess.DEVNULL)
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.01)

    def post(part):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in part:
            body = json.dumps({"event": "calls.ringing", "eventId": f"evt_{number}", "data": {"call": {"id": f"call_{number}"}}})
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            connection.getresponse().read()

    start = time.time()
    threads = [threading.Thread(target=post, args=(range(n, calls, 32),)) for n in range(min(32, calls))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    posted = time.time() - start
    while len(times) < calls:
        time.sleep(0.005)
    done = max(times) - start
    limit = max(0.05, calls / args.parallel * 0.05)
    print(f"{calls:6} calls, {args.parallel} at once: acknowledged in {posted:.2f} s, forwarded in {done:.2f} s "
          f"({calls / done:.0f}/s; {limit:.2f} s is the handler's own limit)")
    process.send_signal(signal.SIGINT)
    process.wait()
