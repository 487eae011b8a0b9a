#!/usr/bin/env python3
"""Nobody is contacted but those who were named: `listen` with a forward target and rules, `calls`, `doctor` and others
under `strace`, with proxy variables set that would lead elsewhere. Every address that a process connects or sends to is
told; passes when all are the API or the forward target.

usage: quiet.py [--chirp PATH]       (Debian package: strace)
"""
import argparse, http.server, json, os, re, signal, subprocess, sys, tempfile, threading, time
import sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args = args.parse_args()


class Anything(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.do_GET()

    def do_GET(self):
        text = b'{"data":[],"totalCount":0,"callId":"call_1","command":"answer","status":"accepted"}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        asked.append(f"{self.server.name} {self.command} {self.path}")

    def log_message(self, *_):
        pass


def serve(name):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Anything)
    server.name, server.daemon_threads = name, True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


asked = []
api, target, elsewhere = serve("api"), serve("target"), serve("elsewhere")
proxies = {name: f"http://127.0.0.1:{elsewhere}" for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")}


def contacted(trace):
    """The addresses in connect, sendto and sendmsg; local sockets by their path."""
    found = set()
    for line in open(trace):
        if re.search(r"connect\(|sendto\(|sendmsg\(", line):
            for port, host in re.findall(r'sin6?_port=htons\((\d+)\).*?"([^"]+)"', line):
                found.add(f"{host}:{port}")
            found.update(re.findall(r'AF_UNIX, sun_path=@?"([^"]+)"', line))
    return found


def run(home, words, allowed, wait=None, **more):
    trace = home + "/trace"
    command = ["strace", "-f", "-qq", "-s", "200", "-e", "trace=connect,sendto,sendmsg", "-o", trace, args.chirp, *words]
    child = subprocess.Popen(command, env=sender.environment(home, **proxies, **more), stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if wait:
        ready = json.loads(child.stdout.readline())
        wait(int(ready["url"].rsplit(":", 1)[1]))
        os.kill(ready["pid"], signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    if "unrecognized subcommand" in errors:
        print(f"chirp {words[0]}: not in this build, left out")
        return True
    found = contacted(trace)
    strange = found - {f"127.0.0.1:{port}" for port in allowed}
    names = {f"127.0.0.1:{api}": "the API", f"127.0.0.1:{target}": "the forward target", f"127.0.0.1:{elsewhere}": "THE PROXY"}
    print(f"chirp {' '.join(words[:4]):34} exit {child.returncode:3}, contacted: "
          f"{', '.join(sorted(names.get(one, one) for one in found)) or 'nobody'}")
    return not strange and found >= {f"127.0.0.1:{port}" for port in allowed}


def post(count):
    def act(port):
        sender.load(port, range(count), 2)
        if count > 1:  # both stages have done their work
            deadline = time.time() + 15
            while time.time() < deadline and sum("POST" in line for line in asked) < 2 * count:
                time.sleep(0.05)
    return act


good = True
with tempfile.TemporaryDirectory(prefix="chirp-quiet-") as home:
    rules = os.path.join(home, "rules.toml")
    with open(rules, "w") as file:
        file.write('[[rule]]\non = "calls.initiated"\ndo = "answer"\n')
    account = {"CHIRP_API_URL": f"http://127.0.0.1:{api}", "CHIRP_API_KEY": "sk_test_app_x"}
    good &= run(home, ["listen", "--port", "0", "--json"], set(), post(1))
    good &= run(home, ["listen", "--forward-to", f"http://127.0.0.1:{target}/hook", "--respond", rules, "--respond-unverified",
                       "--port", "0", "--json"], {api, target}, post(20), **account)
    good &= run(home, ["calls", "list"], {api}, **account)
    good &= run(home, ["calls", "list", "--dry-run"], set(), **account)
    good &= run(home, ["doctor"], {api}, **account)
    for words in (["events", "list"], ["--version"], ["completions", "bash"], ["config", "show"], ["auth", "status"]):
        good &= run(home, words, set())
print(f"requests that were answered: {', '.join(sorted(set(re.sub('call_[0-9]+', 'call_N', one) for one in asked)))}")
sys.exit(0 if good and not any(one.startswith("elsewhere") for one in asked) else 1)
