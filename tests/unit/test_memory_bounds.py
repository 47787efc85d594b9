"""Memory stays bounded in a flood from one device and under messages of 10 MB; without the bounds it would show."""

import json
import tracemalloc
from collections.abc import Callable

import pytest

from safeconduct.feeds import PAYLOAD_BYTES_MAX, FeedError, Lines, cot, lines
from safeconduct.node import floods
from safeconduct.node.config import Feed
from safeconduct.node.reception import Arrived, Reception
from safeconduct.node.transports import mqtt_wire
from tests.sim.pair import Pair

CHUNK = 65_536
BIG = 10_000_000
MIB = 1 << 20


def peak(work: Callable[[], None]) -> int:
    """Bytes that the work held at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def mqtt(payload_max: int, size: int = BIG) -> int:
    """Three big messages, as a socket gives them."""
    inbox = mqtt_wire.Inbox(5, payload_max)
    head = mqtt_wire.publish(5, "owntracks/kim/phone", b"", 7)[2:]
    message = b"\x32" + _length(len(head) + size) + head

    def work() -> None:
        for _ in range(3):
            inbox.feed(message)
            for first in range(0, size, CHUNK):
                inbox.feed(bytes(min(CHUNK, size - first)))
            inbox.take()

    return peak(work)


def _length(size: int) -> bytes:
    out = bytearray()
    while size >= 0x80:
        out.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*out, size])


def stream(begin: Callable[[], Lines | cot.Stream], size: int = BIG) -> int:
    """So many bytes of a message that never ends."""

    def work() -> None:
        at = begin()
        for _ in range(size // CHUNK):
            try:
                at, _events = at.feed(b"<event " + b"x" * (CHUNK - 7))
            except FeedError as error:
                assert error.reason == "too-big"
                at = begin()

    return peak(work)


async def flood(side, batches: int) -> int:
    """Bytes that stay, of one enrolled device that sends so many batches of 1,000 at once."""
    reception = Reception(side.node, Feed.over_http("owntracks"))
    keep = side.clock.ms + 86_400_000
    await side.act("device.enrolled/1", kind="owntracks", device="kim", asset="kim", proof="none", name=None,
                   secret_sha256=None, keep_until_ms=keep)  # fmt: skip

    async def sent(turn: int) -> None:
        place = {"_type": "location", "tid": "kim", "lon": 24.945, "lat": 60.17}
        when = side.clock.ms / 1000 + turn
        await reception.take([
            Arrived(json.dumps(place | {"tst": when + n / 1000}).encode()) for n in range(1_000)
        ])  # fmt: skip

    for turn in range(4):  # what is allowed at first, and caches
        await sent(turn)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for turn in range(4, batches):
            await sent(turn)
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
        tally = side.node.intake.feeds["owntracks-http"]
        assert tally.accepted + tally.refused.total() == 1_000 * batches, "nothing is dropped without a trace"


def test_big_messages_of_a_broker_are_never_held() -> None:
    assert mqtt(PAYLOAD_BYTES_MAX) < MIB
    assert mqtt(2 * BIG, 2 * MIB) > 2 * MIB, "without the limit they would be"


@pytest.mark.parametrize("begin", [Lines, cot.Stream])
def test_a_stream_that_never_ends_a_message_is_never_held(begin, monkeypatch) -> None:
    assert stream(begin) < MIB
    monkeypatch.setattr(lines, "_MAX", 2 * BIG)
    monkeypatch.setattr(cot, "bounded", lambda held: held)
    assert stream(begin, 2 * MIB) > 2 * MIB, "without the limit it would be"


@pytest.fixture
def side(tmp_path):
    return Pair(tmp_path).host


async def test_a_flood_of_one_device_leaves_nothing_behind(side) -> None:
    assert await flood(side, 24) < MIB // 4


async def test_a_flood_that_is_let_in_would_show(side, monkeypatch) -> None:
    monkeypatch.setattr(floods, "FLOOD_BURST", 1e9)
    assert await flood(side, 24) > MIB // 4
