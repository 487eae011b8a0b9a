#!/usr/bin/env python3
"""A jq filter over one event: `chirp events show --jq`, from the journal, beside jq over the same event in a file.

Packages: jq.
"""
import os
import subprocess
import urllib.request

import common as c

c.need("jq")
with c.scratch() as folder:
    env = c.chirp_env(folder, TZ="UTC")
    port = c.free_port()
    body = open(os.path.join(c.ROOT, "tests/it/fixtures/voicemail_received.json"), "rb").read()
    with c.process([c.CHIRP, "listen", "--port", str(port)], env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        c.wait_port(port)
        request = urllib.request.Request(f"http://127.0.0.1:{port}/", body, {"Content-Type": "application/json"})
        assert urllib.request.urlopen(request).status == 200
    with open(folder + "/event.json", "wb") as file:
        file.write(body)
    rows = c.interleave(200, {
        "chirp": ([c.CHIRP, "events", "show", "1", "--jq", ".body.data.voicemail.transcription"], env),
        "jq": (["jq", "-r", ".data.voicemail.transcription", folder + "/event.json"], env)})
    version = subprocess.run(["jq", "--version"], capture_output=True, text=True).stdout.strip()
    c.timed_rows("`--jq` on one event", version, rows["chirp"], rows["jq"], ("≤ 0.15", ""))
