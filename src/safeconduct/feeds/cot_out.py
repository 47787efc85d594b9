"""To TAK clients: our alarms, zones and routes as Cursor on Target events, XML or TAK protocol version 1.

Each event has a uid made from our own identifier, so that a later one replaces it and `cancel` removes it.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.etree import ElementTree as ET

import msgspec

from safeconduct.records.area import Point
from safeconduct.records.units import DurationMs, LatE7, LonE7, Ms

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNKNOWN: Final = "9999999.0"
_UNKNOWN_IN_PROTOBUF: Final = 999_999.0
_RED: Final = "-65536"  # ARGB as a signed 32-bit integer: ff ff 00 00
ALARM: Final = "b-a-o-opn"
SHAPE: Final = "u-d-f"
ROUTE: Final = "b-m-r"
DELETE: Final = "t-x-d-d"
ENDED: Final = "b-a-o-can"
PONG: Final = "t-x-c-t-r"


class Outgoing(msgspec.Struct, frozen=True):
    """An event for a TAK client: what, where, until when. `name` and `remarks` are shown as they are."""

    uid: str
    kind: str
    at: Point
    t_ms: Ms
    valid_ms: DurationMs
    name: str
    remarks: str = ""
    line: tuple[Point, ...] = ()
    """Corners of a zone or places of a route."""


def alarm(uid: str, at: Point, t_ms: Ms, valid_ms: DurationMs, name: str, remarks: str) -> Outgoing:
    """An alarm at a place."""
    return Outgoing(uid, ALARM, at, t_ms, valid_ms, name, remarks)


def zone(uid: str, outline: Sequence[Point], t_ms: Ms, valid_ms: DurationMs, name: str) -> Outgoing:
    """A closed shape."""
    return Outgoing(uid, SHAPE, outline[0], t_ms, valid_ms, name, "", (*outline, outline[0]))


def route(uid: str, line: Sequence[Point], t_ms: Ms, valid_ms: DurationMs, name: str) -> Outgoing:
    """A route. Send it only to readers to whom it has been disclosed."""
    return Outgoing(uid, ROUTE, line[0], t_ms, valid_ms, name, "", tuple(line))


def to_xml(event: Outgoing) -> bytes:
    """One `event` element, ready for a stream."""
    root = _root(event.uid, event.kind, event.t_ms, event.valid_ms, event.at)
    detail = ET.SubElement(root, "detail")
    ET.SubElement(detail, "contact", callsign=_clean(event.name))
    if event.remarks:
        ET.SubElement(detail, "remarks").text = _clean(event.remarks)
    if event.kind == ALARM:
        ET.SubElement(detail, "emergency", type="Geo-fence Breached").text = _clean(event.name)
    if event.line:
        ET.SubElement(detail, "strokeColor", value=_RED)
        for place in event.line:
            ET.SubElement(detail, "link", point=f"{_degrees(place.lat_e7)},{_degrees(place.lon_e7)}")
    return _bytes(root)


def cancel(uid: str, t_ms: Ms) -> bytes:
    """Takes an earlier event off the map of every client that gets it. For an alarm also ends the emergency."""
    root = _root(f"{uid}.cancel", DELETE, t_ms, DurationMs(60_000), Point(LatE7(0), LonE7(0)))
    detail = ET.SubElement(root, "detail")
    ET.SubElement(detail, "link", uid=uid, relation="none", type="none")
    ET.SubElement(detail, "__forcedelete")
    return _bytes(root)


def ended(uid: str, at: Point, t_ms: Ms) -> bytes:
    """Ends the emergency of an alarm: clients stop sounding it. `cancel` then takes it off the map."""
    root = _root(uid, ENDED, t_ms, DurationMs(60_000), at)
    detail = ET.SubElement(root, "detail")
    ET.SubElement(detail, "emergency", cancel="true").text = _clean(uid)
    return _bytes(root)


def chat(uid: str, to: str, sender: str, text: str, t_ms: Ms) -> bytes:
    """A message to one device, as GeoChat shows it. uid: of the message. to: the uid of the device."""
    root = _root(f"GeoChat.{sender}.{to}.{uid}", "b-t-f", t_ms, DurationMs(86_400_000), Point(LatE7(0), LonE7(0)))
    detail = ET.SubElement(root, "detail")
    names = {"parent": "RootContactGroup", "groupOwner": "false", "messageId": uid, "chatroom": _clean(to)}
    group = ET.SubElement(detail, "__chat", {**names, "id": _clean(to), "senderCallsign": _clean(sender)})
    ET.SubElement(group, "chatgrp", uid0=_clean(sender), uid1=_clean(to), id=_clean(to))
    ET.SubElement(detail, "link", uid=_clean(sender), type="a-f-G-I", relation="p-p")
    remarks = ET.SubElement(detail, "remarks", source=_clean(sender), to=_clean(to), time=root.get("time", ""))
    remarks.text = _clean(text)
    return _bytes(root)


def pong(t_ms: Ms) -> bytes:
    """The answer to a client that asks whether we are there."""
    return _bytes(_root("pong", PONG, t_ms, DurationMs(20_000), Point(LatE7(0), LonE7(0))))


def to_protobuf(event: Outgoing) -> bytes:
    """The same event as a TakMessage, framed for a stream (`BF`, length)."""
    return protobuf_of(to_xml(event))


def protobuf_of(own: bytes) -> bytes:
    """One of our own XML events as a TakMessage, framed for a stream. What has no field of its own stays XML."""
    xml = ET.fromstring(own)  # noqa: S314 - our own text
    contact = xml.find("detail/contact")
    rest = b"".join(
        ET.tostring(part, encoding="utf-8") for part in xml.iterfind("detail/*") if part.tag != "contact"
    )
    detail = _delimited(1, rest)
    if contact is not None:
        detail += _delimited(2, _delimited(2, contact.get("callsign", "").encode()))
    body = _delimited(1, xml.get("type", "").encode()) + _delimited(5, xml.get("uid", "").encode())
    for field, name in ((6, "time"), (7, "start"), (8, "stale")):
        moment = datetime.fromisoformat(xml.get(name, "").replace("Z", "+00:00"))
        body += _varint(field << 3) + _varint((moment - _EPOCH) // timedelta(milliseconds=1))
    body += _delimited(9, b"m-g")
    point = xml.find("point")
    told = {} if point is None else point.attrib
    for field, name in enumerate(("lat", "lon", "hae", "ce", "le"), start=10):
        value = min(float(told.get(name, _UNKNOWN)), _UNKNOWN_IN_PROTOBUF)
        body += _varint(field << 3 | 1) + struct.pack("<d", value)
    message = _delimited(2, body + _delimited(15, detail))
    return b"\xbf" + _varint(len(message)) + message


def support(t_ms: Ms) -> bytes:
    """Says to a client that we also speak TAK protocol version 1, if it asks for it."""
    return _control("t-x-takp-v", "TakProtocolSupport", {"version": "1"}, t_ms)


def agreed(t_ms: Ms) -> bytes:
    """The answer to a client that asks for protobuf: all that follows is in it."""
    return _control("t-x-takp-r", "TakResponse", {"status": "true"}, t_ms)


def _control(kind: str, what: str, fields: dict[str, str], t_ms: Ms) -> bytes:
    root = _root("protouid", kind, t_ms, DurationMs(60_000), Point(LatE7(0), LonE7(0)))
    ET.SubElement(ET.SubElement(ET.SubElement(root, "detail"), "TakControl"), what, fields)
    return _bytes(root)


def _root(uid: str, kind: str, t_ms: Ms, valid_ms: DurationMs, at: Point) -> ET.Element:
    start = _EPOCH + timedelta(milliseconds=t_ms)
    stale = start + timedelta(milliseconds=valid_ms)
    times = {"time": _iso(start), "start": _iso(start), "stale": _iso(stale)}
    root = ET.Element("event", {"version": "2.0", "uid": uid, "type": kind, "how": "m-g", **times})
    lat, lon = _degrees(at.lat_e7), _degrees(at.lon_e7)
    ET.SubElement(root, "point", lat=lat, lon=lon, hae=_UNKNOWN, ce=_UNKNOWN, le=_UNKNOWN)
    return root


def _bytes(element: ET.Element) -> bytes:
    return bytes(ET.tostring(element, encoding="utf-8"))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _degrees(e7: int) -> str:
    sign, whole = ("-" if e7 < 0 else ""), abs(e7)
    return f"{sign}{whole // 10**7}.{whole % 10**7:07}"


def _clean(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold (section 2.2)."""
    allowed = (c in "\t\n\r" or " " <= c < "\ud800" or (c > "\udfff" and c not in "\ufffe\uffff") for c in text)
    return "".join(c for c, is_allowed in zip(text, allowed, strict=True) if is_allowed)


def _delimited(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
