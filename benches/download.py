#!/usr/bin/env python3
"""A download of 512 MiB to disk: `chirp recordings download` beside `curl -O`, from nginx on loopback."""
import json
import os
import shutil
import time
import urllib.request

import common as c

SIZE = 512 * 1024 * 1024
c.need("curl", "nginx")
with c.scratch() as folder:
    with c.nginx(folder) as (port, _):
        www, recording = folder + "/www", "call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI"
        with open(f"{www}/big.mp4", "wb") as file:
            file.write(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42")
            file.write((SIZE - 24).to_bytes(4, "big") + b"free")
            file.truncate(SIZE)
        os.makedirs(f"{www}/v2")
        # The API's answer about the recording comes from a file, too: nginx serves what curl's user has by hand.
        conf = open(folder + "/nginx.conf").read()
        answer = json.dumps({"id": recording, "callId": c.CALL, "status": "completed", "format": "mp4", "duration": 60,
                             "fileUrl": f"http://127.0.0.1:{port}/big.mp4", "fileSize": SIZE})
        conf = conf.replace("location /v1/", f"location /v1/calls/recordings/ {{ return 200 '{answer}'; }} location /v1/")
        open(folder + "/nginx.conf", "w").write(conf)
        os.kill(int(open(folder + "/nginx.pid").read()), 1)  # SIGHUP: nginx reads its configuration again
        while b"fileUrl" not in urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/calls/recordings/x").read():
            time.sleep(0.05)
        env = c.chirp_env(folder, CHIRP_API_URL=f"http://127.0.0.1:{port}")
        target = folder + "/out"

        def fresh():
            shutil.rmtree(target, ignore_errors=True)
            os.makedirs(target)
        rows = {"chirp": [], "curl": []}
        for turn in range(7):
            fresh()
            ours = c.run_once([c.CHIRP, "recordings", "download", recording, "--dir", target], env)
            assert ours[2] == 0, ours
            assert os.path.getsize(f"{target}/{recording}.mp4") == SIZE
            fresh()
            theirs = c.run_once(["curl", "-sf", "-o", target + "/big.mp4", f"http://127.0.0.1:{port}/big.mp4"])
            assert theirs[2] == 0, theirs
            if turn:
                rows["chirp"].append(ours)
                rows["curl"].append(theirs)
        for name, column, goal in (("wall, s", 0, "≤ 0.50"), ("CPU, s", 1, "≤ 0.45")):
            c.table_row("512 MiB download", "`curl -O`", name, c.median(rows["chirp"], column), c.median(rows["curl"], column), goal)
