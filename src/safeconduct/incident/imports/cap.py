"""Alerts of the Common Alerting Protocol 1.2 (OASIS, 2010): one alert, or many in one file of another root."""

import math
import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from safeconduct.records.units import Ms
from safeconduct.wire.xml import local, parse

from .finding import Fault, Found, Noted
from .taking import Unusable, row_of_fields

_TIME: Final = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d\Z")
"""Section 3.2.1: the offset is always written, `-00:00` for UTC, never `Z`."""
_METRES_A_DEGREE: Final = 111_195


def read_cap(content: bytes, now_ms: Ms) -> Iterator[Found]:
    """A row for each alert; the number of the alert stands for its line. Raises NotXml."""
    root = parse(content)
    alerts = [root] if local(root) == "alert" else [each for each in root.iter() if local(each) == "alert"]
    if not alerts:
        yield Fault(1, f"no alert of CAP in it: the root is {local(root)!r}")
    for number, alert in enumerate(alerts, start=1):
        try:
            fields, notes = _fields(alert)
            yield from (Noted(number, note) for note in notes)
            yield row_of_fields(fields, now_ms)
        except Unusable as error:
            yield Fault(number, str(error))


def _fields(alert: ET.Element) -> tuple[dict[str, str], list[str]]:
    notes: list[str] = []
    if _said(alert, "msgType") in ("Ack", "Cancel", "Error"):
        raise Unusable(f"a message of type {_said(alert, 'msgType')} reports nothing")
    info = next((each for each in alert if local(each) == "info"), None)
    if info is None:
        raise Unusable("the alert has no info")
    begun = next((name for name in ("onset", "effective") if _said(info, name)), None)
    fields = {
        "title": _said(info, "headline") or _said(info, "event"),
        "event_type": "exercise" if _said(alert, "status") in ("Exercise", "Test") else _said(info, "event"),
        "date": _time(_said(info, begun) if begun else _said(alert, "sent"), begun or "sent", notes),
        "published": _time(_said(alert, "sent"), "sent", notes),
        "source": _said(info, "senderName") or _said(alert, "sender"),
        "ref": _said(alert, "identifier"),
        "text": _said(info, "description"),
    }
    area = next((each for each in info if local(each) == "area"), None)
    return ({**fields, **_area(area)} if area is not None else fields), notes


def _time(text: str, name: str, notes: list[str]) -> str:
    if not text or _TIME.match(text):
        return text
    if text.endswith("Z"):
        notes.append(f"{name} {text} ends in Z, which CAP forbids: read as UTC")
        return f"{text[:-1]}+00:00"
    raise Unusable(f"{name} {text!r} is no time of CAP: 2026-05-01T06:00:00+05:00, always with the offset")


def _area(area: ET.Element) -> dict[str, str]:
    place = {"place": _said(area, "areaDesc")}
    circle, polygon = _said(area, "circle"), _said(area, "polygon")
    try:
        if circle:
            at, _, radius_km = circle.partition(" ")
            lat, lon = at.split(",")
            return {**place, "lat": lat, "lon": lon, "within_m": str(math.ceil(float(radius_km) * 1_000))}
        if polygon:
            corners = [tuple(map(float, pair.split(","))) for pair in polygon.split()][:-1]
            lats, lons = [lat for lat, _ in corners], [lon for _, lon in corners]
            reach = math.ceil(max(max(lats) - min(lats), max(lons) - min(lons)) / 2 * _METRES_A_DEGREE)
            lat, lon = f"{sum(lats) / len(lats):.7f}", f"{sum(lons) / len(lons):.7f}"
            return {**place, "lat": lat, "lon": lon, "within_m": str(reach)}
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise Unusable(f"no area of CAP: {circle or polygon!r}") from error
    return place


def _said(element: ET.Element, name: str) -> str:
    found = next((each for each in element if local(each) == name), None)
    return (found.text or "").strip() if found is not None else ""
