"""MQTT as bytes, without sockets: what a subscriber sends, and many messages out of one read.

MQTT 5.0 (OASIS, 2019) and, for brokers that know no better, 3.1.1. Why not a library: client libraries wake up
once a message, and with 3.1.1 a broker sends twenty messages and then waits; see docs/decisions.
"""

import struct
from typing import Final, Literal, NamedTuple, TypeAlias

from safeconduct.errors import Unavailable

Version: TypeAlias = Literal[4, 5]
CONNACK: Final = 2
PUBLISH: Final = 3
PUBACK: Final = 4
SUBACK: Final = 9
DISCONNECT: Final = 14
PING: Final = b"\xc0\x00"
GOODBYE: Final = b"\xe0\x00"
_RECEIVE_MAX: Final = 65_535
_FOR_EVER: Final = 0xFFFF_FFFF
_LENGTH_BYTES_MAX: Final = 4


class Garbled(Unavailable):
    """What came is no MQTT: the connection cannot go on."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the broker sends what is no MQTT: {what}", "check the address and port of the broker")


class Delivered(NamedTuple):
    """A message. `ack` is what to send once it is durable, empty for messages at most once."""

    topic: str
    payload: bytes
    ack: bytes


class Packet(NamedTuple):
    """Any other packet: its kind and what is in it."""

    kind: int
    body: bytes


class Inbox:
    """Packets out of a stream. A message above the limit is never held: its bytes are passed over, and told of."""

    def __init__(self, version: Version, payload_max: int) -> None:
        self._version = version
        self._payload_max = payload_max
        self._rest = b""
        self._skip = 0
        self._topics: dict[bytes, str] = {}
        self.messages: list[Delivered] = []
        self.packets: list[Packet] = []
        self.too_big: list[bytes] = []
        """Of each message that was passed over: its acknowledgement."""

    def feed(self, data: bytes) -> None:
        """Take bytes as they came. Raises Garbled."""
        if self._skip:
            passed = min(self._skip, len(data))
            self._skip -= passed
            data = data[passed:]
        held = self._rest + data if self._rest else data
        at, size = 0, len(held)
        while size - at >= 2:
            length, body = held[at + 1], at + 2
            if length >= 0x80:
                found = _length(held, at + 1)
                if found is None:
                    break
                length, body = found
            end = body + length
            head = held[at]
            if length > self._payload_max and head >> 4 == PUBLISH:
                if size - body < min(length, 70_000):  # topic and id come first: wait for them
                    break
                self.too_big.append(self._message(held, head, body, min(end, size)).ack)
                self._skip, at = max(0, end - size), min(end, size)
                continue
            if length > self._payload_max + 70_000:
                raise Garbled(f"a packet of {length} bytes")
            if end > size:
                break
            if head >> 4 == PUBLISH:
                self.messages.append(self._message(held, head, body, end))
            else:
                self.packets.append(Packet(head >> 4, held[body:end]))
            at = end
        self._rest = held[at:]

    def take(self) -> list[Delivered]:
        """The messages so far; they are no longer here."""
        messages, self.messages = self.messages, []
        return messages

    def _message(self, held: bytes, head: int, body: int, end: int) -> Delivered:
        start = body + 2 + (held[body] << 8 | held[body + 1])
        raw = held[body + 2 : start]
        if start > end:
            raise Garbled("a message is shorter than its topic")
        topic = self._topics.get(raw)
        if topic is None:
            topic = raw.decode("utf-8", "replace")
            if len(self._topics) < 10_000:
                self._topics[raw] = topic
        ack = b""
        if head & 0x06:
            ack = b"\x40\x02" + held[start : start + 2]
            start += 2
        if self._version == 5:
            length = held[start]
            if length < 0x80:
                start += 1 + length
            elif (found := _length(held, start)) is not None:
                start = found[0] + found[1]
        return Delivered(topic, held[start:end], ack)


def connect(version: Version, client: str, keepalive_s: int, user: str = "", password: bytes = b"") -> bytes:
    """CONNECT, to go on with a session that the broker keeps while we are away."""
    flags = (0x80 if user else 0) | (0x40 if password else 0)
    body = _text("MQTT") + bytes([version, flags]) + struct.pack(">H", keepalive_s)
    if version == 5:
        properties = b"\x11" + struct.pack(">I", _FOR_EVER) + b"\x21" + struct.pack(">H", _RECEIVE_MAX)
        body += bytes([len(properties)]) + properties
    body += _text(client)
    if user:
        body += _text(user)
    if password:
        body += struct.pack(">H", len(password)) + password
    return _packet(0x10, body)


def subscribe(version: Version, topic: str, packet_id: int = 1) -> bytes:
    """SUBSCRIBE at least once."""
    properties = b"\x00" if version == 5 else b""
    return _packet(0x82, struct.pack(">H", packet_id) + properties + _text(topic) + b"\x01")


def publish(version: Version, topic: str, payload: bytes, packet_id: int) -> bytes:
    """PUBLISH at least once."""
    properties = b"\x00" if version == 5 else b""
    return _packet(0x32, _text(topic) + struct.pack(">H", packet_id) + properties + payload)


def refusal(packet: Packet) -> str | None:
    """Why the broker refuses, in its answer to CONNECT or SUBSCRIBE; None if it does not."""
    if packet.kind == CONNACK:
        code = packet.body[1] if len(packet.body) > 1 else 0xFF
        return None if code == 0 else _REASONS.get(code, f"code {code}")
    if packet.kind == SUBACK:
        return None if packet.body and packet.body[-1] <= 2 else "it does not let us read that topic"
    return None


def is_old_broker(packet: Packet) -> bool:
    """Whether that answer to CONNECT means that the broker does not know MQTT 5."""
    return packet.kind == CONNACK and packet.body[1:2] in (b"\x01", b"\x84")


_REASONS: Final = {
    1: "it does not know this version of MQTT", 0x84: "it does not know this version of MQTT",
    2: "it does not like our name", 0x85: "it does not like our name",
    3: "it is not available", 0x88: "it is not available",
    4: "user or password is wrong", 0x86: "user or password is wrong",
    5: "we may not connect", 0x87: "we may not connect",
}  # fmt: skip


def _packet(head: int, body: bytes) -> bytes:
    length, out = len(body), bytearray([head])
    while length >= 0x80:
        out.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([*out, length]) + body


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw


def _length(held: bytes, at: int) -> tuple[int, int] | None:
    """(remaining length, where the rest begins); None while it is not there in full. Raises Garbled."""
    value = shift = 0
    for index in range(at, min(at + _LENGTH_BYTES_MAX, len(held))):
        value |= (held[index] & 0x7F) << shift
        shift += 7
        if held[index] < 0x80:
            return value, index + 1
    if len(held) - at >= _LENGTH_BYTES_MAX:
        raise Garbled("a length that never ends")
    return None
