"""Logs, checkpoints and proofs that others wrote."""

import json
from pathlib import Path

import pytest

from safeconduct.errors import BadInput, SafeconductError
from safeconduct.ledger import checkpoint, cosignature, leaf_hash, merkle, proof, tiles
from safeconduct.ledger.mirror import Grown, Mirror
from safeconduct.wire import note

SHARED = Path("../shared/vectors")
TESSERA = SHARED / "tessera-log"
MIRROR = SHARED / "sunlight-mirror"
ORIGIN_HASH = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not TESSERA.exists(), reason="../shared/vectors is not beside the project"),
]


def tessera(path):
    try:
        return (TESSERA / path).read_bytes()
    except FileNotFoundError as error:
        raise tiles.TileMissing(path) from error


def test_a_tessera_log_verifies_at_every_checkpoint():
    key = note.parse_key((TESSERA / "vkey").read_text().strip())
    heads = [checkpoint.open_checkpoint(tessera(f"checkpoint.{size}"), key) for size in range(16)]
    last = heads[-1]
    reader = tiles.VerifiedTiles(tessera, last.size, last.root)
    entries = reader.bundle(0)
    assert (last.size, len(entries), entries[:3]) == (15, 15, (b"one", b"two", b"three"))
    for head in heads:
        assert merkle.root_of([leaf_hash(e) for e in entries[: head.size]]) == head.root
        if head.size:
            found = merkle.consistency(head.size, last.size, reader)
            assert merkle.verify_consistency(head.size, last.size, head.root, last.root, found)
            path = merkle.inclusion(head.size - 1, last.size, reader)
            text = proof.encode(proof.TlogProof(head.size - 1, path, tessera("checkpoint")))
            assert proof.verify(proof.read(text), leaf_hash(entries[head.size - 1]), key) == last


def test_a_tessera_log_is_mirrored_step_by_step():
    key = note.parse_key((TESSERA / "vkey").read_text().strip())
    held = []

    def read(level, index):
        return merkle.root_of([leaf_hash(e) for e in held[index << level : (index + 1) << level]])

    mirror = Mirror(key, b"", read)
    for size in range(1, 16):
        mirror.poll()
        while (fetch := mirror.want()) is not None:
            path = f"checkpoint.{size}" if fetch.path == "checkpoint" else fetch.path
            outcome = mirror.got(fetch, tessera(path))
            if isinstance(outcome, Grown):
                held += outcome.entries
        assert len(held) == size


def test_checkpoint_bodies():
    """The origin's parser takes roots of any length; C2SP, and ours, only 32 bytes."""
    cases = json.loads((SHARED / "formats" / "formats.json").read_text())
    assert len(cases["checkpoint_body"]) == 11
    for case in cases["checkpoint_body"]:
        root = case["text"].split("\n")[2] if case["text"].count("\n") > 2 else ""
        if case["valid"] and len(root) == 44:
            head = checkpoint.parse(case["text"])
            assert "".join(f"{line}\n" for line in head.extensions) == case["rest"]
        else:
            with pytest.raises(BadInput):
                checkpoint.parse(case["text"])


def test_malformed_proofs():
    cases = json.loads((SHARED / "formats" / "formats.json").read_text())["tlog_proof_malformed"]
    assert len(cases) == 7
    for text in cases:
        with pytest.raises(SafeconductError):
            proof.read(text.encode())


@pytest.mark.parametrize(
    ("folder", "keys"), [("", "witness.v0.json"), ("mirror", "mirror/mirror.v0.json")], ids=["witness", "mirror"]
)
def test_cosignatures_of_a_public_witness_and_mirror(folder, keys):
    vkey = json.loads((MIRROR / keys).read_text())["verifier_keys"][0]
    raw = (MIRROR / folder / ORIGIN_HASH / "checkpoint").read_bytes()
    found = cosignature.verify(raw, note.parse_key(vkey))
    assert found.at_s == 1767139200
