"""Every block of docs/verify-by-hand.md runs as it stands, on files like those that it speaks of."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from safeconduct.ledger import checkpoint
from safeconduct.node.disk import RealDisk
from safeconduct.node.log import Log
from safeconduct.state.entry import record_id
from tests.third_party.test_third_party import HAS_GO
from tests.unit.test_evidence_pack import BREACH, made

pytest.importorskip("pymerkle")
ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/verify-by-hand.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^## (.+)\n(?:(?!^## ).*\n)*?```sh\n((?:.*\n)*?)```$", TEXT, re.MULTILINE))


@pytest.fixture
def desk(tmp_path):
    """A log of the Host of which the first three entries were served before, and a pack."""
    log = Log.create(tmp_path / "host-log", BREACH.host.origin, BREACH.host.log_key, RealDisk())
    log.append(BREACH.host.raw[:3])
    (tmp_path / "earlier-checkpoint").write_bytes(log.checkpoint)
    log.append(BREACH.host.raw[3:])
    log.close()
    (tmp_path / "host.vkey").write_text(f"{log.key}\n", encoding="utf-8")
    (tmp_path / "breach.pack").write_bytes(made())
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    return tmp_path


def run(desk, block):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(desk), "GOCACHE": str(desk / "cache"), "LC_ALL": "C.UTF-8"}
    command = ["bash", "-euo", "pipefail", "-c", block]
    return subprocess.run(
        command, cwd=desk, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def needs(block):
    """What a block needs that is not here."""
    tools = [tool for tool in ("openssl", "jq", "unzip") if re.search(rf"^.*\b{tool}\b", block, re.MULTILINE)]
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return missing + (["Go with golang.org/x/mod from Debian"] if "go run" in block and not HAS_GO else [])


@pytest.mark.parametrize("title", BLOCKS)
def test_a_block_runs_and_finds_all_well(title, desk):
    if missing := needs(BLOCKS[title]):
        pytest.skip(f"not installed: {', '.join(missing)}")
    done = run(desk, BLOCKS[title])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT SIGNED" not in done.stdout


@pytest.mark.parametrize(
    "title", ["The signature, with OpenSSL", "The whole log, with Go", "The whole log, with Python"]
)
def test_a_block_refuses_a_head_that_was_changed(title, desk):
    if missing := needs(BLOCKS[title]):
        pytest.skip(f"not installed: {', '.join(missing)}")
    file = desk / "host-log/checkpoint"
    size = checkpoint.open_checkpoint(file.read_bytes(), BREACH.host.log_key.key).size
    file.write_bytes(file.read_bytes().replace(b"\n%d\n" % size, b"\n%d\n" % (size - 1)))
    assert run(desk, BLOCKS[title]).returncode != 0


def test_a_record_that_was_changed_is_refused(desk):
    """Its tree would be refused first; here only signatures are looked at."""
    bundle = next((desk / "host-log/tile/entries/000.p").glob("[4-9]*"))
    raw = bundle.read_bytes()
    at = raw.index(b'"sig":"') + 9
    bundle.write_bytes(raw[:at] + (b"A" if raw[at : at + 1] != b"A" else b"B") + raw[at + 1 :])
    done = run(desk, "python3 tests/third_party/check_records.py host-log")
    assert done.returncode == 1
    assert "1 without a good signature" in done.stdout


def test_the_id_of_a_record_by_hand_is_its_id(desk):
    if missing := needs(BLOCKS["One record"]):
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert record_id(BREACH.host.raw[0]) in run(desk, BLOCKS["One record"]).stdout


def test_every_block_but_the_installation_is_run():
    assert TEXT.count("```sh\n") == len(BLOCKS) + 1
