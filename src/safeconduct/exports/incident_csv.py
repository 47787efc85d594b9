"""Incidents as CSV: our own columns, which the import reads again, and the columns of ACLED."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from safeconduct.incident.sharing import Released, label
from safeconduct.records.incident import Place

from .incident_time import day, stamp

_FORMULA: Final = re.compile(r"^[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"^[+-]?\d+(\.\d+)?\Z")
COLUMNS: Final = (
    *("id", "tlp", "kind", "event_type", "from", "to", "title", "place", "lat", "lon", "within_m"),
    *("source", "ref", "published", "text", "counts", "claims"),
)
ACLED_COLUMNS: Final = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "location", "latitude"),
    *("longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
_ACLED_TYPES: Final = {
    "abduction": ("Violence against civilians", "Abduction/forced disappearance"),
    "armed_attack": ("Battles", "Armed clash"),
    "bomb": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "explosion": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "grenade": ("Explosions/Remote violence", "Grenade"),
    "landmine": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "protest_blockade": ("Protests", "Peaceful protest"),
    "roadside_bomb": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    "robbery": ("Strategic developments", "Looting/property destruction"),
    "shooting": ("Violence against civilians", "Attack"),
    "talks": ("Strategic developments", "Agreement"),
    "vehicle_bomb": ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
}


def incidents_csv(shown: Sequence[Released], made_ms: int) -> bytes:
    """A line for each report: contradicting numbers stay, each with its source."""
    lines = [
        (
            told.report, told.tlp, told.account.kind, told.account.event_type,
            stamp(told.account.from_ms) if told.account.from_ms is not None else "",
            stamp(told.account.to_ms) if told.account.to_ms is not None else "",
            told.account.title, *_where(told.account.place), told.account.source.name, told.account.source.ref,
            day(told.account.source.published_ms), told.account.text,
            msgspec.json.encode(told.account.counts).decode(), msgspec.json.encode(told.account.claims).decode(),
        )
        for each in shown
        for told in each.reports
    ]  # fmt: skip
    return _table(COLUMNS, lines)


def incidents_acled(shown: Sequence[Released], made_ms: int) -> bytes:
    """A line for each incident. ACLED has one number of fatalities: the least that a source says, with all of them
    in the notes. `actor1` is left empty: who claimed it is reported in the notes, not asserted."""
    lines = []
    for each in shown:
        known, first = each.summary, each.reports[0].account
        kind, sub = _ACLED_TYPES.get(known.event_type, ("Strategic developments", "Other"))
        place, lat, lon, within = _where(known.place)
        said = [
            f"{count.what}: {count.low if count.low is not None else '?'}"
            f"–{count.high if count.high is not None else '?'} ({count.said_by})"
            for told in each.reports
            for count in told.account.counts
        ]
        claims = [f"{c.status}: {c.name} (as reported by {c.by})" for t in each.reports for c in t.account.claims]
        notes = "; ".join([first.title, *said, *claims, f"TLP:{known.tlp}"])
        date = day(known.from_ms)
        precision = "" if not lat else "1" if int(within or 0) <= 1_000 else "2" if int(within) <= 25_000 else "3"
        lines.append((
            known.incident, date, date[:4], "1" if date else "", "", kind, sub, *[""] * 7, place, lat, lon,
            precision, "; ".join(dict.fromkeys(t.account.source.name for t in each.reports)), "", notes,
            "" if known.fatalities.low is None else str(known.fatalities.low), f"TLP:{label(shown)}",
            str(made_ms // 1000),
        ))  # fmt: skip
    return _table(ACLED_COLUMNS, lines)


def _where(place: Place | None) -> tuple[str, str, str, str]:
    if place is None:
        return "", "", "", ""
    if place.at is None:
        return place.name, "", "", ""
    return place.name, f"{place.at.lat_e7 / 1e7:.7f}", f"{place.at.lon_e7 / 1e7:.7f}", str(place.within_m)


def _table(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula, and a line break inside may begin another."""
    text = cell.replace("\0", "")
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text
