#!/usr/bin/env python3
"""One request: `chirp calls answer` beside curl with the vendor page's flags and the page's Node fetch.

nginx answers; over HTTPS certificates are checked against the system's trust store plus one authority.
Packages: curl, nginx-light, openssl, nodejs, time.
"""
import common as c

c.need("curl", "nginx", "openssl", "node")
NODE = """
fetch(process.argv[1] + "/v1/calls/%s/commands", { method: "POST",
  headers: { "Authorization": "Bearer " + process.env.CHIRP_API_KEY, "Content-Type": "application/json" },
  body: JSON.stringify({ type: "answer" }) }).then(r => { if (r.status !== 200) process.exit(1) });
""" % c.CALL


def curl(base):
    return ["curl", "-s", "-f", "-X", "POST", f"{base}/v1/calls/{c.CALL}/commands", "-H", f"Authorization: Bearer {c.KEY}",
            "-H", "Content-Type: application/json", "-d", '{"type": "answer"}']


with c.scratch() as folder:
    store = c.make_certificates(folder)
    trust = {"SSL_CERT_FILE": store, "CURL_CA_BUNDLE": store, "NODE_EXTRA_CA_CERTS": folder + "/ca.pem"}
    with c.nginx(folder, tls=True) as (port, tls_port):
        for job, base, rounds in (("one request, HTTP", f"http://localhost:{port}", 200),
                                  ("one request, HTTPS", f"https://localhost:{tls_port}", 100)):
            env = c.chirp_env(folder, CHIRP_API_URL=base, **trust)
            ours = ([c.CHIRP, "calls", "answer", c.CALL], env)
            # Each peer in turn with chirp alone: what ran before leaves caches behind that are not its own.
            beside_curl = {"chirp": ours, "curl": (curl(base), env)}
            rows = c.interleave(rounds, beside_curl)
            secure = base.startswith("https")
            goals = ("≤ 0.10", "") if secure else ("≤ 0.20", "≤ 0.20")
            c.timed_rows(job, "curl", rows["chirp"], rows["curl"], goals)
            memory = [c.memory_kib(*command) for command in beside_curl.values()]
            c.table_row(job, "curl", "peak memory, KiB", *memory, "" if secure else "≤ 0.40")
            if secure:
                rows = c.interleave(rounds // 2, {"chirp": ours, "node": (["node", "-e", NODE, base], env)})
                c.table_row(job, "Node `fetch`", "wall, ms", c.median(rows["chirp"], 0) * 1e3,
                            c.median(rows["node"], 0) * 1e3, "≤ 0.03", (c.spread(rows["chirp"], 0), c.spread(rows["node"], 0)))
