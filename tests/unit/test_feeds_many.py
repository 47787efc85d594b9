"""Many reports decoded at once are what they are one by one, and none speaks for its neighbour."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.feeds import FeedError, Message, owntracks
from safeconduct.feeds.owntracks_many import Told, decode_many
from safeconduct.records.observation import Position

NOW = 1_790_000_000_000
GOOD = {"_type": "location", "tid": "v1", "tst": 1_790_000_000, "lat": 60.17, "lon": 24.945, "acc": 5}
numbers = st.one_of(
    st.none(),
    st.integers(-5, 200),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-181, 181).map(lambda x: round(x, 7)),
    st.sampled_from([-0.0, 90, 90.0000001, 1_790_000_000.5, 1_790_000_000_123, 2**53, 2**70, 0.5, 2.5, "1", [1]]),
)
changed = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(["tst", "lat", "lon", "acc", "vel", "cog", "tid", "topic", "inregions"], numbers)
)
texts = st.sampled_from(["location", "transition", "lwt", "waypoints", "encrypted"])
reports = st.builds(lambda kind, change: json.dumps(GOOD | {"_type": kind} | change).encode(), texts, changed)
plain = st.integers(0, 9).map(lambda n: json.dumps(GOOD | {"tid": f"v{n}", "vel": n, "cog": 36.5 * n}).encode())
_WHOLE = json.dumps(GOOD).encode()
broken = st.sampled_from(
    (
        *(b"", b"{", b"}", b"[]", b"null", b"7", b"\xff", b'{"a":"', b'{"a":{}}', _WHOLE + b",", b" " + _WHOLE),
        b'{"_type":"location"},{"_type":"location"}',
        json.dumps(GOOD, indent=1).encode(),
    )
)
topics = st.sampled_from(["", "owntracks/kim/phone", "owntracks/kim/phone/event", "owntracks", "owntracks//"])


def _one_by_one(payload: bytes, topic: str, asset):
    try:
        return owntracks.decode(Message(payload, NOW, topic, asset))
    except FeedError:
        return None


@settings(max_examples=250, deadline=None)
@given(
    batches=st.lists(st.lists(st.tuples(st.one_of(plain, reports, broken), topics), max_size=60), max_size=2),
    has_topics=st.booleans(),
    asset=st.sampled_from([None, None, "mine"]),
)
def test_the_same_as_one_by_one(batches, has_topics: bool, asset) -> None:
    told = Told()
    for batch in batches:
        payloads = [payload for payload, _ in batch]
        where = [topic for _, topic in batch] if has_topics else []
        many = decode_many(payloads, where, asset, told)
        assert sorted([*many.rows.tolist(), *many.rest]) == list(range(len(batch)))
        for row, seen in zip(many.rows.tolist(), many.positions.values(), strict=True):
            assert _one_by_one(payloads[row], where[row] if where else "", asset) == (seen,)


def test_what_is_plain_is_not_left() -> None:
    bad = [b"{", *[json.dumps(GOOD | {"tid": f"v{n}"}).encode() for n in range(400)], b'{"_type":"lwt","tst":1}']
    many = decode_many(bad, (), None, Told())
    assert many.rest[0] == 0 and many.rest[-1] == 401 and len(many.rest) < 70, "a few of its neighbours"
    assert all(isinstance(seen, Position) for seen in many.positions.values())


def test_no_report_speaks_for_its_neighbour() -> None:
    """Catches: three payloads that are JSON only together put a place into the second, another device's."""
    honest = json.dumps(GOOD).encode()
    first = (
        b'{"_type":"location","tid":"a","tst":1790000000,"lat":1,"lon":1},{"_type":"location","lat":9,"lon":9,"x":'
    )
    third = b'},{"_type":"location","tid":"a","tst":1790000000,"lat":1,"lon":1}'
    for batch in (
        [first, honest, third],
        [first, honest, honest, third],
        [b'{"x":[1', b"2]}"],
        [b'{"a":"x}', honest],
    ):
        many = decode_many(batch, ["owntracks/kim/phone"] * len(batch), None, Told())
        for row, seen in zip(many.rows.tolist(), many.positions.values(), strict=True):
            assert (seen,) == owntracks.decode(Message(batch[row], NOW, "owntracks/kim/phone"))
