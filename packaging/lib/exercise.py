"""Uses an installed chirp as its user would: the same list for every artefact."""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from server import serve

# Under emulation everything takes some ten times as long.
PATIENCE = 120
RULES = """
[[rule]]
on = "calls.initiated"
hours = "Mon-Fri 09:00-17:00 America/New_York"
do = "answer"
[[rule]]
on = "calls.initiated"
do = "send_to_voicemail"
"""
KEY = "sk_test_app_packaging0000000000000000"


class Skipped(Exception):
    """This machine lacks what a check needs."""


@dataclass
class Installed:
    """An installed program: how to run it, and which files came with it."""

    command: list  # what comes before the arguments
    env: dict
    version: str
    triple: str
    scratch: Path  # a folder that the program can write to, as seen from here
    inside: str  # the same folder as seen by the program
    man: Path | None = None
    completion: Path | None = None
    bare: bool = False  # an empty root: what is missing there must be said, quickly
    extra: list = field(default_factory=list)  # what the installation has shown already

    def run(self, *args, code=0, env=None):
        """Runs to the end. Returns stdout and stderr in one."""
        done = subprocess.run([*self.command, *args], env=self.env | (env or {}), timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != code:
            raise AssertionError(f"chirp {' '.join(args)}: code {done.returncode}: {done.stdout[-600:]}")
        return done.stdout

    def start(self, *args):
        """Starts a command that goes on. Returns it with its first line as JSON."""
        child = subprocess.Popen([*self.command, *args], env=self.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = child.stdout.readline()
        if not line:
            raise AssertionError(f"chirp {' '.join(args)}: {child.stderr.read()[-600:]}")
        return child, json.loads(line)

    @staticmethod
    def stop(child):
        child.terminate()
        child.communicate(timeout=PATIENCE)


def exercise(chirp):
    """Runs the whole list. Returns the names of what ran."""
    steps = [version, demo, zones, sandbox, completions, man, licenses] + [missing] * chirp.bare
    for step in steps:
        step(chirp)
    return chirp.extra + [step.__name__ for step in steps]


def version(chirp):
    equal(chirp.run("--version").strip(), f"chirp {chirp.version}")
    contains(chirp.run("--version", "-v"), chirp.triple, "static", "portable", "SQLite")


def demo(chirp):
    contains(chirp.run("demo"), "calls.voicemail.received", "Try next")


def zones(chirp):
    """Business hours of a zone are read where the system has no zone database."""
    (chirp.scratch / "rules.toml").write_text(RULES)
    child, ready = chirp.start("listen", "--port", "0", "--json", "--respond", f"{chirp.inside}/rules.toml",
                               "--respond-unverified", "--respond-dry-run")
    equal(ready["type"], "ready")
    contains(chirp.run("trigger", "calls.initiated", "--to", ready["url"]), "200")
    chirp.stop(child)


def sandbox(chirp):
    child, ready = chirp.start("sandbox", "--port", "0", "--json")
    api = {"CHIRP_API_URL": ready["url"], "CHIRP_API_KEY": ready["apiKey"]}
    call = json.loads(chirp.run("calls", "create", "--from", "+15551234567", "--to", "+15557654321", "--json", env=api))
    listed = json.loads(chirp.run("calls", "list", "--json", env=api))
    contains(json.dumps(listed), call["id"])
    chirp.stop(child)


def completions(chirp):
    """The script is the installed one where there is one, and bash can read it."""
    script = chirp.completion.read_text() if chirp.completion else chirp.run("completions", "bash")
    contains(script, "complete -F _chirp")
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def man(chirp):
    """The page is the installed one where there is one, and man shows it."""
    if chirp.man:
        pages = sorted(chirp.man.glob("chirp*.1*"))
        if len(pages) < 50:
            raise AssertionError(f"only {len(pages)} manual pages in {chirp.man}")
        source = ["man", "--local-file", str(next(page for page in pages if page.name.startswith("chirp.1")))]
        shown = subprocess.run(source, check=True, text=True, stdout=subprocess.PIPE, env=plain()).stdout
    else:
        shown = subprocess.run(["man", "--local-file", "-"], input=chirp.run("man"), check=True, text=True,
                               stdout=subprocess.PIPE, env=plain()).stdout
    contains(shown, "chirp", "SUBCOMMANDS", "listen")


def plain():
    return {"PATH": os.environ["PATH"], "MANPAGER": "cat", "MANWIDTH": "100", "TERM": "dumb", "LC_ALL": "C.UTF-8"}


def licenses(chirp):
    contains(chirp.run("licenses"), "Third-party notices", "rustls", "SQLite", "GNU C Library")


def missing(chirp):
    """Without certificates and name servers the program says so, in less than three seconds."""
    tls = Path(__file__).resolve().parents[2] / "tests/it/fixtures/tls"
    with serve(chirp.scratch, tls / "cert.pem", tls / "key.pem") as url:
        for api, said in [({}, "/etc/resolv.conf"), ({"CHIRP_API_URL": url}, "SSL_CERT_FILE")]:
            for args, code in [(["calls", "list"], 6), (["doctor"], 1)]:
                begin = time.monotonic()
                contains(chirp.run(*args, code=code, env={"CHIRP_API_KEY": KEY} | api), said)
                took = time.monotonic() - begin
                # Emulation is no measure of time.
                if "/emulator" not in chirp.command and took > 3:
                    raise AssertionError(f"chirp {args[0]} took {took:.1f} s to say what is missing")


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"{found!r} instead of {expected!r}")


def contains(text, *parts):
    for part in parts:
        if not re.search(re.escape(part), text, re.I):
            raise AssertionError(f"no {part!r} in {text[-600:]!r}")
