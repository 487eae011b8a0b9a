"""The handler, tested against the sandbox: python3 -m unittest

CHIRP_BIN names the program `chirp` when it is not on the PATH.
"""

import os
import subprocess
import sys
import unittest
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

from chirp_testing import sandbox

HANDLER = Path(__file__).with_name("handler.py")


class TestHandler(unittest.TestCase):
    def setUp(self):
        self.chirp = sandbox()
        self.addCleanup(self.chirp.stop)

    def serve(self, hours="0-24"):
        """Starts the handler as its own program and returns its URL."""
        env = os.environ | self.chirp.env | {"CHIRP_WEBHOOK_SECRET": "hush", "OPEN_HOURS": hours, "PORT": "0"}
        process = subprocess.Popen([sys.executable, str(HANDLER)], stdout=subprocess.PIPE, env=env, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process.stdout.readline().strip()

    def test_answers_in_business_hours_and_sends_to_voicemail_otherwise(self):
        for hours, expected in [("0-24", "answer"), ("0-0", "send_to_voicemail")]:
            webhook = self.chirp.register_webhook(self.serve(hours), secret="hush")
            call = self.chirp.simulate_call()
            self.assertEqual(self.chirp.wait_for_command(call=call)["command"], expected)
            self.chirp.request("DELETE", f"/v1/webhooks/{webhook['id']}")

    def test_rejects_what_is_no_event_or_comes_without_the_secret(self):
        netloc = urlsplit(self.serve()).netloc
        for headers, body, expected in [
            ({}, "{}", 401),
            ({"X-Webhook-Secret": "wrong"}, "{}", 401),
            ({"X-Webhook-Secret": "hush"}, "{", 400),
        ]:
            connection = HTTPConnection(netloc, timeout=10)
            self.addCleanup(connection.close)
            connection.request("POST", "/", body, headers)
            self.assertEqual(connection.getresponse().status, expected)


if __name__ == "__main__":
    unittest.main()
