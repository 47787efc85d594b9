"""The founding case with real processes: undisturbed, and with nodes killed at random moments."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]


def demo(folder: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "safeconduct", "demo", "--exit", "--folder", str(folder), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def kill_at_random(folder: Path, ports: range, seed: int, running: threading.Event) -> list[str]:
    """Kill -9 a node every few seconds; say which. Mostly once both are up: who never runs gets nowhere."""
    chance, killed = random.Random(seed), []
    while running.is_set():
        is_patient = chance.random() < 0.8
        while is_patient and running.is_set() and not all(map(answers, ports)):
            time.sleep(0.1)
        time.sleep(chance.uniform(2.0, 8.0))
        party = chance.choice(("host", "company"))
        pid = folder / f"{party}.pid"
        if running.is_set() and pid.exists():
            try:
                os.kill(int(pid.read_text()), signal.SIGKILL)
                killed.append(party)
            except ProcessLookupError:
                continue  # killed a moment ago, not started again yet
    return killed


def test_the_story_comes_out_as_told(tmp_path):
    process = demo(tmp_path / "stage")
    told, _ = process.communicate(timeout=400)
    assert process.returncode == 0, told
    assert "All came out as told" in told
    for party in ("host", "company"):
        node = tmp_path / "stage" / f"{party}-node"
        before = rebuilt(node)
        (node / "state.db").unlink()
        assert rebuilt(node) == before


def rebuilt(node: Path) -> dict:
    command = [sys.executable, "-m", "safeconduct", "rebuild", str(node), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("seed", [int(seed) for seed in os.environ.get("KILL_SEEDS", "1").split(",")])
def test_the_story_survives_kills(tmp_path, seed):
    port = random.randrange(20_000, 30_000)  # a dead node's port must wait for it: not a usual or passing one
    process = demo(tmp_path / "stage", "--port", str(port), "--speed", "30")  # a start takes minutes at 60
    running, killed = threading.Event(), []
    running.set()
    killer = threading.Thread(
        target=lambda: killed.extend(kill_at_random(tmp_path / "stage", range(port, port + 2), seed, running))
    )
    killer.start()
    try:
        told, _ = process.communicate(timeout=400)
    finally:
        running.clear()
        killer.join()
        process.kill()
    assert process.returncode == 0, f"seed {seed}, killed {killed}\n{told}"
    assert len(killed) >= 5, killed
    assert "after" in told.splitlines()[-3] or "kills" in told
