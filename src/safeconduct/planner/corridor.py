"""The strip around a route that the convoy is to stay in, and the points where it reports."""

from typing import NamedTuple

from safeconduct.errors import BadInput
from safeconduct.records.area import Point
from safeconduct.records.units import LatE7, LonE7, Metres

from .route import Route
from .simplify import simplify

SLACK_M = 1
"""The corridor's line leaves the route by no more than this."""


class Corridor(NamedTuple):
    """Everything within `half_width_m` of the line."""

    line: tuple[Point, ...]
    half_width_m: Metres
    edges: tuple[int, ...]


class Waypoint(NamedTuple):
    """A place on the route, how far along it is, and when it is reached."""

    point: Point
    progress_m: int
    eta_s: int
    """Since departure, at free flow, rounded up."""


def corridor(route: Route, half_width_m: int) -> Corridor:
    """Raises BadInput unless 5 <= half_width_m <= 5000: narrower, every fix would be outside."""
    if not 5 <= half_width_m <= 5000:
        raise BadInput(
            f"a corridor of {half_width_m} m on each side is of no use",
            next_step="choose a half width from 5 to 5000 m; 50 m suits a town, 200 m open country",
        )
    return Corridor(simplify(route.points, SLACK_M), Metres(half_width_m), route.edges)


def checkpoints(route: Route, *, every_m: int | None = None, count: int | None = None) -> tuple[Waypoint, ...]:
    """Evenly spaced along the route, the destination last, the origin not among them.

    Give one of `every_m` (the largest spacing) and `count` (how many). Raises BadInput.
    """
    length_mm = route.progress_mm[-1]
    if (every_m is None) == (count is None) or (every_m or count or 0) < 1:
        raise BadInput("checkpoints need a spacing or a number", next_step="give one of the two, 1 or more")
    if count is None:
        count = max(1, -(-length_mm // ((every_m or 1) * 1000)))
    return tuple(_at(route, length_mm * i // count) for i in range(1, count + 1))


def _at(route: Route, at_mm: int) -> Waypoint:
    after = next(i for i, progress in enumerate(route.progress_mm) if progress >= at_mm)
    before = max(0, after - 1)
    gap = route.progress_mm[after] - route.progress_mm[before]
    part = at_mm - route.progress_mm[before]

    def between(a: int, b: int) -> int:
        return a + (b - a) * part // gap if gap else b

    p, q = route.points[before], route.points[after]
    point = Point(LatE7(between(p.lat_e7, q.lat_e7)), LonE7(between(p.lon_e7, q.lon_e7)))
    eta_ms = between(route.time_ms[before], route.time_ms[after])
    return Waypoint(point, at_mm // 1000, -(-eta_ms // 1000))
