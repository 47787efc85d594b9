"""A site from a GeoJSON file (RFC 7946): a FeatureCollection of polygons, holes allowed.

Properties of a feature: `id`, `kind` (ring, zone, gate; default zone), optionally `dwell_limit_s`, `name`, `hours`
and `speed_kmh`.
"""

from typing import Annotated, Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.area import Point, Zone
from safeconduct.records.clause import DayHours
from safeconduct.records.units import DurationMs, LatE7, LonE7, Name, ZoneId

from .config import WatchConfig
from .hours import hours_of, speeds_of

_Ring = tuple[tuple[float, ...], ...]


class SiteUnreadable(BadInput):
    """The file is not a site. `where` is the JSON path."""

    next_step = "compare with the example in docs/recipes: polygons with the properties id, kind, dwell_limit_s"


class _Polygon(msgspec.Struct, frozen=True, tag_field="type", tag="Polygon"):
    coordinates: tuple[_Ring, ...]


class _Properties(msgspec.Struct, frozen=True):
    id: str
    kind: str = "zone"
    name: str | None = None
    dwell_limit_s: float | None = None
    hours: DayHours | None = None
    speed_kmh: Annotated[int, msgspec.Meta(ge=1, le=400)] | None = None


class _Feature(msgspec.Struct, frozen=True):
    geometry: _Polygon
    properties: _Properties


class _Collection(msgspec.Struct, frozen=True, tag_field="type", tag="FeatureCollection"):
    features: tuple[_Feature, ...]


_DECODER: Final = msgspec.json.Decoder(_Collection)


def read_site(content: bytes) -> WatchConfig:
    """Zones and dwell limits of a site. Raises SiteUnreadable."""
    try:
        said = _DECODER.decode(content)
    except msgspec.DecodeError as error:
        raise SiteUnreadable(f"the site cannot be read: {error}") from error
    zones: list[Zone] = []
    limits: dict[ZoneId, DurationMs] = {}
    for at, feature in enumerate(said.features):
        zone = _zone(feature, f"$.features[{at}]")
        if zone.zone in {other.zone for other in zones}:
            raise SiteUnreadable(f"two zones have the id {zone.zone!r}", where=f"$.features[{at}].properties.id")
        zones.append(zone)
        limit_s = feature.properties.dwell_limit_s
        if limit_s is not None:
            if not 0 <= limit_s < 1e9:
                raise SiteUnreadable(f"a limit of {limit_s} seconds", where=f"$.features[{at}].properties")
            limits[zone.zone] = DurationMs(round(limit_s * 1000))
    return WatchConfig(zones=tuple(zones), dwell_ms=limits, hours=hours_of(zones), speed_kmh=speeds_of(zones))


def _zone(feature: _Feature, where: str) -> Zone:
    told = feature.properties
    if not told.id:
        raise SiteUnreadable("a zone needs an id", where=f"{where}.properties.id")
    if not feature.geometry.coordinates:
        raise SiteUnreadable("a polygon needs an outline", where=f"{where}.geometry.coordinates")
    rings = [
        _ring(ring, f"{where}.geometry.coordinates[{at}]") for at, ring in enumerate(feature.geometry.coordinates)
    ]
    return Zone(
        ZoneId(told.id),
        Name(told.name or told.id),
        told.kind,
        rings[0],
        holes=tuple(rings[1:]),
        hours=told.hours or msgspec.UNSET,
        speed_kmh=told.speed_kmh or msgspec.UNSET,
    )


def _ring(ring: _Ring, where: str) -> tuple[Point, ...]:
    """Corners without the closing repetition."""
    corners = []
    for at, place in enumerate(ring):
        if len(place) < 2 or not (abs(place[0]) <= 180 and abs(place[1]) <= 90):
            raise SiteUnreadable(f"{list(place)} is not [longitude, latitude]", where=f"{where}[{at}]")
        corners.append(Point(LatE7(round(place[1] * 10**7)), LonE7(round(place[0] * 10**7))))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        raise SiteUnreadable("an outline needs at least three corners", where=where)
    return tuple(corners)
