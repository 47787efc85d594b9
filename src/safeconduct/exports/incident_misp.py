"""Incidents as events of MISP (core format): one by itself, or several as MISP's own search answers them."""

import uuid
from collections.abc import Sequence
from typing import Final

import msgspec

from safeconduct.incident.sharing import Released

from .incident_time import day

_SPACE: Final = uuid.UUID("6f1c2f0e-8f6e-5a57-9d52-3f0f6d1a7c11")
_DISTRIBUTION: Final = {"CLEAR": "3", "GREEN": "2", "AMBER": "0", "AMBER+STRICT": "0", "RED": "0"}
"""MISP's levels: 0 this organisation only, 2 connected communities, 3 all. What may go on by hand is in the tag."""
_GEOLOCATION: Final = "a60b52ac-0c49-4f4b-85b9-6ae9e1b4d4ef"
_UNDATED: Final = "1970-01-01"
"""MISP takes no event without a date: the attribute `from: unknown` says that nobody knows it."""


def incidents_misp(shown: Sequence[Released], made_ms: int) -> bytes:
    """The same ids for the same incidents, so that a newer file is a newer version."""
    events = [{"Event": _event(each, made_ms)} for each in shown]
    return msgspec.json.encode(events[0] if len(events) == 1 else {"response": events})


def _event(each: Released, made_ms: int) -> dict[str, object]:
    known = each.summary
    said = [("event_type", known.event_type), ("kind", known.kind), ("from", day(known.from_ms) or "unknown")]
    counts = [count for told in each.reports for count in told.account.counts][:12]
    claims = [claim for told in each.reports for claim in told.account.claims][:6]
    said += [
        (name, msgspec.json.encode(value).decode())
        for name, value in (("counts", counts), ("claims", claims))
        if value
    ]
    attributes = [
        {
            "uuid": _uuid(known.incident, name),
            "type": "text",
            "category": "Other",
            "to_ids": False,
            "value": f"{name}: {value}",
        }
        for name, value in said
    ]
    texts = [told.account.text for told in each.reports if told.account.text]
    attributes += [
        {
            "uuid": _uuid(known.incident, f"text-{at}"),
            "type": "comment",
            "category": "Other",
            "to_ids": False,
            "value": text,
        }
        for at, text in enumerate(texts)
    ]
    return {
        "uuid": _uuid(known.incident, ""),
        "info": known.title,
        "date": day(known.from_ms) or _UNDATED,
        "threat_level_id": "4",
        "analysis": "2",
        "distribution": _DISTRIBUTION[known.tlp],
        "timestamp": str(made_ms // 1000),
        "published": False,
        "Orgc": {"name": each.reports[0].party, "uuid": _uuid("party", each.reports[0].party)},
        "Tag": [{"name": f"tlp:{known.tlp.lower()}"}],
        "Attribute": attributes,
        "Object": _places(each),
    }


def _places(each: Released) -> list[dict[str, object]]:
    place = each.summary.place
    if place is None or place.at is None:
        return []
    values = [
        ("latitude", "float", f"{place.at.lat_e7 / 1e7:.7f}"),
        ("longitude", "float", f"{place.at.lon_e7 / 1e7:.7f}"),
        ("accuracy-radius", "float", f"{place.within_m / 1_000:.3f}"), ("text", "text", place.name),
    ]  # fmt: skip
    name = each.summary.incident
    attributes = [
        {"uuid": _uuid(name, f"place-{relation}"), "object_relation": relation, "type": kind, "category": "Other",
         "to_ids": False, "value": value}
        for relation, kind, value in values
    ]  # fmt: skip
    return [{
        "uuid": _uuid(name, "place"), "name": "geolocation", "meta-category": "misc", "template_version": "9",
        "template_uuid": _GEOLOCATION, "Attribute": attributes,
    }]  # fmt: skip


def _uuid(name: str, part: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{name}/{part}"))
