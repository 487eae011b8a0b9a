#!/usr/bin/env python3
"""Writes build/order.ld: the functions that start-up, one request and an event run, to lie side by side.

    cargo rustc --release --locked --bin chirp -- -C strip=none && build/order.py [PROGRAM]

Needs valgrind, nginx and openssl. PROGRAM has its symbols and is target/release/chirp unless named; a
build of another profile gives other hashes to the instances of generic functions.
"""
import http.client
import json
import os
import re
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else ROOT + "/target/release/chirp"
os.environ["CHIRP_BIN"] = PROGRAM
sys.path.insert(0, ROOT + "/benches")
import common as c  # noqa: E402

HEAD = """/* Where functions lie in the program: what start-up, one request and an event run comes first, side by side.
   A page that is touched costs a fault, and the kernel maps sixteen around it: scattered over eight
   megabytes, a few hundred small functions cost more time and memory than what they do.

   Made by build/order.py. A name without a pattern in it is an instance of a generic function; its hash is
   the same wherever this tree is built by the same compiler from the same Cargo.lock, and the patterns at
   the end stand in for it elsewhere. What is no longer there is passed over, what is missing lies among
   the rest: nothing but speed and memory depends on this file. */
"""
EVENT = '{"event":"calls.ringing","eventId":"evt_%d","data":{"call":{"id":"call_1","direction":"inbound"}}}'


def traced(log, *args):
    """The command line that runs PROGRAM and counts what its functions do."""
    return ["valgrind", "-q", "--tool=callgrind", "--compress-strings=no", "--demangle=no",
            f"--callgrind-out-file={log}", PROGRAM, *args]


def functions(log):
    """The names of what ran, those of libraries included."""
    return {line[3:].strip().split("'")[0] for line in open(log) if line.startswith("fn=")}


def run(log, env, *args):
    done = subprocess.run(traced(log, *args), env=env, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"chirp {' '.join(args)} ended with {done.returncode}")
    return functions(log)


def listen(log, env):
    """`chirp listen` with a few events, stopped by Ctrl-C."""
    child = subprocess.Popen(traced(log, "listen", "--port", "0", "--json"), env=env, stdout=subprocess.PIPE, text=True)
    ready = json.loads(child.stdout.readline())
    wire = http.client.HTTPConnection(ready["url"].split("//")[1].rstrip("/"))
    for number in range(20):
        wire.request("POST", "/", EVENT % number, {"Content-Type": "application/json"})
        answer = wire.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    child.send_signal(signal.SIGINT)
    child.communicate()
    return functions(log)


def symbols():
    """Every function of PROGRAM: name to address and size."""
    text = subprocess.run(["nm", "-S", PROGRAM], capture_output=True, text=True, check=True).stdout
    rows = (row for row in map(str.split, text.splitlines()) if len(row) == 4 and row[2] in "tT")
    return {name: (int(at, 16), int(size, 16)) for at, size, _, name in rows}


def without_hash(name):
    """A name as a pattern that outlives another compiler and other versions of dependencies."""
    if name.startswith("_R"):
        return re.sub(r"Cs[0-9A-Za-z]+_", "Cs*_", name)
    return re.sub(r"17h[0-9a-f]{16}E", "17h*E", name)


def main():
    c.need("valgrind", "nginx", "openssl", "nm")
    with c.scratch() as folder:
        store, log = c.make_certificates(folder), folder + "/callgrind"
        with c.nginx(folder, tls=True) as (port, tls):
            env = c.chirp_env(folder, SSL_CERT_FILE=store)
            plain = {**env, "CHIRP_API_URL": f"http://localhost:{port}"}
            secure = {**env, "CHIRP_API_URL": f"https://localhost:{tls}"}
            groups = [run(log, env, "--version"),
                      run(log, plain, "calls", "answer", c.CALL),
                      run(log, secure, "calls", "answer", c.CALL, "--json"),
                      listen(log, env)]
    known, lines = symbols(), []
    ran, all_of = set().union(*groups), {}
    for name in known:
        all_of.setdefault(without_hash(name), []).append(name)

    def is_clear(name):
        """Whether the pattern pulls in little that did not run: other instances of a generic function."""
        alike = all_of[without_hash(name)]
        return sum(known[other][1] for other in alike if other not in ran) <= known[name][1]

    again = []
    for group in groups:
        for name in sorted((name for name in group if name in known), key=known.get):
            lines.append(without_hash(name) if is_clear(name) else name)
            again.append(without_hash(name))
    # The unclear ones last and by pattern: those that another compiler has given another hash.
    lines = list(dict.fromkeys(lines + again))
    with open(ROOT + "/build/order.ld", "w") as out:
        functions_in_order = "".join(f"    *(.text*.{line})\n" for line in lines)
        out.write(f"{HEAD}SECTIONS\n{{\n  .text.first : ALIGN(4096)\n  {{\n{functions_in_order}  }}\n}}\nINSERT BEFORE .text;\n")
    print(f"{len(lines)} functions")


main()
