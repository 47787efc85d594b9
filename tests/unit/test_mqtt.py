"""MQTT as bytes: packets out of a stream that is cut anywhere, too big ones passed over, garbage refused."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.node.transports import mqtt_wire as wire

LIMIT = 300


messages = st.lists(
    st.tuples(st.sampled_from(["a", "owntracks/kim/phone", "ü" * 60]), st.binary(max_size=200)), max_size=8
)


@given(version=st.sampled_from([4, 5]), sent=messages, cuts=st.lists(st.integers(0, 3_000), max_size=10))
def test_a_stream_cut_anywhere_gives_the_same_messages(version, sent, cuts):
    stream = b"".join(
        part
        for at, (topic, payload) in enumerate(sent)
        for part in (b"\xd0\x00", wire.publish(version, topic, payload, at + 1))
    )
    inbox = wire.Inbox(version, LIMIT)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    for first, last in itertools.pairwise(edges):
        inbox.feed(stream[first:last])
    assert [(each.topic, each.payload) for each in inbox.take()] == sent
    assert len(inbox.packets) == len(sent)
    assert inbox.take() == []


@given(size=st.integers(LIMIT, 400_000), step=st.integers(1_000, 200_000))
def test_a_message_that_is_too_big_is_passed_over_and_acknowledged(size, step):
    stream = wire.publish(5, "a", b"x" * size, 7) + wire.publish(5, "a", b"next", 8)
    inbox = wire.Inbox(5, LIMIT)
    held = 0
    for at in range(0, len(stream), step):
        inbox.feed(stream[at : at + step])
        held = max(held, len(inbox._rest))
    assert inbox.too_big == [b"\x40\x02\x00\x07"]
    assert [each.payload for each in inbox.take()] == [b"next"]
    assert held <= 70_010 + step


def test_properties_of_a_message_are_passed_over():
    body = b"\x00\x01a" + b"\x00\x05" + b"\x07\x26\x00\x01k\x00\x01v" + b"payload"
    inbox = wire.Inbox(5, LIMIT)
    inbox.feed(bytes([0x32, len(body)]) + body)
    assert inbox.take() == [wire.Delivered("a", b"payload", b"\x40\x02\x00\x05")]


@pytest.mark.parametrize("garbage", [b"\x30\xff\xff\xff\xff\x01", b"\x90\xff\xff\xff\x7f", b"\x30\x03\xff\xffa"])
def test_what_is_no_mqtt_is_refused(garbage):
    with pytest.raises(wire.Garbled):
        wire.Inbox(5, LIMIT).feed(garbage)


@given(st.binary(max_size=400))
def test_any_bytes_are_taken_or_refused_in_words(data):
    inbox = wire.Inbox(5, LIMIT)
    try:
        inbox.feed(data)
    except wire.Garbled:
        return
    assert sum(len(each.payload) for each in inbox.messages) <= len(data)


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (wire.Packet(wire.CONNACK, b"\x00\x00"), None),
        (wire.Packet(wire.CONNACK, b"\x00\x05"), "we may not connect"),
        (wire.Packet(wire.CONNACK, b"\x00\x86\x00"), "user or password is wrong"),
        (wire.Packet(wire.CONNACK, b""), "code 255"),
        (wire.Packet(wire.SUBACK, b"\x00\x01\x01"), None),
        (wire.Packet(wire.SUBACK, b"\x00\x01\x80"), "it does not let us read that topic"),
    ],
)
def test_a_refusal_is_told_in_words(packet, why):
    assert wire.refusal(packet) == why
