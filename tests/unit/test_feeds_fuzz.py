"""Whatever comes in: observations that the records accept, or FeedError. Never anything else."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.feeds import FEEDS, FeedError, Message, Names, frigate
from safeconduct.records.observation import Observation

SAMPLES = {
    path.stem: [c.get("payload", "").encode() for c in json.loads(path.read_text())["cases"]]
    for path in sorted((Path(__file__).parents[1] / "vectors/feeds").glob("*.json"))
}
TOPICS = {"frigate": "frigate/events", "owntracks": "owntracks/kim/phone"}
NAMES = Names({"ring_a": "outer"}, {"gate": "cam-1"})
READ = msgspec.json.Decoder(tuple[Observation, ...])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def _check(feed: str, payload: bytes, topic: str) -> None:
    try:
        seen = FEEDS[feed](Message(payload, 1_700_000_000_000, topic), NAMES)
    except FeedError as error:
        assert error.reason
        return
    assert READ.decode(msgspec.json.encode(seen)) == seen, "an observation that no record may hold"


@pytest.mark.parametrize("feed", sorted(FEEDS))
@settings(max_examples=100, deadline=None)
@given(payload=st.binary(max_size=200))
def test_any_bytes(feed: str, payload: bytes) -> None:
    _check(feed, payload, TOPICS.get(feed, ""))


@pytest.mark.parametrize("feed", sorted(FEEDS))
@settings(max_examples=150, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_damaged_payloads(feed: str, chance) -> None:
    payload = bytearray(chance.choice(SAMPLES[feed]))
    for _ in range(chance.randint(0, 4)):
        at = chance.randint(0, len(payload))
        payload[at : at + chance.randint(0, 3)] = chance.choice(
            [b"", b"9" * 30, b"-", b"null", b'"', b"\xff", b"e308", b"[", b"\x00", b"%"]
        )
    _check(feed, bytes(payload), TOPICS.get(feed, ""))


@pytest.mark.parametrize("feed", sorted(FEEDS))
@settings(max_examples=100, deadline=None)
@given(chance=st.randoms(use_true_random=False), value=json_values)
def test_any_value_in_any_field(feed: str, chance, value) -> None:
    try:
        tree = json.loads(chance.choice(SAMPLES[feed]))
    except ValueError:
        return
    at = tree
    while isinstance(at, dict) and at:
        key = chance.choice(sorted(at))
        if not isinstance(at[key], dict) or chance.random() < 0.3:
            at[key] = value
            break
        at = at[key]
    _check(feed, json.dumps(tree).encode("utf-8", "surrogatepass"), TOPICS.get(feed, ""))


@given(
    payload=st.binary(max_size=100),
    topic=st.text(max_size=40) | st.sampled_from(["x/events", "x/tracked_object_update"]),
)
def test_names_of_one_vehicle_never_fail_otherwise(payload: bytes, topic: str) -> None:
    try:
        frigate.read(Message(payload, 0, topic))
    except FeedError as error:
        assert error.reason
