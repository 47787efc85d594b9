"""Cursor on Target from TAK clients and servers: XML (version 2.0) and TAK protocol version 1 (protobuf).

Degrees, metres, m/s, ISO 8601 (XML) or milliseconds (protobuf).
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from safeconduct.records.observation import Alert, AlertKind, Observation
from safeconduct.records.units import Ms

from .message import NO_NAMES, FeedError, Message, Names, bounded
from .reading import KMH_PER_MPS, asset_id, ms_of_text, number, position
from .tak import Event, read
from .xml import parse

UNKNOWN_M: Final = 999_999.0
"""An error this large means "not known" (XML writes 9999999.0)."""
MAGIC: Final = 0xBF
_CALLS: Final[Mapping[str, AlertKind]] = {
    "b-a-o-tbl": "distress",  # 911 alert
    "b-a-o-pan": "distress",  # ring the bell
    "b-a-o-can": "distress_over",
}


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """The position of an atom (`a-...`); a call for help (`b-a-o-tbl`, `-pan`, `-can`); other kinds of event (chat,
    drawings, pings) give nothing.

    The device's uid names the asset; in a call, the uid that it links to. An unknown error counts as exact, as in
    every feed. Raises FeedError.
    """
    del names
    payload = bounded(message.payload)
    event = read(payload) if payload[:1] == bytes([MAGIC]) else _from_xml(payload, message.received_ms)
    if event is None or not (event.kind.startswith("a-") or event.kind in _CALLS):
        return ()
    if event.kind in _CALLS:
        return (Alert(asset_id(message.asset, _caller(event)), event.time_ms, _CALLS[event.kind]),)
    return (
        position(
            asset_id(message.asset, event.uid),
            event.time_ms,
            event.lat,
            event.lon,
            acc_m=None if event.error_m >= UNKNOWN_M else event.error_m,
            speed_kmh=None if event.speed_mps is None else event.speed_mps * KMH_PER_MPS,
            heading_deg=event.course_deg,
        ),
    )


def _from_xml(payload: bytes, received_ms: Ms) -> Event | None:
    root = parse(payload)
    if root.tag != "event":
        raise FeedError("wrong-shape", f"the root element is {root.tag[:40]!r}, not event")
    kind = root.get("type", "")
    point = root.find("point")
    if not kind.startswith("a-") and kind not in _CALLS:
        return None
    if point is None:
        raise FeedError("no-fix", "an event without a point")
    track = root.find("detail/track")
    told = root.get("time")
    return Event(
        kind=kind,
        uid=root.get("uid", ""),
        time_ms=ms_of_text(told) if told else received_ms,
        lat=number("lat", point.get("lat", "")),
        lon=number("lon", point.get("lon", "")),
        error_m=number("ce", point.get("ce", str(UNKNOWN_M))),
        speed_mps=None if track is None or not track.get("speed") else number("speed", track.get("speed", "")),
        course_deg=None if track is None or not track.get("course") else number("course", track.get("course", "")),
        caller=next(
            (link.get("uid", "") for link in root.iterfind("detail/link") if link.get("relation") == "p-p"), ""
        ),
    )


def _caller(event: Event) -> str:
    """Whose call it is: ATAK links to the device, and names the call after it."""
    return event.caller or event.uid.removesuffix("-9-1-1")


def caller_of(payload: bytes) -> str:
    """The uid, as the device itself spells it, of who calls for help. Raises FeedError."""
    event = read(payload) if payload[:1] == bytes([MAGIC]) else _from_xml(payload, Ms(0))
    return "" if event is None else _caller(event)


class Stream(msgspec.Struct, frozen=True):
    """A TCP stream of events, cut wherever the network cut it. Bounded: what never ends is refused.

    `rest` is the beginning of an event that has not come to its end.
    """

    rest: bytes = b""

    def feed(self, data: bytes) -> tuple["Stream", tuple[bytes, ...]]:
        """Whole events, each a payload for `decode`, and the stream that goes on after them. Raises FeedError."""
        held = (self.rest + data).lstrip()
        events: list[bytes] = []
        while (length := _first_event(held)) is not None:
            events += _halves(held[:length])
            held = held[length:].lstrip()
        return Stream(bounded(held)), tuple(events)


def is_ping(payload: bytes) -> bool:
    """Whether a client asks if we are there; it expects an answer."""
    if payload[:1] == bytes([MAGIC]):
        return b"\x07t-x-c-t" in payload[:64]
    return b'"t-x-c-t"' in payload[:512] or b"'t-x-c-t'" in payload[:512]


def asks_for_protobuf(payload: bytes) -> bool:
    """Whether a client asks that what we send be TAK protocol version 1."""
    return b"t-x-takp-q" in payload[:512] and re.search(rb"TakRequest[^>]*version=.1[^0-9]", payload) is not None


_END: Final = b"</event>"


def _halves(event: bytes) -> tuple[bytes, ...]:
    """An event whose end never came, before the next one began, is told apart from it: only the half one is
    lost."""
    last = event.rfind(b"<event")
    if event[:1] == bytes([MAGIC]) or last <= 0 or event.find(b"<event") == last:
        return (event,)
    return event[:last], event[last:]


def _first_event(held: bytes) -> int | None:
    """Length of the first whole event: up to `</event>` in XML, by its length in protobuf; None: not yet."""
    if held[:1] != bytes([MAGIC]):
        end = held.find(_END)
        empty = held.find(b"/>") if held.startswith(b"<event") and b">" not in held[: held.find(b"/>")] else -1
        if empty >= 0:
            return empty + 2
        return end + len(_END) if end >= 0 else None
    length = shift = 0
    for at, byte in enumerate(held[1:6], start=2):
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return at + length if len(held) >= at + length else None
    if len(held) >= 6:
        raise FeedError("wrong-shape", "the length of a TAK message is no number")
    return None
