#!/usr/bin/env python3
"""Start-up: `chirp --version` beside `curl --version`, interleaved."""
import common as c

c.need("curl")
rows = c.interleave(300, {"chirp": ([c.CHIRP, "--version"], None), "curl": (["curl", "--version"], None)})
for name, column in (("wall, ms", 0), ("CPU, ms", 1)):
    c.table_row("`chirp --version`", "`curl --version`", name, c.median(rows["chirp"], column) * 1e3,
                c.median(rows["curl"], column) * 1e3, "≤ 0.15" if column == 0 else "")
