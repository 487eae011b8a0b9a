"""The handler, tested against the sandbox: python3 -m unittest discover docs/examples

CHIRP names the binary when it is not on the PATH.
"""

import json
import os
import subprocess
import sys
import time
import unittest
import urllib.request
from pathlib import Path

CHIRP = os.environ.get("CHIRP", "chirp")
HANDLER = Path(__file__).with_name("handler.py")


class BusinessHours(unittest.TestCase):
    def setUp(self):
        args = [CHIRP, "sandbox", "--port", "0", "--json", "--rate-limit", "off"]
        self.sandbox = self.start(args, os.environ)
        self.ready = json.loads(self.sandbox.stdout.readline())

    def start(self, args, env):
        process = subprocess.Popen(args, stdout=subprocess.PIPE, env=env, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process

    def api(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.ready['apiKey']}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.ready["url"] + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def command_of(self, call):
        for _ in range(500):
            history = self.api("GET", f"/_sandbox/calls/{call['id']}")["history"]
            commands = [entry["name"] for entry in history if entry["kind"] == "command"]
            if commands:
                return commands[0]
            time.sleep(0.01)
        return None

    def test_answer_or_voicemail(self):
        for hours, expected in [("0-24", "answer"), ("0-0", "send_to_voicemail")]:
            env = os.environ | {
                "CHIRP_API_URL": self.ready["url"],
                "CHIRP_API_KEY": self.ready["apiKey"],
                "CHIRP_WEBHOOK_SECRET": "hush",
                "OPEN_HOURS": hours,
                "PORT": "0",
            }
            handler = self.start([sys.executable, str(HANDLER)], env)
            webhook = {
                "url": handler.stdout.readline().strip(),
                "events": ["calls.initiated"],
                "headers": {"X-Webhook-Secret": "hush"},
            }
            made = self.api("POST", "/v1/webhooks", webhook)
            call = self.api("POST", "/_sandbox/calls", {})
            self.assertEqual(self.command_of(call), expected)
            self.api("DELETE", f"/v1/webhooks/{made['id']}")


if __name__ == "__main__":
    unittest.main()
