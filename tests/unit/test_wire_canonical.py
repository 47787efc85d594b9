"""Canonical JSON against a second implementation, and its laws."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.wire import canonical
from safeconduct.wire.canonical import NotCanonical

SHARED = Path("../shared/vectors/rfc8785")
INT = st.integers(-canonical.INT_MAX, canonical.INT_MAX)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEY = st.text(st.characters(max_codepoint=127))
PLAIN = st.recursive(
    st.none() | st.booleans() | INT | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEY, inner, max_size=5),
)


@given(PLAIN)
def test_equal_to_the_other_implementation(value):
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(PLAIN)
def test_round_trip(value):
    assert canonical.decode(canonical.encode(value)) == value


@given(PLAIN)
def test_other_spellings_are_refused(value):
    raw = canonical.encode(value)
    for other in (json.dumps(value).encode(), json.dumps(value, indent=1, ensure_ascii=False).encode()):
        if other != raw:
            with pytest.raises(NotCanonical):
                canonical.decode(other)


@given(st.binary(max_size=40))
def test_any_bytes_are_canonical_or_refused(raw):
    try:
        value = canonical.decode(raw)
    except NotCanonical:
        return
    assert canonical.encode(value) == raw


class Inner(msgspec.Struct, frozen=True, tag="inner/1"):
    b: int
    a: str | None = None


def test_structs_are_written_by_key_with_their_tag():
    assert canonical.encode(Inner(1)) == b'{"a":null,"b":1,"type":"inner/1"}'
    assert canonical.encode([Inner(2, "é")]) == '[{"a":"é","b":2,"type":"inner/1"}]'.encode()


def test_digest_is_the_hash_of_the_bytes():
    assert canonical.digest({"b": 1, "a": 2}) == hashlib.sha256(b'{"a":2,"b":1}').hexdigest()


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        {"a": float("inf")},
        [{"a": (1, float("-inf"))}],
        2**53,
        {"a": -(2**53)},
        "\ud800",
        {"é": 1},
        {1: "a", "1": "b"},
        object(),
        {"a": {"b": object()}},
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonical) as caught:
        canonical.encode(value)
    assert caught.value.next_step


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(NotCanonical):
        canonical.encode(endless)


def test_times_become_text():
    assert canonical.encode(datetime(2026, 1, 2, tzinfo=UTC)) == b'"2026-01-02T00:00:00Z"'


@pytest.mark.shared
@pytest.mark.parametrize("name", ["arrays", "structures", "unicode", "french", "values", "weird"])
def test_public_pairs(name):
    if not SHARED.exists():
        pytest.skip("../shared/vectors/rfc8785 is not beside the project")
    value = json.loads((SHARED / "input" / f"{name}.json").read_bytes())
    expected = (SHARED / "output" / f"{name}.json").read_bytes()
    if name in ("values", "structures"):  # floats, which records never hold
        value = json.loads(json.dumps(value), parse_float=lambda text: int(float(text)))
        if name == "values":
            del value["numbers"]
            expected = rfc8785.dumps(value)
    if name in ("french", "weird"):  # keys that are not ASCII
        with pytest.raises(NotCanonical):
            canonical.decode(expected)
        return
    assert canonical.encode(value) == expected
    assert canonical.decode(expected) == value
