"""Which crates are linked into the program, read with cargo from the lock file."""

import json
import subprocess

# All that a release is built for, and macOS, where it is built from source.
TARGETS = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
]


def cargo(*args):
    """Returns the output of a cargo command that changes nothing."""
    return subprocess.run(
        ["cargo", *args, "--locked"], check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def linked(targets):
    """Returns (name, version) of each crate in the program; not what only helps to build or test it."""
    found = set()
    for target in targets:
        tree = cargo("tree", "--edges", "normal,no-proc-macro", "--all-features", "--prefix", "none",
                     "--target", target, "--format", "{p}")
        for line in tree.splitlines():
            name, version = line.split()[:2]
            found.add((name, version.removeprefix("v")))
    return found


def metadata():
    """Returns cargo's description of every package, and the dependencies between them."""
    return json.loads(cargo("metadata", "--format-version", "1", "--all-features"))


def packages(described, wanted):
    """Returns the packages of `wanted` in order of their names, the program itself first."""
    root = described["resolve"]["root"]
    found = [p for p in described["packages"] if (p["name"], p["version"]) in wanted]
    return sorted(found, key=lambda p: (p["id"] != root, p["name"], p["version"]))
