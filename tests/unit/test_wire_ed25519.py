"""One Ed25519 rule, and the answer to every public edge case."""

import json
import pickle
from pathlib import Path

import pytest

from safeconduct.wire import ed25519
from safeconduct.wire.ed25519 import Signer, verify

SHARED = Path("../shared/vectors")
TABLE = json.loads((Path(__file__).parent.parent / "vectors" / "wire" / "cctv-ed25519.json").read_text())


def test_rfc_8032_test_1():
    signer = Signer(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert signer.public == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = signer.sign(b"")
    assert signature.hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    assert verify(signer.public, b"", signature)


def test_a_seed_is_never_shown_or_copied():
    signer = Signer(b"\x01" * 32)
    assert repr(signer) == f"Signer({signer.key_id})"
    assert signer.key_id == ed25519.key_id(signer.public)
    assert len(signer.key_id) == 32
    with pytest.raises(TypeError):
        pickle.dumps(signer)


@pytest.mark.parametrize("seed", [b"", b"\x01" * 31, b"\x01" * 64])
def test_a_seed_has_32_bytes(seed):
    with pytest.raises(ed25519.BadSeed):
        Signer(seed)


def test_every_flipped_bit_is_refused():
    signer = Signer(b"\x02" * 32)
    signature = signer.sign(b"message")
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verify(signer.public, b"message", bytes(changed))
    assert not verify(signer.public, b"massage", signature)


@pytest.mark.parametrize("public", ["", "zz" * 32, "AB" * 32, "ab" * 31, " " + "ab" * 32, "ab" * 33])
def test_a_malformed_key_verifies_nothing(public):
    assert not verify(public, b"message", bytes(64))
    assert not verify(Signer(b"\x02" * 32).public, b"message", bytes(63))


@pytest.mark.shared
def test_each_public_edge_case_has_its_documented_answer():
    path = SHARED / "cctv-ed25519" / "ed25519vectors.jsonl"
    if not path.exists():
        pytest.skip("../shared/vectors/cctv-ed25519 is not beside the project")
    cases = [json.loads(line) for line in path.read_text().splitlines()]
    accepted = [
        case["number"] for case in cases if verify(case["key"], case["msg"].encode(), bytes.fromhex(case["sig"]))
    ]
    assert len(cases) == TABLE["cases"]
    assert accepted == TABLE["accepted"]
    refused_flags = set(TABLE["refused_if_any_of"])
    by_rule = [case["number"] for case in cases if not refused_flags & set(case["flags"] or [])]
    assert accepted == by_rule


@pytest.mark.shared
def test_wycheproof():
    path = SHARED / "wycheproof" / "ed25519_test.jsonl"
    if not path.exists():
        pytest.skip("../shared/vectors/wycheproof is not beside the project")
    cases = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(cases) == 151
    for case in cases:
        answer = verify(case["pk"], bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
        assert answer == (case["result"] == "valid"), case["tcId"]
