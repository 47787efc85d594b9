"""A log written by us, checked by programs that know nothing of us.

Go: golang.org/x/mod/sumdb, which every Go installation checks its modules with. Python: pymerkle for trees and
proofs, cryptography (OpenSSL) for signatures, as libsodium is what we sign with ourselves.
"""

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from safeconduct.ledger import leaf_hash, proof
from safeconduct.node.disk import RealDisk
from safeconduct.node.log import Log
from tests.third_party import check_log
from tests.tile_logs import ORIGIN, SIGNER, entries_of

pymerkle = pytest.importorskip("pymerkle")

GOPATH = "/usr/share/gocode"
HAS_GO = shutil.which("go") is not None and Path(GOPATH, "src/golang.org/x/mod/sumdb/tlog").is_dir()
with_go = pytest.mark.skipif(
    not HAS_GO, reason="needs Debian's golang-go and golang-golang-x-mod-dev: apt-get install both"
)
SIZES = [1, 2, 255, 256, 257, 1000, 66_000]


def grow(folder, size, earlier):
    """A log of `size`, the checkpoint of `earlier` entries kept aside, and a proof of its middle entry."""
    log = Log.create(folder / "log", ORIGIN, SIGNER, RealDisk())
    log.append(entries_of(size)[:earlier])
    (folder / "earlier").write_bytes(log.checkpoint)
    for at in range(earlier, size, 5000):
        log.append(entries_of(size)[at : at + 5000])
    middle = size // 2
    text = proof.encode(proof.TlogProof(middle, log.inclusion(middle), log.checkpoint))
    (folder / "proof").write_bytes(text)
    (folder / "vkey").write_text(f"{log.key}\n", encoding="utf-8")
    return log


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    """main.go, built once."""
    program = tmp_path_factory.mktemp("go") / "check"
    environment = {"PATH": os.environ["PATH"], "GO111MODULE": "off", "GOPATH": GOPATH, "CGO_ENABLED": "0"}
    environment |= {"GOCACHE": str(program.parent / "cache"), "HOME": str(program.parent)}
    source = Path(__file__).parent / "go" / "main.go"
    subprocess.run(["go", "build", "-o", program, source], env=environment, check=True, timeout=300)

    def check(*words):
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout + done.stderr

    return check


@with_go
@pytest.mark.parametrize("size", SIZES)
def test_go_finds_our_log_whole(size, checker, tmp_path):
    grow(tmp_path, size, (size + 2) // 3).close()
    code, said = checker(*(tmp_path / name for name in ("log", "vkey", "earlier", "proof")))
    assert code == 0, said
    assert said.endswith("VALID\n")
    assert f"{ORIGIN} signed {size} entries" in said
    assert f"tlog-proof: entry {size // 2} of {size}" in said


@with_go
@pytest.mark.parametrize("seed", range(12))
def test_go_refuses_our_log_once_it_is_changed(seed, checker, tmp_path):
    """So that its yes means something."""
    grow(tmp_path, 700, 300).close()
    log, rng = tmp_path / "log", random.Random(seed)
    files = [log / "checkpoint", *(log / "tile" / path for path in ("0/000", "0/002.p/188", "entries/001"))]
    file = rng.choice(files)
    body = file.read_bytes()
    at = rng.randrange(len(body))
    file.write_bytes(body[:at] + bytes([body[at] ^ 1 << rng.randrange(8)]) + body[at + 1 :])
    code, said = checker(log, tmp_path / "vkey")
    assert code == 1, (file, at)
    assert "VALID\n" not in said.replace("NOT VALID", "")


@pytest.mark.parametrize("size", SIZES)
def test_pymerkle_and_openssl_find_our_log_whole(size, tmp_path, capsys):
    log = grow(tmp_path, size, (size + 2) // 3)
    tree = check_log.main(tmp_path / "log", tmp_path / "vkey", tmp_path / "earlier")
    assert capsys.readouterr().out.endswith("VALID\n")
    for index in {0, size // 3, size - 1}:
        theirs = tree.prove_inclusion(index + 1).path
        assert theirs[0] == leaf_hash(entries_of(size)[index])
        assert tuple(theirs[1:]) == log.inclusion(index)
    log.close()


def test_pymerkle_refuses_our_log_once_it_is_changed(tmp_path):
    grow(tmp_path, 300, 9).close()
    bundle = tmp_path / "log/tile/entries/000"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 8", b"entry 9", 1))
    with pytest.raises(AssertionError, match="do not hash"):
        check_log.main(tmp_path / "log", tmp_path / "vkey")
