"""A webhook handler for Chirp calls, with nothing but Python: answers in business hours, else voicemail.

CHIRP_API_URL, CHIRP_API_KEY   as `chirp sandbox` prints them; without the first, the real API
CHIRP_WEBHOOK_SECRET           what the webhook's X-Webhook-Secret header must be
OPEN_HOURS=9-17                in UTC
PORT=3000
"""

import hmac
import json
import os
import threading
import urllib.error
import urllib.request
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API = os.environ.get("CHIRP_API_URL", "https://api.buildwithchirp.com")
SECRET = os.environ.get("CHIRP_WEBHOOK_SECRET", "")
seen = set()  # A real handler keeps these where a restart does not lose them.


def decide(event, hour, hours):
    if event["event"] != "calls.initiated" or event["data"]["call"]["direction"] != "inbound":
        return None
    return {"type": "answer" if hours[0] <= hour < hours[1] else "send_to_voicemail"}


def act(event):
    hours = [int(part) for part in os.environ.get("OPEN_HOURS", "9-17").split("-")]
    command = decide(event, datetime.now(timezone.utc).hour, hours)
    if command is None:
        return
    request = urllib.request.Request(
        f"{API}/v1/calls/{event['data']['call']['id']}/commands",
        data=json.dumps(command).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['CHIRP_API_KEY']}",
            "Content-Type": "application/json",
        },
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()
        print(f"{event['data']['call']['id']} {command['type']}", flush=True)
    except urllib.error.HTTPError as error:
        print(f"{event['data']['call']['id']} {command['type']}: {error.code} {error.read().decode()}", flush=True)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        given = self.headers.get("X-Webhook-Secret", "")
        if SECRET and not hmac.compare_digest(given.encode(), SECRET.encode()):
            return self.answer(401)
        try:
            event = json.loads(body)
        except ValueError:
            return self.answer(400)
        self.answer(200)  # First the answer: Chirp waits 5 s for it, and does not read it.
        event_id = event.get("eventId")
        if event_id is None or event_id not in seen:
            seen.add(event_id)
            threading.Thread(target=act, args=[event]).start()

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer.request_queue_size = 128  # Webhooks come in bursts; the default is 5.
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Handler)
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
