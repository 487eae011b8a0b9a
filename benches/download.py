#!/usr/bin/env python3
"""A download of 512 MiB to disk: `chirp recordings download` beside `curl -O`, from nginx on loopback.

chirp's time has the fsync before the file gets its name; curl does none.
Packages: curl, nginx-light.
"""
import json
import os
import shutil

import common as c

SIZE = 512 * 1024 * 1024
RECORDING = "call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI"
c.need("curl", "nginx")


def about(port):
    """The API's answer about the recording."""
    answer = json.dumps({"id": RECORDING, "callId": c.CALL, "status": "completed", "format": "mp4", "duration": 60,
                         "fileUrl": f"http://127.0.0.1:{port}/big.mp4", "fileSize": SIZE})
    return f"location /v1/calls/recordings/ {{ return 200 '{answer}'; }}"


with c.scratch() as folder:
    with c.nginx(folder, locations=about) as (port, _):
        with open(f"{folder}/www/big.mp4", "wb") as file:
            file.write(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42")
            file.write((SIZE - 24).to_bytes(4, "big") + b"free")
            file.truncate(SIZE)
        env = c.chirp_env(folder, CHIRP_API_URL=f"http://127.0.0.1:{port}")
        target = folder + "/out"

        def fresh():
            """An empty folder, and nothing left to be written of the last download."""
            shutil.rmtree(target, ignore_errors=True)
            os.makedirs(target)
            c.settle()
        rows = {"chirp": [], "curl": []}
        for turn in range(7):
            fresh()
            ours = c.run_once([c.CHIRP, "recordings", "download", RECORDING, "--dir", target], env)
            assert ours[2] == 0, ours
            assert os.path.getsize(f"{target}/{RECORDING}.mp4") == SIZE
            fresh()
            theirs = c.run_once(["curl", "-sf", "-o", target + "/big.mp4", f"http://127.0.0.1:{port}/big.mp4"])
            assert theirs[2] == 0, theirs
            if turn:
                rows["chirp"].append(ours)
                rows["curl"].append(theirs)
        for name, column, goal in (("wall, s", 0, "≤ 0.50"), ("CPU, s", 1, "≤ 0.45")):
            c.table_row("512 MiB download", "`curl -O`", name, c.median(rows["chirp"], column), c.median(rows["curl"], column), goal,
                        (c.spread(rows["chirp"], column), c.spread(rows["curl"], column)))
