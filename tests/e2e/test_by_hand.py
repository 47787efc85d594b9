"""The README's walk, done to the letter: what a newcomer types is what this test runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"<!-- by hand -->\n```sh\n(.*?)```", re.DOTALL)
PATIENCE_S = 300
"""After this `timeout` ends the shell and both nodes, which are in its process group, even if pytest is gone."""


def blocks() -> list[str]:
    return BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))


def script(ports: list[int]) -> str:
    """All blocks in one shell, as in one terminal. Every command but the last must succeed."""
    found = blocks()
    assert len(found) >= 9
    text = "\n".join(f"printf '\\n== {number}\\n'\n{block}" for number, block in enumerate(found, 1))
    for written, free in zip((8443, 8444), ports, strict=True):
        assert str(written) in text
        text = text.replace(str(written), str(free))
    return f"set -e\n{text}"


@pytest.fixture
def told(start, free_ports, tmp_path) -> tuple[int, list[str], Path]:
    """The exit code, what each block printed, the folder."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT_")}
    shell = start(
        ["timeout", "--kill-after=5", str(PATIENCE_S), "bash", "-c", script(free_ports(2))],
        cwd=tmp_path,
        env={**clean, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    said, _ = shell.communicate(timeout=PATIENCE_S + 10)
    return shell.returncode, re.split(r"^== \d+\n", said, flags=re.MULTILINE)[1:], tmp_path


def test_the_readme_can_be_followed(told):
    code, said, folder = told
    everything = "\n".join(said)
    assert len(said) == len(blocks()), everything
    _nodes, _phone, _start, site, clause, position, alarms, answer, proof, forgery = said
    assert "Works is drawn: Outer ring" in site
    assert "任何车辆" in clause and "کوئی گاڑی" in clause
    assert "in force (company: agreed, host: agreed)" in clause
    assert position.strip() == "[]"
    rung = [line for line in alarms.splitlines() if "OPEN" in line]
    assert len(rung) == 2, "both rooms"
    assert rung[0] == rung[1], "the same alarm in both"
    assert "vehicle bus-1 entered" in rung[0]
    assert re.search(r"resolved .*\n +company: has not answered\n +host: answered after \d+ s", answer), answer
    assert re.search(r"^VERIFIED  Clause 1, Vehicles are checked", proof, re.MULTILINE), proof
    assert "NOT VERIFIED" in forgery, forgery
    assert code == 1, everything
    assert (folder / "alarm.pack").stat().st_size > 10_000
