#!/usr/bin/env python3
"""Start-up: `chirp --version` beside `curl --version`, and beside a static hello world in C, the floor.

Each run is started by posix_spawn and waited for; the hello world's time is mostly that. Interleaved.
Packages: curl; for the floor gcc and libc6-dev (left out without them).
"""
import subprocess

import common as c

HELLO = '#include <unistd.h>\nint main(void) { return write(1, "hello\\n", 6) != 6; }\n'
c.need("curl")
with c.scratch() as folder:
    commands = {"chirp": ([c.CHIRP, "--version"], None), "curl": (["curl", "--version"], None)}
    if c.have("cc", "gcc libc6-dev"):
        subprocess.run(["cc", "-Os", "-static", "-xc", "-", "-o", folder + "/hello"], input=HELLO, text=True, check=True)
        commands["hello"] = ([folder + "/hello"], None)
    rows = c.interleave(300, commands)
    c.timed_rows("`chirp --version`", "`curl --version`", rows["chirp"], rows["curl"], ("≤ 0.15", ""))
    if "hello" in rows:
        c.timed_rows("`chirp --version`", "static hello world in C (the floor)", rows["chirp"], rows["hello"], ("", ""))
