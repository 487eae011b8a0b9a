"""Runs `chirp sandbox` inside a test. Needs the program `chirp` and nothing else.

    with sandbox() as chirp:
        chirp.register_webhook("http://127.0.0.1:3000/")
        call = chirp.simulate_call()
        chirp.wait_for_command("answer", call=call)
"""

import json
import os
import subprocess
import sysconfig
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

EVENTS = [
    "calls.initiated",
    "calls.ringing",
    "calls.answered",
    "calls.completed",
    "calls.failed",
    "calls.busy",
    "calls.no_answer",
    "calls.canceled",
    "calls.participant_joined",
    "calls.participant_left",
    "calls.recording.completed",
    "calls.voicemail.received",
]
START_TIMEOUT = 10
STOP_TIMEOUT = 5


class ChirpError(Exception):
    """The sandbox rejected a request; `status` and `code` say why."""

    def __init__(self, message, status, code):
        super().__init__(message)
        self.status = status
        self.code = code


def find_program():
    """Returns the program: CHIRP_BIN, else the one of the wheel chirp-cli, else `chirp` on the PATH."""
    if os.environ.get("CHIRP_BIN"):
        return os.environ["CHIRP_BIN"]
    installed = Path(sysconfig.get_path("scripts"), "chirp")
    return str(installed) if installed.is_file() else "chirp"


def sandbox(*args, program=None):
    """Starts a sandbox of its own on a free port. `args` are further arguments of `chirp sandbox`."""
    return Sandbox(*args, program=program)


class Sandbox:
    def __init__(self, *args, program=None):
        program = program or find_program()
        line = [program, "sandbox", "--port", "0", "--json", "--quiet", "--rate-limit", "off", "--exit-with-stdin"]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen([*line, *args], stdin=pipe, stdout=pipe, stderr=pipe)
        except FileNotFoundError:
            hint = f"{program}: not found; install chirp-cli, or set CHIRP_BIN to the program"
            raise RuntimeError(f"chirp sandbox did not start: {hint}") from None
        timer = threading.Timer(START_TIMEOUT, self._process.kill)
        timer.daemon = True
        timer.start()
        ready = self._process.stdout.readline()
        timer.cancel()
        if not ready:
            problem = _message(self._process.stderr.read().decode(errors="replace"))
            self.stop()
            raise RuntimeError(f"chirp sandbox did not start: {problem or 'it was not ready in time'}")
        ready = json.loads(ready)
        self.url = ready["url"]
        self.api_key = ready["apiKey"]
        self.admin_key = ready["adminKey"]
        self.app_id = ready["appId"]
        self.numbers = ready["numbers"]
        self.pid = ready["pid"]

    @property
    def env(self):
        """The variables that point a program at this sandbox."""
        return {"CHIRP_API_URL": self.url, "CHIRP_API_KEY": self.api_key}

    def register_webhook(self, url, events=None, secret=None, headers=None):
        """Registers a handler for `events` (all by default); `secret` is sent as X-Webhook-Secret."""
        headers = ({} if secret is None else {"X-Webhook-Secret": secret}) | (headers or {})
        return self.request("POST", "/v1/webhooks", {"url": url, "events": events or EVENTS, "headers": headers})

    def simulate_call(self, **options):
        """Starts an inbound call and returns it. Options: from_, to, hangup_after, give_up_after, voicemail, metadata."""
        return self.request("POST", "/_sandbox/calls", {_camel(name): value for name, value in options.items()})

    def wait_for_command(self, command="*", **options):
        """Waits for a command of your program, such as "answer" or "answer,reject", and returns it.

        Options: `call`; `state` "accepted" (default) or "refused"; `after`; `timeout` in seconds (5).
        """
        return self._wait("command", command, **options)

    def wait_for_event(self, event="*", **options):
        """Waits until an event, such as "calls.completed" or "calls.*", was delivered, and returns the delivery.

        Options: `call`; `state` "delivered" (default) or "failed"; `after`; `timeout` in seconds (5).
        """
        return self._wait("event", event, **options)

    def _wait(self, kind, name, call=None, state=None, after=None, timeout=5):
        call_id = call["id"] if isinstance(call, dict) else call
        fields = {kind: name, "callId": call_id, "state": state, "after": after, "timeout": timeout}
        given = {field: value for field, value in fields.items() if value is not None}
        try:
            return self.request("POST", "/_sandbox/await", given, timeout + 10)
        except ChirpError as error:
            if error.code != "await_timeout":
                raise
        seen = [_describe(one) for one in self.activity()["data"] if call_id in (None, one["callId"])]
        raise TimeoutError(f"no {kind} {name} within {timeout} s; seen: {', '.join(seen) or 'nothing'}")

    def activity(self, after=0):
        """Returns the commands and deliveries after number `after`, oldest first."""
        return self.request("GET", f"/_sandbox/activity?after={after}&limit=1000")

    def get_call(self, call):
        """Returns a call as the sandbox sees it: `call held recording participants history`."""
        return self.request("GET", f"/_sandbox/calls/{_id(call)}")

    def act(self, call, action):
        """Lets the remote party act: "hang_up", "give_up", "answer", "busy", "leave_message" and others."""
        return self.request("POST", f"/_sandbox/calls/{_id(call)}/act", {"do": action})

    def advance(self, seconds):
        """Moves the clock of the sandbox forward."""
        return self.request("POST", "/_sandbox/clock", {"advance": seconds})

    def freeze(self, frozen=True):
        """Stops the clock of the sandbox, or lets it run again."""
        return self.request("POST", "/_sandbox/clock", {"frozen": frozen})

    def reset(self):
        """Removes all records: webhooks, calls, deliveries."""
        return self.request("POST", "/_sandbox/reset")

    def request(self, method, path, body=None, timeout=30):
        """Sends any request to the sandbox and returns its JSON."""
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=timeout)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        value = json.loads(text) if text else None
        if answer.status < 300:
            return value
        error = value.get("error", {}) if isinstance(value, dict) else {}
        message = f"{method} {path}: {answer.status} {error.get('message', text)}"
        raise ChirpError(message, answer.status, error.get("code"))

    def stop(self):
        """Ends the sandbox and waits until its process is gone. May be called twice."""
        self._process.stdin.close()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def _id(call):
    return call["id"] if isinstance(call, dict) else call


def _camel(name):
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _message(stderr):
    """Returns the message of the error object that the program wrote to stderr."""
    try:
        return json.loads(stderr)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return stderr.strip()


def _describe(one):
    if one["type"] == "command":
        return f"{one['command']} {'accepted' if one['accepted'] else 'refused'}"
    return f"{one['event']} {one['state']}"
