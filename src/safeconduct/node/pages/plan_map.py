"""A plan as a drawing: roads, secured places, and each route as wide as its odds. Server-rendered, so it needs no
script, prints, and shows on any phone."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from safeconduct.node.why import Why
from safeconduct.planner import Roads, road_lines
from safeconduct.planner.plan import Plan, leg_lines
from safeconduct.records.area import Point
from safeconduct.records.plan import MovementDrawOrdered

_WIDE: Final = 1_000
_ROAD_POINTS_MAX: Final = 12_000
_MARGIN: Final = 0.08


class Drawn(NamedTuple):
    """A line of the drawing: SVG points, and its width in thousandths of the drawing's."""

    points: str
    width: int
    text: str


class Circle(NamedTuple):
    """A place of the lists."""

    x: int
    y: int
    r: int
    kind: str
    name: str


class Mark(NamedTuple):
    """A haven or a handover."""

    x: int
    y: int
    kind: str
    name: str


class PlanMap(NamedTuple):
    """In units of a thousandth of the width."""

    height: int
    roads: tuple[Drawn, ...]
    routes: tuple[Drawn, ...]
    circles: tuple[Circle, ...]
    ends: tuple[tuple[int, int], ...]
    forced: tuple[str, ...]
    """Lines of the stretches that every route uses."""
    frame: "_Frame"

    @property
    def scale(self) -> str:
        """What a script needs to find the degrees of a point of the drawing: west, north (degrees x 10^7), and the
        degrees x 10^7 of a unit eastward and northward."""
        frame = self.frame
        west = frame.west - frame.pad_x / frame.middle
        north = frame.south - frame.pad_y + frame.height * frame.unit_e7
        return f"{west:.0f} {north:.0f} {frame.unit_e7 / frame.middle:.3f} {frame.unit_e7:.3f}"

    def marks(self, order: MovementDrawOrdered) -> list[Mark]:
        """Havens and handovers of the order that lie on the drawing."""
        found = [Mark(*self.frame.at(each.at), "haven", each.name) for each in order.havens]
        found += [Mark(*self.frame.at(each.at), "handover", each.name) for each in order.handovers]
        return [mark for mark in found if self.frame.holds((mark.x, mark.y))]

    def line(self, points: Sequence[Point]) -> str:
        """Points of a polyline, for the legs that have started."""
        return _points(self.frame, points)


class _Frame:
    """Degrees to the drawing, north up, true to scale in the middle."""

    def __init__(self, points: Sequence[Point]) -> None:
        lats, lons = [p.lat_e7 for p in points], [p.lon_e7 for p in points]
        self.south, self.west = min(lats), min(lons)
        middle = math.cos(math.radians((min(lats) + max(lats)) / 2e7))
        wide, high = (max(lons) - min(lons)) * middle, float(max(lats) - min(lats))
        pad = max(wide, high) * _MARGIN + 1
        self.unit_e7 = (max(wide, high * 0.6) + 2 * pad) / _WIDE
        self.height = math.ceil((high + 2 * pad) / self.unit_e7)
        self.middle, self.pad_y = middle, pad
        self.pad_x = (self.unit_e7 * _WIDE - wide) / 2

    def at(self, point: Point) -> tuple[int, int]:
        x = ((point.lon_e7 - self.west) * self.middle + self.pad_x) / self.unit_e7
        y = self.height - (point.lat_e7 - self.south + self.pad_y) / self.unit_e7
        return round(x), round(y)

    def metres(self, length_m: int) -> int:
        return max(2, round(length_m / 111_195 * 1e7 / self.unit_e7))

    def holds(self, xy: tuple[int, int]) -> bool:
        return -100 <= xy[0] <= _WIDE + 100 and -100 <= xy[1] <= self.height + 100


def degrees(point: Point) -> str:
    """A place as people read it, latitude first."""
    return f"{point.lat_e7 / 1e7:.5f}, {point.lon_e7 / 1e7:.5f}"


def plan_map(plan: Plan, roads: Roads | None, why: Sequence[Why] = ()) -> PlanMap:
    """All of it but what is driven."""
    routes = [[p for leg in leg_lines(plan, route) for p in leg] for route in range(len(plan.proof.routes))]
    frame = _Frame([point for line in routes for point in line])
    most = max(route.odds for route in plan.proof.routes)
    return PlanMap(
        frame.height,
        _roads(frame, roads) if roads else (),
        tuple(
            Drawn(_points(frame, line), 5 + round(13 * route.odds / most), f"{route.odds / 2**32:.1%}")
            for line, route in zip(routes, plan.proof.routes, strict=True)
        ),
        tuple(
            Circle(*frame.at(place.at), frame.metres(place.radius_m), place.kind, place.name)
            for place in plan.places
        ),
        (frame.at(routes[0][0]), frame.at(routes[0][-1])),
        tuple(_points(frame, each.line) for each in why),
        frame,
    )


def _roads(frame: _Frame, roads: Roads) -> tuple[Drawn, ...]:
    drawn = []
    for kind, line in road_lines(roads, _ROAD_POINTS_MAX):
        placed = [frame.at(point) for point in line]
        if any(frame.holds(xy) for xy in placed):
            is_main = kind in ("motorway", "trunk", "primary", "secondary")
            drawn.append(Drawn(" ".join(f"{x},{y}" for x, y in placed), 5 if is_main else 3, ""))
    return tuple(drawn)


def _points(frame: _Frame, line: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in map(frame.at, line))
