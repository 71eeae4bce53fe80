"""MLflow's own pages stop with the command that opened them."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as said:
            return said.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False


def within(seconds, told):
    until = time.monotonic() + seconds
    while not (done := told()) and time.monotonic() < until:
        time.sleep(0.2)
    return done


def test_stopped_they_leave_nothing_behind(port, demonstrated):
    waymark, _ = demonstrated
    pages = subprocess.Popen(
        [sys.executable, "-m", "waymark", "mlflow", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"WAYMARK_HOME": str(waymark.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert within(60, lambda: answers(port))
    finally:
        pages.send_signal(signal.SIGTERM)

    assert pages.wait(30) == 128 + signal.SIGTERM
    assert within(10, lambda: not answers(port))
