"""Real processes that never outlive their test, on ports that nobody uses."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Like subprocess.Popen, each in a process group of its own; all groups end with the test."""
    started: list[subprocess.Popen[str]] = []

    def popen(*args, **kwargs) -> "subprocess.Popen[str]":
        process = subprocess.Popen(*args, **kwargs, text=True, start_new_session=True)
        started.append(process)
        return process

    try:
        yield popen
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def free_ports() -> Callable[[int], list[int]]:
    """So many ports that were free a moment ago."""

    def find(count: int) -> list[int]:
        with contextlib.ExitStack() as held:
            sockets = [held.enter_context(socket.socket()) for _ in range(count)]
            for each in sockets:
                each.bind(("127.0.0.1", 0))
            return [each.getsockname()[1] for each in sockets]

    return find
