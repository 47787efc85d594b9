"""A plan as a drawing: roads, secured places, and each route as wide as its odds. Server-rendered, so it needs no
script, prints, and shows on any phone."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from safeconduct.node.why import Why
from safeconduct.planner import Roads
from safeconduct.planner.plan import Plan, leg_lines
from safeconduct.planner.profile import CLASSES
from safeconduct.records.area import Point
from safeconduct.records.plan import MovementDrawOrdered, Place
from safeconduct.records.units import LatE7, LonE7

_XY = tuple[int, int]
_WIDE: Final = 1_000
_ROAD_POINTS_MAX: Final = 12_000
_MARGIN: Final = 0.08
_BESIDE: Final = 100
_AROUND_E7: Final = 100_000
"""About 1 km: what is drawn around a place that is alone; around several a third of it."""
_MAIN: Final = frozenset(CLASSES.index(name) for name in ("motorway", "trunk", "primary", "secondary"))


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
        """As _Frame.scale."""
        return self.frame.scale

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

    def all(self, roads: Roads) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """`at` of every point of a shape."""
        x = ((roads.shape_lon_e7.astype(float) - self.west) * self.middle + self.pad_x) / self.unit_e7
        y = self.height - (roads.shape_lat_e7.astype(float) - self.south + self.pad_y) / self.unit_e7
        return np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)

    @property
    def scale(self) -> str:
        """What a script needs to find the degrees of a point of the drawing: west, north (degrees x 10^7), and the
        degrees x 10^7 of a unit eastward and northward."""
        west = self.west - self.pad_x / self.middle
        north = self.south - self.pad_y + self.height * self.unit_e7
        return f"{west:.0f} {north:.0f} {self.unit_e7 / self.middle:.3f} {self.unit_e7:.3f}"

    def metres(self, length_m: int) -> int:
        return max(2, round(length_m / 111_195 * 1e7 / self.unit_e7))

    def holds(self, xy: tuple[int, int]) -> bool:
        return -_BESIDE <= xy[0] <= _WIDE + _BESIDE and -_BESIDE <= xy[1] <= self.height + _BESIDE


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
        _circles(frame, plan.places),
        (frame.at(routes[0][0]), frame.at(routes[0][-1])),
        tuple(_points(frame, each.line) for each in why),
        frame,
    )


class Ground(NamedTuple):
    """What is drawn before there is a plan."""

    height: int
    roads: tuple[Drawn, ...]
    circles: tuple[Circle, ...]
    ends: tuple[tuple[int, int], ...]
    scale: str


def ground_map(roads: Roads, places: Sequence[Place], ends: Sequence[Point]) -> Ground:
    """The roads around the ends, else around the places that are listed, else all of them."""
    seen = list(ends) or [place.at for place in places]
    around = _AROUND_E7 if len(seen) == 1 else _AROUND_E7 // 3
    corners = [
        Point(LatE7(point.lat_e7 + up * around), LonE7(point.lon_e7 + up * around))
        for point in seen
        for up in (-1, 1)
    ]
    frame = _Frame(corners or _corners(roads))
    return Ground(
        frame.height, _roads(frame, roads), _circles(frame, places), tuple(map(frame.at, ends)), frame.scale
    )


def _corners(roads: Roads) -> list[Point]:
    lat, lon = roads.shape_lat_e7, roads.shape_lon_e7
    return [
        Point(LatE7(int(lat.min())), LonE7(int(lon.min()))),
        Point(LatE7(int(lat.max())), LonE7(int(lon.max()))),
    ]


def _circles(frame: _Frame, places: Sequence[Place]) -> tuple[Circle, ...]:
    return tuple(
        Circle(*frame.at(place.at), frame.metres(place.radius_m), place.kind, place.name) for place in places
    )


def _roads(frame: _Frame, roads: Roads) -> tuple[Drawn, ...]:
    """Those on the drawing, the largest classes first; what would be too much is left out, the smallest first."""
    x, y = frame.all(roads)
    near = (x >= -_BESIDE) & (x <= _WIDE + _BESIDE) & (y >= -_BESIDE) & (y <= frame.height + _BESIDE)
    seen = np.flatnonzero(np.logical_or.reduceat(near, roads.shape_start[:-1]))
    classes, left = roads.segment_class[seen], _ROAD_POINTS_MAX
    drawn: list[Drawn] = []
    for kind in np.unique(classes).tolist():
        lines = _lines(roads, seen[classes == kind].tolist(), x, y)
        left -= sum(len(line) for line in lines)
        if left < 0 and drawn:
            break
        drawn += [
            Drawn(" ".join(f"{at[0]},{at[1]}" for at in line), 5 if kind in _MAIN else 3, "") for line in lines
        ]
    return tuple(drawn)


def _lines(roads: Roads, segments: Sequence[int], x: NDArray[np.int64], y: NDArray[np.int64]) -> list[list[_XY]]:
    """In units of the drawing, no point twice in a row; segments of one way that follow each other are one line."""
    lines: list[list[_XY]] = []
    way = -1
    for segment in segments:
        a, b = int(roads.shape_start[segment]), int(roads.shape_start[segment + 1])
        points = [at for at, _ in groupby(zip(x[a:b].tolist(), y[a:b].tolist(), strict=True))]
        if roads.segment_way[segment] == way and lines[-1][-1] == points[0]:
            lines[-1] += points[1:]
        else:
            lines.append(points)
        way = int(roads.segment_way[segment])
    return [line for line in lines if len(line) > 1]


def _points(frame: _Frame, line: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in map(frame.at, line))
