"""Fixtures for pytest: a sandbox for each test, and what is done with it."""

import pytest

from chirp_testing import sandbox


@pytest.fixture
def chirp_sandbox():
    """A sandbox of the test's own, which ends with the test."""
    with sandbox() as running:
        yield running


@pytest.fixture
def simulate_call(chirp_sandbox):
    """`Sandbox.simulate_call` of the test's sandbox."""
    return chirp_sandbox.simulate_call


@pytest.fixture
def wait_for_command(chirp_sandbox):
    """`Sandbox.wait_for_command` of the test's sandbox."""
    return chirp_sandbox.wait_for_command


@pytest.fixture
def wait_for_event(chirp_sandbox):
    """`Sandbox.wait_for_event` of the test's sandbox."""
    return chirp_sandbox.wait_for_event
