"""Zones from a GeoJSON FeatureCollection of polygons (RFC 7946)."""

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.area import Point, Zone
from safeconduct.records.clause import DayHours


class _Properties(msgspec.Struct, frozen=True):
    id: str
    name: str | None = None
    kind: str = "ring"
    name_zh: str = ""
    name_ur: str = ""
    hours: DayHours | None = None
    speed_kmh: int | None = None


class _Polygon(msgspec.Struct, frozen=True, tag="Polygon"):
    coordinates: list[list[tuple[float, float]]]


class _Feature(msgspec.Struct, frozen=True, tag="Feature"):
    properties: _Properties
    geometry: _Polygon


class _Collection(msgspec.Struct, frozen=True, tag="FeatureCollection"):
    features: list[_Feature]


_DECODER = msgspec.json.Decoder(_Collection)
_NEXT = "draw closed polygons, each with the property `id`, and export them as GeoJSON"


def read_zones(content: bytes, where: str) -> tuple[Zone, ...]:
    """The polygons as zones, in the order of the file. `where` names the file in errors. Raises BadInput."""
    try:
        collection = _DECODER.decode(content)
        zones = [_zone(feature) for feature in collection.features]
        return msgspec.convert(msgspec.to_builtins(zones), tuple[Zone, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"not a site: {error}", where=where, next_step=_NEXT) from error
    except _Open as error:
        raise BadInput(f"the polygon {error} is not closed", where=where, next_step=_NEXT) from error


class _Open(Exception):
    """An outline whose last corner is not its first."""


def _zone(feature: _Feature) -> dict[str, object]:
    named = feature.properties
    rings = feature.geometry.coordinates
    if not rings or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise _Open(named.id)
    outlines = [[Point(_e7(lat), _e7(lon)) for lon, lat in ring[:-1]] for ring in rings]  # type: ignore[arg-type]
    return {
        "zone": named.id,
        "name": named.name or named.id,
        "kind": named.kind,
        "names": {lang: name for lang, name in (("zh", named.name_zh), ("ur", named.name_ur)) if name},
        "outline": outlines[0],
        "holes": outlines[1:],
        **({"hours": named.hours} if named.hours else {}),
        **({"speed_kmh": named.speed_kmh} if named.speed_kmh else {}),
    }


def _e7(degrees: float) -> int:
    return round(degrees * 10_000_000)
