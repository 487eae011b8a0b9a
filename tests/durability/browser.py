#!/usr/bin/env python3
"""What a page in a real browser can get into a listener without a secret: nothing.

A page on another port tries fetch (no-cors, cors with text, JSON with its preflight, without a type), XMLHttpRequest,
beacons, forms of every encoding, the same from a frame without an origin, a WebSocket and an image. Then a page does it
again whose own name has come to point at the listener (DNS rebinding): for the browser all of that is the same origin.

Every request passes through a relay that changes nothing and notes what was asked and answered; the relay also serves
the pages. Passes when every attempt reached the listener, none got a 200, and the journal holds the control alone: an
event that was sent through the same relay without a browser.

usage: browser.py [--chirp PATH] [--chromium PATH]       (Debian package: chromium)
"""
import argparse, os, signal, socket, subprocess, sys, tempfile, threading
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--chromium", default="chromium")
args = args.parse_args()

ATTEMPTS = """
const event = name => JSON.stringify({event: "calls.ringing", eventId: "evt_page_" + name, data: {call: {id: "call_1"}}});
const at = name => TARGET + "/?" + name;
const blob = (name, type) => new Blob([event(name)], type ? {type} : {});
const tried = [];
const post = (name, options, body) => { tried.push(name); return fetch(at(name), {method: "POST", body: body ?? event(name), ...options}).catch(() => 0); };
const json = {headers: {"Content-Type": "application/json"}};
const form = (name, enctype) => new Promise(done => {
  tried.push(name);
  const frame = document.createElement("iframe"); frame.name = name; document.body.append(frame);
  const form = document.createElement("form");
  Object.assign(form, {method: "POST", action: at(name), enctype, target: name});
  const field = document.createElement("textarea");
  field.name = event(name).slice(0, -1) + ',"x":"'; field.value = '"}'; form.append(field); document.body.append(form);
  frame.onload = () => done(); form.submit(); setTimeout(done, 3000);
});
async function attempts(prefix) {
  await post(prefix + "no-cors-text", {mode: "no-cors"});
  await post(prefix + "no-cors-form", {mode: "no-cors", headers: {"Content-Type": "application/x-www-form-urlencoded"}});
  await post(prefix + "no-cors-untyped", {mode: "no-cors"}, blob(prefix + "no-cors-untyped"));
  await post(prefix + "no-cors-no-referrer", {mode: "no-cors", referrerPolicy: "no-referrer"}, blob(prefix + "no-cors-no-referrer"));
  await post(prefix + "cors-text", {});
  await post(prefix + "cors-json", json);
  await post(prefix + "cors-credentials", {...json, credentials: "include"});
  await post(prefix + "put", {...json, method: "PUT"});
  await new Promise(done => { const name = prefix + "xhr"; tried.push(name); const x = new XMLHttpRequest(); x.onloadend = done; x.open("POST", at(name)); x.send(event(name)); });
  for (const type of ["", "text/plain", "application/json"]) { const name = prefix + "beacon-" + type.replace("/", "-"); tried.push(name); navigator.sendBeacon(at(name), blob(name, type)); }
  await form(prefix + "form-text", "text/plain");
  await form(prefix + "form-urlencoded", "application/x-www-form-urlencoded");
  await form(prefix + "form-multipart", "multipart/form-data");
  await new Promise(done => { const name = prefix + "websocket"; tried.push(name); const s = new WebSocket(at(name).replace("http", "ws")); s.onclose = done; s.onerror = done; setTimeout(done, 3000); });
  await new Promise(done => { const name = prefix + "image"; tried.push(name); const i = new Image(); i.onload = i.onerror = done; i.src = at(name); });
  await fetch(HOME + "/report?" + tried.join(","), {mode: "no-cors"});
}
"""


class Relay:
    """Serves /page, /frame and /report itself; passes everything else to the listener as it is, and notes it."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.server.getsockname()[1]
        self.noted, self.tried, self.reported = [], [], threading.Semaphore(0)
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            threading.Thread(target=self.serve, args=(self.server.accept()[0],), daemon=True).start()

    def serve(self, stream):
        with stream:
            try:
                request = message(stream)
                if not request:
                    return
                path = request.split(b" ")[1].decode()
                if path.startswith(("/page", "/frame")):
                    stream.sendall(answer(self.page(path.startswith("/page"))))
                elif path.startswith("/report"):
                    with self.lock:
                        self.tried += path.partition("?")[2].split(",")
                    stream.sendall(answer(""))
                    self.reported.release()
                elif path != "/favicon.ico":
                    with socket.create_connection(("127.0.0.1", self.listener), timeout=10) as up:
                        up.sendall(request)
                        reply = message(up)
                        self.note(request, path.partition("?")[2], reply)
                        # One request a connection keeps the relay simple; the listener does not see this line.
                        stream.sendall(reply.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            except OSError:
                pass

    def note(self, request, name, reply):
        head = request.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        fields = {line.split(": ")[0].lower(): line.partition(": ")[2] for line in head[1:]}
        status = int(reply.split(b" ")[1]) if reply else 0
        with self.lock:
            self.noted.append((name, head[0].split(" ")[0], fields, status))

    def page(self, top):
        target, home = f'"http://{self.name}:{self.target}"', f'"http://{self.name}:{self.port}"'
        script = f"<body><script>const TARGET = {target}, HOME = {home};{ATTEMPTS}"
        if not top:
            return script + "attempts('null-')</script>"
        # The frame has no origin of its own: it sends `Origin: null`.
        frame = '<iframe sandbox="allow-scripts allow-forms" src="/frame"></iframe>'
        return script + f"attempts('')</script>{frame}"


def message(stream):
    """A request or an answer, head and body, as it came."""
    text = b""
    while b"\r\n\r\n" not in text:
        part = stream.recv(65536)
        if not part:
            return text
        text += part
    head, _, body = text.partition(b"\r\n\r\n")
    length = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while len(body) < sum(length):
        part = stream.recv(65536)
        if not part:
            break
        text, body = text + part, body + part
    return text


def answer(text):
    return (f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n{text}").encode()


def browse(name, page, relay):
    """Opens the page under that name until it and its frame have reported; gives what it tried and what came of it."""
    page.name, page.target, relay.noted, page.tried = name, relay.port, [], []
    with tempfile.TemporaryDirectory(prefix="chirp-browser-", ignore_cleanup_errors=True) as profile:
        flags = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
                 "--disable-component-update --disable-sync --disable-dev-shm-usage").split()
        child = subprocess.Popen([args.chromium, *flags, f"--user-data-dir={profile}",
                                  "--host-resolver-rules=MAP rebound.test 127.0.0.1", f"http://{name}:{page.port}/page"],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        done = all([page.reported.acquire(timeout=45) for _ in range(2)])
        os.killpg(child.pid, signal.SIGKILL)  # the group is the browser's own
        child.wait()
    return done, page.tried, relay.noted


def told(title, done, tried, noted):
    print(f"{title}: {len(tried)} attempts, {len(noted)} requests reached the listener")
    for name in tried:
        seen = [(method, fields, status) for seen, method, fields, status in noted if seen == name]
        came = ", ".join(f"{method} {status}" for method, _, status in seen) or "nothing arrived"
        first = seen[0][1] if seen else {}
        told = " ".join(f"{key}={first[key]}" for key in ("host", "origin", "sec-fetch-site", "content-type") if key in first)
        print(f"  {name:28} {came:12} {told[:110]}")
    arrived = {name for name, _, _, _ in noted}
    missing = [name for name in tried if name not in arrived]
    taken = [name for name, _, _, status in noted if status < 400]
    print(f"  not arrived: {missing or 'none'}; taken: {taken or 'none'}")
    return done and not missing and not taken


with tempfile.TemporaryDirectory(prefix="chirp-browser-") as home:
    relay, page = Relay(), Relay()
    process, relay.listener, said = sender.listen(args.chirp, home)
    good = told("a page on another port", *browse("127.0.0.1", page, relay))
    good &= told("a page whose name was rebound", *browse("rebound.test", relay, relay))
    control = sender.event(1)
    with socket.create_connection(("127.0.0.1", relay.port)) as stream:
        stream.sendall(b"POST /?control HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                       % (len(control), control))
        reply = message(stream)
    sender.stop(process)
    listed = subprocess.run([args.chirp, "events", "list", "--all", "-o", "jsonl"], env=sender.environment(home),
                            capture_output=True, text=True).stdout.splitlines()
print(f"control: {reply.split(b' ')[1].decode()}; entries in the journal: {len(listed)}; the listener's last line: {said[-1:]}")
sys.exit(0 if good and len(listed) == 1 and "evt_1" in listed[0] else 1)
