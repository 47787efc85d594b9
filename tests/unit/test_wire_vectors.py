"""Every vector under tests/vectors/wire is accepted or refused as it says."""

import json
from pathlib import Path

import pytest

from safeconduct.errors import SafeconductError, Untrusted
from safeconduct.wire import canonical, dsse, note

FOLDER = Path(__file__).parent.parent / "vectors" / "wire"


def canonical_json(case):
    payload = bytes.fromhex(case.pop("hex")) if "hex" in case else case.pop("text").encode()
    assert canonical.encode(canonical.decode(payload)) == payload


def envelope(case):
    raw = case.pop("text").encode()
    read = dsse.read(raw)
    assert dsse.encode(read) == raw
    if not dsse.verify(read, case.pop("public")):
        raise Untrusted("the signature does not hold")


def signed_note(case):
    raw = case.pop("text").encode()
    read = note.read(raw)
    assert note.encode(read) == raw
    key = note.parse_key(case.pop("key"))
    assert note.parse_key(str(key)) == key
    assert note.verify(read, [key]) == (key,)


RUN = {"canonical": canonical_json, "dsse": envelope, "note": signed_note}
CASES = [(name, case) for name in RUN for case in json.loads((FOLDER / f"{name}.json").read_text())]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['name']}" for name, case in CASES])
def test_vector(name, case):
    case = dict(case)
    is_refused, catches = case.pop("refused"), case.pop("catches")
    assert catches
    case.pop("name")
    if is_refused:
        with pytest.raises(SafeconductError) as caught:
            RUN[name](case)
        assert str(caught.value)
        assert caught.value.next_step
    else:
        RUN[name](case)
        assert not case, f"a key that no runner knows: {case}"


@pytest.mark.parametrize("name", RUN)
def test_at_least_half_are_refused(name):
    refused = [case["refused"] for found, case in CASES if found == name]
    assert sum(refused) * 2 >= len(refused)
