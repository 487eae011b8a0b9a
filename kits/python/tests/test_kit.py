"""The kit against the program that CHIRP_BIN names."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chirp_testing import EVENTS, ChirpError, find_program, sandbox


@pytest.fixture
def handler():
    """A function that starts a webhook handler, which calls `act` with each event, and returns its URL."""
    servers = []

    def start(act):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                act(event)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=[0.01]).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def is_alive(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def until_gone(pid):
    end = time.monotonic() + 5
    while is_alive(pid):
        assert time.monotonic() < end, f"process {pid} is still there"
        time.sleep(0.005)


def answer_with(chirp):
    def act(event):
        if event["event"] == "calls.initiated":
            chirp.request("POST", f"/v1/calls/{event['data']['call']['id']}/commands", {"type": "answer"})

    return act


def test_a_command_and_an_event_are_waited_for(
    chirp_sandbox, simulate_call, wait_for_command, wait_for_event, handler
):
    webhook = chirp_sandbox.register_webhook(handler(answer_with(chirp_sandbox)), secret="hush")
    assert webhook["events"] == EVENTS
    call = simulate_call(from_="+15559876543", hangup_after=60)
    assert call["fromAddress"] == "+15559876543"
    assert wait_for_command("answer", call=call)["command"] == "answer"
    wait_for_event("calls.answered", call=call)
    chirp_sandbox.advance(60)
    assert wait_for_event("calls.completed", call=call["id"])["state"] == "delivered"
    assert chirp_sandbox.get_call(call)["call"]["status"] == "completed"


def test_a_wait_in_vain_says_what_was_seen(chirp_sandbox):
    call = chirp_sandbox.simulate_call()
    with pytest.raises(TimeoutError, match="no command answer within 0 s; seen: nothing"):
        chirp_sandbox.wait_for_command("answer", call=call, timeout=0)
    chirp_sandbox.request("POST", f"/v1/calls/{call['id']}/commands", {"type": "reject"})
    with pytest.raises(TimeoutError, match="seen: reject accepted"):
        chirp_sandbox.wait_for_command("answer", call=call, timeout=0)


def test_the_clock_can_be_stopped_and_moved_and_records_removed(chirp_sandbox):
    assert chirp_sandbox.freeze()["frozen"] is True
    call = chirp_sandbox.simulate_call()
    chirp_sandbox.advance(31)
    assert chirp_sandbox.get_call(call)["call"]["status"] != "initiated"
    chirp_sandbox.reset()
    with pytest.raises(ChirpError) as error:
        chirp_sandbox.get_call(call)
    assert error.value.status == 404


def test_the_process_is_gone_after_stop():
    with sandbox() as chirp:
        assert is_alive(chirp.pid)
    assert not is_alive(chirp.pid)
    chirp.stop()


@pytest.mark.parametrize("rest", ["", "import time; time.sleep(60)"])
def test_a_program_that_ends_or_crashes_takes_its_sandbox_along(rest):
    code = f"from chirp_testing import sandbox; s = sandbox(); print(s.pid, flush=True); {rest}"
    package = str(Path(__file__).parents[1])
    env = {**os.environ, "PYTHONPATH": package}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env) as runner:
        pid = int(runner.stdout.readline())
        if rest:
            runner.send_signal(signal.SIGKILL)
    assert runner.returncode == (-signal.SIGKILL if rest else 0)
    until_gone(pid)


def test_what_hinders_the_start_is_said():
    with pytest.raises(RuntimeError, match="/nowhere/chirp: not found; install chirp-cli, or set CHIRP_BIN"):
        sandbox(program="/nowhere/chirp")
    with pytest.raises(RuntimeError, match="did not start: invalid value 'never' for '--speed <SPEED>'"):
        sandbox("--speed", "never")


def test_chirp_bin_comes_before_the_wheel_and_that_before_the_path(monkeypatch, tmp_path):
    monkeypatch.delenv("CHIRP_BIN", raising=False)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    assert find_program() == "chirp"
    (tmp_path / "chirp").touch()
    assert find_program() == str(tmp_path / "chirp")
    monkeypatch.setenv("CHIRP_BIN", "/own/chirp")
    assert find_program() == "/own/chirp"


@pytest.mark.parametrize("number", range(int(os.environ.get("CHIRP_KIT_TESTS", "2"))))
def test_many_at_once(number, handler):
    """kits/check runs this in four workers and looks for what is left."""
    start = time.monotonic()
    with sandbox() as chirp:
        took = (time.monotonic() - start) * 1000
        if os.environ.get("CHIRP_KIT_LOG"):
            with open(os.environ["CHIRP_KIT_LOG"], "a") as log:
                log.write(f"{chirp.pid} {took:.1f}\n")
        chirp.register_webhook(handler(answer_with(chirp)), events=["calls.initiated"])
        call = chirp.simulate_call()
        assert chirp.wait_for_command(call=call, timeout=20)["command"] == "answer"
        assert all(one["callId"] == call["id"] for one in chirp.activity()["data"])
