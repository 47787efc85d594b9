"""Ports on loopback."""

import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from safeconduct.errors import Unavailable

_PATIENCE_S: Final = 30.0


def free_port(wanted: int) -> int:
    """The wanted port if nobody listens there, otherwise one that the system gives."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unavailable("no free port on loopback", "stop some programs, then try again")


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Returns once something listens there. Raises Unavailable with the log's last error if it does not."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    errors = [line for line in lines if line.startswith("error: ")] or lines or ["no output"]
    raise Unavailable(f"nothing listens on port {port}: {errors[-1].removeprefix('error: ')}", f"see {log}")
