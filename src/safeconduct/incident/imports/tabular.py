"""CSV: our own columns under many names, and files with the columns of ACLED."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from safeconduct.errors import BadInput
from safeconduct.records.units import Ms

from .finding import Fault, Found
from .taking import Unusable, row_of_fields

csv.field_size_limit(1 << 20)
_NAMES: Final[Mapping[str, str]] = {
    "latitude": "lat", "longitude": "lon", "lng": "lon", "event_date": "date", "day": "date", "location": "place",
    "description": "text", "notes": "text", "summary": "text", "headline": "title", "type": "event_type",
    "deaths": "fatalities", "killed": "fatalities", "wounded": "injured", "url": "ref", "link": "ref", "id": "ref",
    "published_at": "published",
}  # fmt: skip
_KNOWN: Final = (
    *("kind", "event_type", "date", "from", "to", "title", "place", "lat", "lon", "within_m", "fatalities"),
    *("injured", "missing", "said_by", "claimed_by", "claim_status", "source", "ref", "published", "text"),
    *("counts", "claims"),
)
_ACLED: Final = frozenset({"event_id_cnty", "event_date", "sub_event_type", "latitude", "longitude", "fatalities"})
_ACLED_TYPES: Final[Mapping[str, str]] = {
    "abduction/forced disappearance": "abduction", "air/drone strike": "explosion", "armed clash": "armed_attack",
    "attack": "armed_attack", "chemical weapon": "explosion",
    "excessive force against protesters": "protest_blockade",
    "grenade": "grenade", "looting/property destruction": "robbery", "mob violence": "protest_blockade",
    "non-violent transfer of territory": "other", "peaceful protest": "protest_blockade",
    "protest with intervention": "protest_blockade", "remote explosive/landmine/ied": "roadside_bomb",
    "shelling/artillery/missile attack": "explosion", "suicide bomb": "bomb",
    "violent demonstration": "protest_blockade",
    "agreement": "talks",
}  # fmt: skip
_VIOLENT: Final = frozenset({"battles", "explosions/remote violence", "violence against civilians"})


def read_csv(lines: Iterable[str], now_ms: Ms) -> Iterator[Found]:
    """Rows of a CSV with a header. Raises BadInput where there is none that can be read."""
    table = csv.reader(lines, strict=False)
    header = [name.strip().strip("\ufeff").lower() for name in next(table, [])]
    names = [_NAMES.get(name, name) for name in header]
    is_acled = set(header) >= _ACLED
    if not is_acled and not {"title", "text"} & set(names):
        raise BadInput(
            f"no column tells what happened: there are {', '.join(header[:12]) or 'none'}",
            where="line 1",
            next_step=f"name the columns: {' '.join(_KNOWN)}",
        )
    fields_of = (lambda cells: _acled(dict(zip(header, cells, strict=False)))) if is_acled else None
    width = len(header)
    try:
        for cells in table:
            if not cells:
                continue
            if len(cells) != width:
                yield Fault(table.line_num, f"{len(cells)} cells under {width} columns")
                continue
            try:
                fields = fields_of(cells) if fields_of else dict(zip(names, cells, strict=True))
                yield row_of_fields(fields, now_ms)
            except Unusable as error:
                yield Fault(table.line_num, str(error))
    except csv.Error as error:
        yield Fault(table.line_num, f"no CSV: {error}")


def _acled(cells: Mapping[str, str]) -> dict[str, str]:
    """Our names for ACLED's columns (codebook 2024). Its 0 may mean that nobody knows, so there is no "at most"."""
    get = cells.get
    kind = get("sub_event_type", "").lower()
    source = get("source", "")
    fatalities = get("fatalities", "").strip()
    fields = {
        "event_type": _ACLED_TYPES.get(kind, "other"),
        "date": get("event_date", ""),
        "place": ", ".join(part for part in (get("location", ""), get("admin1", ""), get("country", "")) if part),
        "lat": get("latitude", ""),
        "lon": get("longitude", ""),
        "within_m": {"1": "1000", "2": "25000", "3": "100000"}.get(get("geo_precision", ""), ""),
        "fatalities": "0+" if fatalities == "0" else fatalities,
        "source": source[:120],
        "ref": get("event_id_cnty", ""),
        "text": get("notes", ""),
        "title": f"{get('sub_event_type', '') or get('event_type', '')}: {get('location', '')}",
    }
    if get("event_type", "").lower() in _VIOLENT and get("actor1", ""):
        fields.update(claimed_by=get("actor1", ""), claim_status="attributed")
    return fields
