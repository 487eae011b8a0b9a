#!/usr/bin/python3
"""What hostile text from every door does to a terminal: nothing. A listener in a pseudo-terminal of 120 columns gets every
sample once for each of its string fields, that field filled with escapes, C0 and C1 controls, bidi and zero-width
characters, line separators and piles of marks; then each again with a megabyte of them; the forward target and the API
answer with the same, also in their status lines and headers. Afterwards `events list`, `events show`, `calls list` and errors about
files of such names go to the same terminal.

The terminal is pyte's emulator. Passes when it was asked for nothing but text, colours, new lines and the erasing of
our own last line, drew no hidden character, and no text from outside began a line that looks like an event.

usage: screen.py [--chirp PATH]       (Debian package: python3-pyte, hence the first line)
"""
import argparse, collections, copy, fcntl, glob, http.server, json, os, pty, re, select, signal, socket, struct, subprocess, sys
import tempfile, termios, threading, time, unicodedata
import pyte, sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args = args.parse_args()
HERE = os.path.dirname(os.path.abspath(__file__))
HOSTILE = ("\x1b]0;title\x07\x1b]52;c;Y2xpcA==\x07\x1b[2J\x1b[1;1H\x1b[31m\x1b[?1049h\x1bP1$q\x1b\\\x9b1A\x90q\x9c\x9d0;t\x9c\r\n\n\t\x08\x7f\x0e\x00\x05"
           "\n12:00:00  calls.completed  forged\u202e\u2066\u2067\u200b\u200d\u200f\u2028\u2029\x85\ufeff\xad\U000e0041"
           "e\u0301\u0301\u0301\u0301\u0301\u0301\ud7b0\u3164\u115f")
QUIET = {"draw", "select_graphic_rendition", "linefeed", "carriage_return", "erase_in_line"}


class Terminal(pyte.Screen):
    """Notes what it is asked to do, and the lines as they were written, whatever their width."""

    def __init__(self):
        self.asked, self.hidden, self.written, self.line, self.depth = collections.Counter(), collections.Counter(), [], "", 0
        super().__init__(120, 50)
        self.asked.clear()


def noting(name):
    original = getattr(pyte.Screen, name)

    def act(self, *given, **more):
        if self.depth == 0:  # what the stream asked for, not what follows from it
            self.asked[name] += 1
            if name == "draw":
                self.line += given[0]
                # Some marks above a letter are text; piles are cut.
                hidden = (char for char in given[0] if char in "\u3164\u115f\u1160\uffa0"
                          or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
                self.hidden.update(f"U+{ord(char):04X}" for char in hidden)
            elif name == "linefeed":
                self.written.append(self.line)
                self.line = ""
            elif name == "erase_in_line":
                self.line = ""
        self.depth += 1
        try:
            return original(self, *given, **more)
        finally:
            self.depth -= 1

    return act


for name in pyte.Stream.events:
    if hasattr(pyte.Screen, name):
        setattr(Terminal, name, noting(name))


def fields(value, path=()):
    """The path of every string, the names of members included as `(…, None)`."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from fields(inner, path + (key,))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from fields(inner, path + (index,))


def filled(sample, path, text):
    value = copy.deepcopy(sample)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = text
    return json.dumps(value, ensure_ascii=False).encode()


class Hostile(http.server.BaseHTTPRequestHandler):
    """The forward target (refuses each first, takes it then) and the API (refuses all)."""

    protocol_version = "HTTP/1.1"
    seen = set()

    def respond(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        hook = self.path == "/hook"
        status = 400
        if hook:
            status = 200 if self.headers["chirp-event-seq"] in self.seen or len(self.seen) > 20 else 500
            self.seen.add(self.headers["chirp-event-seq"])
        counted[f"{'target' if hook else 'API'} {status}"] += 1
        text = (HOSTILE + "\n" + HOSTILE) if hook else json.dumps({"error": {"message": HOSTILE, "code": HOSTILE, "type": HOSTILE, "param": HOSTILE}})
        text = text.encode()
        self.wfile.write(b"HTTP/1.1 %d \x9b2J\xe2\x80\xae\r\nContent-Type: application/json\r\nX-Request-Id: \x9b2J\xe2\x80\xae\r\nContent-Length: %d\r\n\r\n"
                         % (status, len(text)) + text)

    do_GET = do_POST = respond

    def log_message(self, *_):
        pass


counted = collections.Counter()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
api = f"http://127.0.0.1:{server.server_port}"


def in_terminal(words, env, act=lambda text, child: True, patience=120):
    """Runs a command on the terminal. `act` gets what came so far, again and again, until it says that it is done."""
    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
    child = subprocess.Popen([args.chirp, *words], env=env, stdin=subprocess.DEVNULL, stdout=other, stderr=other)
    os.close(other)
    text, deadline, done = b"", time.time() + patience, False
    while time.time() < deadline:
        if select.select([main], [], [], 0.05)[0]:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
        if not done and act(text, child):
            done = True
    else:
        child.kill()
    child.wait()
    os.close(main)
    return text, child


class Sending(threading.Thread):
    def __init__(self, bodies):
        super().__init__(daemon=True)
        self.bodies, self.port, self.statuses = bodies, None, collections.Counter()

    def run(self):
        for body in self.bodies:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as stream:
                stream.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
                self.statuses[int(stream.recv(4096).split(b" ")[1])] += 1
        time.sleep(3)  # for what comes of them


def look(text):
    """What the terminal was asked for besides text and colours, what it drew hidden, and the lines."""
    screen = Terminal()
    pyte.ByteStream(screen).feed(text)
    strange = {name: count for name, count in screen.asked.items() if name not in QUIET}
    return strange, dict(screen.hidden), screen.written + [screen.line]


def judge(title, text, events=None):
    strange, hidden, lines = look(text)
    stamped = [line for line in lines if re.match(r"\d\d:\d\d:\d\d", line)]
    shown = sum(1 for line in stamped if "→" not in line[:16])
    forged = sum(1 for line in stamped if re.match(r"12:00:00 +calls.completed +forged", line))
    print(f"{title}: {len(text)} bytes, {len(lines)} lines, {shown} of them events; asked for besides text and colours: "
          f"{strange or 'nothing'}; hidden: {hidden or 'none'}; forged: {forged}", flush=True)
    if strange or hidden or forged or (events is not None and shown != events):
        print(f"  NOT GOOD; events that were sent: {events}")
        bad.append(title)


def listener(home, bodies, *more):
    env = sender.environment(home, CHIRP_API_URL=api, CHIRP_API_KEY="sk_test_app_x", TERM="xterm-256color")
    sending = Sending(bodies)

    def act(text, child):
        found = re.search(rb"Listening on \S+:(\d+)", text)
        if found and not sending.port:
            sending.port = int(found[1])
            sending.start()
        if sending.port and not sending.is_alive():
            child.send_signal(signal.SIGINT)
            return True

    text, _ = in_terminal(["listen", "--port", "0", *more], env, act)
    return text, sending.statuses, env


bad = []
strange, hidden, lines = look(HOSTILE.encode() * 2)
assert {"set_title", "erase_in_display", "cursor_position"} <= set(strange) and hidden and len(lines) > 2, "the check can fail"
samples = [json.load(open(path)) for path in sorted(glob.glob(HERE + "/../it/fixtures/*.json"))]
short, long = [], []
for number, sample in enumerate(samples):
    for index, path in enumerate(fields(sample)):
        sample["eventId"] = f"evt_{number}_{index}"
        short.append(filled(sample, path, HOSTILE))
        sample["eventId"] += "_long"
        huge = HOSTILE + "x" * 50
        long.append(filled(sample, path, huge * (900_000 // len(json.dumps(huge, ensure_ascii=False).encode()))))
with tempfile.TemporaryDirectory(prefix="chirp-screen-") as home:
    rules = os.path.join(home, "rules.toml")
    with open(rules, "w") as file:
        file.write('[[rule]]\non = "calls.initiated"\ndo = "answer"\n')
    text, statuses, env = listener(home, short, "-v", "--forward-to", api + "/hook", "--respond", rules, "--respond-unverified")
    judge(f"listen -v, {len(short)} hostile fields, {dict(statuses)}, {dict(counted)}", text, len(short))
    for words in (["events", "list", "--all"], ["events", "show", "1"], ["events", "show", "40"], ["calls", "list"],
                  ["calls", "get", "call_1"], ["api", "GET", "/v1/calls"], ["-v", "calls", "list"],
                  ["listen", "--respond", home + "/" + "no\x1b[2J\u202e\nfile.toml"], ["events", "show", "evt_\x1b[2J\u202e"],
                  ["webhooks", "create", "--url", "https://x.example/\x1b]0;t\x07", "--event", "calls.\u202e"]):
        text, child = in_terminal(words, env, patience=30)
        judge("chirp " + " ".join(words[:2]).encode("unicode_escape").decode() + f" (exit {child.returncode})", text)
with tempfile.TemporaryDirectory(prefix="chirp-screen-") as home:
    text, statuses, env = listener(home, long)
    judge(f"listen, {len(long)} fields of {len(max(long, key=len)) // 1000} kB, {dict(statuses)}", text, len(long))
    text, child = in_terminal(["events", "list", "--all"], env)
    judge("events list", text)
    text, child = in_terminal(["events", "show", "3"], env)
    judge("events show 3", text)
sys.exit(1 if bad else 0)
