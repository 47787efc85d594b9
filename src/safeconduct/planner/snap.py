"""A place on the nearest road."""

from typing import NamedTuple

import numpy as np

from safeconduct.errors import BadInput
from safeconduct.records.area import Point
from safeconduct.records.units import LatE7, LonE7

from .length import metres_at, steps_mm
from .roads import Roads


class OffRoad(BadInput):
    """The place is too far from every road. `distance_m` is the way to the nearest, at `nearest`."""

    def __init__(self, place: Point, distance_m: int, nearest: Point, max_m: int, edges_outside: int = 0) -> None:
        apart = f"; {edges_outside} edges of the extract are cut off from the others and do not count"
        super().__init__(
            f"{_degrees(place)} is {distance_m} m from the nearest drivable road, more than {max_m} m"
            + (apart if edges_outside else ""),
            next_step=f"use {_degrees(nearest)}, which lies on that road, or roads that cover the place",
        )
        self.distance_m = distance_m
        self.nearest = nearest


class Snapped(NamedTuple):
    """A place on a road."""

    point: Point
    segment: int
    along_mm: int
    """From the start of the segment's shape."""
    distance_m: int
    """Between the place asked for and `point`, rounded up."""
    node: int
    """The nearer end of the segment."""


def snap(roads: Roads, lat_e7: LatE7, lon_e7: LonE7, max_m: int = 150) -> Snapped:
    """The nearest point on any road. Raises OffRoad beyond `max_m`."""
    north, east = metres_at(lat_e7)
    x = (roads.shape_lon_e7.astype(np.float64) - lon_e7) * east
    y = (roads.shape_lat_e7.astype(np.float64) - lat_e7) * north
    dx, dy = np.diff(x), np.diff(y)
    square = dx * dx + dy * dy
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / np.where(square > 0, square, 1), 0, 1)
    gap = np.hypot(x[:-1] + share * dx, y[:-1] + share * dy)
    gap[roads.shape_start[1:-1] - 1] = np.inf  # from the last point of one segment to the first of the next
    step = int(gap.argmin())
    segment = int(np.searchsorted(roads.shape_start, step, side="right")) - 1
    lat, lon = roads.shape_lat_e7[step : step + 2].tolist(), roads.shape_lon_e7[step : step + 2].tolist()
    part = float(share[step])
    point = Point(LatE7(round(lat[0] + part * (lat[1] - lat[0]))), LonE7(round(lon[0] + part * (lon[1] - lon[0]))))
    distance_m = int(np.ceil(gap[step]))
    if distance_m > max_m:
        raise OffRoad(Point(lat_e7, lon_e7), distance_m, point, max_m, roads.report.edges_outside)
    along_mm = _along_mm(roads, segment, step, part)
    length_mm = int(roads.segment_length_mm[segment])
    edge = int(np.searchsorted(roads.edge_segment, segment))
    ends = int(roads.edge_from[edge]), int(roads.edge_to[edge])
    first, last = ends if roads.edge_forward[edge] else ends[::-1]
    return Snapped(point, segment, along_mm, distance_m, first if 2 * along_mm <= length_mm else last)


def _along_mm(roads: Roads, segment: int, step: int, part: float) -> int:
    start, end = int(roads.shape_start[segment]), int(roads.shape_start[segment + 1])
    lengths = steps_mm(roads.shape_lat_e7[start:end], roads.shape_lon_e7[start:end])
    along = int(lengths[: step - start].sum()) + round(part * int(lengths[step - start]))
    return min(along, int(roads.segment_length_mm[segment]))


def _degrees(point: Point) -> str:
    return f"{point.lat_e7 / 1e7:.5f},{point.lon_e7 / 1e7:.5f}"
