"""Many reports decoded at once are what they are one by one, and none speaks for its neighbour."""

import json
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.feeds import FeedError, Message, owntracks
from safeconduct.feeds import told as told_module
from safeconduct.feeds.owntracks_many import decode_many
from safeconduct.feeds.told import Told
from safeconduct.geo import HAS_NUMBA
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
_LITERALS = (
    "0", "-0", "-0.0", "00", "01", "-", "+1", ".5", "5.", "1e2", "1E-2", "1e999", "NaN", "Infinity", "null",
    "true", '"5"', "[1]", "{}", "360", "361", "0.5", "1.5", "2.5", "60.1700000", "60.17000000000000001",
    "90.00000000000001", "90.0000000000000000", "-90", "180.0", "1790000000.0005", "1790000000123",
    "49.99999995", "9007199254740992", "9007199254740993", "9007199254740993.5", "179000000000000000",
    "99999999999999999999", "0.00000005", "0.000000050000000001",
)  # fmt: skip
_NAMES = (
    '"v1"',
    '"V 1"',
    '"\\u0076"',
    '"é"',
    '""',
    '" "',
    '"\x7f"',
    '"\t"',
    '"a\\"b"',
    "null",
    "7",
    f'"{"n" * 300}"',
)
_UNREAD = (
    "[]",
    '[1,"a",true]',
    "[1,]",
    "[[1]]",
    "{}",
    '"x"',
    '"\\n"',
    "1e5",
    "-",
    "tru",
    "false",
    "[null , -0.5]",
    "[",
)
_KINDS = ('"location"', '"transition"', '"lwt"', '"locatiom"', "1", '"loc"')
_SPACES = (" ", "\n", "\t ", "\r", "\x0b")
_NUMBERS = ("tst", "lat", "lon", "acc", "vel", "cog")


def _spelt(rng: Random) -> bytes:
    """A report as text: any order, fields twice, spaces where they may be and where not, odd numbers, odd bytes."""
    whole = {"_type": '"location"', "tid": '"v1"', "tst": "1790000000", "lat": "60.17", "lon": "24.945"}
    parts = [each for each in whole.items() if rng.random() < 0.95]
    for _ in range(rng.randrange(3)):
        literal = rng.choice([rng.choice(_LITERALS), f"{rng.uniform(-180, 180):.{rng.randrange(1, 19)}f}"])
        parts.append(rng.choice([
            (rng.choice(_NUMBERS), literal), (rng.choice(["tid", "topic", "data"]), rng.choice(_NAMES)),
            (rng.choice(["batt", "", "la", "latt", "t", "l\\u0061t"]), rng.choice(_UNREAD)),
            ("_type", rng.choice(_KINDS)),
        ]))  # fmt: skip
    rng.shuffle(parts)
    if rng.random() < 0.5:
        parts = list(dict(parts).items())
    texts = [piece for name, value in parts for piece in (",", f'"{name}"', ":", value)][1:]
    spaced = [piece + (rng.choice(_SPACES) if rng.random() < 0.05 else "") for piece in ("{", *texts, "}")]
    payload = bytearray("".join(spaced).encode())
    if rng.random() < 0.1:
        payload[rng.randrange(len(payload))] = rng.randrange(256)
    return bytes(payload[: rng.randrange(len(payload))] if rng.random() < 0.05 else payload)


topics = st.sampled_from(["", "owntracks/kim/phone", "owntracks/kim/phone/event", "owntracks", "owntracks//"])


def _one_by_one(payload: bytes, topic: str, asset):
    try:
        return owntracks.decode(Message(payload, NOW, topic, asset))
    except FeedError:
        return None


def _check(batch, has_topics: bool, asset, told: Told, is_swift: bool) -> None:
    payloads = [payload for payload, _ in batch]
    where = [topic for _, topic in batch] if has_topics else []
    many = decode_many(payloads, where, asset, told, is_swift=is_swift)
    assert sorted([*many.rows.tolist(), *many.rest]) == list(range(len(batch)))
    for row, seen in zip(many.rows.tolist(), many.positions.values(), strict=True):
        assert _one_by_one(payloads[row], where[row] if where else "", asset) == (seen,)


@settings(max_examples=250, deadline=None)
@given(
    batches=st.lists(st.lists(st.tuples(st.one_of(plain, reports, broken), topics), max_size=60), max_size=2),
    has_topics=st.booleans(),
    asset=st.sampled_from([None, None, "mine"]),
    is_swift=st.sampled_from([HAS_NUMBA, False]),
)
def test_the_same_as_one_by_one(batches, has_topics: bool, asset, is_swift: bool) -> None:
    told = Told()
    for batch in batches:
        _check(batch, has_topics, asset, told, is_swift)


def test_any_spelling_is_read_the_same() -> None:
    rng = Random(6)
    for _ in range(150):
        batch = [(_spelt(rng), rng.choice(["", "owntracks/kim/phone", "owntracks//", "x"])) for _ in range(40)]
        _check(batch, rng.random() < 0.3, None, Told(), HAS_NUMBA)


@pytest.mark.parametrize("field", [*_NUMBERS, "tid", "data", "topic", "_type", "batt"])
def test_every_value_in_every_field(field: str) -> None:
    for literal in (*_LITERALS, *_NAMES, *_UNREAD):
        whole = {key: json.dumps(value) for key, value in GOOD.items()} | {field: literal}
        payload = ("{" + ",".join(f'"{key}":{value}' for key, value in whole.items()) + "}").encode()
        _check([(payload, "")], False, None, Told(), HAS_NUMBA)


@pytest.mark.skipif(not HAS_NUMBA, reason="numba is not installed: nothing is compiled")
def test_what_phones_send_is_understood_without_a_decoder() -> None:
    """Catches: a scanner that leaves everything, which no comparison would notice."""
    from safeconduct.feeds import flat_json

    phone = {"_type": "location", "BSSID": "00:11", "acc": 13, "alt": 120, "batt": 85, "bs": 1, "conn": "w",
             "created_at": 1_790_000_000, "inregions": ["home", "work"], "lat": 60.1699, "lon": -24.9384, "m": 1,
             "tid": "ab", "topic": "owntracks/u/d", "tst": 1_790_000_000, "vac": 3, "cp": True}  # fmt: skip
    payloads = [json.dumps(phone).encode(), json.dumps(phone, separators=(",", ":")).encode(), b'{"_type":"lwt"}']
    starts = np.cumsum([0, *map(len, payloads)])
    numbers, spans = np.zeros((6, 3)), np.zeros((3, 4), dtype=np.int64)
    kinds = flat_json.scan(np.frombuffer(b"".join(payloads), dtype=np.uint8), starts, 65_536, numbers, spans)
    assert kinds.tolist() == [flat_json.POSITION, flat_json.POSITION, flat_json.ELSE]
    assert numbers[flat_json.LON].tolist()[:2] == [-24.9384, -24.9384]


def test_names_are_kept_within_bounds(monkeypatch) -> None:
    """Catches: memory that grows with what strangers call themselves."""
    monkeypatch.setattr(told_module, "_NAMES_MAX", 1_000)
    told = Told()
    for turn in range(30):
        batch = [json.dumps(GOOD | {"tid": f"{turn}-{n}" + "x" * (n % 400)}).encode() for n in range(400)]
        many = decode_many(batch, (), None, told)
        assert not many.rest and many.positions.names[int(many.positions.asset[1])] == f"{turn}-1x"
    assert len(told.names) <= 1_000 and len(told._own) <= 1_000
    assert max(len(topic) + len(tid) for topic, tid in told._own) < 256, "long names are not kept"


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
