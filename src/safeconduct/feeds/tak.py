"""TAK protocol version 1: the few protobuf fields that a position needs, out of a TakMessage.

Field numbers: takproto/README of ATAK-CIV. Framing: `BF 01 BF` in datagrams, `BF` and the length in streams.
Only the wire format of protobuf is read here (https://protobuf.dev/programming-guides/encoding): unknown fields are
skipped as the standard demands.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final

import msgspec

from safeconduct.records.units import Ms

from .message import FeedError
from .reading import ms

_LINK: Final = re.compile(r"<link\b[^>]{0,500}>")
_UID: Final = re.compile(r"""uid=["']([^"']{1,200})["']""")
_MESH: Final = b"\xbf\x01\xbf"


class Event(msgspec.Struct, frozen=True):
    """One event in our units of reading, before it is judged."""

    kind: str
    uid: str
    time_ms: Ms
    lat: float
    lon: float
    error_m: float
    speed_mps: float | None = None
    course_deg: float | None = None
    caller: str = ""
    """Of a call for help: the uid of the device that calls."""


def read(payload: bytes) -> Event | None:
    """The event in a framed TakMessage; None if it has none (control messages). Raises FeedError."""
    body = payload[3:] if payload.startswith(_MESH) else payload[1 + _varint(payload, 1)[1] :]
    inner = next((value for field, value in _fields(body) if field == 2 and isinstance(value, bytes)), None)
    if inner is None:
        return None
    fields = dict(_fields(inner))
    detail = dict(_fields(_bytes(fields.get(15, b""))))
    track = dict(_fields(_bytes(detail.get(7, b""))))
    time = fields.get(6, 0)
    return Event(
        kind=_text(fields.get(1, b"")),
        uid=_text(fields.get(5, b"")),
        time_ms=ms((time if isinstance(time, int) else -1) / 1000),
        lat=_double(fields.get(10)) or 0.0,
        lon=_double(fields.get(11)) or 0.0,
        error_m=_double(fields.get(13)) or 0.0,
        speed_mps=_double(track.get(1)),
        course_deg=_double(track.get(2)),
        caller=_caller(_text(detail.get(1, b""))),
    )


def _caller(xml: str) -> str:
    """The uid of the link to the device, in the part of the detail that stays XML."""
    link = next((each for each in _LINK.findall(xml) if "p-p" in each), "")
    uid = _UID.search(link)
    return uid[1] if uid else ""


def _fields(body: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of each field; a varint is an int, everything else its bytes."""
    at = 0
    while at < len(body):
        key, size = _varint(body, at)
        at += size
        wire = key & 7
        if wire == 0:
            value, size = _varint(body, at)
            at += size
            yield key >> 3, value
            continue
        if wire == 2:
            length, size = _varint(body, at)
            at += size
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise FeedError("wrong-shape", f"protobuf wire type {wire} is not in use")
        if at + length > len(body):
            raise FeedError("wrong-shape", "a TAK message is cut off")
        yield key >> 3, body[at : at + length]
        at += length


def _varint(body: bytes, at: int) -> tuple[int, int]:
    """(value, how many bytes it took)."""
    value = 0
    for size, byte in enumerate(body[at : at + 10], start=1):
        value |= (byte & 0x7F) << (7 * (size - 1))
        if byte < 0x80:
            return value, size
    raise FeedError("wrong-shape", "a TAK message is cut off")


def _double(value: int | bytes | None) -> float | None:
    if value is None:
        return None
    if not isinstance(value, bytes) or len(value) != 8:
        raise FeedError("wrong-shape", "a number of a TAK message has the wrong size")
    return float(struct.unpack("<d", value)[0])


def _bytes(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise FeedError("wrong-shape", "a part of a TAK message has the wrong type")
    return value


def _text(value: int | bytes) -> str:
    try:
        return _bytes(value).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FeedError("not-text", "a name in a TAK message is not UTF-8") from error
