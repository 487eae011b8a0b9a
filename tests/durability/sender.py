"""What the long runs share: starting a listener in a folder of its own, and posting to it at a rate.

Events are due at fixed times, whether earlier ones were answered or not, and a latency counts from when its event was
due: a listener that stalls cannot slow its sender down and look good.
"""
import asyncio, json, os, re, signal, socket, subprocess, threading, time


def environment(home, **more):
    """Nothing of the user's own settings reaches the listener, and nothing of it reaches them."""
    return {"PATH": os.environ["PATH"], "HOME": home, "TZ": "UTC", "CHIRP_STATE_DIR": home + "/state",
            "CHIRP_CONFIG_DIR": home + "/config", **more}


def listen(chirp, home, *args, stdout=subprocess.DEVNULL, **more):
    """A listener in human mode on a free port; gives the process, its port, and its lines on stderr as they come."""
    process = subprocess.Popen([chirp, "listen", "--port", "0", *args], env=environment(home, **more), stdout=stdout,
                               stderr=subprocess.PIPE, text=True)
    said = []
    for line in process.stderr:
        said.append(line.rstrip())
        found = re.search(r"Listening on https?://[^ :]+:(\d+)", line)
        if found:
            threading.Thread(target=lambda: said.extend(rest.rstrip() for rest in process.stderr), daemon=True).start()
            return process, int(found[1]), said
    raise SystemExit("the listener did not start: " + " | ".join(said))


def stop(process, patience=10):
    """An orderly stop; how long it took, in seconds."""
    began = time.time()
    process.send_signal(signal.SIGINT)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.time() - began


def memory(process):
    """What the process holds for itself (anonymous memory), and its peak of everything, in MiB."""
    status = open(f"/proc/{process.pid}/status").read()
    return tuple(int(re.search(name + r":\s+(\d+)", status)[1]) / 1024 for name in ("RssAnon", "VmHWM"))


def event(number, calls=1000):
    call = {"id": f"call_{number % calls}", "direction": "inbound", "from": "+15559876543", "to": "+15551234567"}
    return json.dumps({"event": "calls.initiated", "eventId": f"evt_{number}", "data": {"call": call}}).encode()


class Connection(asyncio.Protocol):
    """One request at a time on a connection that stays open."""

    def connection_made(self, transport):
        self.transport, self.text, self.waiting = transport, b"", None
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        self.text += data
        if b"\r\n\r\n" not in self.text:
            return
        head, _, body = self.text.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", head.lower())
        if len(body) < int(length[1] if length else 0):
            return
        self.text = b""
        self.waiting.set_result(int(head[9:12]))

    def connection_lost(self, _):
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(0)

    def post(self, port, body):
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(b"POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                             b"Content-Length: %d\r\n\r\n%b" % (port, len(body), body))
        return self.waiting


async def _load(port, numbers, connections, rate, make):
    loop = asyncio.get_running_loop()
    numbers, latencies, refused = iter(numbers), [], []
    first, began = None, loop.time() + 0.2

    async def work():
        nonlocal first
        _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        for number in numbers:
            first = number if first is None else first
            due = began + (number - first) / rate if rate else loop.time()
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            status = await connection.post(port, make(number))
            latencies.append(loop.time() - due)
            if status != 200:
                refused.append((number, status))
            if connection.transport.is_closing():
                _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        connection.transport.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return latencies, refused, loop.time() - began


def load(port, numbers, connections, rate=None, make=event):
    """Posts the numbered events; gives the latencies in seconds, what was not answered 200, and the time it took."""
    return asyncio.run(_load(port, numbers, connections, rate, make))


def told(latencies):
    ordered = sorted(latencies)
    at = lambda part: 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * part))]
    return f"p50 {at(0.5):.1f} ms, p99 {at(0.99):.1f} ms, p99.9 {at(0.999):.1f} ms, slowest {1000 * ordered[-1]:.1f} ms"


def p99(latencies):
    return sorted(latencies)[int(len(latencies) * 0.99)]


def kept(chirp, home):
    """The ids of the events in the journal, read by `events list`, one by one."""
    child = subprocess.Popen([chirp, "events", "list", "--all", "-o", "jsonl"], env=environment(home), text=True,
                             stdout=subprocess.PIPE)
    for line in child.stdout:
        entry = json.loads(line)
        if entry["type"] == "event":
            yield entry["eventId"]
    child.wait()
