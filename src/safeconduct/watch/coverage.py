"""Which part of which ring a working sensor sees, and since when nobody does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from safeconduct import geo
from safeconduct.records.area import Outline, Point, Zone
from safeconduct.records.units import LatE7, LonE7, Ms, SensorId, ZoneId
from safeconduct.state.fact import Fact

from .memory import Watch
from .track import Track

SECTORS: Final = 16
"""Parts of a ring by bearing from its middle, clockwise from north: 22.5 degrees each."""
_SAMPLES_EACH: Final = 32
"""Places on the outline that stand for a sector, at least."""


class FieldOfView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ground that a sensor sees, as its owner has drawn it."""

    sensor: SensorId
    outline: Outline


class Sector(msgspec.Struct, frozen=True):
    """One part of a ring, now."""

    zone: ZoneId
    number: int
    """0 begins at north; clockwise."""
    sensors: tuple[SensorId, ...]
    """Working sensors that see any of it."""
    seen_permille: int
    """Share of its outline that a working sensor sees."""
    proved_ms: int
    """When a sensor that sees any of it was last known to work; -1: never, or there is none."""
    watched_by: tuple[SensorId, ...] = ()
    """Sensors that see any of it, working or not."""


@dataclass(frozen=True, eq=False)
class Coverage:
    """Rings and fields of view, prepared by `cover`."""

    parts: tuple[tuple[ZoneId, int, int, tuple[tuple[SensorId, frozenset[int]], ...]], ...]
    """(ring, sector, how many places, which of them each sensor sees)."""
    arcs: Mapping[tuple[ZoneId, int], tuple[tuple[Point, ...], ...]]
    """Of each sector: its stretches of the ring's outline, to be drawn."""


def cover(rings: Sequence[Zone], fields: Sequence[FieldOfView]) -> Coverage:
    """Find which places on the rings' outlines each field of view holds."""
    grid = geo.build([geo.polygon(field.outline) for field in fields])
    parts = []
    arcs: dict[tuple[ZoneId, int], tuple[tuple[Point, ...], ...]] = {}
    for ring in rings:
        lat, lon, sector = _places(ring)
        pairs = geo.locate(grid, lat, lon)
        for number in range(SECTORS):
            mine = np.flatnonzero(sector == number)
            if not len(mine):
                continue
            seen = [
                (field.sensor, frozenset(pairs.point[pairs.zone == at].tolist()) & frozenset(mine.tolist()))
                for at, field in enumerate(fields)
            ]
            parts.append((ring.zone, number, len(mine), tuple((s, places) for s, places in seen if places)))
            arcs[ring.zone, number] = _arcs(mine, lat, lon)
    return Coverage(tuple(parts), arcs)


def _arcs(mine: geo.I64, lat: geo.I64, lon: geo.I64) -> tuple[tuple[Point, ...], ...]:
    """Neighbouring places joined, each stretch with the first place after it, so that sectors touch."""
    found = []
    for run in np.split(mine, np.flatnonzero(np.diff(mine) > 1) + 1):
        places = [*run.tolist(), (int(run[-1]) + 1) % len(lat)]
        found.append(tuple(Point(LatE7(int(lat[at])), LonE7(int(lon[at]))) for at in places))
    return tuple(found)


def sectors(coverage: Coverage, state: Watch, *, is_sure: bool = False) -> tuple[Sector, ...]:
    """Every sector of every ring. A sensor works if it has been heard and has not gone blind since.

    is_sure: by what nothing can change any more.
    """
    found = []
    for zone, number, count, seen in coverage.parts:
        tracks = {sensor: state.tracks.get(sensor, Track()) for sensor, _ in seen}
        proofs = {sensor: track.settled if is_sure else track.front for sensor, track in tracks.items()}
        working = [sensor for sensor, stand in proofs.items() if stand.proved_ms >= 0 and not stand.is_blind]
        places = {place for sensor, some in seen if sensor in working for place in some}
        proved_ms = max((stand.proved_ms for stand in proofs.values()), default=-1)
        share = len(places) * 1000 // count
        found.append(Sector(zone, number, tuple(sorted(working)), share, proved_ms, tuple(sorted(proofs))))
    return tuple(found)


def changes(before: Sequence[Sector], after: Sequence[Sector], t_ms: Ms) -> tuple[Fact, ...]:
    """`uncovered(zone, sector)` where the last working sensor has gone, `covered` where one is back."""
    old = {(part.zone, part.number): bool(part.sensors) for part in before}
    facts = [
        Fact(t_ms, "covered" if part.sensors else "uncovered", (part.zone, part.number))
        for part in after
        if bool(part.sensors) != old.get((part.zone, part.number), bool(part.sensors))
    ]
    return tuple(sorted(facts))


def _places(ring: Zone) -> tuple[geo.I64, geo.I64, geo.I64]:
    """Places evenly along the outline, and the sector of each by its bearing from the middle."""
    lat = np.array([corner.lat_e7 for corner in ring.outline], dtype=np.int64)
    middle = geo.Frame(int(lat.min() + lat.max()) // 2, ring.outline[0].lon_e7)
    x, y = middle.to_m(lat, np.array([corner.lon_e7 for corner in ring.outline], dtype=np.int64))
    centre_x, centre_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    x, y = np.append(x, x[0]), np.append(y, y[0])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    at = np.linspace(0.0, along[-1], SECTORS * _SAMPLES_EACH, endpoint=False)
    place_x, place_y = np.interp(at, along, x), np.interp(at, along, y)
    bearing = np.degrees(np.arctan2(place_x - centre_x, place_y - centre_y)) % 360
    return *middle.to_e7(place_x, place_y), (bearing * SECTORS / 360).astype(np.int64) % SECTORS
