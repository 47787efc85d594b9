"""Every vector under tests/vectors/wire is accepted or refused as it says."""

import pytest

from safeconduct.errors import Untrusted
from safeconduct.wire import canonical, dsse, note
from tests.vector_files import cases, check_share, judge


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


@pytest.mark.parametrize(("name", "case"), cases("wire", RUN))
def test_vector(name, case):
    judge(RUN, name, case)


@pytest.mark.parametrize("name", RUN)
def test_at_least_half_are_refused(name):
    check_share("wire", name)
