"""An observation, placed on the ground and in order. Zones and distances are found for a whole batch at once."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import groupby
from math import ceil
from typing import TypeAlias

import msgspec
import numpy as np

from safeconduct import geo
from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.records.units import MovementId, ZoneId

from .ground import Ground

Zones: TypeAlias = frozenset[ZoneId]
Order: TypeAlias = tuple[int, int, tuple[int | str | tuple[ZoneId, ...], ...]]
"""Time, kind, content: any two different pieces of evidence have one order, however they arrived."""


class Kind(IntEnum):
    """What it is evidence of; at equal times the lower number comes first."""

    STATE = 0
    PROOF = 1  # a sensor that saw something works
    POSITION = 2
    BESIDE = 3  # a position of the other asset of a pair
    SIGHTING = 4
    GROUND = 5  # zones were added, changed, removed, opened or closed


class Evidence(msgspec.Struct, frozen=True):
    """One observation about one thing (an asset, a sensor, or a device that is both)."""

    order: Order
    kind: Kind
    seen: Observation | None
    """None for proofs and changes of the ground."""
    inside: Zones = frozenset()
    near: Zones = frozenset()
    """Zones whose edge is within the position's accuracy: it cannot tell on which side it is."""
    ended: Zones = frozenset()
    """Changes of the ground: zones that no longer count."""
    begun: Zones = frozenset()
    """Changes of the ground: zones that count from now on, or have another outline."""
    gaps: tuple[tuple[MovementId, int], ...] = ()
    """Distance from the line of each movement that the asset belongs to, metres, rounded up."""

    @property
    def t_ms(self) -> int:
        return self.order[0]


def place(batch: Sequence[Observation], ground: Ground) -> list[tuple[str, Evidence]]:
    """Evidence from observations, each with the name of what it is about: by what was in force then."""
    placed: list[tuple[str, Evidence]] = []
    positions = [seen for seen in batch if isinstance(seen, Position)]
    for then, some in _by_ground(positions, ground):
        placed += _place_positions(some, then, ground)
    for seen in batch:
        if isinstance(seen, Sighting):
            then = ground.at(seen.t_ms)
            inside = then.open_at(then.with_enclosing(seen.zones), seen.t_ms)
            order = (seen.t_ms, int(Kind.SIGHTING), (seen.sensor, tuple(sorted(seen.zones))))
            placed.append((seen.asset, Evidence(order, Kind.SIGHTING, seen, inside)))
            placed.append((seen.sensor, proof(seen.t_ms)))
        elif isinstance(seen, SensorState):
            state = Evidence((seen.t_ms, int(Kind.STATE), (int(seen.is_online),)), Kind.STATE, seen)
            placed.append((seen.sensor, state))
    return placed


def proof(t_ms: int) -> Evidence:
    """Evidence that a sensor works."""
    return Evidence((t_ms, int(Kind.PROOF), ()), Kind.PROOF, None)


def change(t_ms: int, serial: int, ended: Zones, begun: Zones) -> Evidence:
    """Evidence that the ground changed. `serial` tells changes at one instant apart; 0: opening hours."""
    return Evidence((t_ms, int(Kind.GROUND), (serial,)), Kind.GROUND, None, ended=ended, begun=begun)


def placed_again(evidence: Evidence, ground: Ground, is_pair: bool) -> Evidence:
    """The same evidence, placed on another ground. is_pair: it is held of a pair, or of a rule about one thing."""
    if evidence.seen is None:
        return evidence
    if is_pair:
        if evidence.kind is not Kind.POSITION or not ground.config.speed_kmh:
            return evidence
        ((_, placed),) = place([evidence.seen], ground)
        return placed
    return next(placed for _, placed in place([evidence.seen], ground) if placed.kind is evidence.kind)


def serial_of(evidence: Evidence) -> int:
    """The number of the change that this is evidence of; 0: of no change, or of opening hours."""
    content = evidence.order[2]
    return content[0] if evidence.kind is Kind.GROUND and isinstance(content[0], int) else 0


def judge(place: Position, ground: Ground) -> tuple[Zones, Zones]:
    """(inside, near the edge of) for one position, whatever the hour."""
    lat, lon = np.array([place.lat_e7], dtype=np.int64), np.array([place.lon_e7], dtype=np.int64)
    inside = _by_point(geo.locate(ground.grid, lat, lon), ground, 1)[0]
    if not place.acc_m:
        return inside, frozenset()
    pairs = geo.near_edge(ground.grid, lat, lon, np.array([place.acc_m], dtype=np.int64))
    return inside, _by_point(pairs, ground, 1)[0]


def _by_ground(positions: list[Position], ground: Ground) -> Iterator[tuple[Ground, list[Position]]]:
    """Neighbours for which one ground was in force. What routes and pairs ask is asked as of now."""
    if ground.former is None:
        if positions:
            yield ground, positions
        return
    for then, some in groupby(positions, key=lambda seen: ground.at(seen.t_ms)):
        yield then, list(some)


def _place_positions(positions: list[Position], ground: Ground, now: Ground) -> list[tuple[str, Evidence]]:
    lat = np.array([p.lat_e7 for p in positions], dtype=np.int64)
    lon = np.array([p.lon_e7 for p in positions], dtype=np.int64)
    inside = _by_point(geo.locate(ground.grid, lat, lon), ground, len(positions))
    acc = np.array([p.acc_m for p in positions], dtype=np.int64)
    fuzzy = np.flatnonzero(acc > 0)
    near: list[Zones] = [frozenset()] * len(positions)
    if len(fuzzy):
        pairs = geo.near_edge(ground.grid, lat[fuzzy], lon[fuzzy], acc[fuzzy])
        for row, zones in zip(fuzzy.tolist(), _by_point(pairs, ground, len(fuzzy)), strict=True):
            near[row] = zones
    if ground.config.hours:
        inside = [ground.open_at(zones, p.t_ms) for zones, p in zip(inside, positions, strict=True)]
    gaps = _gaps(positions, lat, lon, now)
    return [
        (p.asset, Evidence(position_order(p), Kind.POSITION, p, inside[row], near[row], gaps=gaps.get(row, ())))
        for row, p in enumerate(positions)
    ]


def position_order(p: Position) -> Order:
    """Time, kind and content of a position."""
    speed = -1 if p.speed_kmh is None else p.speed_kmh
    heading = -1 if p.heading_deg is None else p.heading_deg
    return p.t_ms, int(Kind.POSITION), (p.lat_e7, p.lon_e7, p.acc_m, speed, heading)


def _by_point(pairs: geo.Pairs, ground: Ground, n: int) -> list[Zones]:
    found: list[Zones] = [frozenset()] * n
    points, zones = pairs.point.tolist(), pairs.zone.tolist()
    first = 0
    for at in range(1, len(points) + 1):
        if at == len(points) or points[at] != points[first]:
            found[points[first]] = frozenset(ground.zone_ids[zone] for zone in zones[first:at])
            first = at
    return found


def _gaps(
    positions: list[Position], lat: geo.I64, lon: geo.I64, ground: Ground
) -> dict[int, tuple[tuple[MovementId, int], ...]]:
    found: dict[int, tuple[tuple[MovementId, int], ...]] = {}
    for corridor, line in ground.lines:
        members = frozenset(corridor.assets)
        rows = [
            row
            for row, p in enumerate(positions)
            if p.asset in members and corridor.from_ms <= p.t_ms < corridor.until_ms
        ]
        if not rows:
            continue
        distance, _ = line.along(lat[rows], lon[rows])
        for row, metres in zip(rows, distance.tolist(), strict=True):
            found[row] = (*found.get(row, ()), (corridor.movement, ceil(metres)))
    return found
