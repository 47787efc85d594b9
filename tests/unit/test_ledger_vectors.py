"""Every vector under tests/vectors/ledger is accepted or refused as it says."""

import pytest

from safeconduct.ledger import checkpoint, cosignature, entry, fork, leaf_hash, policy, proof, tiles
from safeconduct.wire import ed25519, note
from tests.vector_files import cases, check_share, judge

LOG = note.Signer("host/accord/1", ed25519.Signer(b"\x07" * 32))


def head(case):
    text = case.pop("text")
    assert checkpoint.parse(text).text == text


def tile_path(case):
    path = case.pop("path")
    assert tiles.read_path(path).path == path


def bundle(case):
    raw = bytes.fromhex(case.pop("hex"))
    assert entry.encode_bundle(entry.decode_bundle(raw, case.pop("count"))) == raw


def cosigned(case):
    witness = note.parse_key(case.pop("witness"))
    found = cosignature.verify(case.pop("text").encode(), witness)
    assert found == cosignature.Cosigned(witness, 1679315147)


def tlog_proof(case):
    raw = case.pop("text").encode()
    read = proof.read(raw)
    assert proof.encode(read) == raw
    proof.verify(read, leaf_hash(case.pop("entry").encode()), note.parse_key(case.pop("key")))


def fork_proof(case):
    raw = case.pop("text").encode()
    read = fork.read(raw)
    assert fork.encode(read) == raw
    fork.verify(read, note.parse_key(case.pop("key")))
    assert len(raw) < 2_000


def trust_policy(case):
    raw = case.pop("text").encode()
    read = policy.read(raw)
    assert policy.read(policy.encode(read)) == read
    head = checkpoint.sign(checkpoint.Checkpoint(LOG.key.name, 5, bytes(32)), LOG)
    for index in case.pop("cosigned"):
        witness = note.Signer(f"witness/{index}", ed25519.Signer(bytes([20 + index]) * 32), note.COSIGNATURE)
        head = cosignature.add(head, cosignature.cosign(head, witness, 1_700_000_000))
    if case.pop("accepted"):
        assert policy.check(read, head).head.size == 5
    else:
        with pytest.raises(policy.QuorumMissed):
            policy.check(read, head)


RUN = {
    "checkpoint": head,
    "tile-path": tile_path,
    "bundle": bundle,
    "cosignature": cosigned,
    "proof": tlog_proof,
    "fork": fork_proof,
    "policy": trust_policy,
}


@pytest.mark.parametrize(("name", "case"), cases("ledger", RUN))
def test_vector(name, case):
    judge(RUN, name, case)


@pytest.mark.parametrize("name", RUN)
def test_at_least_half_are_refused(name):
    check_share("ledger", name)
